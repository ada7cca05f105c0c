//! Paths of an API, and the values in them.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::{Error, Reason};

/// What is no letter of a path is written in percent escapes (RFC 3986 section 2.3).
pub(crate) const SEGMENT: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A path with its parameters filled in.
pub(crate) fn fill(template: &str, values: &[String]) -> Result<String, Error> {
    let mut path = String::new();
    let mut values = values.iter();
    for (index, literal) in template.split("{}").enumerate() {
        if index > 0 {
            let value = values.next().map_or("", String::as_str);
            // What an empty segment or a dotted one would lead to is another operation.
            if ["", ".", ".."].contains(&value) {
                let message = format!("`{value}` can't be a part of the path `{template}`");
                return Err(Error::new(Reason::ValueInvalid, message));
            }
            path.extend(utf8_percent_encode(value, SEGMENT));
        }
        path.push_str(literal);
    }
    Ok(path)
}
