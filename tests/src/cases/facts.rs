//! What a case says.

use serde_json::{Map, Value};

/// The members of a JSON object, to be taken one by one until none is left.
#[derive(Debug, Clone, Default)]
pub struct Facts(Map<String, Value>);

impl Facts {
    /// The members of an object; there are none when there is no object.
    pub fn new(value: Option<Value>) -> Facts {
        match value {
            None | Some(Value::Null) => Facts::default(),
            Some(Value::Object(members)) => Facts(members),
            Some(other) => panic!("no object: {other}"),
        }
    }

    /// Takes a member, which may be `null`.
    pub fn take(&mut self, name: &str) -> Option<Value> {
        self.0.remove(name)
    }

    /// Takes a member that is a text; `null` counts as absent.
    pub fn text(&mut self, name: &str) -> Option<String> {
        let value = self.some(name)?;
        let text = value.as_str().unwrap_or_else(|| panic!("`{name}` is no text: {value}"));
        Some(text.to_owned())
    }

    /// Takes a member that is a number; `null` counts as absent.
    pub fn number(&mut self, name: &str) -> Option<f64> {
        self.some(name).map(|value| value.as_f64().expect("a number"))
    }

    /// Takes a member that is a list of texts; `null` counts as absent.
    pub fn texts(&mut self, name: &str) -> Option<Vec<String>> {
        self.some(name).map(|value| serde_json::from_value(value).expect("a list of texts"))
    }

    /// Takes a member that is an object; `null` counts as one without members.
    pub fn facts(&mut self, name: &str) -> Facts {
        Facts::new(self.take(name))
    }

    /// The members that are left, as texts.
    pub fn into_texts(self) -> Vec<(String, String)> {
        let text = |value: Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        self.0.into_iter().map(|(name, value)| (name, text(value))).collect()
    }

    /// The members that are left.
    pub fn into_values(self) -> Vec<(String, Value)> {
        self.0.into_iter().collect()
    }

    /// Leaves members unread that repeat what others say, or speak to people.
    pub fn leave(&mut self, names: &[&str]) {
        names.iter().for_each(|name| drop(self.0.remove(*name)));
    }

    /// Puts members in the place of those that are there; `null` takes one away.
    pub(super) fn adapt(&mut self, members: Facts) {
        for (name, value) in members.0 {
            if value.is_null() {
                self.0.remove(&name);
            } else {
                self.0.insert(name, value);
            }
        }
    }

    /// Puts an object under a name, unless it is empty.
    pub(super) fn nest(&mut self, name: &str, facts: Facts) {
        if !facts.0.is_empty() {
            self.0.insert(name.to_owned(), Value::Object(facts.0));
        }
    }

    /// Fails when something was not looked at.
    pub fn finish(&self) {
        let left: Vec<&String> = self.0.keys().collect();
        assert!(left.is_empty(), "nobody looked at {left:?}");
    }

    fn some(&mut self, name: &str) -> Option<Value> {
        self.take(name).filter(|value| !value.is_null())
    }
}
