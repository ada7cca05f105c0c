//! Every rule by its example, every id of the catalogue, and the rule book as it is printed.
#![allow(clippy::unwrap_used)] // the helpers of a test may fail as the test does

mod edited;

use std::collections::BTreeSet;
use std::path::Path;

use edited::{Edited, bundled};
use spotify_flow_spec::rules::{self, Rule};
use spotify_flow_spec::{Report, check_file};

/// What is said of an example's file with one of its two texts in it.
fn report(rule: &Rule, text: &str) -> Report {
    let example = rule.example;
    let mut files = bundled();
    let file = files.get_mut(Path::new(example.file)).unwrap();
    assert!(file.contains(example.at), "{}: `{}` is not there", rule.id, example.at);
    *file = example.written(file, text);
    check_file(Path::new(example.file), &Edited(files)).report
}

#[test]
fn a_bad_example_raises_its_rule_and_no_other() {
    let mut wrong = Vec::new();
    for rule in rules::all() {
        let report = report(rule, rule.example.bad);
        let found: BTreeSet<_> = report.problems().iter().map(|problem| problem.rule).collect();
        if found != BTreeSet::from([rule.id]) {
            wrong.push(format!("{}: {found:?}\n{report}", rule.id));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn a_good_example_raises_nothing() {
    let mut wrong = Vec::new();
    for rule in rules::all() {
        let report = report(rule, rule.example.good);
        if !report.is_empty() {
            wrong.push(format!("{}\n{report}", rule.id));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn a_rule_says_how_bad_a_breach_is_and_none_is_worse() {
    for rule in rules::all() {
        let report = report(rule, rule.example.bad);
        let worst = report.problems().iter().map(|problem| problem.severity).max();
        assert!(worst.is_some_and(|worst| worst <= rule.severity), "{}", rule.id);
    }
}

/// The catalogue of mistakes from which the rules were drawn: how many ids each hundred has.
const CATALOGUE: [(u32, u32); 6] =
    [(101, 119), (201, 213), (301, 309), (401, 406), (501, 512), (601, 654)];

#[test]
fn every_mistake_of_the_catalogue_is_a_rule_or_cannot_be_written() {
    let rules = rules::all().iter().map(|rule| rule.id);
    let mut ids: Vec<&str> = rules.chain(rules::absent().iter().map(|it| it.id)).collect();
    ids.sort_unstable();
    let ours = |id: &&str| *id == "FS100" || id.starts_with("FS7");
    ids.retain(|id| !ours(id));
    let catalogue = CATALOGUE.iter().flat_map(|(first, last)| *first..=*last);
    let catalogue: Vec<String> = catalogue.map(|number| format!("FS{number}")).collect();
    assert_eq!(catalogue.len(), 113);
    assert_eq!(ids, catalogue);
}

#[test]
fn a_rule_begins_its_file_with_its_id_and_its_summary() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/rules");
    for rule in rules::all() {
        let file = folder.join(format!("{}.rs", rule.id.to_lowercase()));
        let text = std::fs::read_to_string(&file).unwrap();
        let first = format!("//! {}: {}", rule.id, rule.summary);
        assert_eq!(text.lines().next().unwrap(), first, "{}", file.display());
    }
}

#[test]
fn the_rule_book_is_fresh() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("RULES.md");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, rules::book()).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(written == rules::book(), "the rules changed: UPDATE_GOLDEN=1 writes the book anew");
}

#[test]
fn a_file_that_the_examples_edit_keeps_every_rule() {
    let files = bundled();
    let names: BTreeSet<&str> = rules::all().iter().map(|rule| rule.example.file).collect();
    for name in names {
        let checked = check_file(Path::new(name), &Edited(files.clone()));
        assert!(checked.report.is_empty(), "{name}\n{}", checked.report);
    }
}

/// A waiver of a rule, at what stands on the lines where it is broken.
fn waiver(rule: &Rule) -> String {
    let report = report(rule, rule.example.bad);
    let mut broken = report.problems().iter().filter(|problem| problem.rule == rule.id);
    let at = broken.next().unwrap().place.line().trim().to_owned();
    format!("{} = {{ at = '{at}', because = \"It is a test.\" }}\n", rule.id)
}

#[test]
fn a_waiver_of_a_rule_builds_what_the_rule_refused() {
    for rule in rules::all() {
        let example = rule.example;
        let mut files = bundled();
        let file = files.get_mut(Path::new(example.file)).unwrap();
        let worst = report(rule, example.bad).problems().iter().map(|it| it.severity).max();
        let waivable = worst.is_some_and(|severity| rule.can_be_waived_at(severity));
        let waiver = waiver(rule);
        *file = example.written(file, example.bad);
        match file.split_once("[allow]\n") {
            Some((before, after)) => *file = format!("{before}[allow]\n{waiver}{after}"),
            None => file.push_str(&format!("\n[allow]\n{waiver}")),
        }
        let checked = check_file(Path::new(example.file), &Edited(files));
        let refused = checked.report.has_errors();
        assert_eq!(refused, !waivable, "{}\n{}", rule.id, checked.report);
        assert!(refused || checked.kind != "flow" || checked.flow.is_some(), "{}", rule.id);
    }
}

#[test]
fn a_page_shows_whole_files_and_the_book_the_tables_that_change_before_them() {
    let page = rules::page("FS605").unwrap();
    assert_eq!(page.matches("\n[states]\n").count(), 2, "{page}");
    let book = rules::book();
    let chapter = book.split("\n## FS605: ").nth(1).unwrap().split("\n## ").next().unwrap();
    let (tables, files) = chapter.split_once("<details>").unwrap();
    assert!(!tables.contains("[states]"), "{chapter}");
    assert_eq!(tables.matches("[transitions.receive]\nfrom = ").count(), 2, "{chapter}");
    assert_eq!(files.matches("\n[states]\n").count(), 2, "{chapter}");
}

#[test]
fn every_rule_is_explained_by_whole_files() {
    for rule in rules::all() {
        let page = rules::page(rule.id).unwrap();
        assert_eq!(page.matches("```toml\n").count(), 2, "{page}");
        // One of the two may be about what a file must have.
        assert!(page.contains("format = 1"), "{page}");
        assert!(page.lines().count() < 400, "{page}");
    }
}

#[test]
fn the_examples_are_those_of_the_files() {
    let files = bundled();
    for rule in rules::all() {
        let file = &files[Path::new(rule.example.file)];
        assert_eq!(rule.example.text(), file, "{}", rule.id);
    }
}

#[test]
fn a_waiver_ends_when_its_line_is_written_otherwise_or_the_breach_is_worse() {
    let file = Path::new("providers/spotify/authorization_code.toml");
    for (find, instead) in
        [("\"basic\"", "\"none\""), ("at = \"authorization_code\"", "at = \"authorization_codes\"")]
    {
        let mut files = bundled();
        let text = files.get_mut(file).unwrap();
        assert!(text.contains(find), "{find}");
        *text = text.replace(find, instead);
        let report = check_file(file, &Edited(files)).report;
        let found: BTreeSet<&str> = report.problems().iter().map(|problem| problem.rule).collect();
        assert_eq!(found, BTreeSet::from(["FS110", "FS601"]), "{report}");
    }
}
