//! `fields`: the parts of a playlist that a caller wants.
//!
//! Source: <https://developer.spotify.com/documentation/web-api/reference/get-playlists-items>

use std::iter::Peekable;
use std::str::Chars;

use serde_json::Value;

/// How deep parts may lie in parts. No answer is deeper.
const DEPTH: usize = 12;

/// A member that is wanted, or not, and what of it.
#[derive(Debug)]
struct Field {
    name: String,
    excluded: bool,
    /// Nothing: all of it.
    parts: Vec<Field>,
}

/// What these fields leave of a value, such as `total,items(added_at,track.album(!images))`; nothing
/// if they are not of this form.
pub(crate) fn filter(fields: &str, value: Value) -> Option<Value> {
    let mut rest = fields.chars().peekable();
    let fields = list(&mut rest, DEPTH)?;
    rest.next().is_none().then(|| apply(&fields, value))
}

fn list(rest: &mut Peekable<Chars<'_>>, depth: usize) -> Option<Vec<Field>> {
    let mut fields = vec![field(rest, depth)?];
    while rest.next_if_eq(&',').is_some() {
        fields.push(field(rest, depth)?);
    }
    Some(fields)
}

fn field(rest: &mut Peekable<Chars<'_>>, depth: usize) -> Option<Field> {
    let depth = depth.checked_sub(1)?;
    let excluded = rest.next_if_eq(&'!').is_some();
    let mut name = String::new();
    while let Some(letter) = rest.next_if(|it| it.is_alphanumeric() || *it == '_') {
        name.push(letter);
    }
    let parts = if rest.next_if_eq(&'.').is_some() {
        vec![field(rest, depth)?]
    } else if rest.next_if_eq(&'(').is_some() {
        let parts = list(rest, depth)?;
        rest.next_if_eq(&')')?;
        parts
    } else {
        Vec::new()
    };
    (!name.is_empty()).then_some(Field { name, excluded, parts })
}

fn apply(fields: &[Field], value: Value) -> Value {
    match value {
        Value::Array(items) => items.into_iter().map(|item| apply(fields, item)).collect(),
        Value::Object(members) => {
            let kept = members.into_iter().filter_map(|(name, value)| {
                let value = member(fields, &name, value)?;
                Some((name, value))
            });
            Value::Object(kept.collect())
        }
        other @ (Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_)) => other,
    }
}

/// What is left of a member. Where all that is said is what is not wanted, the rest is.
fn member(fields: &[Field], name: &str, value: Value) -> Option<Value> {
    match fields.iter().find(|field| field.name == name) {
        Some(field) if field.parts.is_empty() => (!field.excluded).then_some(value),
        Some(field) => Some(apply(&field.parts, value)),
        None => fields.iter().all(|field| field.excluded).then_some(value),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::filter;

    fn filtered(fields: &str) -> Option<Value> {
        let items =
            json!([{ "track": { "name": "x", "album": { "id": 1, "images": [] } }, "at": 2 }]);
        filter(fields, json!({ "total": 1, "limit": 5, "items": items }))
    }

    #[test]
    fn what_is_named_is_left_at_every_depth() {
        assert_eq!(filtered("total,limit"), Some(json!({ "total": 1, "limit": 5 })));
        let name = json!({ "items": [{ "track": { "name": "x" } }] });
        assert_eq!(filtered("items(track(name))"), Some(name.clone()));
        assert_eq!(filtered("items.track.name"), Some(name));
        let album = json!({ "items": [{ "track": { "album": { "id": 1 } }, "at": 2 }] });
        assert_eq!(filtered("items(at,track.album(!images))"), Some(album));
        assert_eq!(filtered("!items"), filtered("total,limit"));
        assert_eq!(filtered("nothing"), Some(json!({})));
    }

    #[test]
    fn what_is_no_list_of_fields_is_nothing() {
        for fields in ["", ",", "items(", "items)", "items(track", "a..b", "a b", &"a.".repeat(50)]
        {
            assert_eq!(filtered(fields), None, "{fields}");
        }
    }
}
