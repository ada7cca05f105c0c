//! The JSON Schemas of the kinds of file: `schema/*.schema.json`, which editors complete and check by.
//!
//! They are written here, key by key, and held against the reader: each knows the keys, the words and
//! the types that the other knows. `UPDATE_GOLDEN=1 cargo test -p spotify-flow-spec` writes the files
//! anew, to be read in the diff.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)] // as a test may

mod api;
mod common;
mod flow;
mod grant;
mod kind;
mod language;
mod node;
mod provider;
mod sample;

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};
use spotify_flow_spec::{Files, Problem, bundled, check_file};
use toml::de::{DeTable, DeValue};

use kind::Kind;
use sample::{FORMS, Plan, UNKNOWN};

fn package() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn the_files_are_fresh() {
    for Kind { name, schema, .. } in kind::all() {
        let path = package().join(format!("schema/{name}.schema.json"));
        let text = format!("{schema:#}\n");
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, &text).unwrap();
        }
        let fresh = fs::read_to_string(&path).unwrap_or_default() == text;
        assert!(fresh, "`{name}` has another schema: UPDATE_GOLDEN=1 writes it anew");
    }
}

/// A file that is not there, with this text.
struct One(String);

impl Files for One {
    fn read(&self, path: &Path) -> io::Result<String> {
        let ours = path == Path::new("sample.toml");
        ours.then(|| self.0.clone()).ok_or_else(|| io::ErrorKind::NotFound.into())
    }
}

fn problems(text: String) -> Vec<Problem> {
    check_file(Path::new("sample.toml"), &One(text)).report.problems().to_vec()
}

/// What the reader says of the form of a file; what it means is not its business.
fn of_form(problem: &Problem) -> bool {
    let words = ["must be", "is missing", "is no value of", "holds", "does 0 things", "is no kind"];
    match problem.rule {
        "FS100" => words.iter().any(|it| problem.message.contains(it)),
        rule => ["FS101", "FS102"].contains(&rule),
    }
}

/// The words between backticks.
fn quoted(text: &str) -> BTreeSet<String> {
    text.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// Every description, every way to read by it, and whether every key is there, with a file.
fn each(mut test: impl FnMut(&Kind, &Value, Plan, Value)) {
    for kind in kind::all() {
        for reading in &kind.readings {
            for (every_key, form) in (0..2 * FORMS).map(|nth| (nth < FORMS, nth % FORMS)) {
                let plan = Plan { every_key, form };
                let mut sample = sample::value(reading, plan);
                if kind.name == "flow" {
                    // It may be left out, where the provider is in the file.
                    sample["flow"]["provider"] = json!("x");
                }
                test(&kind, reading, plan, sample);
            }
        }
    }
}

#[test]
fn what_the_schema_describes_is_read_and_nothing_is_missing() {
    each(|kind, _, _, sample| {
        let text = sample::file(&sample);
        let wrong: Vec<Problem> = problems(text.clone()).into_iter().filter(of_form).collect();
        assert!(wrong.is_empty(), "{}:\n{text}\n{wrong:#?}", kind.name);
    });
}

#[test]
fn the_keys_are_those_that_the_reader_knows() {
    each(|kind, reading, plan, mut sample| {
        if !plan.every_key {
            // A table that is not there asks for nothing.
            return;
        }
        let mut expected: Vec<(String, BTreeSet<String>)> = Vec::new();
        sample::with_unknown_keys(reading, &mut sample, plan, "", &mut |path, keys| {
            let table = if path.is_empty() { "the file".into() } else { format!("`[{path}]`") };
            expected.push((table, keys.keys().cloned().collect()));
        });
        let text = sample::file(&sample);
        let problems = problems(text.clone());
        for (table, keys) in expected {
            let message = format!("unknown key `{UNKNOWN}` in {table}");
            let found = problems.iter().find(|problem| problem.message == message);
            let found = found.unwrap_or_else(|| panic!("{}: no `{message}` in\n{text}", kind.name));
            assert_eq!(quoted(&found.help.join("")), keys, "{}: {table}", kind.name);
        }
    });
}

#[test]
fn what_must_be_there_is_missed_by_the_reader() {
    each(|kind, reading, plan, sample| {
        required(reading, &sample, plan, "", &mut |pointer| {
            let (parent, key) = pointer.rsplit_once('/').unwrap();
            let mut without = sample.clone();
            without.pointer_mut(parent).unwrap().as_object_mut().unwrap().remove(key);
            let text = sample::file(&without);
            let missed = problems(text.clone()).iter().any(of_form)
                // Without the table that says so, it is a file of another kind, or of none.
                || parent.is_empty();
            assert!(missed, "{}: nobody misses {pointer} in\n{text}", kind.name);
        });
    });
}

fn required(
    schema: &Value,
    value: &Value,
    plan: Plan,
    pointer: &str,
    found: &mut impl FnMut(&str),
) {
    let schema = sample::chosen(schema, plan);
    for key in sample::strings(&schema["required"]) {
        found(&format!("{pointer}/{key}"));
    }
    for (key, member) in value.as_object().into_iter().flatten() {
        let below = schema.pointer(&format!("/properties/{key}"));
        let below = below.unwrap_or(&schema["additionalProperties"]);
        required(below, member, plan, &format!("{pointer}/{key}"), found);
    }
}

#[test]
fn a_value_of_another_type_is_refused_by_both() {
    let wrong = json!(1.5);
    each(|kind, reading, plan, sample| {
        let validator = jsonschema::draft7::new(&kind.schema).unwrap();
        for (pointer, _, altered) in sample::altered(reading, &sample, plan, &wrong) {
            assert!(!validator.is_valid(&altered), "{}: the schema takes {pointer}", kind.name);
            let text = sample::file(&altered);
            let refused = problems(text.clone()).iter().any(of_form);
            assert!(refused, "{}: the reader takes {pointer} in\n{text}", kind.name);
        }
    });
}

#[test]
fn the_words_are_those_that_the_reader_knows() {
    let mut seen = BTreeSet::new();
    each(|kind, reading, plan, sample| {
        for (pointer, schema, altered) in sample::altered(reading, &sample, plan, &json!(UNKNOWN)) {
            let words: BTreeSet<String> =
                sample::strings(&schema["enum"]).into_iter().map(str::to_owned).collect();
            if words.is_empty() {
                continue;
            }
            let problems = problems(sample::file(&altered));
            let found = problems.iter().find(|it| it.message.contains(UNKNOWN));
            let found = found.unwrap_or_else(|| panic!("{}: {pointer} is any word", kind.name));
            assert_eq!(quoted(&found.help.join("")), words, "{}: {pointer}", kind.name);
            seen.insert(pointer);
        }
    });
    assert!(seen.len() > 10, "{seen:?}");
}

#[test]
fn what_is_read_keeps_the_schema() {
    each(|kind, _, _, sample| {
        let validator = jsonschema::draft7::new(&kind.schema).unwrap();
        let errors: Vec<String> = validator.iter_errors(&sample).map(|it| it.to_string()).collect();
        assert!(errors.is_empty(), "{}: {errors:?} in {sample:#}", kind.name);
    });
}

/// A value of TOML as one of JSON.
fn to_json(value: &DeValue<'_>) -> Value {
    match value {
        DeValue::String(text) => json!(text),
        DeValue::Integer(digits) => {
            json!(i64::from_str_radix(digits.as_str(), digits.radix()).unwrap())
        }
        DeValue::Float(digits) => json!(digits.as_str().parse::<f64>().unwrap()),
        DeValue::Boolean(flag) => json!(flag),
        DeValue::Datetime(date) => json!(date.to_string()),
        DeValue::Array(items) => items.iter().map(|item| to_json(item.get_ref())).collect(),
        DeValue::Table(table) => table_to_json(table),
    }
}

fn table_to_json(table: &DeTable<'_>) -> Value {
    let members =
        table.iter().map(|(key, value)| (key.get_ref().to_string(), to_json(value.get_ref())));
    Value::Object(members.collect::<Map<_, _>>())
}

/// The bundled files, each with the kind that its folder and name say.
fn bundled_files() -> Vec<(PathBuf, &'static str)> {
    let grants = bundled::grant_names().map(|name| (format!("grants/{name}.toml"), "grant"));
    let flows = bundled::names();
    let flows = flows.map(|(of, name)| (format!("providers/{of}/{name}.toml"), "flow"));
    let facts = bundled::provider_names().flat_map(|name| {
        ["provider", "api"].map(|kind| (format!("providers/{name}/{kind}.toml"), kind))
    });
    let all = grants.chain(flows).chain(facts).map(|(path, kind)| (package().join(path), kind));
    all.filter(|(path, _)| path.exists()).collect()
}

#[test]
fn every_bundled_file_keeps_the_schema_that_it_names() {
    let files = bundled_files();
    assert!(files.len() >= 10, "{files:?}");
    for (path, kind) in files {
        let text = fs::read_to_string(&path).unwrap();
        let named = text.lines().next().unwrap().strip_prefix("#:schema ").unwrap();
        let named = path.parent().unwrap().join(named);
        assert!(named.ends_with(format!("schema/{kind}.schema.json")), "{}", named.display());
        let kind = kind::all().into_iter().find(|it| it.name == kind).unwrap();
        let validator = jsonschema::draft7::new(&kind.schema).unwrap();
        let value = table_to_json(DeTable::parse(&text).unwrap().get_ref());
        let errors: Vec<String> = validator
            .iter_errors(&value)
            .map(|it| format!("{}: {it}", it.instance_path()))
            .collect();
        assert!(errors.is_empty(), "{}: {errors:?}", path.display());
    }
}
