//! No report repeats a secret: where a line that is shown holds one, stars stand in its place.

use std::borrow::Cow;
use std::ops::Range;

use crate::resolve::slots::registered;
use crate::resolve::tokens::ERRORS;
use crate::secret;

/// A shorter one is no secret, and its letters stand in other words.
const SHORTEST: usize = 4;

/// The secrets in a text of TOML, each once.
pub(crate) fn secrets(text: &str) -> Vec<String> {
    let mut found: Vec<String> = named(text)
        .into_iter()
        .chain(looks(text))
        .filter_map(|span| text.get(span))
        .filter(|secret| secret.len() >= SHORTEST)
        .map(str::to_owned)
        .collect();
    found.sort();
    found.dedup();
    found
}

/// A text with stars for the secrets in it, as many bytes, so that every other place stays where it
/// is.
pub(crate) fn over<'a>(text: &'a str, secrets: &[String]) -> Cow<'a, str> {
    let mut veiled = Cow::Borrowed(text);
    for secret in secrets {
        if veiled.contains(secret.as_str()) {
            veiled = Cow::Owned(veiled.replace(secret.as_str(), &"*".repeat(secret.len())));
        }
    }
    veiled
}

/// The texts in quotes that are secrets by what they are called, and the values in the query of a URL.
fn named(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some((before, body)) = quoted(text, at) {
        at = body.end + 1;
        let value = text.get(body.clone()).unwrap_or_default();
        if secret::is_written(key(before), value) && !is_told(value) {
            found.push(body);
        } else {
            found.extend(of_query(value).map(|it| body.start + it.start..body.start + it.end));
        }
    }
    found
}

/// The next text in quotes, and what stands before it.
fn quoted(text: &str, from: usize) -> Option<(&str, Range<usize>)> {
    let rest = text.get(from..)?;
    let open = from + rest.find(['"', '\''])?;
    let quote = text.get(open..)?.chars().next()?;
    let body = text.get(open + 1..)?;
    let mut escaped = false;
    let end = body.find(|c| {
        let ends = (c == quote && !escaped) || c == '\n';
        escaped = c == '\\' && quote == '"' && !escaped;
        ends
    });
    Some((text.get(from..open)?, open + 1..open + 1 + end.unwrap_or(body.len())))
}

/// Whether a text says what stands in a place, and is not what stands there: a template, the address
/// of an endpoint, the name of a member, the kind of a parameter, an
/// error.
fn is_told(value: &str) -> bool {
    let kind = ["string", "integer", "number", "boolean", "object"]
        .iter()
        .any(|kind| value.starts_with(kind));
    let error = ERRORS.contains(&value);
    let known = kind || error || registered(value).is_some();
    known || value.contains(['{', '}']) || value.contains("://")
}

/// The key of a value: `api_key = `
fn key(before: &str) -> &str {
    let Some(name) = before.trim_end().strip_suffix('=') else { return "" };
    name.trim_end().rsplit([' ', '\n', '{', ',', '\t', '.']).next().unwrap_or_default()
}

/// The secrets in the query of a URL.
fn of_query(value: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let from = value.find('?').map_or(value.len(), |at| at + 1);
    let mut at = from;
    value.get(from..).unwrap_or_default().split('&').filter_map(move |pair| {
        let start = at;
        at += pair.len() + 1;
        let (name, value) = pair.split_once('=')?;
        let value_at = start + name.len() + 1;
        secret::is_written(name, value).then_some(value_at..value_at + value.len())
    })
}

/// The words that look like a secret, wherever they stand: in a comment, or without quotes.
fn looks(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut at = 0;
    let apart = |c: char| !(c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '_' | '-' | '.'));
    text.split(apart).filter_map(move |word| {
        let here = at..at + word.len();
        // What parts two words may be a letter of several bytes.
        let next = text.get(here.end..).and_then(|rest| rest.chars().next());
        at = here.end + next.map_or(0, char::len_utf8);
        secret::is_look(word).then_some(here)
    })
}

#[cfg(test)]
mod tests {
    use super::{over, secrets};

    fn shown(line: &str) -> String {
        over(line, &secrets(line)).into_owned()
    }

    #[test]
    fn what_is_a_secret_by_name_or_look_is_stars() {
        for (line, veiled) in [
            (r#"client_secret = "hunter2" # ä"#, r#"client_secret = "*******" # ä"#),
            (r#"form = { a = "b", api_key = 'x\yz' }"#, r#"form = { a = "b", api_key = '****' }"#),
            (r#"key = "sk_live_1234567""#, r#"key = "***************""#),
            ("# é sk_live_1234567, kept", "# é ***************, kept"),
            (r#"token = "https://a.b/?pwd=abcd&x=y""#, r#"token = "https://a.b/?pwd=****&x=y""#),
            (
                "pwd = \"abcd\"\nFS625 = { at = \"abcd\" }",
                "pwd = \"****\"\nFS625 = { at = \"****\" }",
            ),
        ] {
            assert_eq!(shown(line), veiled);
        }
    }

    #[test]
    fn what_says_where_a_secret_goes_is_none() {
        for line in [
            r#"code_verifier = "{code_verifier}""#,
            r#"bind = { access_token = "access_token" }"#,
            r#"token = "https://accounts.spotify.com/api/token""#,
            r#"query = { token = "string?" }"#,
            r#"refresh_token = "optional""#,
        ] {
            assert_eq!(shown(line), line);
        }
    }

    #[test]
    fn a_text_without_an_end_is_read_to_its_line() {
        for line in ["'", "\"\\", "password = \"\nnext = \"x\"", "key=\"é\\\"\""] {
            assert_eq!(shown(line), line);
        }
        assert_eq!(shown("secret = \"пароль"), format!("secret = \"{}", "*".repeat(12)));
    }
}
