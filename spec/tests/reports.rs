//! Reports that one can act on: all in one go, at the line to edit, in the file that is there.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)] // the helpers of a test may fail as the test does

mod edited;

use std::path::Path;

use edited::{Edited, bundled};
use spotify_flow_spec::{Report, check_file};

const PKCE: &str = "providers/spotify/authorization_code_pkce.toml";

/// A provider and a flow in one file, as a developer has it: its grant is the bundled one.
const ACME: &str = r#"format = 1

[flow]
name    = "acme"
title   = "Acme"
summary = "The user logs in at Acme."
grant   = "authorization_code_pkce"

[properties]
needs_user_consent = true
refreshable        = true
short_lived        = false
user_scoped        = true

[endpoints]
authorize = "https://login.acme.example/authorize"
token     = "https://login.acme.example/token"

[client]
authentication = "none"

[provider]
name  = "acme"
title = "Acme"
api   = { origins = ["https://api.acme.example"] }

[redirect]
allow = ["https", "loopback_ip", "private_scheme"]

[refresh_tokens]
issued   = "always"
rotation = "optional"

[scopes.list]
books = { value = "read:books", summary = "Read." }
"#;

/// What is said of the file alone, with edits in it.
fn said(edits: &[(&str, &str)]) -> Report {
    let mut text = ACME.to_owned();
    for (find, replace) in edits {
        assert!(text.contains(find), "there is no `{find}`");
        text = text.replacen(find, replace, 1);
    }
    let files = Edited([("acme.toml".into(), text)].into());
    check_file(Path::new("acme.toml"), &files).report
}

fn lines(report: &Report) -> Vec<String> {
    report.problems().iter().map(|problem| problem.line()).collect()
}

/// Appends an adjustment of the flow.
fn adjusted(tables: &str) -> Report {
    said(&[("[client]", &format!("{tables}\n[client]"))])
}

#[test]
fn the_file_of_these_tests_is_right() {
    assert!(said(&[]).is_empty(), "{}", said(&[]));
}

#[test]
fn seven_mistakes_are_told_in_one_go() {
    let report = said(&[
        ("title   = \"Acme\"", "titel = \"Acme\""),
        ("authentication = \"none\"", "authentication = \"nome\""),
        ("\"read:books\"", "\"read books\""),
        ("[client]", "[options]\nx = { type = \"bool\", in = \"authorise.query\" }\n[client]"),
        ("token     = \"https", "token = \"http"),
        ("[client]", "[transitions.authorize.redirect.query]\nstate = false\n[client]"),
        ("short_lived        = false", "short_lived = true"),
    ]);
    let rules: Vec<&str> = report.problems().iter().map(|problem| problem.rule).collect();
    for rule in ["FS101", "FS100", "FS104", "FS609", "FS604", "FS501"] {
        assert!(rules.contains(&rule), "{rule}\n{report}");
    }
    let unread = rules.iter().filter(|rule| **rule == "FS100").count();
    assert_eq!(unread, 2, "{report}");
}

#[test]
fn what_a_flow_changes_of_its_grant_is_told_at_the_line_that_changes_it() {
    for (tables, line) in [
        ("[transitions.authorize.redirect.query]\nstate = false", 20),
        ("[transitions.authorize.redirect.query]\nprompt = \"login\"\nstate = false", 21),
        ("[transitions.exchange.post.form]\ncode_verifier = false", 20),
        ("[transitions.exchange.post.form]\nredirect_uri = false", 20),
        ("[renew.post.form]\nrefresh_token = false", 20),
    ] {
        let report = adjusted(tables);
        assert!(report.has_errors(), "{tables}");
        for problem in report.problems() {
            assert_eq!(problem.place.source.path, "acme.toml", "{tables}\n{report}");
        }
        let at = |problem: &spotify_flow_spec::Problem| problem.place.line_column().0;
        let found = report.problems().iter().find(|problem| problem.is_error()).unwrap();
        assert_eq!(at(found), line, "{tables}\n{report}");
    }
}

#[test]
fn what_the_choice_of_a_grant_brings_is_told_at_that_choice() {
    let report =
        said(&[("grant   = \"authorization_code_pkce\"", "grant = \"authorization_code\"")]);
    assert_eq!(
        lines(&report),
        ["acme.toml:7:9: error[FS601]: a code flow without PKCE: a stolen code is a stolen token"]
    );
}

#[test]
fn a_bundled_file_is_shown_and_never_a_path() {
    let shown = adjusted("[transitions.authorize.redirect.query]\nstate = false").to_string();
    assert!(shown.contains(" ::: bundled:grants/authorization_code_pkce:"), "{shown}");
    assert!(!shown.contains("pkce.toml"), "{shown}");
}

#[test]
fn a_name_that_the_grant_has_is_told_at_the_line_that_takes_it() {
    let report = said(&[
        ("[client]", "[variables]\nstate = { type = \"label\" }\n[client]"),
        ("https://login.acme.example/token", "https://{state}.login.acme.example/token"),
    ]);
    for problem in report.problems() {
        assert_eq!(problem.place.source.path, "acme.toml", "{report}");
    }
}

#[test]
fn a_mistake_in_a_grant_on_the_disk_stands_there_and_names_its_flows() {
    let mut files = bundled();
    let grant = files.get_mut(Path::new("grants/authorization_code_pkce.toml")).unwrap();
    *grant = grant.replace("expect = { state = \"{state}\" }, ", "");
    let files = Edited(files);
    let mut report = check_file(Path::new(PKCE), &files).report;
    let [problem] = report.problems() else { panic!("{report}") };
    assert_eq!(problem.place.source.path, "grants/authorization_code_pkce.toml");
    assert_eq!(problem.flows, ["authorization_code_pkce"]);
    assert!(report.to_string().contains("note: in the flow `authorization_code_pkce`"), "{report}");
    // Two flows of one grant are told of one mistake.
    let other = files.0[Path::new(PKCE)].replace("name     = \"a", "name     = \"another_a");
    let mut files = files;
    files.0.insert("providers/spotify/another.toml".into(), other);
    report.extend(check_file(Path::new("providers/spotify/another.toml"), &files).report);
    let [problem] = report.problems() else { panic!("{report}") };
    assert_eq!(problem.flows, ["authorization_code_pkce", "another_authorization_code_pkce"]);
}

#[test]
fn a_neighbour_that_is_called_otherwise_is_not_replaced_without_a_word() {
    let mut files = bundled();
    let provider = files.get_mut(Path::new("providers/spotify/provider.toml")).unwrap();
    *provider = provider.replace("name  = \"spotify\"", "name = \"spotfy\"");
    let grant = files.get_mut(Path::new("grants/authorization_code_pkce.toml")).unwrap();
    *grant = grant.replace("name    = \"authorization_code_pkce\"", "name = \"pkce\"");
    let report = check_file(Path::new(PKCE), &Edited(files)).report;
    assert_eq!(
        lines(&report),
        [
            format!(
                "{PKCE}:8:12: warning[FS713]: the bundled provider `spotify` is taken, not the file near it"
            ),
            format!(
                "{PKCE}:9:12: warning[FS713]: the bundled grant `authorization_code_pkce` is taken, not the file near it"
            ),
        ]
    );
}

#[test]
fn every_mistake_of_a_catalogue_is_told() {
    let scopes: String =
        (0..800).map(|n| format!("s{n}_scope_name = {{ value = \"s{n}\" }}\n")).collect();
    let operations: String = (0..800)
        .map(|n| {
            format!(
                "o{n} = {{ get = \"/a{n}\", scopes = [\"s{n}_scope_nome\"], app_token = \"no\" }}\n"
            )
        })
        .collect();
    let options: String = (0..3000)
        .map(|n| format!("p{n} = {{ type = \"bool\", in = \"authorise.query\" }}\n"))
        .collect();
    let scopes = format!("[scopes.list]\n{scopes}");
    let more = format!("[operations]\n{operations}[options]\n{options}[client]");
    let report = said(&[("[scopes.list]\n", &scopes), ("[client]", &more)]);
    let shown = report.to_string();
    assert_eq!(report.count(spotify_flow_spec::Severity::Error), 3800);
    assert!(shown.contains("did you mean `s799_scope_name`?"));
}

#[test]
fn a_long_line_is_shown_in_part_and_at_its_column() {
    let many: Vec<String> = (0..500).map(|n| format!("s{n} = {{ value = \"s {n}\" }}")).collect();
    let line = format!("[scopes]\nlist = {{ {} }}\n[x]\n", many.join(", "));
    let report = said(&[("[scopes.list]\n", &line)]);
    let problem = report.problems().iter().find(|it| it.message.contains("`s 400`")).unwrap();
    let shown = problem.render(spotify_flow_spec::Look::default());
    assert!(shown.contains(&format!("--> {}\n", problem.place)), "{shown}");
    assert!(shown.len() < 3000 && shown.contains("\"s 400\""), "{shown}");
}

#[test]
fn a_value_of_another_kind_is_answered_with_one_that_is_right() {
    for (find, replace, expected) in [
        (
            "issued   = \"always\"",
            "issued = true",
            "must be \"always\", \"never\" or a table such as",
        ),
        (
            "rotation = \"optional\"",
            "lifetime = \"6 months\"",
            "a table such as `{ months = 6, from",
        ),
        ("title   = \"Acme\"", "title = 2026-01-01", "write it in quotes: \"2026-01-01\""),
        ("format = 1", "format = 2", "write `format = 1`, in the words that it has"),
        ("short_lived        = false\n", "", "add `short_lived = true` or `short_lived = false`"),
        (
            "[client]",
            "[transitions.exchange.post.form]\n\"\" = \"x\"\n[client]",
            "what it is called",
        ),
    ] {
        let shown = said(&[(find, replace)]).to_string();
        assert!(shown.contains(expected), "{expected}\n{shown}");
    }
}

/// The rules that are broken, each once, in order.
fn rules(report: &Report) -> Vec<&str> {
    let mut rules: Vec<&str> = report.problems().iter().map(|problem| problem.rule).collect();
    rules.sort_unstable();
    rules.dedup();
    rules
}

const HTTP: (&str, &str) = ("token     = \"https", "token = \"http");
const TAKEN_OUT: (&str, &str) =
    ("[client]", "[transitions.authorize.redirect.query]\nstate = false\n[client]");

#[test]
fn what_is_missing_hides_nothing_and_is_told_once() {
    let properties = ACME.split("[properties]").nth(1).unwrap().split("\n\n").next().unwrap();
    let properties = format!("[properties]{properties}");
    for (find, replace) in [
        ("needs_user_consent = true\n", ""),
        ("refreshable        = true\n", ""),
        ("short_lived        = false\n", ""),
        ("user_scoped        = true\n", ""),
        ("user_scoped        = true\n", "user_scoped = \"yes\"\n"),
        (properties.as_str(), ""),
        ("authentication = \"none\"\n", ""),
        ("authentication = \"none\"\n", "authentication = \"certificate\"\n"),
    ] {
        let alone = said(&[(find, replace)]);
        assert_eq!((rules(&alone), alone.problems().len()), (vec!["FS100"], 1), "{alone}");
        let report = said(&[(find, replace), HTTP]);
        assert_eq!(rules(&report), ["FS100", "FS609"], "{find}\n{report}");
    }
    let report = said(&[("format = 1\n", ""), HTTP]);
    assert_eq!(rules(&report), ["FS102", "FS609"], "{report}");
    let report = said(&[("short_lived        = false\n", ""), TAKEN_OUT]);
    assert_eq!(rules(&report), ["FS100", "FS604"], "{report}");
}

#[test]
fn a_misspelt_name_hides_nothing_and_is_told_once() {
    for (tables, rule) in [
        ("[transitions.authorize.redirect.query]\nstate = \"{stat}\"", "FS111"),
        ("[transitions.exchange.post.form]\ncode_verifier = \"{code_verifyer}\"", "FS111"),
        ("[transitions.authorise.redirect.query]\nprompt = \"login\"", "FS104"),
    ] {
        let alone = adjusted(tables);
        let alone_rules: Vec<&str> = rules(&alone);
        assert!(alone_rules.contains(&rule), "{alone}");
        assert!(alone_rules.iter().all(|it| [rule, "FS110"].contains(it)), "{alone}");
        let report = said(&[("[client]", &format!("{tables}\n[client]")), HTTP]);
        assert!(rules(&report).contains(&"FS609"), "{report}");
    }
    let report = said(&[("authorize = \"https", "authorise = \"https"), HTTP]);
    assert_eq!(rules(&report), ["FS104", "FS609"], "{report}");
}

#[test]
fn every_wrong_slot_of_a_template_is_told() {
    let tables = "[transitions.authorize.redirect.query]\nx = \"{one_thing} {scop} {another|md5}\"";
    let report = said(&[("[client]", &format!("{tables}\n[client]")), HTTP]);
    let told = |what: &str| report.problems().iter().any(|it| it.message.contains(what));
    assert!(told("`one_thing`") && told("`scop`") && told("`md5`"), "{report}");
    // What looks at one text alone is told beside a hole; what looks at the machine is not.
    assert_eq!(rules(&report), ["FS111", "FS609"], "{report}");
}

#[test]
fn a_code_that_is_not_sent_is_one_mistake() {
    let report = adjusted("[transitions.exchange.post.form]\ncode = false");
    let helps: Vec<&String> = report.problems().iter().flat_map(|it| &it.help).collect();
    for wrong in ["an app's own token", "authentication = \"basic\"", "refreshable = false"] {
        assert!(!helps.iter().any(|help| help.contains(wrong)), "{report}");
    }
    assert!(helps.iter().any(|help| *help == "write `code = \"{code}\"`"), "{report}");
}

#[test]
fn a_challenge_that_was_taken_out_is_to_be_put_back() {
    let report = adjusted(
        "[transitions.authorize.redirect.query]\ncode_challenge = false\n\
         code_challenge_method = false\n[transitions.exchange.post.form]\ncode_verifier = false",
    );
    let without = report.problems().iter().find(|problem| problem.rule == "FS601").unwrap();
    assert!(without.help[0].contains("the challenge of `code_verifier`"), "{report}");
    assert!(!report.to_string().contains("write `grant ="), "{report}");
}

#[test]
fn a_request_to_a_wrong_endpoint_is_one_mistake() {
    let grant = bundled().remove(Path::new("grants/authorization_code_pkce.toml")).unwrap();
    for (find, replace) in [
        ("[renew.post]\nendpoint = \"token\"", "[renew.post]\nendpoint = \"authorize\""),
        ("redirect]\nendpoint = \"authorize\"", "redirect]\nendpoint = \"token\""),
    ] {
        assert!(grant.contains(find));
        let mut files = bundled();
        let path = Path::new("grants/authorization_code_pkce.toml");
        files.insert(path.to_owned(), grant.replacen(find, replace, 1));
        let report = check_file(Path::new(PKCE), &Edited(files)).report;
        assert!(!rules(&report).contains(&"FS110"), "{report}");
        assert!(rules(&report).contains(&"FS114"), "{report}");
    }
}

#[test]
fn a_code_under_another_grant_is_one_mistake_that_no_waiver_covers() {
    for grant in ["client_credentials", "Client_Credentials", "urn:x"] {
        let form = format!("[transitions.exchange.post.form]\ngrant_type = \"{grant}\"");
        let report = adjusted(&form);
        assert!(rules(&report).contains(&"FS506"), "{report}");
        assert!(!report.to_string().contains("an app's own token"), "{report}");
        let allow = "[allow]\nFS506 = { at = \"grant_type\", because = \"It is a test.\" }";
        let report = adjusted(&format!("{form}\n{allow}"));
        assert!(report.has_errors(), "{report}");
    }
}
