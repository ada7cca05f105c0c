//! Wrong edits of spec files, each flagged by the right rule at the right line.
//!
//! They stand in `edits/table.txt`: the file (`<`), what is taken out (`-`), what is put in (`+`, at the
//! end where nothing is taken out, or behind a line, `@`), and the rule with a piece of the line that
//! it must point at (`!`), or why the edit is accepted (`=`).
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)] // a test may fail

mod edited;

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use edited::{Edited, Texts, bundled};
use spotify_flow_spec::{Report, check_file};

/// An edit, and what is said of it.
#[derive(Default)]
struct Edit {
    name: String,
    files: Vec<Change>,
    /// The rule and the piece of a line; none where the edit is accepted.
    expected: Option<(String, String)>,
    accepted: bool,
}

/// A file, and how it is changed.
struct Change {
    path: PathBuf,
    /// Behind which line something is put in.
    after: Option<String>,
    out: Vec<String>,
    put: Vec<String>,
}

fn table() -> Vec<Edit> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/edits");
    let text = std::fs::read_to_string(folder.join("table.txt")).unwrap();
    let mut edits: Vec<Edit> = Vec::new();
    for line in text.lines().filter(|line| !line.is_empty()) {
        let (mark, rest) = line.split_once(' ').unwrap_or((line, ""));
        if mark == "#" {
            edits.push(Edit { name: rest.to_owned(), ..Edit::default() });
            continue;
        }
        let edit = edits.last_mut().unwrap();
        match mark {
            "<" => {
                let path = PathBuf::from(rest);
                edit.files.push(Change { path, after: None, out: Vec::new(), put: Vec::new() });
            }
            "@" => edit.files.last_mut().unwrap().after = Some(rest.to_owned()),
            "-" => edit.files.last_mut().unwrap().out.push(rest.to_owned()),
            "+" => edit.files.last_mut().unwrap().put.push(rest.to_owned()),
            "!" => {
                let (rule, at) = rest.split_once(' ').unwrap();
                edit.expected = Some((rule.to_owned(), at.to_owned()));
            }
            "=" => edit.accepted = true,
            _ => panic!("{line}"),
        }
    }
    edits
}

/// The bundled files, and those of this test.
static FILES: LazyLock<Texts> = LazyLock::new(|| {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = bundled();
    for entry in std::fs::read_dir(root.join("providers")).unwrap() {
        read(&entry.unwrap().path(), root, &mut files);
    }
    let folder = root.join("tests/edits");
    read(&folder, &folder, &mut files);
    files
});

fn read(folder: &Path, root: &Path, files: &mut Texts) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|it| it == "toml") {
            let name = path.strip_prefix(root).unwrap().to_owned();
            files.insert(name, std::fs::read_to_string(&path).unwrap());
        }
    }
}

impl Change {
    fn apply(&self, files: &mut Texts, name: &str) {
        let text = files.get(&self.path).unwrap_or_else(|| panic!("{name}: {:?}", self.path));
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        let mut put = self.put.iter();
        let place = |lines: &[String], wanted: &str| {
            let found = lines.iter().position(|line| line.trim_end() == wanted.trim_end());
            found.unwrap_or_else(|| panic!("{name}: `{wanted}` is not there"))
        };
        let mut at = None;
        for out in &self.out {
            let found = place(&lines, out);
            lines.remove(found);
            if let Some(new) = put.as_slice().first().filter(|new| !new.starts_with('[')) {
                lines.insert(found, new.clone());
                put.next();
            }
            at = Some(found);
        }
        if let Some(after) = &self.after {
            at = Some(place(&lines, after));
        }
        for new in put {
            match at.filter(|_| !new.starts_with('[')) {
                Some(before) => {
                    lines.insert(before + 1, new.clone());
                    at = Some(before + 1);
                }
                None => {
                    at = None;
                    lines.push(new.clone());
                }
            }
        }
        files.insert(self.path.clone(), lines.join("\n") + "\n");
    }

    /// What is checked: the file, and a flow that uses it.
    fn checked(&self) -> Vec<PathBuf> {
        let mut paths = vec![self.path.clone()];
        let shown = self.path.display().to_string();
        if let Some(grant) = shown.strip_prefix("grants/") {
            paths.push(Path::new("providers/spotify").join(grant));
        } else if shown.ends_with("provider.toml") {
            paths.push(self.path.with_file_name("authorization_code.toml"));
        }
        paths
    }
}

impl Edit {
    fn reports(&self) -> Vec<Report> {
        let mut files = FILES.clone();
        self.files.iter().for_each(|change| change.apply(&mut files, &self.name));
        let paths = self.files.iter().flat_map(Change::checked);
        let paths = paths.filter(|path| files.contains_key(path)).collect::<Vec<_>>();
        paths.iter().map(|path| check_file(path, &Edited(files.clone())).report).collect()
    }
}

/// The line that a problem stands on, with the rule.
fn lines(reports: &[Report]) -> Vec<(String, String)> {
    let problems = reports.iter().flat_map(Report::problems);
    let line = |place: &spotify_flow_spec::source::Place| {
        let (line, _) = place.line_column();
        place.source.text.lines().nth(line - 1).unwrap_or_default().to_owned()
    };
    problems.map(|it| (it.rule.to_owned(), line(&it.place))).collect()
}

#[test]
fn every_wrong_edit_is_flagged_by_its_rule_at_its_line() {
    let mut wrong = Vec::new();
    for edit in table() {
        let reports = edit.reports();
        let found = lines(&reports);
        let right = match &edit.expected {
            Some((rule, at)) => found.iter().any(|(is, line)| is == rule && line.contains(at)),
            None => edit.accepted && found.is_empty(),
        };
        if !right {
            wrong.push(format!("{}: {:?}, found {found:?}", edit.name, edit.expected));
        }
    }
    assert!(wrong.is_empty(), "{}\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn no_report_repeats_a_secret_that_stands_in_a_file() {
    let secrets = ["Zm9vOmJhcg", "sk_live_", "ghp_0123", "BEGIN PRIVATE", "hunter2"];
    let mut seen = 0;
    for edit in table() {
        let put = edit.files.iter().flat_map(|change| &change.put);
        let lines: Vec<&String> = put.collect();
        let secret = |secret: &&&str| lines.iter().any(|line| line.contains(**secret));
        for secret in secrets.iter().filter(secret) {
            for report in edit.reports() {
                let shown = report.to_string();
                assert!(!shown.contains(secret), "{shown}");
                seen += 1;
            }
        }
    }
    assert!(seen >= 8, "{seen}");
}
