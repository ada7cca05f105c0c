//! No report repeats a secret: where a line that is shown holds one, stars stand in its place.

use std::borrow::Cow;
use std::ops::Range;

use toml::de::{DeTable, DeValue};

use crate::resolve::slots::registered;
use crate::resolve::tokens::ERRORS;
use crate::secret;

/// A shorter one is no secret, and its letters stand in other words.
const SHORTEST: usize = 4;

/// The secrets of a file: as they stand in its lines, and as a message would repeat them.
#[derive(Debug, Default)]
pub(crate) struct Secrets {
    /// Each once, in their order.
    list: Vec<String>,
    /// For each, the longest of them that it begins with and is not: it stands before.
    within: Vec<Option<usize>>,
}

impl Secrets {
    /// The secrets in a text of TOML.
    pub(crate) fn of(text: &str) -> Self {
        let written = named(text).into_iter().chain(looks(text)).filter_map(|span| text.get(span));
        let mut list: Vec<String> = written.map(str::to_owned).chain(read(text)).collect();
        list.retain(|secret| secret.len() >= SHORTEST);
        list.sort();
        list.dedup();
        let within = within_each(&list);
        Self { list, within }
    }

    /// How long the longest is that a text begins with, if any. However many there are, few are
    /// looked at: the last that is not behind the text in their order, and what that begins with.
    fn begins(&self, text: &str) -> Option<usize> {
        let before = self.list.partition_point(|secret| secret.as_str() <= text);
        let mut nth = before.checked_sub(1)?;
        let common = common(self.list.get(nth)?, text);
        loop {
            let length = self.list.get(nth)?.len();
            if length <= common {
                return Some(length);
            }
            nth = (*self.within.get(nth)?)?;
        }
    }

    /// The pieces of a text that are secrets; they may overlap.
    fn within<'a>(&'a self, text: &'a str) -> impl Iterator<Item = Range<usize>> + 'a {
        let none = self.list.is_empty();
        let starts = text.char_indices().map(|(at, _)| at).filter(move |_| !none);
        starts.filter_map(|at| Some(at..at + self.begins(text.get(at..)?)?))
    }
}

/// Of texts in their order, the longest that each begins with.
fn within_each(list: &[String]) -> Vec<Option<usize>> {
    let (mut within, mut open) = (Vec::new(), Vec::<usize>::new());
    for (nth, text) in list.iter().enumerate() {
        while open.last().and_then(|it| list.get(*it)).is_some_and(|it| !text.starts_with(it)) {
            open.pop();
        }
        within.push(open.last().copied());
        open.push(nth);
    }
    within
}

/// How many bytes two texts begin with in common.
fn common(one: &str, other: &str) -> usize {
    one.bytes().zip(other.bytes()).take_while(|(a, b)| a == b).count()
}

/// The secrets as TOML reads them: with escapes, on several lines, under a key that is written
/// otherwise than it reads.
fn read(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    if text.contains(['\\', '\'']) || text.contains("\"\"\"") {
        let (table, _) = DeTable::parse_recoverable(text);
        within(text, table.get_ref(), &mut found);
    }
    found
}

fn within(text: &str, table: &DeTable<'_>, found: &mut Vec<String>) {
    for (key, value) in table {
        of_value(text, key.get_ref(), value, found);
    }
}

fn of_value(text: &str, key: &str, value: &toml::Spanned<DeValue<'_>>, found: &mut Vec<String>) {
    match value.get_ref() {
        DeValue::Table(table) => within(text, table, found),
        DeValue::Array(items) => items.iter().for_each(|it| of_value(text, key, it, found)),
        DeValue::String(it) if secret::is_written(key, it) && !is_told(it) => {
            let lines = text.get(value.span()).unwrap_or_default().lines();
            let lines = lines.map(|line| line.trim_matches(['"', '\'']));
            found.extend(lines.map(str::to_owned));
            found.extend([it.to_string(), it.escape_debug().to_string()]);
        }
        DeValue::String(it) => {
            let of_url = of_query(it).filter_map(|span| it.get(span));
            found.extend(of_url.map(str::to_owned));
        }
        DeValue::Integer(_) | DeValue::Float(_) | DeValue::Boolean(_) | DeValue::Datetime(_) => {}
    }
}

/// A text with stars for the secrets in it, as many bytes, so that every other place stays where it
/// is.
pub(crate) fn over<'a>(text: &'a str, secrets: &[&Secrets]) -> Cow<'a, str> {
    let mut found: Vec<_> = secrets.iter().flat_map(|it| it.within(text)).collect();
    if found.is_empty() {
        return Cow::Borrowed(text);
    }
    found.sort_by_key(|span| span.start);
    let mut veiled = String::with_capacity(text.len());
    for span in found {
        if let Some(before) = text.get(veiled.len()..span.start) {
            veiled.push_str(before);
        }
        veiled.extend(std::iter::repeat_n('*', span.end.saturating_sub(veiled.len())));
    }
    veiled.push_str(text.get(veiled.len()..).unwrap_or_default());
    Cow::Owned(veiled)
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

/// The keys of well-known kinds, wherever they stand.
pub(crate) fn keys(text: &str) -> Vec<Range<usize>> {
    let pem = text.match_indices("-----BEGIN ").map(|(at, begin)| at..at + begin.len());
    // A step of a path is a word of its own.
    let apart = |c: char| !(c.is_ascii_alphanumeric() || matches!(c, '+' | '_' | '-' | '.' | ':'));
    let known = words(text, apart).filter(|here| {
        text.get(here.clone()).is_some_and(|word| word.len() > 8 && secret::is_known(word))
    });
    pem.chain(known).collect()
}

/// The words of a text, by what parts them.
fn words(text: &str, apart: impl Fn(char) -> bool) -> impl Iterator<Item = Range<usize>> {
    let mut at = 0;
    text.split(apart).map(move |word| {
        let here = at..at + word.len();
        // What parts two words may be a letter of several bytes.
        let next = text.get(here.end..).and_then(|rest| rest.chars().next());
        at = here.end + next.map_or(0, char::len_utf8);
        here
    })
}

/// The words that look like a secret, wherever they stand: in a comment, or without quotes.
fn looks(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let apart = |c: char| !(c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '_' | '-' | '.'));
    words(text, apart)
        .filter(|here| text.get(here.clone()).is_some_and(secret::is_look))
        .chain(keys(text))
}

#[cfg(test)]
mod tests {
    use super::{Secrets, over};

    fn shown(line: &str) -> String {
        over(line, &[&Secrets::of(line)]).into_owned()
    }

    #[test]
    fn secrets_that_begin_alike_or_overlap_are_all_stars() {
        let file = "pwd = \"abcd\"\npass = \"abcdef\"\npin = \"efgh\"\npw = \"abzz\"\npsk = \"abcdefghij\"";
        let other = "otp = \"xabc\"";
        let both = [&Secrets::of(file), &Secrets::of(other)];
        for (text, veiled) in [
            ("abcd, abcde, abcdef.", "****, ****e, ******."),
            ("abcdefgh-abc", "********-abc"),
            ("xabcdefghijk", "***********k"),
            ("ab abcé abzz", "ab abcé ****"),
            ("xabc abyz abcd", "**** abyz ****"),
        ] {
            assert_eq!(over(text, &both), veiled);
        }
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
    fn a_secret_is_known_in_every_way_of_writing_it() {
        for (line, said) in [
            (r#"api_key = "hun\u0074er2""#, "hunter2"),
            (r#""api\u005fkey" = "hunter2""#, "hunter2"),
            ("api_key = \"\"\"hunter2\"\"\"", "hunter2"),
            ("api_key = \"\"\"\nhunter2\nand more\"\"\"", "hunter2\nand more"),
            ("api_key = '''hunter2'''", "hunter2"),
            (r#"a = { api_key = "hunt\"er2" }"#, "hunt\"er2"),
        ] {
            let secrets = Secrets::of(line);
            let message = format!("`{said}` and `{}`", said.escape_debug());
            assert!(!over(&message, &[&secrets]).contains("er2"), "{line}: {secrets:?}");
            assert!(!over(line, &[&secrets]).contains("er2"), "{line}: {secrets:?}");
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
