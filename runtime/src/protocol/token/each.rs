//! One member of an answer, whatever stands beside it.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::member::Member;
use super::members::Name;

/// Every value of a member, in their order: of the object that a text begins with, or of one that
/// stands at a path within it. All else is skipped unread, and so is what stands behind the object.
///
/// # Errors
///
/// The object is not whole, or what was asked for can't be read.
pub(super) fn each<'a>(
    text: &'a str,
    within: Option<&str>,
    name: &str,
) -> Result<Vec<Member<'a>>, serde_json::Error> {
    let (found, read) = each_until(text, within, name);
    read.map(|()| found)
}

/// The same as far as it can be read, and why it could not be read to the end.
pub(super) fn each_until<'a>(
    text: &'a str,
    within: Option<&str>,
    name: &str,
) -> (Vec<Member<'a>>, Result<(), serde_json::Error>) {
    let within = within.into_iter().flat_map(|path| path.split('.'));
    let path: Vec<&str> = within.chain([name]).collect();
    let mut found = Vec::new();
    let each = Each { path: &path, found: &mut found };
    let read = each.deserialize(&mut serde_json::Deserializer::from_str(text));
    (found, read)
}

/// Reads what is found by these names, one within the other.
struct Each<'n, 'f, 'de> {
    path: &'n [&'n str],
    found: &'f mut Vec<Member<'de>>,
}

impl<'de> DeserializeSeed<'de> for Each<'_, '_, 'de> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, input: D) -> Result<Self::Value, D::Error> {
        input.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Each<'_, '_, 'de> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let Some((first, rest)) = self.path.split_first() else { return Ok(()) };
        let wanted = |name: &str| name == *first;
        while let Some(name) = map.next_key_seed(Name(&wanted))? {
            match name {
                None => drop(map.next_value::<IgnoredAny>()?),
                Some(_) if rest.is_empty() => self.found.push(map.next_value()?),
                Some(_) => map.next_value_seed(Each { path: rest, found: self.found })?,
            }
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<Self::Value, E> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str, within: Option<&str>) -> Option<Vec<String>> {
        let found = each(text, within, "it").ok()?;
        Some(found.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn a_member_is_found_as_often_as_it_is_there_and_nowhere_else() {
        for (text, within, expected) in [
            (r#"{"a":1,"it":"x","b":[{"it":"no"}],"it":5}"#, None, vec!["x", "5"]),
            (r#"{"in":{"it":"x"},"it":"no","in":{"it":"y"}}"#, Some("in"), vec!["x", "y"]),
            (r#"{"in":"it"}"#, Some("in"), vec![]),
            (r#"{"\u0069t":"escaped"} and more"#, None, vec!["escaped"]),
            (r#"["it"]"#, None, vec![]),
            ("5", None, vec![]),
        ] {
            assert_eq!(found(text, within).unwrap(), expected, "{text}");
        }
        let deep = format!("{}{}", "[".repeat(9_000), "]".repeat(9_000));
        assert_eq!(found(&format!(r#"{{"a":{deep},"it":1}}"#), None).unwrap(), ["1"]);
        for broken in ["", "{", r#"{"it":"x""#, "<html>", &format!(r#"{{"it":{deep}}}"#)] {
            assert!(found(broken, None).is_none(), "{broken:.20}");
        }
    }
}
