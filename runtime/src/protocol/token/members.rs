//! The members of a JSON object that somebody asks for; the rest is skipped unread.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::Value;

use super::member::Member;
use crate::protocol::form::Pair;
use crate::protocol::values::Secret;
use crate::{Error, Reason};

/// Whether a member is wanted, by its name.
pub(crate) type Wanted<'w> = &'w dyn Fn(&str) -> bool;

/// Named values of an answer: members of a JSON object, or parameters of a fragment.
#[derive(Default)]
pub(crate) struct Members<'a>(Vec<(Cow<'a, str>, Member<'a>)>);

impl<'a> Members<'a> {
    /// Reads a JSON object.
    pub(crate) fn from_json(body: &'a [u8], wanted: Wanted<'_>) -> Result<Self, Error> {
        if body.iter().all(u8::is_ascii_whitespace) {
            return Err(Error::new(Reason::EmptyBody, "the answer is empty"));
        }
        let mut reader = serde_json::Deserializer::from_slice(body);
        let read = reader.deserialize_any(Object(wanted)).map_err(|e| not_json(&e))?;
        reader.end().map_err(|e| not_json(&e))?;
        match read {
            Read::Members(members) => Ok(members),
            Read::Duplicate(name) => {
                let message = format!("the answer holds `{name}` twice");
                Err(Error::new(Reason::DuplicateMember, message))
            }
            Read::NoObject => Err(Error::new(Reason::NotObject, "the answer is no JSON object")),
        }
    }

    /// Reads a JSON object that is a member of another; nothing when it is not there.
    pub(crate) fn from_json_in(
        body: &'a [u8],
        name: &str,
        wanted: Wanted<'_>,
    ) -> Result<Self, Error> {
        let mut reader = serde_json::Deserializer::from_slice(body);
        let read = reader.deserialize_map(Inner(name, wanted)).map_err(|e| not_json(&e))?;
        match read {
            Read::Members(members) => Ok(members),
            Read::Duplicate(name) => {
                let message = format!("the answer holds `{name}` twice");
                Err(Error::new(Reason::DuplicateMember, message))
            }
            Read::NoObject => {
                let message = format!("`{name}` is no object, and should hold the token");
                Err(Error::new(Reason::WrongType, message))
            }
        }
    }

    /// Takes parameters that were read already.
    pub(crate) fn from_pairs(pairs: impl IntoIterator<Item = Pair>) -> Self {
        let text = |(name, mut value): Pair| {
            (Cow::Owned(name), Member::Text(Cow::Owned(std::mem::take(&mut *value))))
        };
        Self(pairs.into_iter().map(text).collect())
    }

    /// Puts a value under a name, in the place of what was there.
    pub(super) fn put(&mut self, name: &'static str, value: Option<Member<'a>>) {
        self.0.retain(|(known, _)| known != name);
        self.0.extend(value.map(|value| (Cow::Borrowed(name), value)));
    }

    /// A value, `null` counting as absent.
    pub(crate) fn take(&mut self, name: &str) -> Option<Member<'a>> {
        let at = self.0.iter().position(|(known, _)| known == name)?;
        Some(self.0.swap_remove(at).1).filter(|value| !value.is_null())
    }

    /// A value that is left where it is, for whoever else reads it.
    pub(crate) fn peek(&self, name: &str) -> Option<&Member<'a>> {
        let found = self.0.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value).filter(|value| !value.is_null())
    }

    /// Whether there is an `error` in it.
    pub(super) fn is_error(&self) -> bool {
        self.peek("error").is_some_and(|error| !error.is_no_error())
    }

    /// A text.
    pub(crate) fn text(&mut self, name: &str) -> Result<Option<Cow<'a, str>>, Error> {
        match self.take(name) {
            None => Ok(None),
            Some(Member::Text(text)) => Ok(Some(text)),
            Some(Member::Other(value)) => {
                let message = format!("`{name}` is {}, and no string", kind(&value));
                Err(Error::new(Reason::WrongType, message))
            }
        }
    }

    /// A text that must not be seen; empty counts as absent.
    pub(crate) fn secret(&mut self, name: &str) -> Result<Option<Secret>, Error> {
        Ok(self.text(name)?.filter(|text| !text.is_empty()).map(Secret::new))
    }
}

/// What a value is, for people.
pub(super) fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a truth value",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

/// Where the reader stopped, never what it read: that may be a token.
fn not_json(error: &serde_json::Error) -> Error {
    let (line, column) = (error.line(), error.column());
    let message = format!("the answer is not JSON (line {line}, column {column})");
    Error::new(Reason::NotJson, message)
}

/// What an answer turned out to be.
enum Read<'a> {
    Members(Members<'a>),
    Duplicate(Cow<'a, str>),
    NoObject,
}

/// Reads the members whose names are wanted.
struct Object<'w>(Wanted<'w>);

/// How many members an answer has room for before it grows: most have no more.
const ROOM: usize = 5;

impl<'de> Visitor<'de> for Object<'_> {
    type Value = Read<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Read<'de>, A::Error> {
        let mut members: Vec<(Cow<'de, str>, Member<'de>)> = Vec::with_capacity(ROOM);
        let mut duplicate = None;
        while let Some(name) = map.next_key_seed(Name(self.0))? {
            match name {
                None => drop(map.next_value::<IgnoredAny>()?),
                Some(name) if members.iter().any(|(known, _)| *known == name) => {
                    map.next_value::<IgnoredAny>()?;
                    duplicate = Some(name);
                }
                Some(name) => members.push((name, map.next_value()?)),
            }
        }
        Ok(duplicate.map_or(Read::Members(Members(members)), Read::Duplicate))
    }

    fn visit_unit<E>(self) -> Result<Read<'de>, E> {
        Ok(Read::NoObject)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Read<'de>, E> {
        Ok(Read::NoObject)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Read<'de>, E> {
        Ok(Read::NoObject)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Read<'de>, E> {
        Ok(Read::NoObject)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Read<'de>, E> {
        Ok(Read::NoObject)
    }

    fn visit_str<E>(self, _: &str) -> Result<Read<'de>, E> {
        Ok(Read::NoObject)
    }

    fn visit_seq<A: serde::de::SeqAccess<'de>>(self, mut seq: A) -> Result<Read<'de>, A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Read::NoObject)
    }
}

impl<'de> DeserializeSeed<'de> for Object<'_> {
    type Value = Read<'de>;

    fn deserialize<D: Deserializer<'de>>(self, input: D) -> Result<Read<'de>, D::Error> {
        input.deserialize_any(self)
    }
}

/// Reads the members of an object that is itself a member.
struct Inner<'w>(&'w str, Wanted<'w>);

impl<'de> Visitor<'de> for Inner<'_> {
    type Value = Read<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Read<'de>, A::Error> {
        let (mut read, inner) = (None, |name: &str| name == self.0);
        while let Some(name) = map.next_key_seed(Name(&inner))? {
            match name {
                None => drop(map.next_value::<IgnoredAny>()?),
                Some(name) if read.is_some() => {
                    map.next_value::<IgnoredAny>()?;
                    read = Some(Read::Duplicate(name));
                }
                Some(_) => read = Some(map.next_value_seed(Object(self.1))?),
            }
        }
        Ok(read.unwrap_or_else(|| Read::Members(Members::default())))
    }
}

/// Reads the name of a member, if it is wanted.
pub(super) struct Name<'w>(pub(super) Wanted<'w>);

impl<'de> DeserializeSeed<'de> for Name<'_> {
    type Value = Option<Cow<'de, str>>;

    fn deserialize<D: Deserializer<'de>>(self, input: D) -> Result<Self::Value, D::Error> {
        input.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for Name<'_> {
    type Value = Option<Cow<'de, str>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok((self.0)(text).then_some(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok((self.0)(text).then(|| Cow::Owned(text.to_owned())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is wanted of the member `in`, or why it can't be read.
    fn within(body: &str) -> Result<Option<String>, Reason> {
        let read = Members::from_json_in(body.as_bytes(), "in", &|name| name == "it");
        let mut members = read.map_err(|error| error.reason())?;
        members.text("it").map(|text| text.map(Cow::into_owned)).map_err(|error| error.reason())
    }

    #[test]
    fn a_member_of_a_member_is_read_there_and_nowhere_else() {
        for (body, found) in [
            (r#"{"it":"no","in":{"a":[],"it":"yes"},"out":{"it":"no"}}"#, Ok(Some("yes"))),
            (r#"{"out":{"it":"no"},"it":"no"}"#, Ok(None)),
            (r#"{"in":{"a":"it"}}"#, Ok(None)),
            (r#"{"in":{"it":"a"},"in":{"it":"b"}}"#, Err(Reason::DuplicateMember)),
            (r#"{"in":{"it":"a","it":"b"}}"#, Err(Reason::DuplicateMember)),
            (r#"{"in":["it"]}"#, Err(Reason::WrongType)),
            (r#"{"in":null}"#, Err(Reason::WrongType)),
            (r#"["in"]"#, Err(Reason::NotJson)),
        ] {
            assert_eq!(within(body), found.map(|it| it.map(str::to_owned)), "{body}");
        }
    }
}
