//! A program with a session, for tests that stop it or let it pause.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout)]

use std::env;
use std::io;
use std::time::Duration;

use spotify_flow::bytes::Bytes;
use spotify_flow::http::{Request, Response};
use spotify_flow::{
    BoxFuture, Clock, Driver, HttpClient, ManualClock, Session, Token, Transport, TransportError,
};
use spotify_flow_tests::rotating::{LIFE, Player, player, refresh_token};
use tokio::runtime::Builder;

fn main() {
    let [kind, origin] = <[String; 2]>::try_from(env::args().skip(1).collect::<Vec<_>>()).unwrap();
    let http = HttpClient::new().unwrap();
    println!("ready");
    told();
    if kind == "pauses" {
        return pauses(&origin, http);
    }
    let token = Token::from_refresh_token(refresh_token(0), None);
    let session = Session::over(&player(&origin), token, http);
    let session = session.wait_at_most(Duration::from_secs(600));
    match kind.as_str() {
        "multi-thread" => {
            let runtime = Builder::new_multi_thread().enable_all().build().unwrap();
            runtime.block_on(async { tokio::spawn(say(session)).await.unwrap() });
        }
        "call-by-call" => {
            Builder::new_current_thread().enable_all().build().unwrap().block_on(say(session));
        }
        "no-runtime" => {
            session.token_blocking().unwrap();
            print(&session);
        }
        _ => panic!("{kind}"),
    }
}

fn told() {
    io::stdin().read_line(&mut String::new()).unwrap();
}

async fn say(session: Session<Player>) {
    session.token().await.unwrap();
    print(&session);
}

fn print(session: &Session<Player>) {
    println!("{}", session.token_snapshot().expose_refresh_token().unwrap_or_default());
}

/// A wire to a real server, by a clock that stands still, which the library drives all the same.
struct Ahead {
    http: HttpClient,
    clock: ManualClock,
}

impl Transport for Ahead {
    fn send<'a>(
        &'a self,
        request: Request<Bytes>,
    ) -> BoxFuture<'a, Result<Response<Bytes>, TransportError>> {
        self.http.send(request)
    }

    fn clock(&self) -> &dyn Clock {
        &self.clock
    }

    fn driver(&self) -> Driver {
        Driver::Library
    }
}

/// Asks for a token that ends soon, pauses, and asks again.
fn pauses(origin: &str, http: HttpClient) {
    let clock = ManualClock::default();
    let token = Token::from_refresh_token(refresh_token(0), None);
    let session = Session::over(&player(origin), token, Ahead { http, clock: clock.clone() });
    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
    let ask = || runtime.block_on(session.token()).unwrap();
    let first = ask();
    clock.advance(LIFE - Duration::from_secs(2));
    assert_eq!(ask().expose(), first.expose(), "it is good for two seconds more");
    println!("stale");
    told();
    ask();
    print(&session);
}
