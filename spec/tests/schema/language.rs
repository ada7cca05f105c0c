//! `LANGUAGE.md`: every word of the language, what it means, and how somebody wrote it.
//!
//! It is made from the descriptions that the schemas are made of, which are held against the reader;
//! the examples are those of the bundled files.

use std::fmt::Write as _;
use std::fs;

use serde_json::Value;
use toml::de::DeTable;

use crate::{bundled_files, kind, package, table_to_json};

#[test]
fn the_reference_is_fresh() {
    let (path, text) = (package().join("LANGUAGE.md"), reference());
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(&path, &text).unwrap();
    }
    let fresh = fs::read_to_string(&path).unwrap_or_default() == text;
    assert!(fresh, "the language has other words: UPDATE_GOLDEN=1 writes its reference anew");
}

#[test]
fn every_word_means_something() {
    for line in reference().lines().filter(|line| line.starts_with("| `")) {
        let cells: Vec<&str> = line.split(" | ").map(str::trim).collect();
        assert_eq!(cells.len(), 4, "{line}");
        assert!(cells.iter().all(|cell| cell.chars().any(char::is_alphanumeric)), "{line}");
    }
}

const HEAD: &str = "\
# The language

Every word of a spec file: what it holds, what it means, and an example, taken from a bundled file \
where one has it. What must be there is **bold**. How the words hang together is said in the \
[README](../README.md); what a file must keep beyond its form, in the [rules](RULES.md). `<name>` is \
a name that you give: small letters, digits and `_`. An editor knows all this by `spotify-flow \
schema`.

A flow, its provider and its grant may stand in one file: then it has the tables of all three.
";

fn reference() -> String {
    let files: Vec<Value> = bundled_files()
        .iter()
        .map(|(path, _)| fs::read_to_string(path).unwrap())
        .map(|text| table_to_json(DeTable::parse(&text).unwrap().get_ref()))
        .collect();
    let mut text = HEAD.to_owned();
    for kind in kind::all() {
        let title = kind.schema["title"].as_str().unwrap().trim_end_matches('.');
        writeln!(text, "\n## {title}\n").unwrap();
        let root = &kind.readings[0];
        let mut tables = Vec::new();
        rows(root, &[], &files, &mut text);
        below(root, &[], kind.name == "flow", &mut tables);
        for (path, node) in tables {
            writeln!(text, "\n### `[{}]`\n\n{}\n", path.join("."), means(node)).unwrap();
            rows(node, &path, &files, &mut text);
        }
    }
    text
}

/// The tables that a provider has are told there, and not again in a flow.
const OF_A_PROVIDER: [&str; 7] =
    ["provider", "redirect", "refresh_tokens", "tokens", "scopes", "api", "operations"];

/// The tables in a table, each with its path.
fn below<'a>(
    node: &'a Value,
    path: &[String],
    flow: bool,
    found: &mut Vec<(Vec<String>, &'a Value)>,
) {
    for (key, member) in node["properties"].as_object().into_iter().flatten() {
        if flow && path.is_empty() && OF_A_PROVIDER.contains(&key.as_str()) {
            continue;
        }
        let path: Vec<String> = path.iter().cloned().chain([key.clone()]).collect();
        for form in forms(member) {
            tables(form, &path, found);
        }
    }
}

fn tables<'a>(node: &'a Value, path: &[String], found: &mut Vec<(Vec<String>, &'a Value)>) {
    if node["properties"].is_object() {
        found.push((path.to_vec(), node));
        below(node, path, false, found);
    }
    let named: Vec<String> = path.iter().cloned().chain(["<name>".to_owned()]).collect();
    if node["additionalProperties"].is_object() {
        for form in forms(&node["additionalProperties"]) {
            tables(form, &named, found);
        }
    }
}

/// The forms that a value may have.
fn forms(node: &Value) -> Vec<&Value> {
    match node["anyOf"].as_array() {
        Some(all) => all.iter().flat_map(forms).collect(),
        None => vec![node],
    }
}

fn rows(node: &Value, path: &[String], files: &[Value], text: &mut String) {
    let must: Vec<&str> =
        node["required"].as_array().into_iter().flatten().flat_map(Value::as_str).collect();
    text.push_str("| word | holds | means | example |\n|---|---|---|---|\n");
    for (key, member) in node["properties"].as_object().into_iter().flatten() {
        let word =
            if must.contains(&key.as_str()) { format!("**`{key}`**") } else { format!("`{key}`") };
        let path: Vec<String> = path.iter().cloned().chain([key.clone()]).collect();
        let example = example(member, &path, files);
        let cells = [word, holds(member), means(member), example];
        writeln!(text, "| {} |", cells.map(|cell| cell.replace('|', "\\|")).join(" | ")).unwrap();
    }
}

/// What may stand there.
fn holds(node: &Value) -> String {
    if node["anyOf"].is_array() {
        return forms(node).into_iter().map(holds).collect::<Vec<_>>().join(" or ");
    }
    if let Some(words) = node["enum"].as_array() {
        let words: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
        return words.join(", ");
    }
    if !node["const"].is_null() {
        return format!("`{}`", node["const"]);
    }
    match node["type"].as_str().unwrap() {
        "string" => "a text".to_owned(),
        "boolean" => "`true` or `false`".to_owned(),
        "integer" => "a whole number".to_owned(),
        "array" => format!("a list of: {}", holds(&node["items"])),
        _ if node["properties"].is_object() => "a table".to_owned(),
        _ => format!("names, each with {}", holds(&node["additionalProperties"])),
    }
}

fn means(node: &Value) -> String {
    let said: Vec<&str> =
        forms(node).into_iter().filter_map(|it| it["description"].as_str()).collect();
    said.join(" Or: ")
}

/// How somebody wrote it: the shortest that is bundled, or a form of it where nobody did.
fn example(node: &Value, path: &[String], files: &[Value]) -> String {
    let mut found = Vec::new();
    files.iter().for_each(|file| at(file, path, &mut found));
    let written = found.into_iter().filter_map(toml);
    let shortest = written.min_by_key(|text| (text.len(), text.clone()));
    let key = path.last().unwrap();
    let value = match shortest {
        Some(value) => value,
        None if node["examples"].is_array() => toml(&node["examples"][0]).unwrap(),
        None => return holds_for(node, key),
    };
    format!("`{key} = {value}`")
}

/// A form of a value that no bundled file has.
fn holds_for(node: &Value, key: &str) -> String {
    let form = forms(node).into_iter().next().unwrap();
    match (&form["enum"], form["type"].as_str()) {
        (Value::Array(words), _) => format!("`{key} = {}`", words[0]),
        (_, Some("boolean")) => format!("`{key} = true`"),
        (_, Some("integer")) => format!("`{key} = 1`"),
        (_, Some("array")) => format!("`{key} = [\"...\"]`"),
        (_, Some("object")) => format!("`{key} = {{ ... }}`, a table of its own"),
        _ => format!("`{key} = \"...\"`"),
    }
}

/// The values at a path; a name may be any.
fn at<'a>(value: &'a Value, path: &[String], found: &mut Vec<&'a Value>) {
    let Some((first, rest)) = path.split_first() else {
        found.push(value);
        return;
    };
    let members = value.as_object().into_iter().flatten();
    let meant = members.filter(|(key, _)| first == "<name>" || *key == first);
    meant.for_each(|(_, member)| at(member, rest, found));
}

/// A value as TOML writes it in one line; none where it is too long for a page.
fn toml(value: &Value) -> Option<String> {
    let text = match value {
        Value::Array(items) => {
            format!("[{}]", items.iter().map(toml).collect::<Option<Vec<_>>>()?.join(", "))
        }
        Value::Object(members) if members.is_empty() => return None,
        Value::Object(members) => {
            let each = members.iter().map(|(key, value)| {
                let bare = key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
                let key = if bare { key.clone() } else { format!("\"{key}\"") };
                Some(format!("{key} = {}", toml(value)?))
            });
            format!("{{ {} }}", each.collect::<Option<Vec<_>>>()?.join(", "))
        }
        Value::String(text) => format!("\"{}\"", text.replace('"', "\\\"")),
        other @ (Value::Null | Value::Bool(_) | Value::Number(_)) => other.to_string(),
    };
    // A word in backticks can't be in backticks again.
    (text.chars().count() <= 90 && !text.contains('`')).then_some(text)
}
