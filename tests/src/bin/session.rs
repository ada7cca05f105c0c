//! A process with a session in a store in files, for tests that end it or run many of it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout)]

#[cfg(unix)]
fn main() {
    unix::main();
}

#[cfg(not(unix))]
fn main() {}

#[cfg(unix)]
mod unix {
    use std::env;
    use std::io::{self, Write as _};
    use std::path::Path;
    use std::pin::pin;
    use std::process::exit;
    use std::sync::Arc;
    use std::task::{Context, Poll, Wake};
    use std::time::{Duration, UNIX_EPOCH};

    use bytes::Bytes;
    use spotify_flow::store::FileStore;
    use spotify_flow::{
        BoxFuture, Driver, Error, HttpClient, Session, Sessions, Transport, TransportError,
    };
    use spotify_flow_tests::Clocked;
    use spotify_flow_tests::rotating::{Player, player};
    use tokio::runtime::{Builder, Handle, Runtime};
    use tokio::sync::Notify;

    pub(super) fn main() {
        let arguments: Vec<String> = env::args().skip(1).collect();
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        if let Err(error) = run(&arguments) {
            // The stream may be what fails.
            writeln!(io::stderr(), "{}: {error}", error.reason()).ok();
            exit(1);
        }
    }

    fn run(arguments: &[&str]) -> Result<(), Error> {
        match arguments[..] {
            ["live", folder, origin, time] => {
                let time = UNIX_EPOCH + Duration::from_secs(time.parse().unwrap());
                runtime().block_on(live(folder, origin, Clocked::at(time)))
            }
            ["token", folder, origin] => on_one_thread(async |http| {
                let session = restored(folder, origin, http).await?;
                session.token().await?;
                say(&session);
                Ok(())
            }),
            ["log-out", folder, origin] => on_one_thread(async |http| {
                restored(folder, origin, http).await?.log_out().await?;
                println!("out");
                Ok(())
            }),
            _ => panic!("{arguments:?}"),
        }
    }

    fn runtime() -> Runtime {
        Builder::new_current_thread().enable_all().build().unwrap()
    }

    /// The session that is kept in the folder. In a trace, the calls come after a look at a path.
    async fn restored(
        folder: &str,
        origin: &str,
        http: impl Transport + 'static,
    ) -> Result<Session<Player>, Error> {
        assert!(!Path::new("/here-it-begins").exists());
        let store = Arc::new(FileStore::open(folder)?);
        let sessions = Sessions::new(player(origin), store).with_transport(http);
        Ok(sessions.get("alice").await?.expect("it was kept"))
    }

    /// Prints the refresh token.
    fn say(session: &Session<Player>) {
        println!("{}", session.token_snapshot().expose_refresh_token().unwrap_or_default());
    }

    /// Asks for a token each time that it is told how many seconds have passed, or settles. It says first what it
    /// begins with: who begins later finds a token of times to come.
    async fn live(folder: &str, origin: &str, http: Clocked) -> Result<(), Error> {
        let session = restored(folder, origin, http.clone()).await?;
        say(&session);
        for line in io::stdin().lines() {
            match line.unwrap().parse() {
                Ok(seconds) => {
                    http.hands().advance(Duration::from_secs(seconds));
                    session.token().await?;
                }
                Err(_) => session.settle().await,
            }
            say(&session);
        }
        Ok(())
    }

    /// The engine's own HTTP client, for futures that run outside of the runtime that it needs.
    struct Entered {
        http: HttpClient,
        runtime: Handle,
    }

    impl Transport for Entered {
        fn send<'a>(
            &'a self,
            request: http::Request<Bytes>,
        ) -> BoxFuture<'a, Result<http::Response<Bytes>, TransportError>> {
            let mut sent = self.http.send(request);
            Box::pin(std::future::poll_fn(move |context| {
                let _entered = self.runtime.enter();
                sent.as_mut().poll(context)
            }))
        }

        fn driver(&self) -> Driver {
            Driver::Caller
        }
    }

    struct Woken(Notify);

    impl Wake for Woken {
        fn wake(self: Arc<Self>) {
            self.0.notify_one();
        }
    }

    /// Works on this thread alone, so that the system calls come in one order: the store finds no
    /// runtime and does what it is asked to at once, and the runtime works for the HTTP client while
    /// there is nothing else to do.
    fn on_one_thread<F>(work: impl FnOnce(Entered) -> F) -> F::Output
    where
        F: Future,
    {
        let runtime = runtime();
        let http = HttpClient::new().expect("an HTTP client can be built");
        let mut future = pin!(work(Entered { http, runtime: runtime.handle().clone() }));
        let woken = Arc::new(Woken(Notify::new()));
        let waker = Arc::clone(&woken).into();
        loop {
            match future.as_mut().poll(&mut Context::from_waker(&waker)) {
                Poll::Ready(output) => return output,
                Poll::Pending => runtime.block_on(woken.0.notified()),
            }
        }
    }
}
