//! Reads answers as a program's own types.

use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::protocol::error::bounded;
use crate::{Error, Reason};

/// So much is told of what a reader says.
const MOST: usize = 200;

/// Reads a body. Where it is JSON of another type, the error says where in it: `items[3].track.name`.
pub(super) fn bytes<T: DeserializeOwned>(
    body: &[u8],
    unsaid: impl Fn(&str) -> String,
) -> Result<T, Error> {
    let error = match serde_json::from_slice(body) {
        Ok(value) => return Ok(value),
        Err(error) => error,
    };
    if !error.is_data() {
        let (line, column) = (error.line(), error.column());
        let message = format!("the answer is no JSON (line {line}, column {column})");
        let cause = bounded(&unsaid(&error.to_string()), MOST);
        return Err(Error::new(Reason::NotJson, message).with_source(cause));
    }
    // Read again to find the place: who is content pays nothing for it.
    let mut reader = serde_json::Deserializer::from_slice(body);
    let place = serde_path_to_error::deserialize::<_, T>(&mut reader).err();
    let place = place.map(|error| error.path().to_string()).unwrap_or_default();
    Err(wrong(&place, &error, unsaid))
}

/// Reads a part of an answer, which stands at this place.
pub(super) fn value<T: DeserializeOwned>(value: &Value, at: &str) -> Result<T, Error> {
    T::deserialize(value).map_err(|error| {
        let place = serde_path_to_error::deserialize::<_, T>(value).err();
        let place = place.map(|error| error.path().to_string()).unwrap_or_default();
        let place = match place.as_str() {
            "" | "." => at.to_owned(),
            below if below.starts_with('[') => format!("{at}{below}"),
            below => format!("{at}.{below}"),
        };
        wrong(&place, &error, str::to_owned)
    })
}

/// A value of another type than a program wants. It is not shown: what an API says of its user is
/// nobody's business in a log. The source has the reader's own words.
fn wrong(place: &str, error: &serde_json::Error, unsaid: impl Fn(&str) -> String) -> Error {
    let said = error.to_string();
    let said = said.split(" at line ").next().unwrap_or(&said);
    let why = match said.rsplit_once(", expected ") {
        Some((_, expected)) => format!(": expected {expected}"),
        None if said.starts_with("missing field") => format!(": {said}"),
        None => String::new(),
    };
    let what = match place {
        "" | "." => "the answer".to_owned(),
        place => format!("`{}` of the answer", bounded(&unsaid(place), MOST)),
    };
    let why = bounded(&unsaid(&why), MOST);
    Error::new(Reason::WrongType, format!("{what} is not as expected{why}"))
        .with_source(bounded(&unsaid(&error.to_string()), MOST))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Debug, Deserialize)]
    #[allow(dead_code, reason = "read to see what can't be")]
    struct Page {
        items: Vec<Item>,
    }

    #[derive(Debug, Deserialize)]
    #[allow(dead_code, reason = "read to see what can't be")]
    struct Item {
        name: String,
        tags: Option<Vec<u8>>,
    }

    fn said(body: &str) -> (Reason, String) {
        let error = bytes::<Page>(body.as_bytes(), str::to_owned).unwrap_err();
        (error.reason(), error.to_string())
    }

    #[test]
    fn a_wrong_type_is_told_with_its_place() {
        for (body, text) in [
            (
                r#"{"items":[{"name":"a"},{"name":null}]}"#,
                "`items[1].name` of the answer is not as expected: expected a string",
            ),
            (
                r#"{"items":[{"tags":[]}]}"#,
                "`items[0]` of the answer is not as expected: missing field `name`",
            ),
            (
                r#"{"items":[{"name":"a","tags":[1,"secret, expected"]}]}"#,
                "`items[0].tags[1]` of the answer is not as expected: expected u8",
            ),
            (r#"{"items":7}"#, "`items` of the answer is not as expected: expected a sequence"),
            ("7", "the answer is not as expected: expected struct Page"),
        ] {
            assert_eq!(said(body), (Reason::WrongType, text.to_owned()), "{body}");
        }
    }

    #[test]
    fn what_is_no_json_is_told_by_line_and_column() {
        for body in ["{", "<p>", "{\"items\":[]} x"] {
            let (reason, text) = said(body);
            assert!(reason == Reason::NotJson && text.contains("line 1"), "{body}: {text}");
        }
    }

    #[test]
    fn a_part_is_told_by_its_place_in_the_whole() {
        let item = serde_json::json!({ "name": "a", "tags": [1, 300] });
        let error = value::<Item>(&item, "items[4]").unwrap_err().to_string();
        assert!(error.starts_with("`items[4].tags[1]` of the answer"), "{error}");
        let error = value::<Item>(&Value::Null, "items[4]").unwrap_err().to_string();
        assert!(error.starts_with("`items[4]` of the answer"), "{error}");
    }
}
