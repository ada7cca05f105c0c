//! Files made from a schema: with every key that it knows, or with those alone that must be there.

use serde_json::{Map, Value, json};

/// How much of a file is made, and which of several forms are taken.
#[derive(Clone, Copy)]
pub(crate) struct Plan {
    /// Every key, or those alone that must be there.
    pub(crate) every_key: bool,
    /// Which form is taken, where there are several; the last one where there are fewer.
    pub(crate) form: usize,
}

/// The most forms that anything has: the methods of an operation.
pub(crate) const FORMS: usize = 5;

/// A value that the schema describes.
pub(crate) fn value(schema: &Value, plan: Plan) -> Value {
    let schema = chosen(schema, plan);
    if let Some(constant) = schema.get("const") {
        return constant.clone();
    }
    let first = |key: &str| schema.get(key).and_then(|list| list.get(0)).cloned();
    if let Some(word) = first("enum").or_else(|| first("examples")) {
        return word;
    }
    match schema["type"].as_str() {
        Some("object") => object(schema, plan),
        Some("array") => json!([value(&schema["items"], plan)]),
        Some("boolean") => json!(true),
        Some("integer") => schema["minimum"].as_i64().map_or(json!(1), |least| json!(least.max(1))),
        _ => json!("x"),
    }
}

/// The form that is taken, where there are several.
pub(crate) fn chosen(schema: &Value, plan: Plan) -> &Value {
    match schema.get("anyOf").and_then(Value::as_array) {
        Some(forms) => forms.get(plan.form).or(forms.last()).unwrap(),
        None => schema,
    }
}

fn object(schema: &Value, plan: Plan) -> Value {
    let Some(properties) = schema.get("properties").and_then(Value::as_object) else {
        let example = schema.pointer("/propertyNames/examples/0").and_then(Value::as_str);
        return json!({ example.unwrap_or("x"): value(&schema["additionalProperties"], plan) });
    };
    let required: Vec<&str> = strings(&schema["required"]);
    let exclusive: Vec<&str> = schema["oneOf"]
        .as_array()
        .map(|forms| forms.iter().flat_map(|form| strings(&form["required"])).collect())
        .unwrap_or_default();
    let taken = exclusive.get(plan.form).or(exclusive.last());
    let wanted = |key: &str| match exclusive.contains(&key) {
        true => taken == Some(&key),
        false => plan.every_key || required.contains(&key),
    };
    let keys = properties.iter().filter(|(key, _)| wanted(key));
    Value::Object(keys.map(|(key, schema)| (key.clone(), value(schema, plan))).collect())
}

pub(crate) fn strings(list: &Value) -> Vec<&str> {
    list.as_array().map(|it| it.iter().filter_map(Value::as_str).collect()).unwrap_or_default()
}

/// The same with another value in the place of each that is no table, one at a time: the place, the
/// schema of the value, and the whole.
pub(crate) fn altered<'a>(
    schema: &'a Value,
    whole: &Value,
    plan: Plan,
    with: &Value,
) -> Vec<(String, &'a Value, Value)> {
    let mut all = Vec::new();
    leaves(schema, whole, plan, String::new(), &mut |pointer, schema| {
        let mut altered = whole.clone();
        *altered.pointer_mut(&pointer).unwrap() = with.clone();
        all.push((pointer, schema, altered));
    });
    all
}

fn leaves<'a>(
    schema: &'a Value,
    value: &Value,
    plan: Plan,
    pointer: String,
    found: &mut impl FnMut(String, &'a Value),
) {
    let schema = chosen(schema, plan);
    match value {
        Value::Object(members) => {
            for (key, member) in members {
                let below = schema.pointer(&format!("/properties/{key}"));
                let below = below.unwrap_or(&schema["additionalProperties"]);
                leaves(below, member, plan, format!("{pointer}/{key}"), found);
            }
        }
        Value::Array(items) => {
            for (nth, item) in items.iter().enumerate() {
                leaves(&schema["items"], item, plan, format!("{pointer}/{nth}"), found);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            found(pointer, schema)
        }
    }
}

/// Adds a key that nobody knows to every table that is closed; `found` is told of each, by its path.
pub(crate) fn with_unknown_keys(
    schema: &Value,
    value: &mut Value,
    plan: Plan,
    path: &str,
    found: &mut impl FnMut(String, &Map<String, Value>),
) {
    let schema = chosen(schema, plan);
    let Some(members) = value.as_object_mut() else { return };
    for (key, member) in members.iter_mut() {
        let below = schema.pointer(&format!("/properties/{key}"));
        let below = below.unwrap_or(&schema["additionalProperties"]);
        let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
        with_unknown_keys(below, member, plan, &path, found);
    }
    if let Some(properties) = schema.get("properties").and_then(Value::as_object) {
        members.insert(UNKNOWN.to_owned(), json!(1));
        found(path.to_owned(), properties);
    }
}

/// A key, or a word, that is near to none.
pub(crate) const UNKNOWN: &str = "zzzzzzzzzzzzzzzz";

/// A value as TOML has it, in one line.
pub(crate) fn inline(value: &Value) -> String {
    match value {
        Value::Object(members) => {
            let members = members.iter().map(|(key, value)| format!("{key:?} = {}", inline(value)));
            format!("{{ {} }}", members.collect::<Vec<_>>().join(", "))
        }
        Value::Array(items) => {
            format!("[{}]", items.iter().map(inline).collect::<Vec<_>>().join(", "))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.to_string(),
    }
}

/// A whole file.
pub(crate) fn file(value: &Value) -> String {
    let members = value.as_object().unwrap().iter();
    members.map(|(key, value)| format!("{key} = {}\n", inline(value))).collect()
}
