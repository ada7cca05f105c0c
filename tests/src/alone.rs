//! A test in a process of its own.

use std::env;
use std::process::Command;

/// What tells a process that it was started for one test.
const ALONE: &str = "SPOTIFY_FLOW_TEST_ALONE";

/// Runs the test of this name, with its modules, in a process of its own: for those that look at
/// the whole process, and that others would disturb. True in that process, where the test goes on.
///
/// # Panics
///
/// When the test fails there, or there is none of this name.
#[must_use]
pub fn alone(test: &str) -> bool {
    if env::var_os(ALONE).is_some() {
        return true;
    }
    let program = env::current_exe().expect("a test runs in a program");
    let ran = Command::new(program).args(["--exact", test]).env(ALONE, "").output();
    let ran = ran.expect("the program can be run again");
    let said = String::from_utf8_lossy(&ran.stdout);
    assert!(ran.status.success(), "{said}{}", String::from_utf8_lossy(&ran.stderr));
    assert!(said.contains("1 passed"), "there is no test `{test}`");
    false
}
