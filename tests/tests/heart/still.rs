//! A program that pauses, and one that is stopped, for longer than a request may take.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use spotify_flow_tests::proof::Proof;
use spotify_flow_tests::rotating::{RotatingServer, refresh_token};

/// Longer than any request may take.
const STILLNESS: Duration = Duration::from_secs(35);

/// The program `src/bin/pauses.rs`, with its session over the given server.
struct Program {
    child: Child,
    said: BufReader<std::process::ChildStdout>,
}

impl Program {
    fn start(kind: &str, server: &RotatingServer) -> Program {
        let mut child = Command::new(env!("CARGO_BIN_EXE_pauses"))
            .args([kind, &server.origin()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let said = BufReader::new(child.stdout.take().unwrap());
        Program { child, said }
    }

    fn says(&mut self) -> String {
        let mut line = String::new();
        self.said.read_line(&mut line).unwrap();
        line.trim_end().to_owned()
    }

    fn tell(&mut self) {
        self.child.stdin.as_mut().unwrap().write_all(b"go on\n").unwrap();
    }

    fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.child), signal).unwrap();
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// The runtimes in which the program asks.
const KINDS: [&str; 3] = ["multi-thread", "call-by-call", "no-runtime"];

/// A renewal is under way when the program is stopped; the answer comes meanwhile.
#[test]
fn a_program_that_is_stopped_while_it_is_answered_takes_the_answer() {
    let proof = Proof::of("P-11");
    let threads = KINDS.map(|kind| {
        thread::spawn(move || {
            let server = RotatingServer::start(Duration::ZERO);
            server.hold();
            let mut program = Program::start(kind, &server);
            assert_eq!(program.says(), "ready");
            program.tell();
            server.until_held();
            program.signal(Signal::STOP);
            server.release();
            thread::sleep(STILLNESS);
            program.signal(Signal::CONT);
            assert_eq!(program.says(), refresh_token(1), "{kind}");
            assert_eq!(server.family().presented, [1, 0], "{kind}");
        })
    });
    for thread in threads {
        thread.join().unwrap();
    }
    let kinds = KINDS.join(", ");
    proof.shown(format!("stopped for {STILLNESS:?} while it was answered: {kinds}"), "none lost");
}

/// An ordinary synchronous program: it asks for a token that ends soon, which begins a renewal behind
/// it, and pauses.
#[test]
fn a_synchronous_program_that_pauses_takes_the_answer_that_came_meanwhile() {
    let server = RotatingServer::start(Duration::ZERO);
    let mut program = Program::start("pauses", &server);
    assert_eq!(program.says(), "ready");
    // Its token lives; another one is asked for behind it, and its runtime stands still.
    program.tell();
    assert_eq!(program.says(), "stale");
    thread::sleep(STILLNESS);
    program.tell();
    assert_eq!(program.says(), refresh_token(2));
    assert_eq!(server.family().presented, [1, 1, 0]);
}
