//! A case, and how all of a file are run.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use serde_json::Value;

use super::Facts;

/// Why some cases are not run.
const DECIDED_AGAINST: &str = include_str!("../../cases/decided_against.json");

/// One case: what is given, and what must come of it.
#[derive(Debug, Clone)]
pub struct Case {
    /// Its name, unique in all files.
    pub id: String,
    /// What it is about; whoever runs a case decides by it.
    pub kind: String,
    /// What is given.
    pub given: Facts,
    /// What must come of it.
    pub expect: Facts,
}

impl Case {
    /// Reads a case in one of the forms that the files have. Where a case holds `adapted`, its
    /// members replace those of the original: it says why.
    fn read(value: &Value) -> Case {
        let mut all = Facts::new(Some(value.clone()));
        let id = all.text("id").expect("a case has an id");
        let kind = all.text("kind").or_else(|| all.text("category")).expect("a case has a kind");
        let mut given = all.facts("given");
        let mut expect = all.facts("expect");
        if let Some(outcome) = all.take("expected_outcome") {
            expect = Facts::new(all.take("recommended_outcome").or(Some(outcome)));
        }
        let mut request = all.facts("request_expectation");
        let mut adapted = all.facts("adapted");
        assert!(adapted.text("why").is_some() == value.get("adapted").is_some(), "{id} says why");
        given.adapt(adapted.facts("given"));
        expect.adapt(adapted.facts("expect"));
        request.adapt(adapted.facts("request_expectation"));
        adapted.finish();
        for (name, facts) in [("request", request), ("response", all.facts("response"))] {
            given.nest(name, facts);
        }
        let raw = all.facts("interop").text("raw_unescaped_authorization");
        given.adapt(Facts::new(Some(serde_json::json!({ "raw_authorization": raw }))));
        all.leave(&["source", "section", "file", "name", "note", "notes", "adopt"]);
        all.finish();
        Case { id, kind, given, expect }
    }
}

fn read(file: &str) -> Vec<Case> {
    let cases: Vec<Value> = serde_json::from_str(file).expect("a file of cases is JSON");
    cases.iter().map(Case::read).collect()
}

fn decided_against() -> BTreeMap<String, String> {
    serde_json::from_str(DECIDED_AGAINST).expect("the table of decisions is JSON")
}

/// Runs every case of a file that is not decided against, and says of all that fail why.
///
/// # Panics
///
/// When a case fails, or something that it says was not looked at.
pub fn run_all(file: &str, run: impl Fn(&mut Case)) {
    let decided = decided_against();
    let mut cases = read(file);
    cases.retain(|case| !decided.contains_key(&case.id));
    assert!(!cases.is_empty(), "a file without a case that is run");
    let number = cases.len();
    let failures: Vec<String> = cases.into_iter().filter_map(|case| failure(case, &run)).collect();
    let said = failures.join("\n");
    assert!(failures.is_empty(), "{} of {number} cases fail:\n{said}", failures.len());
}

fn failure(mut case: Case, run: &impl Fn(&mut Case)) -> Option<String> {
    let id = case.id.clone();
    let done = catch_unwind(AssertUnwindSafe(|| {
        run(&mut case);
        case.given.finish();
        case.expect.finish();
    }));
    let panic = done.err()?;
    let text = panic.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| panic.downcast_ref::<&str>().copied());
    Some(format!("{id}: {}", text.unwrap_or("it fails")))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All files of cases: an id stands in one of them, once.
    const FILES: [&str; 3] = [
        include_str!("../../cases/vectors.json"),
        include_str!("../../cases/clients_rust.json"),
        include_str!("../../cases/clients_other_languages.json"),
    ];

    #[test]
    fn an_id_stands_in_one_file_once() {
        let cases: Vec<Case> = FILES.iter().flat_map(|file| read(file)).collect();
        let mut ids: Vec<&String> = cases.iter().map(|case| &case.id).collect();
        let number = ids.len();
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), number);
    }

    #[test]
    fn what_is_decided_against_is_a_case_and_has_a_reason() {
        let cases: Vec<Case> = FILES.iter().flat_map(|file| read(file)).collect();
        for (id, reason) in decided_against() {
            assert!(cases.iter().any(|case| case.id == id), "{id} is no case");
            assert!(reason.ends_with('.') && reason.len() > 20, "{id} needs a sentence");
        }
    }

    #[test]
    fn the_table_of_decisions_names_each_case_once() {
        let lines: Vec<&str> =
            DECIDED_AGAINST.lines().filter(|line| line.contains("\": ")).collect();
        assert_eq!(lines.len(), decided_against().len());
    }

    #[test]
    fn what_nobody_looks_at_fails() {
        let case = Case::read(&serde_json::json!({"id": "x", "kind": "k", "expect": {"y": 1}}));
        let said = failure(case, &|_| ()).expect("a case that nobody looked at");
        assert!(said.contains("\"y\""), "{said}");
    }
}
