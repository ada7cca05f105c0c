//! Processes that use a store.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use crate::folder::Folder;

/// The program that uses a store, see `src/bin/store.rs`.
pub(crate) const PROGRAM: &str = env!("CARGO_BIN_EXE_store");

pub(crate) fn program<'a>(arguments: impl IntoIterator<Item = &'a str>) -> Command {
    let mut command = Command::new(PROGRAM);
    command.args(arguments).stdin(Stdio::null());
    command
}

/// A process that holds the lease until it is dropped.
pub(crate) struct Holder(pub(crate) Child);

impl Holder {
    pub(crate) fn start(folder: &Folder) -> Holder {
        let sessions = folder.sessions();
        let mut command = program(["lease", sessions.to_str().unwrap()]);
        let child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let mut holder = Holder(child);
        let mut line = String::new();
        let output = holder.0.stdout.take().unwrap();
        BufReader::new(output).read_line(&mut line).unwrap();
        assert_eq!(line, "held\n");
        holder
    }

    /// Sends it a signal by the name that `kill` knows.
    pub(crate) fn signal(&self, name: &str) {
        let id = self.0.id().to_string();
        assert!(Command::new("kill").args(["-s", name, &id]).status().unwrap().success());
    }
}

impl Drop for Holder {
    fn drop(&mut self) {
        self.0.kill().ok();
        self.0.wait().ok();
    }
}
