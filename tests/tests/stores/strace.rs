//! The system calls of a program, one by one.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::process::{Command, Output, Stdio};

use spotify_flow_tests::requires::Missing;

use crate::folder::Folder;
use crate::program::PROGRAM;

/// A system call of a commit, and of the opening of its store.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    pub(crate) name: String,
    /// The how many-th of this name it is since the program began.
    pub(crate) nth: u32,
    /// All of it, with its result.
    pub(crate) line: String,
}

impl Call {
    /// Whether it goes to the file system, or to what else may be denied.
    pub(crate) fn may_fail(&self) -> bool {
        let files = [
            "open",
            "stat",
            "read",
            "write",
            "fsync",
            "rename",
            "unlink",
            "flock",
            "getdents",
            "mkdir",
            "close",
            "fcntl",
            "getrandom",
        ];
        files.iter().any(|name| self.name.contains(name))
    }
}

/// Makes sure that there is an `strace`, and that it may do its work.
pub(crate) fn available() -> Result<(), Missing> {
    let run = Command::new("strace").args(["-o", "/dev/null", "true"]).output();
    let run = run.map_err(|_| Missing::new("`strace` is not installed"))?;
    let said = String::from_utf8_lossy(&run.stderr).into_owned();
    run.status.success().then_some(()).ok_or_else(|| Missing::new(format!("`strace`: {said}")))
}

/// The calls of a commit to this folder, which is carried out.
pub(crate) fn calls(folder: &Folder, generation: u64) -> Vec<Call> {
    calls_of(&commit(folder, generation), folder)
}

/// Commits to this folder while something is done to one call, such as `error=EIO`.
pub(crate) fn inject(folder: &Folder, generation: u64, call: &Call, what: &str) -> Output {
    inject_in(&commit(folder, generation), call, what)
}

fn commit(folder: &Folder, generation: u64) -> Vec<OsString> {
    let [program, commit, generation] =
        [PROGRAM, "commit", &generation.to_string()].map(From::from);
    vec![program, commit, folder.sessions().into(), generation]
}

/// The calls of a program and its arguments, after it looked for `/here-it-begins`; the trace is kept
/// in the folder.
pub(crate) fn calls_of(program: &[OsString], folder: &Folder) -> Vec<Call> {
    let log = folder.path().join("trace");
    let output = strace(program, &["-o", log.to_str().unwrap()]);
    assert!(output.status.success(), "{output:?}");
    let trace = fs::read_to_string(log).unwrap();
    let mut counts = BTreeMap::<&str, u32>::new();
    let mut calls = Vec::new();
    let mut begun = false;
    for line in trace.lines() {
        let Some((name, _)) = line.split_once('(') else { continue };
        let nth = counts.entry(name).or_default();
        *nth += 1;
        if begun && name != "exit_group" {
            calls.push(Call { name: name.to_owned(), nth: *nth, line: line.to_owned() });
        }
        begun |= line.contains("/here-it-begins");
    }
    assert!(calls.len() > 10, "{trace}");
    calls
}

/// Runs a program while something is done to one of its calls.
pub(crate) fn inject_in(program: &[OsString], call: &Call, what: &str) -> Output {
    let Call { name, nth, .. } = call;
    let trace = format!("trace={name}");
    let inject = format!("inject={name}:{what}:when={nth}");
    strace(program, &["-o", "/dev/null", "-e", &trace, "-e", &inject])
}

fn strace(program: &[OsString], options: &[&str]) -> Output {
    let mut command = Command::new("strace");
    command.args(options).args(program).env("LC_ALL", "C").stdin(Stdio::null());
    command.output().unwrap()
}
