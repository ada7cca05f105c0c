//! A program that is ended in the middle of a renewal, or of logging out.

use std::ffi::OsString;
use std::process::{Command, Output, Stdio};
use std::sync::{Arc, LazyLock, Mutex};
use std::time::{Duration, Instant};

use spotify_flow::store::{Committed, FileStore, Key, Lease, Record, Store, StoreError};
use spotify_flow::{App as _, BoxFuture, HttpClient, Session};
use spotify_flow_tests::proof::{Proof, part};
use spotify_flow_tests::rotating::{Player, RotatingServer, refresh_token};
use spotify_flow_tests::{Clocked, requires};

use crate::folder::{Folder, now};
use crate::strace::{self, Call};

/// Longer than a program takes to start again, however busy the machine is.
const GRACE: Duration = Duration::from_secs(600);

static HTTP: LazyLock<HttpClient> = LazyLock::new(|| HttpClient::new().unwrap());

/// A session in a folder that has just begun: a program that asks for a token renews it.
struct Scene {
    folder: Folder,
    server: RotatingServer,
}

impl Scene {
    fn set(grace: Duration) -> Scene {
        let (folder, server) = (Folder::new(), RotatingServer::start(grace));
        let session = Session::over(&server.player(), server.first_token(), HTTP.clone());
        now(session.keep_in(&folder.store().account("alice"))).unwrap();
        Scene { folder, server }
    }

    /// The program `src/bin/session.rs`, and what it is to do.
    fn program(&self, what: &str) -> Vec<OsString> {
        let program = [env!("CARGO_BIN_EXE_session"), what].map(From::from);
        let place = [self.folder.sessions().into(), self.server.origin().into()];
        program.into_iter().chain(place).collect()
    }

    /// Runs the program to its end: what it said, and whether all went well.
    fn run(&self, what: &str) -> (bool, String) {
        let program = self.program(what);
        let mut command = Command::new(&program[0]);
        let output = command.args(&program[1..]).stdin(Stdio::null()).output().unwrap();
        (output.status.success(), said(&output))
    }

    /// Runs the program until this call, at which it is killed: what it said.
    fn kill(&self, what: &str, call: &Call) -> String {
        said(&strace::inject_in(&self.program(what), call, "signal=KILL"))
    }

    /// What is kept, which is whole.
    fn kept(&self) -> Record {
        let key = Key::of(Player::flow(), &self.server.player().config(), "alice");
        now(self.folder.store().load(&key)).unwrap().expect("it is there")
    }

    /// The refresh token that is kept.
    fn refresh_token(&self) -> String {
        let alice = self.folder.store().account("alice");
        let found: Session<Player> =
            now(Session::restore(&self.server.player(), &alice)).unwrap().unwrap();
        found.token_snapshot().expose_refresh_token().unwrap().to_owned()
    }

    /// The program was killed; and the next one goes on. Whether a token was lost.
    fn goes_on(&self, told: &str, call: &Call) -> bool {
        let before = self.kept();
        assert!((1..=3).contains(&before.generation()) && !before.has_ended(), "{call:?}");
        if told.contains(&refresh_token(1)) {
            assert_eq!(self.refresh_token(), refresh_token(1), "{call:?}: it was kept");
        }
        let (done, said) = self.run("token");
        let (family, kept) = (self.server.family(), self.kept());
        assert_eq!(self.folder.temporary(), [""; 0], "{call:?}");
        assert!(kept.generation() >= before.generation(), "{call:?}");
        if done {
            assert!(family.alive, "{call:?}");
            assert_eq!(said.trim_end(), refresh_token(family.newest), "{call:?}");
            assert_eq!(self.refresh_token(), refresh_token(family.newest), "{call:?}");
            return false;
        }
        // Never silent, never by itself: it was sent once by each, and kept by none.
        assert!(said.starts_with("renewal_lost: "), "{call:?}: {said}");
        assert!(kept.has_ended() && family.presented == [2, 0], "{call:?}: {family:?}");
        assert_eq!(before.generation(), 2, "{call:?}: it was noted");
        true
    }
}

fn said(output: &Output) -> String {
    let both = [&output.stdout[..], &output.stderr[..]].concat();
    String::from_utf8_lossy(&both).into_owned()
}

/// A tenth of the calls of a program that is to do this, or with `FULL=1` all of them; and how many
/// that is, in words.
fn calls(what: &str) -> (Vec<Call>, String) {
    let scene = Scene::set(GRACE);
    let calls = strace::calls_of(&scene.program(what), &scene.folder);
    let all = calls.len();
    let calls: Vec<Call> = calls.into_iter().step_by(10 / part(10)).collect();
    let tried = format!("{} of its {all} system calls", calls.len());
    (calls, tried)
}

/// Kills a renewal at each call. Those at which a token was lost.
fn killed_everywhere(calls: &[Call], grace: Duration) -> Vec<&Call> {
    let lost = |call: &&Call| {
        let scene = Scene::set(grace);
        let told = scene.kill("token", call);
        scene.goes_on(&told, call)
    };
    calls.iter().filter(lost).collect()
}

#[test]
fn t_116_a_renewal_that_is_killed_at_any_system_call_is_taken_up_within_the_servers_grace() {
    let Some(()) = requires::or_skip(strace::available()) else { return };
    let (proof, (calls, tried)) = (Proof::of("T-116"), calls("token"));
    assert!(killed_everywhere(&calls, GRACE).is_empty());
    proof.shown(
        format!("a renewal killed at {tried}; the server has a grace"),
        "0 torn records, 0 generations lost, 0 sessions lost",
    );
}

#[test]
fn t_116_a_renewal_that_is_killed_at_any_system_call_is_told_as_lost_where_it_is() {
    let Some(()) = requires::or_skip(strace::available()) else { return };
    let (proof, (calls, tried)) = (Proof::of("T-116"), calls("token"));
    let lost = killed_everywhere(&calls, Duration::ZERO);
    let ends = lost.first().zip(lost.last());
    let (first, last) = ends.expect("nobody can help it where there is no grace");
    proof.shown(
        format!("a renewal killed at {tried}; no grace"),
        format!(
            "0 torn records, 0 generations lost; a token lost, and told, at {} of the calls, from \
             `{}` to `{}`",
            lost.len(),
            first.name,
            last.name
        ),
    );
}

#[test]
fn t_116_a_log_out_that_is_killed_at_any_system_call_is_done_or_not() {
    let Some(()) = requires::or_skip(strace::available()) else { return };
    let (proof, (calls, tried)) = (Proof::of("T-116"), calls("log-out"));
    for call in &calls {
        let scene = Scene::set(GRACE);
        let told = scene.kill("log-out", call);
        let before = scene.kept();
        assert!([(1, false), (2, true)].contains(&(before.generation(), before.has_ended())));
        assert!(before.has_ended() || !told.contains("out"), "{call:?}: what is told is done");
        let (done, said) = scene.run("log-out");
        assert!(done && scene.kept().has_ended(), "{call:?}: {said}");
        let (done, said) = scene.run("token");
        assert!(!done && said.contains("logged_out"), "{call:?}: {said}");
        assert_eq!(scene.folder.temporary(), [""; 0], "{call:?}");
        assert_eq!(scene.server.family().requests(), 0);
    }
    proof.shown(
        format!("logging out killed at {tried}"),
        "0 torn records; logged out or not, and the next time for good",
    );
}

/// A store in files that remembers when it kept something.
struct Timed {
    inner: FileStore,
    kept_at: Arc<Mutex<Option<Instant>>>,
}

impl Store for Timed {
    fn load<'a>(&'a self, key: &'a Key) -> BoxFuture<'a, Result<Option<Record>, StoreError>> {
        self.inner.load(key)
    }

    fn commit<'a>(
        &'a self,
        key: &'a Key,
        expected: u64,
        record: &'a Record,
    ) -> BoxFuture<'a, Result<Committed, StoreError>> {
        Box::pin(async move {
            let committed = self.inner.commit(key, expected, record).await;
            *self.kept_at.lock().unwrap() = Some(Instant::now());
            committed
        })
    }

    fn lease<'a>(
        &'a self,
        key: &'a Key,
        patience: Duration,
    ) -> BoxFuture<'a, Result<Lease, StoreError>> {
        self.inner.lease(key, patience)
    }
}

#[tokio::test]
async fn t_116_the_time_in_which_a_crash_loses_a_token_is_measured() {
    let (proof, renewals) = (Proof::of("T-116"), part(1000));
    let (folder, server) = (Folder::new(), RotatingServer::start(Duration::ZERO));
    let (kept_at, http) = (Arc::<Mutex<Option<Instant>>>::default(), Clocked::default());
    let store = Timed { inner: folder.store(), kept_at: Arc::clone(&kept_at) };
    let session = Session::over(&server.player(), server.first_token(), http);
    let session = session.keep_in(&store.account("alice")).await.unwrap();
    let mut windows = Vec::new();
    for _ in 0..renewals {
        session.refresh().await.unwrap();
        let (given, kept) = (server.family().rotated_at, *kept_at.lock().unwrap());
        windows.push(kept.unwrap() - given.unwrap());
    }
    windows.sort();
    let part = |per_cent: usize| windows[(windows.len() - 1) * per_cent / 100];
    proof.shown(
        format!("{renewals} renewals: from the server's new token until it is on the disk"),
        format!("{:.1?} (median), {:.1?} (99 %), {:.1?} (longest)", part(50), part(99), part(100)),
    );
}
