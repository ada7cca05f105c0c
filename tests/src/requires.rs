//! What a test needs from the machine: had, skipped with a reason, or insisted on.
//!
//! On a developer's machine a missing tool skips the test and says so. Where `CI` is set nothing is
//! skipped: what is missing fails the test.

use std::env;
use std::fmt;
use std::io::{self, Write};
use std::process::{Command, Stdio};

/// Something that this machine doesn't have, and how to get it.
#[derive(Clone, Debug)]
pub struct Missing(String);

impl Missing {
    /// Says what is missing.
    pub fn new(what: impl Into<String>) -> Missing {
        Missing(what.into())
    }
}

impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What was found; or nothing, said aloud, when the test is to be skipped.
///
/// # Panics
///
/// Where the environment variable `CI` is set and something is missing.
#[track_caller]
pub fn or_skip<T>(found: Result<T, Missing>) -> Option<T> {
    match found {
        Ok(found) => Some(found),
        Err(missing) if env::var_os("CI").is_some() => panic!("{missing}"),
        Err(missing) => {
            skip(&missing);
            None
        }
    }
}

/// Past the test runner, which keeps what is printed by a test that passes.
fn skip(missing: &Missing) {
    let test = std::thread::current().name().unwrap_or("a test").to_owned();
    writeln!(io::stderr(), "skipped: {test}: {missing}").ok();
}

/// The version that a tool prints of itself, as numbers: `v20.3.1` is `[20, 3, 1]`.
///
/// # Errors
///
/// When there is no such tool.
pub fn version(tool: &str) -> Result<Vec<u32>, Missing> {
    let missing = || Missing::new(format!("`{tool}` is not installed"));
    let output = Command::new(tool).arg("--version").stdin(Stdio::null()).output();
    let output = output.map_err(|_| missing())?;
    let text = String::from_utf8_lossy(&output.stdout);
    let numbers = text.split(|c: char| !c.is_ascii_digit()).filter_map(|word| word.parse().ok());
    Some(numbers.collect()).filter(|_| output.status.success()).ok_or_else(missing)
}

/// Makes sure that a tool is there in this major version or a later one.
///
/// # Errors
///
/// When it isn't.
pub fn at_least(tool: &str, major: u32) -> Result<(), Missing> {
    let found = version(tool)?;
    let old = || Missing::new(format!("`{tool}` is older than {major}: {found:?}"));
    found.first().filter(|found| **found >= major).map(|_| ()).ok_or_else(old)
}

/// Runs an installer, which is allowed to fail: without a network it must.
pub(crate) fn run(command: &mut Command) -> Result<(), Missing> {
    let what = format!("{command:?}");
    let output = command.stdin(Stdio::null()).output();
    let output = output.map_err(|error| Missing::new(format!("{what}: {error}")))?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(Missing::new(format!("{what}: {}\n{said}", output.status)))
}
