//! What was filled in for a call.

use bytes::Bytes;
use serde_json::{Map, Value};

/// What was filled in for a call: generated setters write it.
#[derive(Clone, Default)]
pub struct Arguments {
    pub(crate) path: Vec<String>,
    pub(crate) query: Vec<(&'static str, String)>,
    pub(crate) members: Map<String, Value>,
    pub(crate) body: Option<Bytes>,
}

impl Arguments {
    /// The next parameter of the path.
    #[must_use]
    pub fn path(mut self, value: String) -> Self {
        self.path.push(value);
        self
    }

    /// A parameter of the query; the last value counts.
    #[must_use]
    pub fn query(mut self, name: &'static str, value: String) -> Self {
        self.query.retain(|(known, _)| *known != name);
        self.query.push((name, value));
        self
    }

    /// A list in the query, with commas between.
    #[must_use]
    pub fn list(self, name: &'static str, values: impl Iterator<Item = String>) -> Self {
        self.query(name, values.collect::<Vec<_>>().join(","))
    }

    /// A member of the JSON body.
    #[must_use]
    pub fn member(mut self, name: &'static str, value: Value) -> Self {
        self.members.insert(name.to_owned(), value);
        self
    }

    /// The body, as it is.
    #[must_use]
    pub fn body(mut self, body: impl Into<Bytes>) -> Self {
        self.body = Some(body.into());
        self
    }
}

/// Names alone: what a program asks about its user is nobody's business in a log.
impl std::fmt::Debug for Arguments {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let query: Vec<&str> = self.query.iter().map(|(name, _)| *name).collect();
        let members: Vec<&String> = self.members.keys().collect();
        f.debug_struct("Arguments")
            .field("path", &self.path.len())
            .field("query", &query)
            .field("members", &members)
            .finish()
    }
}
