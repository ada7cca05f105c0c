//! The pieces that a JSON Schema is put together from.

use serde_json::{Map, Value, json};

/// A key of a closed table: its name, whether it must be there, and what it holds.
pub(crate) type Key = (&'static str, bool, Value);

/// A key that must be there.
pub(crate) fn must(name: &'static str, value: Value) -> Key {
    (name, true, value)
}

/// A key that may be left out.
pub(crate) fn may(name: &'static str, value: Value) -> Key {
    (name, false, value)
}

/// A table with these keys and no others.
pub(crate) fn table(says: &str, keys: Vec<Key>) -> Value {
    let required: Vec<&str> =
        keys.iter().filter(|(_, required, _)| *required).map(|(name, ..)| *name).collect();
    let properties: Map<String, Value> =
        keys.iter().map(|(name, _, value)| ((*name).to_owned(), value.clone())).collect();
    let mut node = json!({
        "type": "object",
        "description": says,
        "additionalProperties": false,
        "properties": properties,
    });
    if !required.is_empty() {
        node["required"] = json!(required);
    }
    node
}

/// A table of which exactly one of these keys must be there.
pub(crate) fn one_of(mut table: Value, names: &[&str]) -> Value {
    table["oneOf"] = names.iter().map(|name| json!({ "required": [name] })).collect();
    table
}

/// A table whose keys are names that the author gives.
pub(crate) fn named(says: &str, value: Value) -> Value {
    let names = json!({ "pattern": "^[a-z][a-z0-9_]{0,63}$" });
    let mut node = free(says, value);
    node["propertyNames"] = names;
    node
}

/// A table whose keys are whatever is sent or comes back.
pub(crate) fn free(says: &str, value: Value) -> Value {
    json!({ "type": "object", "description": says, "additionalProperties": value })
}

/// A text.
pub(crate) fn text(says: &str) -> Value {
    json!({ "type": "string", "description": says })
}

/// A text that must say something.
pub(crate) fn name(says: &str) -> Value {
    json!({ "type": "string", "description": says, "minLength": 1 })
}

/// A text of a form.
pub(crate) fn form(says: &str, pattern: &str, example: &str) -> Value {
    json!({ "type": "string", "description": says, "pattern": pattern, "examples": [example] })
}

/// One of a few words.
pub(crate) fn words<'a>(says: &str, words: impl IntoIterator<Item = &'a str>) -> Value {
    let words: Vec<&str> = words.into_iter().collect();
    json!({ "description": says, "enum": words })
}

/// `true` or `false`.
pub(crate) fn flag(says: &str) -> Value {
    json!({ "type": "boolean", "description": says })
}

/// A whole number.
pub(crate) fn number(says: &str, from: i64, to: i64) -> Value {
    json!({ "type": "integer", "description": says, "minimum": from, "maximum": to })
}

/// A list.
pub(crate) fn list(says: &str, each: Value) -> Value {
    json!({ "type": "array", "description": says, "items": each })
}

/// One form or another.
pub(crate) fn either(forms: Vec<Value>) -> Value {
    json!({ "anyOf": forms })
}
