//! A session that is kept, and what is found where it is kept.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, UNIX_EPOCH};

use spotify_flow::store::{
    Account, Committed, FileStore, Key, Lease, MemoryStore, Record, Store, StoreError,
    StoreErrorKind,
};
use spotify_flow::{
    BoxFuture, ClientId, ClientSecret, Origin, Reason, RedirectUri, Session, SessionEvent, Token,
    Transport as _, flow,
};
use spotify_flow_tests::cases::{Answer, Case, Client, Code, Desk, VERIFIER, block, value_of};
use tempfile::TempDir;

use crate::outcome::{answer, check_request};

/// The app of these cases in a version that asks for less.
#[flow(spec = "flows/cases_code.toml", scopes(a))]
struct Modest {
    client_id: ClientId,
    client_secret: ClientSecret,
    redirect_uri: RedirectUri,
    base: Origin,
}

fn login(desk: &Desk) -> Token {
    block(Client::code().token("a-code", VERIFIER, desk)).unwrap()
}

fn first(access: &str, life: u64, scope: &str) -> Answer {
    let body = serde_json::json!({
        "access_token": access, "token_type": "Bearer", "expires_in": life,
        "refresh_token": "r", "scope": scope,
    });
    Answer::ok(&body.to_string())
}

fn new() -> Answer {
    Answer::ok(r#"{"access_token":"new","token_type":"Bearer","expires_in":3600}"#)
}

fn keep(account: &Account, desk: &Desk) {
    let session = Session::over(&Client::code().app(), login(desk), desk.clone());
    block(session.keep_in(account)).unwrap();
}

/// As another process finds it.
fn restored(account: &Account, desk: &Desk) -> Session<Code> {
    let session = block(Session::restore(&Client::code().app(), account)).unwrap();
    session.expect("it was kept").with_transport(desk.clone())
}

fn in_files(folder: &Path) -> Account {
    Account::new(Arc::new(FileStore::open(folder.join("store")).unwrap()), "alice")
}

fn files(folder: &Path) -> Vec<std::fs::DirEntry> {
    let within = |entry: std::io::Result<std::fs::DirEntry>| {
        let entry = entry.unwrap();
        if entry.file_type().unwrap().is_dir() { files(&entry.path()) } else { vec![entry] }
    };
    std::fs::read_dir(folder).unwrap().flat_map(within).collect()
}

pub(crate) fn run(case: &mut Case) {
    assert_eq!(case.expect.text("result").unwrap(), "ok");
    let folder = TempDir::new().unwrap();
    match case.id.clone().as_str() {
        "life-22" => restarted_later(case, folder.path()),
        "store-01" => second_instance(case, folder.path()),
        "store-03" => mode_of_the_file(case, folder.path()),
        "store-04" => never_empty(case, folder.path()),
        "store-05" => more_scopes_than_asked(case, folder.path()),
        "store-06" => ended_and_loaded(case, folder.path()),
        unknown => panic!("{unknown:?} is no case of a store that this test knows"),
    }
}

fn restarted_later(case: &mut Case, folder: &Path) {
    assert_eq!(case.given.text("saved_at").unwrap(), "t0");
    assert_eq!(case.given.text("reload_at").unwrap(), "t0+4000s");
    let life = case.given.number("expires_in").unwrap() as u64;
    let desk = Desk::with([first("old", life, ""), new()]);
    let saved = desk.clock().now();
    keep(&in_files(folder), &desk);
    assert_eq!(case.expect.text("stored_form").unwrap(), "absolute instant");
    let written = files(folder).into_iter().map(|file| std::fs::read(file.path()).unwrap());
    let end = (saved + Duration::from_secs(life)).duration_since(UNIX_EPOCH).unwrap();
    let end = format!("\"expires_at\":{}", end.as_millis());
    assert_eq!(
        written.filter(|bytes| String::from_utf8_lossy(bytes).contains(&end)).count(),
        1,
        "{end}"
    );
    desk.wait(Duration::from_secs(4000));
    let session = restored(&in_files(folder), &desk);
    let ended = session.if_fresh(|_| ()).is_none();
    assert_eq!(case.expect.take("expired_after_restart").unwrap().as_bool(), Some(ended));
    assert_eq!(block(session.token()).unwrap().expose(), "new");
}

fn second_instance(case: &mut Case, folder: &Path) {
    assert_eq!(case.given.text("file_written_by").unwrap(), "another instance");
    let life = case.given.number("expires_in").unwrap() as u64;
    let desk = Desk::with([first("accesstoken", life, ""), new()]);
    keep(&in_files(folder), &desk);
    let access = block(restored(&in_files(folder), &desk).token()).unwrap();
    assert_eq!(access.expose(), case.expect.text("access_token").unwrap());
    let sent = desk.token_requests().len() as f64 - 1.0;
    assert_eq!(case.expect.number("token_requests"), Some(sent));
    let mut request = case.given.facts("request");
    assert_eq!(request.take("no_request"), Some(true.into()));
    request.finish();
}

#[cfg(unix)]
fn mode_of_the_file(case: &mut Case, folder: &Path) {
    use std::os::unix::fs::PermissionsExt as _;
    let desk = Desk::with([first("old", 3600, ""), new()]);
    keep(&in_files(folder), &desk);
    let expected = u32::from_str_radix(&case.expect.text("unix_mode").unwrap(), 8).unwrap();
    let files = files(folder);
    assert!(!files.is_empty());
    for file in files {
        let mode = file.metadata().unwrap().permissions().mode() & 0o7777;
        assert_eq!(mode, expected, "{:?}", file.path());
    }
}

#[cfg(not(unix))]
fn mode_of_the_file(case: &mut Case, _: &Path) {
    case.expect.text("unix_mode").unwrap();
}

/// Somebody reads while a record is replaced again and again: a file that is truncated and then
/// written would be seen empty. What a crash leaves is tried by the tests of the stores, at every
/// system call.
fn never_empty(case: &mut Case, folder: &Path) {
    assert_eq!(case.expect.take("old_or_new_never_empty"), Some(true.into()));
    let desk = Desk::with([first("old", 3600, ""), new()]);
    let account = in_files(folder);
    keep(&account, &desk);
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let reader = scope.spawn(|| {
            let mut looks = 0;
            while !done.load(Ordering::Relaxed) {
                assert!(restored(&in_files(folder), &desk).if_fresh(|_| ()).is_some());
                looks += 1;
            }
            looks
        });
        for _ in 0..50 {
            keep(&account, &desk);
        }
        done.store(true, Ordering::Relaxed);
        assert!(reader.join().unwrap() > 0);
    });
}

fn more_scopes_than_asked(case: &mut Case, folder: &Path) {
    let stored = case.expect.texts("stored").unwrap();
    let asked = case.expect.texts("asked").unwrap();
    let desk = Desk::with([first("old", 3600, &stored.join(" ")), new()]);
    keep(&in_files(folder), &desk);
    let client = Client::code();
    let app = Modest {
        client_id: client.id.as_str().into(),
        client_secret: client.secret.as_str().into(),
        redirect_uri: RedirectUri::new("https://client.example/cb").unwrap(),
        base: Origin::new(client.base.as_str()).unwrap(),
    };
    let session = block(Session::restore(&app, &in_files(folder))).unwrap().unwrap();
    let session = session.with_transport(desk.clone());
    assert_eq!(asked, ["a"]);
    let hit = session.missing_scopes().is_empty() && session.if_fresh(|_| ()).is_some();
    assert_eq!(case.expect.take("hit").unwrap().as_bool(), Some(hit));
    assert_eq!(desk.token_requests().len(), 1, "that of the login");
}

fn ended_and_loaded(case: &mut Case, folder: &Path) {
    let desk = Desk::with([first("old", 3600, ""), new()]);
    keep(&in_files(folder), &desk);
    desk.wait(Duration::from_secs(3601));
    let session = restored(&in_files(folder), &desk);
    assert_eq!(case.expect.take("loaded"), Some(true.into()));
    assert_eq!(block(session.token()).unwrap().expose(), "new");
}

/// A session whose token has ended, and that is kept: it renews, and meanwhile something happens.
async fn renewed_while(
    session: &Session<Code>,
    desk: &Desk,
    meanwhile: impl AsyncFnOnce(),
) -> String {
    desk.close();
    let asked = session.clone();
    let asked = tokio::spawn(async move { asked.token().await.unwrap().expose().to_owned() });
    while desk.token_requests().len() < 2 {
        tokio::task::yield_now().await;
    }
    meanwhile().await;
    desk.open();
    asked.await.unwrap()
}

fn login_with(refresh_token: &str) -> Answer {
    let body = serde_json::json!({
        "access_token": "old", "token_type": "Bearer", "expires_in": 100,
        "refresh_token": refresh_token,
    });
    Answer::ok(&body.to_string())
}

/// The refresh token is refused, and there is a newer one where it was kept.
pub(crate) fn a_peer_was_faster(case: &mut Case, refresh_token: &str) {
    assert_eq!(case.given.text("access_token_state").unwrap(), "expired");
    let peer = case.given.text("store_changes_meanwhile").unwrap();
    let answers = ["response", "second_response"].map(|name| answer(case.given.facts(name)));
    let desk = Desk::with([login_with(refresh_token)].into_iter().chain(answers));
    let account = MemoryStore::default().account("alice");
    keep(&account, &desk);
    let session = restored(&account, &desk);
    desk.wait(Duration::from_secs(101));
    let access = block(renewed_while(&session, &desk, async || {
        let token = Token::from_refresh_token(peer, None);
        Session::over(&Client::code().app(), token, desk.clone()).keep_in(&account).await.unwrap();
    }));
    assert_eq!(case.expect.text("result").unwrap(), "ok");
    assert_eq!(access, case.expect.text("access_token").unwrap());
    let [_, first, second] = desk.token_requests().try_into().unwrap();
    check_request(case.given.facts("request"), &first);
    let body = std::str::from_utf8(second.body()).unwrap();
    assert_eq!(value_of(body, "refresh_token"), case.expect.text("second_request_refresh_token"));
    let is_there = block(restored(&account, &desk).token()).is_ok();
    assert_eq!(case.expect.take("store_cleared"), Some((!is_there).into()));
}

/// A store that takes nothing while it is told to.
#[derive(Default)]
struct Full {
    inner: MemoryStore,
    is_full: AtomicBool,
}

impl Store for Full {
    fn load<'a>(&'a self, key: &'a Key) -> BoxFuture<'a, Result<Option<Record>, StoreError>> {
        self.inner.load(key)
    }

    fn commit<'a>(
        &'a self,
        key: &'a Key,
        expected: u64,
        record: &'a Record,
    ) -> BoxFuture<'a, Result<Committed, StoreError>> {
        if self.is_full.load(Ordering::Relaxed) {
            let error = StoreError::new(StoreErrorKind::Unavailable, "no space left");
            return Box::pin(async { Err(error) });
        }
        self.inner.commit(key, expected, record)
    }

    fn lease<'a>(
        &'a self,
        key: &'a Key,
        patience: Duration,
    ) -> BoxFuture<'a, Result<Lease, StoreError>> {
        self.inner.lease(key, patience)
    }
}

pub(crate) fn a_store_that_is_full(case: &mut Case, refresh_token: &str) {
    assert_eq!(case.given.text("access_token_state").unwrap(), "expired");
    assert_eq!(case.given.text("store_set").unwrap(), "fails");
    let desk = Desk::with([login_with(refresh_token), answer(case.given.facts("response"))]);
    let store = Arc::new(Full::default());
    let account = Account::new(Arc::clone(&store) as Arc<dyn Store>, "alice");
    keep(&account, &desk);
    let session = restored(&account, &desk);
    desk.wait(Duration::from_secs(101));
    store.is_full.store(true, Ordering::Relaxed);
    let mut events = session.events();
    let access = block(session.token()).unwrap();
    assert_eq!(case.expect.text("result").unwrap(), "ok");
    assert_eq!(access.expose(), case.expect.text("access_token").unwrap());
    check_request(case.given.facts("request"), &desk.token_requests().remove(1));
    assert_eq!(
        case.expect.text("persist_error").unwrap(),
        "reported (event/handle) and retried; rotated token kept in memory"
    );
    let reported = SessionEvent::StoreFailed { reason: Reason::StoreUnavailable };
    assert_eq!(events.try_next(), Some(reported));
    let rotated = session.token_snapshot().expose_refresh_token().map(str::to_owned);
    assert_ne!(rotated.as_deref(), Some(refresh_token));
    store.is_full.store(false, Ordering::Relaxed);
    block(session.settle());
    let kept = restored(&account, &desk).token_snapshot();
    assert_eq!(kept.expose_refresh_token(), rotated.as_deref());
}
