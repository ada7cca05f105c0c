//! The values that an attempt carries.

use super::variable;
use crate::protocol::config::Config;
use crate::protocol::flow_def::{FlowDef, SlotDef};
use crate::protocol::scan;
use crate::protocol::token::KeptMembers;
use crate::protocol::values::Text;
use crate::{Error, Reason};

/// The values of a flow's slots, by their indices.
pub(crate) struct Slots(Vec<Option<Text>>);

impl Slots {
    /// What the app brings; the rest is empty.
    pub(super) fn new(flow: &FlowDef, config: &Config) -> Self {
        Self(flow.slots.iter().map(|slot| from_app(slot, flow, config)).collect())
    }

    pub(super) fn set(&mut self, slot: usize, value: String, flow: &FlowDef) {
        let secret = flow.slots.get(slot).is_none_or(|slot| slot.secret);
        let value = Text::own(value, secret);
        if let Some(place) = self.0.get_mut(slot) {
            *place = Some(value);
        }
    }

    /// Takes a value out.
    pub(super) fn take(&mut self, slot: usize) -> Option<Text> {
        self.0.get_mut(slot).and_then(Option::take)
    }

    /// Puts back what was taken out.
    pub(super) fn put(&mut self, slot: usize, value: Option<Text>) {
        if let Some(place) = self.0.get_mut(slot) {
            *place = value;
        }
    }

    fn get(&self, slot: usize) -> Option<&Text> {
        self.0.get(slot).and_then(Option::as_ref)
    }

    pub(super) fn expose(&self, slot: usize) -> Option<&str> {
        self.get(slot).map(Text::expose)
    }

    /// A value by its slot's name, if it is there.
    pub(super) fn find(&self, flow: &FlowDef, name: &str) -> Option<&str> {
        let slot = flow.slots.iter().position(|slot| slot.name == name)?;
        self.expose(slot)
    }

    /// A value of the app that must be there.
    pub(super) fn named(&self, flow: &FlowDef, name: &str) -> Result<&str, Error> {
        self.find(flow, name).ok_or_else(|| missing(name)).and_then(|value| sound(name, value))
    }

    /// A value of the app that not every flow has; a client's secret may be empty (RFC 6749
    /// section 2.3.1).
    pub(super) fn brought(&self, flow: &FlowDef, name: &str) -> Result<Option<&str>, Error> {
        self.find(flow, name).map(|value| inert(name, value)).transpose()
    }

    /// A value that a template must find.
    pub(super) fn required(&self, slot: usize, flow: &FlowDef) -> Result<&Text, Error> {
        let name = name(slot, flow);
        let value = self.get(slot).ok_or_else(|| missing(name))?;
        if !variable::check(slot, flow, value.expose())? {
            sound(name, value.expose())?;
        }
        Ok(value)
    }

    /// A value that a template does without when it is not there, or empty.
    pub(super) fn optional(&self, slot: usize, flow: &FlowDef) -> Result<Option<&str>, Error> {
        let Some(value) = self.expose(slot).filter(|value| !value.is_empty()) else {
            return Ok(None);
        };
        if name(slot, flow) == "scope" {
            scopes(value, &flow.provider.scope_separator)?;
        }
        variable::check(slot, flow, value)?;
        sound(name(slot, flow), value).map(Some)
    }

    /// A server's words, without the secrets that an attempt carries: some servers repeat what they
    /// refuse.
    pub(super) fn unsaid(&self, words: &str, flow: &FlowDef) -> String {
        let slots = self.0.iter().zip(flow.slots.iter()).filter(|(_, slot)| slot.secret);
        let secrets = slots.filter_map(|(value, _)| value.as_ref());
        secrets.fold(words.to_owned(), |words, secret| {
            crate::protocol::error::without(&words, secret.expose())
        })
    }

    /// What a session keeps of them.
    pub(super) fn kept(&self, flow: &FlowDef) -> KeptMembers {
        let mut members = KeptMembers::default();
        for kept in flow.kept.iter() {
            if let (Some(slot), Some(value)) = (flow.slots.get(kept.slot), self.expose(kept.slot)) {
                members.insert(slot.name.clone(), value);
            }
        }
        members
    }

    /// Takes up what a session keeps.
    #[cfg(feature = "session")]
    pub(super) fn take_up(&mut self, members: &KeptMembers, flow: &FlowDef) {
        for kept in flow.kept.iter() {
            let name = flow.slots.get(kept.slot).map_or("", |slot| slot.name.as_ref());
            if let Some(value) = members.get(name) {
                self.set(kept.slot, value.to_owned(), flow);
            }
        }
    }

    /// Wipes what a state does not keep, apart from what the app brings.
    pub(super) fn keep(&mut self, keeps: &[usize], perhaps: &[usize], flow: &FlowDef) {
        for (index, (value, slot)) in self.0.iter_mut().zip(flow.slots.iter()).enumerate() {
            if !slot.from_app && !keeps.contains(&index) && !perhaps.contains(&index) {
                *value = None;
            }
        }
    }
}

fn from_app(slot: &SlotDef, flow: &FlowDef, config: &Config) -> Option<Text> {
    let brought = || config.brought(slot, &flow.provider.scope_separator);
    slot.from_app.then(brought).flatten()
}

fn name(slot: usize, flow: &FlowDef) -> &str {
    flow.slots.get(slot).map_or("", |slot| slot.name.as_ref())
}

/// Scopes are made of visible ASCII without quotes and backslashes (RFC 6749 section 3.3). Another
/// one would be refused by the server, or read as two.
fn scopes(value: &str, separator: &str) -> Result<(), Error> {
    let fits = |byte: u8| byte.is_ascii_graphic() && byte != b'"' && byte != b'\\';
    let own = separator.chars().next();
    let mut scopes = value.split(|c| Some(c) == own);
    match scopes.find(|scope| scope.is_empty() || !scope.bytes().all(fits)) {
        None => Ok(()),
        Some(scope) => {
            let message = format!("`{}` is no scope", crate::protocol::error::bounded(scope, 80));
            Err(Error::new(Reason::ValueInvalid, message))
        }
    }
}

fn missing(name: &str) -> Error {
    let message = format!("the flow needs `{name}`, and nothing brought it");
    Error::new(Reason::ValueMissing, message)
}

/// An empty value is a mistake wherever it came from.
pub(super) fn sound<'a>(name: &str, value: &'a str) -> Result<&'a str, Error> {
    if value.is_empty() {
        return Err(Error::new(Reason::ValueMissing, format!("`{name}` is empty")));
    }
    inert(name, value)
}

/// So is one with control characters in it, whether or not it goes where they would do harm.
fn inert<'a>(name: &str, text: &'a str) -> Result<&'a str, Error> {
    let maybe = |byte: u8| !(0x20..0x7f).contains(&byte);
    if scan::any(text, maybe) && text.chars().any(char::is_control) {
        let message = format!("`{name}` holds a control character");
        return Err(Error::new(Reason::ValueInvalid, message));
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::machine::bare::{flow, slot};

    /// A value that an app brought to a flow.
    fn brought(name: &str) -> Option<String> {
        let flow = flow(vec![slot("base", true), slot("code", false), slot("scope", true)]);
        let config = Config::new(&"id".into()).variable("base", "b").variable("code", "c");
        let slots = Slots::new(&flow, &config.scopes(["s", "t"]));
        slots.find(&flow, name).map(str::to_owned)
    }

    #[test]
    fn an_app_fills_its_own_slots_and_no_others() {
        assert_eq!(brought("base").as_deref(), Some("b"));
        assert_eq!(brought("scope").as_deref(), Some("s t"));
        assert_eq!(brought("code"), None);
    }
}
