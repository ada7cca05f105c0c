//! Where others could read a secret of the program's.

use std::fs;

use crate::typing::{CALLBACK, CLIENT_SECRET, Typing, program, run};

#[test]
fn t_084_the_program_says_no_secret_however_much_it_is_asked_to_say() {
    let mut program = program();
    program.args(["spotify/authorization_code", "--simulator", "--client-id=mine"]);
    program.args(["--redirect-uri", CALLBACK, "--scope=user-read-email"]);
    program.envs([("RUST_LOG", "trace"), ("RUST_BACKTRACE", "full")]);
    program.env("SPOTIFY_CLIENT_SECRET", CLIENT_SECRET);
    let ran = Typing::start(program).end();
    assert_eq!(ran.code, Some(0), "{}{}", ran.output, ran.errors);
    assert_eq!(ran.line("code = "), "code = [secret]");
    ran.assert_silent_about(&[CLIENT_SECRET]);
}

#[test]
fn t_085_a_secret_is_not_taken_from_the_command_line() {
    let setting = format!("client_secret={CLIENT_SECRET}");
    let ran = run(&["spotify/client_credentials", "--set", &setting], &[]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.errors.contains("set SPOTIFY_CLIENT_SECRET"), "{}", ran.errors);
    ran.assert_silent_about(&[CLIENT_SECRET]);
    for flag in ["client-secret", "refresh-token", "code", "token", "password"] {
        for arguments in [
            vec![format!("--{flag}"), CLIENT_SECRET.into()],
            vec![format!("--{flag}={CLIENT_SECRET}")],
        ] {
            let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
            let ran = run(&[&["spotify/client_credentials"], arguments.as_slice()].concat(), &[]);
            assert_eq!(ran.code, Some(2), "{flag}");
            ran.assert_silent_about(&[CLIENT_SECRET]);
        }
    }
}

/// What is typed is known to the program alone. (What stands in its environment anybody of the same
/// user may read there, as with every program: who minds types it.)
#[cfg(target_os = "linux")]
#[test]
fn t_085_a_secret_that_is_typed_is_neither_in_the_arguments_nor_in_the_environment() {
    let mut program = program();
    program.args(["spotify/authorization_code", "--client-id=mine", "--redirect-uri", CALLBACK]);
    let mut typing = Typing::start(program);
    typing.enter(CLIENT_SECRET);
    typing.state();
    for file in ["cmdline", "environ", "comm"] {
        let read = fs::read(format!("/proc/{}/{file}", typing.id())).unwrap();
        let read = String::from_utf8_lossy(&read);
        assert!(!read.is_empty() && !read.contains(CLIENT_SECRET), "{file}");
    }
    typing.end().assert_silent_about(&[CLIENT_SECRET]);
}
