//! No report repeats a secret: where a line that is shown holds one, stars stand in its place.

use std::borrow::Cow;
use std::ops::Range;

use crate::resolve::slots::registered;
use crate::secret;

/// A text of a file with stars for the secrets in it, as many bytes, so that every other place stays
/// where it is.
pub(super) fn over(text: &str) -> Cow<'_, str> {
    let mut hidden = named(text);
    hidden.extend(looks(text));
    if hidden.is_empty() {
        return Cow::Borrowed(text);
    }
    let star = |(at, byte): (usize, u8)| {
        let hides = byte != b'\n' && hidden.iter().any(|span| span.contains(&at));
        if hides { b'*' } else { byte }
    };
    let bytes: Vec<u8> = text.bytes().enumerate().map(star).collect();
    // Whole words are hidden, and no part of a letter.
    Cow::Owned(String::from_utf8_lossy(&bytes).into_owned())
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
/// of an endpoint, the name of a member.
fn is_told(value: &str) -> bool {
    value.contains(['{', '}']) || value.contains("://") || registered(value).is_some()
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
    use super::over;

    #[test]
    fn what_is_a_secret_by_name_or_look_is_stars_and_all_else_stays() {
        for (line, shown) in [
            (r#"client_secret = "hunter2" # ä"#, r#"client_secret = "*******" # ä"#),
            (r#"form = { a = "b", api_key = 'x\' }"#, r#"form = { a = "b", api_key = '**' }"#),
            (r#"key = "sk_live_1234567""#, r#"key = "***************""#),
            ("# é sk_live_1234567, kept", "# é ***************, kept"),
            (
                r#"token = "https://a.b/?client_secret=abc&x=y""#,
                r#"token = "https://a.b/?client_secret=***&x=y""#,
            ),
            (r#"code_verifier = "{code_verifier}""#, r#"code_verifier = "{code_verifier}""#),
            (
                r#"bind = { access_token = "access_token" }"#,
                r#"bind = { access_token = "access_token" }"#,
            ),
            (
                r#"token = "https://accounts.spotify.com/api/token""#,
                r#"token = "https://accounts.spotify.com/api/token""#,
            ),
        ] {
            assert_eq!(over(line), shown);
        }
    }

    #[test]
    fn a_text_without_an_end_and_letters_of_several_bytes_stay_where_they_are() {
        for line in
            ["secret = \"пароль", "'", "\"\\", "password = \"\nnext = \"x\"", "key=\"é\\\"\""]
        {
            assert_eq!(over(line).lines().count(), line.lines().count());
        }
        assert_eq!(over("secret = \"пароль").len(), "secret = \"пароль".len());
    }
}
