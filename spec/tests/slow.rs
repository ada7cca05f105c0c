//! Time grows with what is to be read and told, and no faster: four times as much takes about four
//! times as long, where something that looks at all for each would take sixteen times.
#![allow(clippy::unwrap_used, clippy::print_stderr)] // the helpers of a test may fail as the test does

#[allow(dead_code)] // other tests begin with the bundled files
mod edited;

use std::path::Path;
use std::time::Duration;
#[cfg(not(target_os = "linux"))]
use std::time::Instant;

use edited::Edited;
use spotify_flow_spec::{Look, Report, check_file};

/// The file of the tests of edits.
fn acme() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/edits/acme.toml");
    std::fs::read_to_string(path).unwrap()
}

/// How a file of so many entries is made.
type Make = fn(usize) -> String;

fn lines(count: usize, line: impl Fn(usize) -> String) -> String {
    (0..count).map(|nth| line(nth) + "\n").collect()
}

const CASES: &[(&str, Make)] = &[
    ("names that are misspelt among as many", |count| {
        let scopes = lines(count, |nth| format!("name_{nth} = {{ value = \"n{nth}\" }}"));
        let calls = lines(count, |nth| {
            let call = "app_token = \"no\"";
            format!("o{nth} = {{ get = \"/a{nth}\", scopes = [\"nome_{nth}x\"], {call} }}")
        });
        format!("{}\n{scopes}[operations]\n{calls}", acme())
    }),
    ("steps that are misspelt", |count| {
        let options =
            lines(count, |nth| format!("x{nth} = {{ type = \"bool\", in = \"authorise.qury\" }}"));
        format!("{}\n[options]\n{options}", acme())
    }),
    ("lines of which one is to blame", |count| {
        let form = lines(count, |nth| format!("x{nth} = \"y\""));
        let options =
            lines(count, |nth| format!("o{nth} = {{ type = \"bool\", in = \"authorize.query\" }}"));
        let query = format!("[transitions.authorize.redirect.query]\n{form}state = false");
        format!("{}\n{query}\n[options]\n{options}", acme())
    }),
    ("keys that nobody knows", |count| {
        let scopes =
            lines(count, |nth| format!("x{nth} = {{ value = \"x{nth}\", sumary = \"x\" }}"));
        format!("{}\n{scopes}", acme())
    }),
    ("mistakes on one line", |count| {
        let scopes: Vec<String> =
            (0..count).map(|nth| format!("x{nth} = {{ value = \"x {nth}\" }}")).collect();
        let text = acme().split("[scopes.list]").next().unwrap().to_owned();
        format!("{text}\n[scopes]\nlist = {{ {} }}\n", scopes.join(", "))
    }),
    ("tables without anything in them", |count| {
        format!("{}\n{}", acme(), lines(count, |nth| format!("[x{nth}]")))
    }),
    ("secrets that are written out", |count| {
        let form = lines(count, |nth| format!("api_key_{nth} = \"hunter{nth}\""));
        format!("{}\n[transitions.exchange.post.form]\n{form}", acme())
    }),
    ("keys in comments", |count| {
        format!("{}\n{}", acme(), lines(count, |nth| format!("# sk_live_51Hxxxx{nth}")))
    }),
    ("waivers of one line each", |count| {
        let form = lines(count, |nth| format!("x{nth} = \"\""));
        format!("{}\n[transitions.exchange.post.form]\n{form}", acme())
    }),
    ("variables that nobody uses", |count| {
        format!(
            "{}\n[variables]\n{}",
            acme(),
            lines(count, |nth| format!("x{nth} = {{ type = \"label\" }}"))
        )
    }),
    ("slots that are misspelt", |count| {
        let form =
            lines(count, |nth| format!("x{nth} = \"{{client_ib}} {{no_such_thing_{nth}}}\""));
        format!("{}\n[transitions.exchange.post.form]\n{form}", acme())
    }),
    ("texts between braces on one line", |count| {
        let text = "{client_id} {nowhere} ".repeat(count);
        format!("{}\n[transitions.exchange.post.form]\nx = \"{text}\"\n", acme())
    }),
    ("what is no TOML", |count| format!("{}\n{}", acme(), lines(count, |_| "a = = b".into()))),
];

/// How long this thread has worked: what else the machine does is no matter.
#[cfg(target_os = "linux")]
fn worked() -> Duration {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap();
    Duration::from_nanos(text.split(' ').next().unwrap().parse().unwrap())
}

#[cfg(not(target_os = "linux"))]
fn worked() -> Duration {
    static BEGUN: std::sync::OnceLock<Instant> = std::sync::OnceLock::new();
    BEGUN.get_or_init(Instant::now).elapsed()
}

/// Checks a file, and prints what is found in every way.
fn told(text: &str) -> (usize, Duration) {
    let files = Edited([("acme.toml".into(), text.to_owned())].into());
    let begun = worked();
    let report: Report = check_file(Path::new("acme.toml"), &files).report;
    for problem in report.problems() {
        let shown = [problem.line(), problem.render(Look::default())];
        std::hint::black_box((shown, problem.place.end_line_column()));
    }
    (report.problems().len(), worked().saturating_sub(begun))
}

/// The fastest of some: what else the machine does only adds to it.
fn fastest(text: &str) -> Duration {
    (0..3).map(|_| told(text).1).min().unwrap()
}

#[test]
fn four_times_as_much_does_not_take_sixteen_times_as_long() {
    let mut slow = Vec::new();
    for (what, make) in CASES {
        let (some, more) = (make(500), make(2000));
        let (one, four) = (fastest(&some), fastest(&more));
        let ratio = four.as_secs_f64() / one.as_secs_f64();
        eprintln!("{what}: {one:?}, {four:?}: {ratio:.1} times; {} problems", told(&more).0);
        if ratio > 10.0 {
            slow.push(format!("{what}: {one:?}, {four:?}"));
        }
    }
    assert!(slow.is_empty(), "{slow:#?}");
}

#[test]
fn what_is_nested_deeply_is_refused_and_not_followed() {
    for text in [
        format!("x = {}{}", "[".repeat(50_000), "]".repeat(50_000)),
        format!("x = {}1{}", "{ a = ".repeat(20_000), " }".repeat(20_000)),
        format!("[{}a]\nx = 1", "a.".repeat(20_000)),
        format!("{}a = 1", "a.".repeat(20_000)),
    ] {
        let (problems, time) = told(&text);
        assert!(problems > 0 && time.as_secs() < 20, "{problems} {time:?}");
    }
}
