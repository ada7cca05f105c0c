//! A store that is emptied while sessions run: somebody removed its files, or a record was damaged
//! and set aside. It counts from 1 again.

use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use spotify_flow::store::{Account, Committed, Key, Lease, MemoryStore, Record, Store, StoreError};
use spotify_flow::{
    AccessToken, BoxFuture, ClientId, ClientSecret, Error, ErrorKind, Session, Token, spotify_flow,
};
use spotify_flow_tests::cases::{Answer, Client, Code, Desk, block};
use tokio::task::JoinHandle;

use crate::by_hand::ByHand;
use crate::stage::of;

#[spotify_flow(client_credentials)]
struct Service {
    client_id: ClientId,
    client_secret: ClientSecret,
}

const LIFE: Duration = Duration::from_secs(3600);

/// A store that somebody can empty.
#[derive(Default)]
struct Emptied(Mutex<MemoryStore>);

impl Emptied {
    fn empty(&self) {
        *self.0.lock().unwrap() = MemoryStore::default();
    }

    fn inner(&self) -> MemoryStore {
        self.0.lock().unwrap().clone()
    }
}

impl Store for Emptied {
    fn load<'a>(&'a self, key: &'a Key) -> BoxFuture<'a, Result<Option<Record>, StoreError>> {
        let inner = self.inner();
        Box::pin(async move { inner.load(key).await })
    }

    fn commit<'a>(
        &'a self,
        key: &'a Key,
        expected: u64,
        record: &'a Record,
    ) -> BoxFuture<'a, Result<Committed, StoreError>> {
        let inner = self.inner();
        Box::pin(async move { inner.commit(key, expected, record).await })
    }

    fn lease<'a>(
        &'a self,
        key: &'a Key,
        patience: Duration,
    ) -> BoxFuture<'a, Result<Lease, StoreError>> {
        let inner = self.inner();
        Box::pin(async move { inner.lease(key, patience).await })
    }
}

/// A server, a store, and a session that was renewed a few times when the store was emptied.
struct Scene {
    server: ByHand,
    account: Account,
    session: Session<Code>,
    began: SystemTime,
}

impl Scene {
    async fn set() -> Scene {
        let (server, store) = (ByHand::new(), Arc::new(Emptied::default()));
        let (account, began) = (of(&store, "alice"), SystemTime::now());
        let session = log_in(&server, &account, "r0", began).await;
        for number in 1..4 {
            let asked = ask(&session);
            server.next().await.rotate(number);
            asked.await.unwrap().unwrap();
            server.clock.advance(LIFE);
        }
        store.empty();
        Scene { server, account, session, began }
    }

    async fn kept(&self) -> Session<Code> {
        Session::restore(&Client::code().app(), &self.account).await.unwrap().unwrap()
    }
}

async fn log_in(
    server: &ByHand,
    account: &Account,
    refresh_token: &str,
    at: SystemTime,
) -> Session<Code> {
    let token = Token::from_refresh_token(refresh_token, Some(at));
    let session = Session::over(&Client::code().app(), token, server.clone());
    session.keep_in(account).await.unwrap()
}

fn ask(session: &Session<Code>) -> JoinHandle<Result<AccessToken, Error>> {
    let session = session.clone();
    tokio::spawn(async move { session.token().await })
}

#[tokio::test]
async fn a_login_is_not_replaced_by_what_was_there_before() {
    let scene = Scene::set().await;
    log_in(&scene.server, &scene.account, "login", scene.began + 3 * LIFE).await;
    let asked = ask(&scene.session);
    let renewal = scene.server.next().await;
    assert_eq!(renewal.refresh_token(), "login");
    renewal.rotate(9);
    assert_eq!(asked.await.unwrap().unwrap().expose(), "a9");
    let kept = scene.kept().await.token_snapshot();
    assert_eq!(kept.expose_refresh_token(), Some("r9"));
}

#[tokio::test]
async fn who_has_logged_out_does_not_come_back() {
    let scene = Scene::set().await;
    let other = log_in(&scene.server, &scene.account, "login", scene.began + 3 * LIFE).await;
    other.log_out().await.unwrap();
    let error = scene.session.token().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ConsentRequired);
    assert!(!scene.kept().await.token_snapshot().has_refresh_token());
    assert!(scene.server.is_idle());
}

#[tokio::test]
async fn an_older_record_gives_way() {
    let scene = Scene::set().await;
    // A copy of the store of long ago was put in its place.
    log_in(&scene.server, &scene.account, "r0", scene.began).await;
    let asked = ask(&scene.session);
    let renewal = scene.server.next().await;
    assert_eq!(renewal.refresh_token(), "r3");
    renewal.rotate(4);
    assert_eq!(asked.await.unwrap().unwrap().expose(), "a4");
}

#[test]
fn an_app_without_a_user_asks_anew() {
    let token = r#"{"access_token":"a","token_type":"Bearer","expires_in":60}"#;
    let desk = Desk::with([Answer::ok(token)]);
    block(async {
        let store = Arc::new(Emptied::default());
        let account = of(&store, "app");
        let app = Service { client_id: "service".into(), client_secret: "secret".into() };
        let session = app.connect(&desk).await.unwrap().keep_in(&account).await.unwrap();
        store.empty();
        for _ in 0..3 {
            desk.wait(Duration::from_secs(61));
            session.token().await.unwrap();
        }
        assert_eq!(desk.token_requests().len(), 4);
        assert!(Session::restore(&app, &account).await.unwrap().is_some());
    });
}
