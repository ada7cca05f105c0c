//! Programs that are wrong do not compile, and the message says what to do.
//!
//! `TRYBUILD=overwrite cargo test -p spotify-flow-tests --test compile_fail` writes the messages
//! anew, to be read in the diff.

#![allow(clippy::expect_used, missing_docs)]

use std::io::{self, Write as _};

use spotify_flow_tests::requires;

/// The compiler whose messages are pinned. Others say the same in other words.
const PINNED: [u32; 3] = [1, 95, 0];

#[test]
fn a_wrong_program_is_told_what_is_wrong() {
    let found = requires::version("rustc").expect("a test was compiled by a compiler");
    if !found.starts_with(&PINNED) {
        // Past the test runner, which keeps what is printed by a test that passes.
        let reason = "messages of the compiler are pinned for one version of it";
        writeln!(io::stderr(), "skipped: compile_fail: {reason}, {PINNED:?}; this is {found:?}")
            .ok();
        return;
    }
    let cases = trybuild::TestCases::new();
    cases.pass("compile_fail/pass/*.rs");
    cases.compile_fail("compile_fail/*.rs");
}
