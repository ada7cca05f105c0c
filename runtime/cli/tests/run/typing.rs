//! The program, and somebody who types.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::process::{Child, ChildStdout, Command, Stdio};

pub(crate) const CALLBACK: &str = "http://127.0.0.1:8888/callback";
pub(crate) const CLIENT_SECRET: &str = "hush-9d2f61c0b8aa4e37";
pub(crate) const CODE: &str = "code-AQD71xZ0kmn5Q";
pub(crate) const ACCESS: &str = "access-BQC4e6YtRk2pLw";
pub(crate) const REFRESH: &str = "refresh-AQBz83hSdfW1q";

/// The program, deaf to what this machine's environment says of apps.
pub(crate) fn program() -> Command {
    let mut program = Command::new(env!("CARGO_BIN_EXE_spotify-flow"));
    program.arg("run").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    for prefix in ["SPOTIFY", "ACME"] {
        for name in ["CLIENT_ID", "CLIENT_SECRET", "REDIRECT_URI", "BASE"] {
            program.env_remove(format!("{prefix}_{name}"));
        }
    }
    program
}

/// What the program said, and how it ended.
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) output: String,
    pub(crate) errors: String,
}

impl Ran {
    /// A line of the output that begins so, its indentation apart.
    pub(crate) fn line(&self, beginning: &str) -> &str {
        let mut lines = self.output.lines().map(str::trim);
        lines.find(|line| line.starts_with(beginning)).unwrap_or_else(|| {
            panic!("no line begins with {beginning}:\n{}{}", self.output, self.errors)
        })
    }

    pub(crate) fn assert_silent_about(&self, secrets: &[&str]) {
        for secret in secrets {
            let said = self.output.contains(secret) || self.errors.contains(secret);
            assert!(!said, "a secret was printed:\n{}{}", self.output, self.errors);
        }
    }
}

/// A run at which somebody types; what was read of the output is kept.
pub(crate) struct Typing {
    child: Child,
    output: BufReader<ChildStdout>,
    read: String,
}

impl Typing {
    pub(crate) fn start(mut program: Command) -> Self {
        let mut child = program.spawn().unwrap();
        let output = BufReader::new(child.stdout.take().unwrap());
        Self { child, output, read: String::new() }
    }

    /// The program's number in the system.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    pub(crate) fn enter(&mut self, line: &str) {
        writeln!(self.child.stdin.as_ref().unwrap(), "{line}").unwrap();
    }

    /// Reads on to a line that begins so.
    pub(crate) fn until(&mut self, beginning: &str) -> String {
        loop {
            let mut line = String::new();
            assert_ne!(self.output.read_line(&mut line).unwrap(), 0, "it ended: {}", self.read);
            self.read.push_str(&line);
            if line.trim().starts_with(beginning) {
                return line.trim().to_owned();
            }
        }
    }

    /// The `state` that the program asked the authorization server to send back.
    pub(crate) fn state(&mut self) -> String {
        self.until("state = ").split_once(" = ").unwrap().1.to_owned()
    }

    pub(crate) fn end(mut self) -> Ran {
        drop(self.child.stdin.take());
        self.output.read_to_string(&mut self.read).unwrap();
        let end = self.child.wait_with_output().unwrap();
        let errors = String::from_utf8(end.stderr).unwrap();
        Ran { code: end.status.code(), output: self.read, errors }
    }
}

/// A run at which all that is typed is known before.
pub(crate) fn run(arguments: &[&str], typed: &[&str]) -> Ran {
    let mut program = program();
    program.args(arguments);
    let mut typing = Typing::start(program);
    typed.iter().for_each(|line| typing.enter(line));
    typing.end()
}
