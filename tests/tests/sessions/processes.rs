//! Many processes, one session in files, a server that forgives nothing.

use std::io::{BufRead as _, BufReader, Lines, Write as _};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::{Duration, UNIX_EPOCH};

use spotify_flow::Session;
use spotify_flow::store::{Account, FileStore, Store as _};
use spotify_flow_tests::Clocked;
use spotify_flow_tests::proof::{Proof, part};
use spotify_flow_tests::rotating::{LIFE, Player, RotatingServer, refresh_token};

/// When all clocks begin, in seconds since 1970.
pub(crate) const BEGIN: u64 = 1_800_000_000;

/// A folder that is removed with all that is in it.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new(name: &str) -> Folder {
        let name = format!("spotify-flow-sessions-{}-{name}", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir(&path).unwrap();
        Folder(path)
    }

    pub(crate) fn sessions(&self) -> PathBuf {
        self.0.join("sessions")
    }

    pub(crate) fn alice(&self) -> Account {
        FileStore::open(self.sessions()).unwrap().account("alice")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.0).ok();
    }
}

/// A process that asks for a token each time that it is told how much time has passed.
pub(crate) struct Living {
    pub(crate) child: Child,
    input: ChildStdin,
    output: Lines<BufReader<ChildStdout>>,
}

impl Living {
    /// A process that begins at this time, in seconds since 1970.
    pub(crate) fn start(folder: &Folder, server: &RotatingServer, time: u64) -> Living {
        // A write that is not allowed fails, and ends nothing.
        let mut command = Command::new("sh");
        command.args(["-c", "trap '' XFSZ; exec \"$0\" \"$@\""]);
        command
            .arg(env!("CARGO_BIN_EXE_session"))
            .arg("live")
            .arg(folder.sessions())
            .arg(server.origin())
            .arg(time.to_string());
        let piped = command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = piped.spawn().unwrap();
        let input = child.stdin.take().unwrap();
        let output = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut living = Living { child, input, output };
        living.said();
        living
    }

    /// Lets time pass, and asks for a token.
    pub(crate) fn ask(&mut self, time: Duration) {
        writeln!(self.input, "{}", time.as_secs()).unwrap();
    }

    /// Lets it wait until nothing goes on behind.
    pub(crate) fn settle(&mut self) {
        writeln!(self.input, "settle").unwrap();
    }

    /// The refresh token that it has then.
    pub(crate) fn said(&mut self) -> String {
        self.output.next().expect("it lives").unwrap()
    }
}

impl Drop for Living {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// A session of a user who has just logged in, kept in the folder.
pub(crate) async fn log_in(folder: &Folder, server: &RotatingServer) -> Session<Player> {
    let http = Clocked::at(UNIX_EPOCH + Duration::from_secs(BEGIN));
    let session = Session::over(&server.player(), server.first_token(), http);
    session.keep_in(&folder.alice()).await.unwrap()
}

#[tokio::test]
async fn t_114_many_processes_renew_once_for_each_expiry() {
    let full = std::env::var_os("FULL").is_some();
    let (processes, expiries) = (if full { 32 } else { 8 }, part(300));
    let (folder, server) = (Folder::new("herd"), RotatingServer::start(Duration::ZERO));
    log_in(&folder, &server).await;
    let proof = Proof::of("T-114");
    let start = |_| Living::start(&folder, &server, BEGIN);
    let mut all: Vec<Living> = (0..processes).map(start).collect();
    for expiry in 1..=expiries {
        all.iter_mut().for_each(|one| one.ask(LIFE));
        for one in &mut all {
            assert_eq!(one.said(), refresh_token(expiry), "all have the newest");
        }
        let family = server.family();
        assert_eq!((family.newest, family.requests(), family.alive), (expiry, expiry, true));
    }
    let family = server.family();
    assert!(family.presented.iter().all(|times| *times <= 1));
    proof.shown(
        format!("{processes} processes, one record in files, {expiries} expiries; no grace"),
        format!("{} requests, each refresh token sent once, family alive", family.requests()),
    );
}

#[tokio::test]
async fn t_114_processes_that_are_killed_as_they_renew_lose_nothing_where_there_is_a_grace() {
    let (processes, expiries) = (8, part(300));
    let (folder, server) = (Folder::new("killed"), RotatingServer::start(LIFE));
    log_in(&folder, &server).await;
    let proof = Proof::of("T-114");
    let mut time = BEGIN;
    let mut all: Vec<Living> =
        (0..processes).map(|_| Living::start(&folder, &server, time)).collect();
    // Who waits for a dead one moves its clock, so all are told of more time than a token lives.
    let round = LIFE + Duration::from_secs(60);
    for expiry in 1..=expiries {
        time += round.as_secs();
        let victim = &mut all[expiry % processes];
        victim.ask(round);
        while server.family().newest == expiry - 1 {
            std::thread::yield_now();
        }
        // The server has given out a token, which is on its way, or just kept.
        victim.child.kill().unwrap();
        victim.child.wait().unwrap();
        *victim = Living::start(&folder, &server, time);
        for (number, one) in all.iter_mut().enumerate() {
            let new = number == expiry % processes;
            one.ask(if new { Duration::ZERO } else { round });
        }
        for one in &mut all {
            assert_eq!(one.said(), refresh_token(expiry), "all have the newest");
        }
    }
    let family = server.family();
    assert!(family.alive);
    let again = family.requests() - family.newest;
    assert!(again > 0, "some died before they had kept their token");
    proof.shown(
        format!(
            "{processes} processes, one of them killed as it renews at each of {expiries} expiries"
        ),
        format!("family alive, all have the newest token; {again} refresh tokens sent again"),
    );
}
