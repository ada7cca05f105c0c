//! How long it takes to check a file: each of the bundled ones, and machines that grow.
#![allow(clippy::unwrap_used, missing_docs)] // a bench may fail

use std::collections::HashMap;
use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Instant;

use spotify_flow_bench::Table;
use spotify_flow_spec::{Disk, Files, check_file};

fn main() {
    let mut files = Vec::new();
    for folder in ["grants", "providers"] {
        collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../spec").join(folder), &mut files);
    }
    files.sort();
    let mut times: Vec<(f64, String)> =
        files.iter().map(|path| (time(path, &Disk), name(path))).collect();
    times.sort_by(|one, other| other.0.total_cmp(&one.0));
    let all: f64 = times.iter().map(|(time, _)| time).sum();
    let table = Table::headed("check, a file", &["", "ms"]);
    for (time, name) in times.iter().take(5) {
        table.row(&[name.clone(), format!("{time:.2}")]);
    }
    table.row(&[format!("mean of {}", times.len()), format!("{:.2}", all / times.len() as f64)]);

    let columns = ["", "10 states", "100 states", "1,000 states"];
    let table = Table::headed("check, a machine, ms", &columns);
    for (title, own) in [("logins in a row", false), ("each with values of its own", true)] {
        let times = [10, 100, 1000].map(|states| {
            let made = Made(machine(states, own));
            let report = check_file("flow.toml".as_ref(), &made).report;
            assert!(!report.has_errors(), "{report}");
            format!("{:.1}", time("flow.toml".as_ref(), &made))
        });
        table.row(&[&[title.to_owned()], &times[..]].concat());
    }
    problems();
}

/// The nth line of a file that is wrong.
type Line = fn(usize) -> String;

/// How the time grows with the number of problems: it should do no worse than they.
fn problems() {
    let columns = ["", "100", "1,000", "15,000"];
    let table = Table::headed("check, so many problems and their reports, ms", &columns);
    let kinds: [(&str, &str, Line); 4] = [
        ("misspelt keys", "[scopes.list]", |nth| {
            format!("x_{nth} = {{ value = \"v\", sumary = \"x\" }}")
        }),
        ("misspelt places", "[options]", |nth| {
            format!("x_{nth} = {{ type = \"bool\", in = \"ask_0.qury\" }}")
        }),
        ("unused variables", "[variables]", |nth| format!("x_{nth} = {{ type = \"label\" }}")),
        ("keys in comments", "", |nth| format!("# sk_live_51Hxxxx{nth}")),
    ];
    for (title, head, line) in kinds {
        let times = [100, 1000, 15_000].map(|count| {
            let lines: String = (0..count).map(|nth| line(nth) + "\n").collect();
            let mut files = machine(10, false);
            let text = format!("\n{head}\n{lines}");
            files.get_mut(Path::new("flow.toml")).unwrap().push_str(&text);
            let begun = Instant::now();
            let report = check_file("flow.toml".as_ref(), &Made(files)).report;
            std::hint::black_box(report.to_string());
            let time = begun.elapsed().as_secs_f64() * 1e3;
            assert!(report.problems().len() >= count, "{title}: {}", report.problems().len());
            format!("{time:.1}")
        });
        table.row(&[&[title.to_owned()], &times[..]].concat());
    }
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "toml") {
            files.push(path);
        }
    }
}

/// `spotify/api.toml`
fn name(path: &Path) -> String {
    let mut parts: Vec<_> = path.iter().rev().take(2).map(|part| part.to_string_lossy()).collect();
    parts.reverse();
    parts.join("/")
}

/// Milliseconds for one check: the fastest of many, for what else the machine does only adds to it.
fn time(path: &Path, files: &dyn Files) -> f64 {
    let begun = Instant::now();
    let mut times = Vec::new();
    while times.len() < 3 || (begun.elapsed().as_millis() < 1000 && times.len() < 200) {
        let begun = Instant::now();
        std::hint::black_box(check_file(path, files));
        times.push(begun.elapsed().as_secs_f64() * 1e3);
    }
    times.into_iter().fold(f64::INFINITY, f64::min)
}

/// Files in memory.
struct Made(HashMap<PathBuf, String>);

impl Files for Made {
    fn read(&self, path: &Path) -> io::Result<String> {
        self.0.get(path).cloned().ok_or_else(|| io::ErrorKind::NotFound.into())
    }
}

/// A flow of logins one after the other, each of three states: with the same values, or with one
/// that it keeps for the next.
fn machine(states: usize, own: bool) -> HashMap<PathBuf, String> {
    let grant = grant((states - 1) / 3, own).unwrap();
    let flow = r#"format = 1
[flow]
name = "logins"
title = "Logins"
summary = "The user logs in again and again."
grant = "logins"
[properties]
needs_user_consent = true
refreshable = false
short_lived = true
user_scoped = true
[endpoints]
authorize = "https://login.example.com/authorize"
token = "https://login.example.com/token"
[client]
authentication = "none"
[provider]
name = "example"
title = "Example"
"#;
    let files = [("flow.toml", flow.to_owned()), ("logins.toml", grant)];
    files.map(|(path, text)| (PathBuf::from(path), text)).into()
}

fn grant(logins: usize, own: bool) -> Result<String, std::fmt::Error> {
    let mut text =
        "format = 1\n[grant]\nname = \"logins\"\ninitial = \"ready_0\"\n[states]\n".to_owned();
    for nth in 0..logins {
        write!(text, "ready_{nth} = {{}}\nasked_{nth} = {{ shows = [\"authorize_url\"] }}\n")?;
        writeln!(text, "answered_{nth} = {{}}")?;
    }
    writeln!(text, "ready_{logins} = {{ final = true }}")?;
    for nth in 0..logins {
        let next = nth + 1;
        let (bind, send) = match (own, nth) {
            (false, _) => (String::new(), String::new()),
            (true, 0) => (format!(", hint_{nth} = {HINT}"), String::new()),
            (true, _) => (
                format!(", hint_{nth} = {HINT}"),
                format!(", login_hint = \"{{hint_{}}}\"", nth - 1),
            ),
        };
        let bind = if next == logins { String::new() } else { bind };
        writeln!(
            text,
            r#"[transitions.ask_{nth}]
from = "ready_{nth}"
to = "asked_{nth}"
mint = {{ state = "random", code_verifier = "pkce_verifier" }}
redirect.endpoint = "authorize"
redirect.query = {{ response_type = "code", client_id = "{{client_id}}", redirect_uri = "{{redirect_uri}}", scope = "{{scope?}}", state = "{{state}}", code_challenge = "{{code_verifier|s256}}", code_challenge_method = "S256"{send} }}
[transitions.answer_{nth}]
from = "asked_{nth}"
to = "answered_{nth}"
callback = {{ in = "query", expect = {{ state = "{{state}}" }}, bind = {{ code = "code"{bind} }} }}
[transitions.exchange_{nth}]
from = "answered_{nth}"
to = "ready_{next}"
post.endpoint = "token"
post.form = {{ grant_type = "authorization_code", code = "{{code}}", redirect_uri = "{{redirect_uri}}", code_verifier = "{{code_verifier}}" }}
post.token = true"#
        )?;
    }
    Ok(text)
}

const HINT: &str = r#"{ from = "hint", class = "public" }"#;
