//! Calls that are refused, and what is said about them.

use std::fs;

use crate::own_server::{OWN_FLOW, own_flow};
use crate::typing::run;

#[test]
fn what_cannot_be_is_refused_before_anything_is_asked() {
    let flow = own_flow("run_refused");
    for (arguments, why) in [
        (["spotify/implict_grant", ""], "did you mean `spotify/implicit_grant`?"),
        (["no/such/flow.toml", ""], "no file and no bundled flow `no/such/flow.toml`; bundled: "),
        (["spotify/client_credentials", "--scope=streaming"], "acts for no user"),
        (["spotify/implicit_grant", "--scope=user-read-emial"], "did you mean `user-read-email`?"),
        (["spotify/implicit_grant", "--set=show_dialog=1"], "write `true` or `false`"),
        (["spotify/implicit_grant", "--set=shaw_dialog=1"], "did you mean `show_dialog`?"),
        (["spotify/implicit_grant", "--set=show_dialog"], "write NAME=VALUE"),
        (["spotify/implicit_grant", "--redirect-uri=localhost"], "can't be a redirect URI"),
        ([flow.to_str().unwrap(), "--set=base=https://a.example/b"], "is no origin"),
        ([flow.to_str().unwrap(), "--simulator"], "plays Spotify, and not Acme"),
    ] {
        let arguments = [arguments[0], arguments[1], "--client-id=mine"];
        let arguments: Vec<&str> = arguments.into_iter().filter(|it| !it.is_empty()).collect();
        let ran = run(&arguments, &[]);
        assert_eq!(ran.code, Some(2), "{arguments:?}: {}", ran.errors);
        assert!(ran.errors.contains(why), "{arguments:?}: {}", ran.errors);
        assert!(!ran.output.contains("->"), "{arguments:?}: {}", ran.output);
    }
}

#[test]
fn a_file_with_a_mistake_is_answered_with_its_place() {
    let path = own_flow("run_mistake");
    fs::write(&path, OWN_FLOW.replace("short_lived        = false", "short_lived = true")).unwrap();
    let ran = run(&[path.to_str().unwrap()], &[]);
    assert_eq!(ran.code, Some(1));
    assert_eq!(ran.output, "");
    assert!(ran.errors.starts_with("error[FS"), "{}", ran.errors);
    assert!(ran.errors.contains("login.toml:13:"), "{}", ran.errors);
}
