//! Six ways to ask a session for its token.

use std::sync::mpsc;
use std::thread;

use spotify_flow::{AccessToken, Error, Session};
use spotify_flow_tests::rotating::Player;
use tokio::runtime::{Builder, Runtime};

/// How a program asks.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Asker {
    /// A runtime with two threads.
    MultiThread,
    /// A runtime with the thread that asks, which is also driven between calls.
    CurrentThread,
    /// A runtime that is driven for one call at a time, and stands still between.
    CallByCall,
    /// All threads of a blocking pool, each of which blocks on the session.
    BlockingPool,
    /// No runtime.
    NoRuntime,
    /// A runtime without timers and without I/O.
    Bare,
}

pub(crate) const ASKERS: [Asker; 6] = [
    Asker::MultiThread,
    Asker::CurrentThread,
    Asker::CallByCall,
    Asker::BlockingPool,
    Asker::NoRuntime,
    Asker::Bare,
];

const POOL: usize = 4;

/// Somebody who asked, and may go away.
pub(crate) struct Asking {
    runtime: Option<Runtime>,
    answers: mpsc::Receiver<Result<AccessToken, Error>>,
}

impl Asker {
    fn runtime(self) -> Option<Runtime> {
        let mut builder = match self {
            Asker::MultiThread => {
                let mut builder = Builder::new_multi_thread();
                builder.worker_threads(2);
                builder
            }
            Asker::CurrentThread
            | Asker::CallByCall
            | Asker::BlockingPool
            | Asker::NoRuntime
            | Asker::Bare => Builder::new_current_thread(),
        };
        match self {
            Asker::NoRuntime => return None,
            Asker::Bare => {}
            Asker::BlockingPool => {
                builder.enable_all().max_blocking_threads(POOL);
            }
            Asker::MultiThread | Asker::CurrentThread | Asker::CallByCall => {
                builder.enable_all();
            }
        }
        Some(builder.build().unwrap())
    }

    /// Asks, and does not wait for the answer.
    pub(crate) fn ask(self, session: &Session<Player>) -> Asking {
        let (answer, answers) = mpsc::channel();
        let runtime = self.runtime();
        let session = session.clone();
        match (self, &runtime) {
            (Asker::BlockingPool, Some(runtime)) => {
                for _ in 0..POOL {
                    let (answer, session) = (answer.clone(), session.clone());
                    let handle = runtime.handle().clone();
                    runtime.spawn_blocking(move || answer.send(handle.block_on(session.token())));
                }
            }
            (Asker::NoRuntime, _) | (_, None) => {
                thread::spawn(move || answer.send(session.token_blocking()));
            }
            (Asker::MultiThread, Some(runtime)) => {
                runtime.spawn(async move { answer.send(session.token().await) });
            }
            (_, Some(runtime)) => {
                // Polled until it waits, and from then on only where `answer` drives the runtime.
                let task = runtime.spawn(async move { answer.send(session.token().await) });
                runtime.block_on(async { tokio::task::yield_now().await });
                drop(task);
            }
        }
        Asking { runtime, answers }
    }

    /// Asks, and waits for the answer.
    pub(crate) fn token(self, session: &Session<Player>) -> Result<AccessToken, Error> {
        match self.runtime() {
            None => session.token_blocking(),
            Some(runtime) => runtime.block_on(session.token()),
        }
    }
}

impl Asking {
    /// The caller goes away, and its runtime ends with what is in it.
    pub(crate) fn ends(self) {
        if let Some(runtime) = self.runtime {
            runtime.shutdown_background();
        }
    }

    /// The caller goes on after it stood still.
    pub(crate) fn goes_on(self) -> Result<AccessToken, Error> {
        let Some(runtime) = &self.runtime else { return self.answers.recv().unwrap() };
        runtime.block_on(async {
            loop {
                if let Ok(answer) = self.answers.try_recv() {
                    return answer;
                }
                tokio::task::yield_now().await;
            }
        })
    }
}
