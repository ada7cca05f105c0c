//! The real single flight, with its steps in every order that a scheduler finds: callers that come,
//! wait and go away, a server that fails, a user who logs out.
//!
//! `SCHEDULES=1000000 cargo test --release -p spotify-flow --lib schedules` tries more of them; one
//! that fails is printed, for `shuttle::replay`.

use std::future::poll_fn;
use std::pin::pin;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Mutex};
use std::task::Poll;
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderValue, Request, Response, StatusCode};
use shuttle::future::{block_on, spawn, yield_now};
use shuttle::rand::Rng as _;
use shuttle::scheduler::{PctScheduler, RandomScheduler};
use shuttle::{Config, Runner};

use super::{Session, task};
use crate::protocol::token::{AccessToken, Token};
use crate::protocol::values::Secret;
use crate::store::{Committed, Key, Lease, Record, Store, StoreError};
use crate::transport::clock::{Clock, ManualClock};
use crate::transport::{BoxFuture, Transport, TransportError};
use crate::{ClientId, Error, ErrorKind, RedirectUri, spotify_flow};

const CALLERS: usize = 3;

#[spotify_flow(authorization_code_pkce)]
struct Mixtape {
    client_id: ClientId,
    redirect_uri: RedirectUri,
}

/// A server that rotates refresh tokens, and takes each of them once.
#[derive(Default)]
struct Server {
    clock: ManualClock,
    requests: AtomicUsize,
    fails: bool,
    /// It answers when so many callers wait.
    answers_when: usize,
    waiting: AtomicUsize,
}

impl Server {
    fn requests(&self) -> usize {
        self.requests.load(SeqCst)
    }
}

impl Transport for Server {
    fn send<'a>(
        &'a self,
        request: Request<Bytes>,
    ) -> BoxFuture<'a, Result<Response<Bytes>, TransportError>> {
        Box::pin(async move {
            let number = self.requests.fetch_add(1, SeqCst);
            let current = if self.fails { 0 } else { number };
            let body = String::from_utf8_lossy(request.body());
            assert!(body.contains(&format!("refresh_token=r{current}")), "{body}");
            yield_now().await;
            while self.waiting.load(SeqCst) < self.answers_when {
                yield_now().await;
            }
            let next = number + 1;
            let json = format!(
                r#"{{"access_token":"a{next}","token_type":"Bearer","expires_in":3600,"refresh_token":"r{next}"}}"#
            );
            let mut answer = Response::new(Bytes::from(json));
            if self.fails {
                *answer.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
            }
            let kind = HeaderValue::from_static("application/json");
            answer.headers_mut().insert(CONTENT_TYPE, kind);
            Ok(answer)
        })
    }

    fn clock(&self) -> &dyn Clock {
        &self.clock
    }
}

/// A store whose every step others may come before.
#[derive(Default)]
struct Shared {
    record: Mutex<Option<Record>>,
    lease: Arc<tokio::sync::Mutex<()>>,
}

impl Store for Shared {
    fn load<'a>(&'a self, _: &'a Key) -> BoxFuture<'a, Result<Option<Record>, StoreError>> {
        Box::pin(async {
            yield_now().await;
            Ok(self.record.lock().unwrap().clone())
        })
    }

    fn commit<'a>(
        &'a self,
        _: &'a Key,
        expected: u64,
        record: &'a Record,
    ) -> BoxFuture<'a, Result<Committed, StoreError>> {
        Box::pin(async move {
            yield_now().await;
            let mut there = self.record.lock().unwrap();
            if there.as_ref().map_or(0, Record::generation) != expected {
                return Ok(Committed::Conflict);
            }
            *there = Some(record.clone());
            Ok(Committed::Done)
        })
    }

    fn lease<'a>(&'a self, _: &'a Key, _: Duration) -> BoxFuture<'a, Result<Lease, StoreError>> {
        Box::pin(async { Ok(Lease::new(Arc::clone(&self.lease).lock_owned().await)) })
    }
}

/// A session whose token has ended, kept by nobody.
fn expired(server: &Arc<Server>) -> Session<Mixtape> {
    let app = Mixtape {
        client_id: "mixtape".into(),
        redirect_uri: "http://127.0.0.1:8888/callback".parse().unwrap(),
    };
    let mut token = Token::from_refresh_token("r0", None);
    token.access = Some(AccessToken::new(Secret::new("a0"), None, Some(server.clock.now())));
    Session::over(&app, token, Arc::clone(server))
}

/// The same, kept in a store.
async fn kept(server: &Arc<Server>, store: &Arc<Shared>) -> Session<Mixtape> {
    let account = crate::store::Account::new(Arc::clone(store) as Arc<dyn Store>, "alice");
    expired(server).keep_in(&account).await.unwrap()
}

/// Tries a test in many schedules: in random ones, and in those that few changes of who goes on make.
fn explore(what: &str, test: impl Fn() + Send + Sync + 'static) {
    let begun = Instant::now();
    let number = std::env::var("SCHEDULES").ok().and_then(|it| it.parse().ok()).unwrap_or(500);
    let mut config = Config::new();
    config.stack_size = 1 << 20;
    let test = Arc::new(test);
    let random = Arc::clone(&test);
    task::explored::run(|| {
        Runner::new(RandomScheduler::new(number), config.clone()).run(move || random());
        Runner::new(PctScheduler::new(3, number), config).run(move || test());
    });
    let (number, seconds) = (2 * number, begun.elapsed().as_secs_f64());
    println!("proof: schedules | {number} in which {what} | no promise broken | {seconds:.1} s");
}

/// Asks for a token; the server knows when this waits.
async fn ask(session: &Session<Mixtape>, server: &Server) -> Result<String, Error> {
    let mut asked = pin!(session.token());
    let first = poll_fn(|context| Poll::Ready(asked.as_mut().poll(context))).await;
    server.waiting.fetch_add(1, SeqCst);
    let token = match first {
        Poll::Ready(token) => token,
        Poll::Pending => asked.await,
    };
    token.map(|token| token.expose().to_owned())
}

/// Callers that ask at once, through sessions taken in turns; what each of them got.
async fn ask_at_once(
    sessions: &[Session<Mixtape>],
    server: &Arc<Server>,
) -> Vec<Result<String, Error>> {
    let callers = (0..CALLERS).map(|nth| {
        let (session, server) = (sessions[nth % sessions.len()].clone(), Arc::clone(server));
        spawn(async move { ask(&session, &server).await })
    });
    let mut got = Vec::new();
    for caller in callers.collect::<Vec<_>>() {
        got.push(caller.await.unwrap());
    }
    got
}

#[test]
fn schedules_in_which_all_ask_at_once_send_one_request_for_all() {
    explore("all ask at once", || {
        block_on(async {
            let server = Arc::new(Server::default());
            for token in ask_at_once(&[expired(&server)], &server).await {
                assert_eq!(token.unwrap(), "a1");
            }
            assert_eq!(server.requests(), 1);
        });
    });
}

#[test]
fn schedules_in_which_sessions_share_a_store_send_one_request_for_all() {
    explore("sessions share a store", || {
        block_on(async {
            let (server, store) = (Arc::new(Server::default()), Arc::new(Shared::default()));
            let first = kept(&server, &store).await;
            let second = first.clone().with_transport(Arc::clone(&server));
            for token in ask_at_once(&[first, second], &server).await {
                assert_eq!(token.unwrap(), "a1");
            }
            assert_eq!(server.requests(), 1);
        });
    });
}

#[test]
fn schedules_in_which_the_server_fails_give_one_failure_to_all() {
    explore("the server fails", || {
        block_on(async {
            let server = Server { fails: true, answers_when: CALLERS, ..Server::default() };
            let server = Arc::new(server);
            for token in ask_at_once(&[expired(&server)], &server).await {
                assert_eq!(token.unwrap_err().kind(), ErrorKind::Transient);
            }
            assert_eq!(server.requests(), 1);
        });
    });
}

#[test]
fn schedules_in_which_callers_go_away_keep_the_token_that_was_asked_for() {
    explore("callers go away", || {
        block_on(async {
            let (server, store) = (Arc::new(Server::default()), Arc::new(Shared::default()));
            let session = kept(&server, &store).await;
            let callers = (0..CALLERS).map(|_| {
                let session = session.clone();
                let mut polls = shuttle::rand::thread_rng().gen_range(1..4);
                spawn(async move {
                    let mut asked = pin!(session.token());
                    poll_fn(|context| {
                        polls -= 1;
                        let token = asked.as_mut().poll(context);
                        context.waker().wake_by_ref();
                        if polls == 0 { Poll::Ready(()) } else { token.map(|_| ()) }
                    })
                    .await;
                })
            });
            for caller in callers.collect::<Vec<_>>() {
                caller.await.unwrap();
            }
            while session.token_snapshot().access_token().map(AccessToken::expose) != Some("a1") {
                yield_now().await;
            }
            assert_eq!(session.token().await.unwrap().expose(), "a1");
            let record = store.record.lock().unwrap().clone().unwrap();
            assert_eq!(record.token.expose_refresh_token(), Some("r1"));
            assert_eq!(server.requests(), 1);
        });
    });
}

/// Whatever else goes on: when `log_out` is done, the session has ended.
async fn log_out_meanwhile(session: Session<Mixtape>, server: &Arc<Server>) {
    let leaving = session.clone();
    let steps = shuttle::rand::thread_rng().gen_range(0..40);
    let leaving = spawn(async move {
        for _ in 0..steps {
            yield_now().await;
        }
        leaving.log_out().await
    });
    ask_at_once(std::slice::from_ref(&session), server).await;
    leaving.await.unwrap().unwrap();
    assert_eq!(session.token().await.unwrap_err().kind(), ErrorKind::ConsentRequired);
    let token = session.token_snapshot();
    assert!(token.access_token().is_none() && !token.has_refresh_token());
    assert!(server.requests() <= 1);
}

#[test]
fn schedules_in_which_the_user_logs_out_end_the_session() {
    explore("the user logs out of a session that no store has", || {
        block_on(async {
            let server = Arc::new(Server::default());
            log_out_meanwhile(expired(&server), &server).await;
        });
    });
}

#[test]
fn schedules_in_which_the_user_logs_out_end_the_session_in_the_store() {
    explore("the user logs out", || {
        block_on(async {
            let (server, store) = (Arc::new(Server::default()), Arc::new(Shared::default()));
            log_out_meanwhile(kept(&server, &store).await, &server).await;
            assert!(store.record.lock().unwrap().as_ref().unwrap().has_ended());
        });
    });
}
