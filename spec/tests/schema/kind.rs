//! The kinds of file, each with its schema.

use serde_json::{Value, json};

use crate::node::{Key, table};
use crate::{api, common, flow, grant, provider};

/// A kind of file.
pub(crate) struct Kind {
    /// The word for it.
    pub(crate) name: &'static str,
    /// What is published.
    pub(crate) schema: Value,
    /// What the reader takes: one description for each way in which it reads a file of this kind.
    pub(crate) readings: Vec<Value>,
}

pub(crate) fn all() -> [Kind; 4] {
    let kind = |name, title: &str, keys: Vec<Key>, readings: Vec<Vec<Key>>| Kind {
        name,
        schema: published(title, keys),
        readings: readings.into_iter().map(|keys| root(title, keys)).collect(),
    };
    let mut flow = kind(
        "flow",
        "A flow: a grant at a provider.",
        flow::keys_of_both(),
        vec![flow::keys(), flow::keys_with_grant()],
    );
    // Whose provider does not stand in the file, it names.
    flow.schema["anyOf"] = json!([
        { "required": ["provider"] },
        { "properties": { "flow": { "required": ["provider"] } } },
    ]);
    let grant = "A grant: the machine of a protocol.";
    let provider = "A provider: an authorization server and its API.";
    let api = "A provider's API: its operations, and who may call each.";
    [
        flow,
        kind("grant", grant, grant::keys(), vec![grant::keys()]),
        kind("provider", provider, provider::file_keys(), vec![provider::file_keys()]),
        kind("api", api, api::keys(), vec![api::keys()]),
    ]
}

fn root(title: &str, keys: Vec<Key>) -> Value {
    table(title, common::keys().into_iter().chain(keys).collect())
}

fn published(title: &str, keys: Vec<Key>) -> Value {
    let mut schema = root(title, keys);
    schema["$schema"] = json!("http://json-schema.org/draft-07/schema#");
    schema["title"] = schema["description"].take();
    if let Some(schema) = schema.as_object_mut() {
        schema.remove("description");
    }
    schema
}
