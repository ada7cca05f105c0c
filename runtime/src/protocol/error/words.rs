//! What a server says for people where it refuses, in whatever form it says it.

use serde_json::{Map, Value};

use super::bounded;
use crate::protocol::scan;

/// The members that hold words for people, the most telling first. `error_description` is OAuth's
/// (RFC 6749 section 5.2), `detail` that of problem+json (RFC 9457) and of JSON:API, `errorSummary`
/// Okta's, `error_summary` Dropbox's, `msg` that of FastAPI and Slack; a plain `error` comes last, for
/// it is often a code.
const MEMBERS: [&str; 13] = [
    "error_description",
    "message",
    "Message",
    "detail",
    "errorSummary",
    "error_summary",
    "error_message",
    "errorMessage",
    "msg",
    "reason",
    "title",
    "error",
    "errors",
];

/// How deep words may lie: `{"errors": [{"detail": ...}]}` is three.
const DEPTH: usize = 4;

/// What a server says for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Words {
    /// This, as it came: it may hold a secret, and is of any length.
    Said(String),
    /// A page for a browser, which says nothing to a log.
    Page,
    /// Nothing that could be told from what a program reads.
    Nothing,
}

impl Words {
    /// Reads what a body says, which may be anything: JSON in one of many forms, text, a page. JSON
    /// whose members are not known is nothing, for any of them may be a secret.
    pub(crate) fn read(body: &[u8]) -> Self {
        let text = scan::text(body);
        let text = text.trim();
        let said = match serde_json::from_str(text) {
            Ok(value) => said(&value, DEPTH).map(str::to_owned),
            Err(_) if is_page(text) => return Self::Page,
            // JSON that broke off, or never was any.
            Err(_) if text.starts_with(['{', '[', '"']) => None,
            Err(_) => Some(text.to_owned()),
        };
        said.filter(|said| !said.is_empty()).map_or(Self::Nothing, Self::Said)
    }

    /// The words as they may be shown: without what `unsaid` takes out, at most so many characters,
    /// none of which deceives.
    pub(crate) fn shown(&self, unsaid: impl Fn(&str) -> String, most: usize) -> Option<String> {
        let Self::Said(said) = self else { return None };
        Some(bounded(unsaid(said).trim(), most)).filter(|said| !said.is_empty())
    }
}

/// Whether a text is written for a browser, or is XML.
fn is_page(text: &str) -> bool {
    let begins = text.get(..256).unwrap_or(text).to_ascii_lowercase();
    text.starts_with('<') || begins.contains("<html") || begins.contains("<!doctype")
}

/// The first words that are found: of a list those of its first member that has any.
fn said(value: &Value, depth: usize) -> Option<&str> {
    let depth = depth.checked_sub(1)?;
    match value {
        Value::String(text) => Some(text.trim()).filter(|text| !text.is_empty()),
        Value::Array(all) => all.iter().find_map(|one| said(one, depth)),
        Value::Object(members) => in_members(members, depth),
        Value::Null | Value::Bool(_) | Value::Number(_) => None,
    }
}

fn in_members(members: &Map<String, Value>, depth: usize) -> Option<&str> {
    MEMBERS.iter().find_map(|name| said(members.get(*name)?, depth))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(body: &str) -> Option<String> {
        Words::read(body.as_bytes()).shown(str::to_owned, 200)
    }

    #[test]
    fn words_are_found_in_whatever_form_they_come() {
        for (body, said) in [
            (r#"{"error":"invalid_grant","error_description":"It ended"}"#, "It ended"),
            (r#"{"message":"Not Found","documentation_url":"https://docs"}"#, "Not Found"),
            (r#"{"error":"Unauthorized","status":401,"message":"Missing scope"}"#, "Missing scope"),
            (r#"{"error":{"status":404,"message":"No album"}}"#, "No album"),
            (
                r#"{"error_summary":"path/not_found/..","error":{".tag":"path"}}"#,
                "path/not_found/..",
            ),
            (r#"[{"message":"Expired","errorCode":"INVALID"}]"#, "Expired"),
            (
                r#"{"title":"Bad Request","detail":"code_challenge required"}"#,
                "code_challenge required",
            ),
            (r#"{"title":"Bad Request","status":400}"#, "Bad Request"),
            (r#"{"errors":[{"code":5},{"detail":"second"}]}"#, "second"),
            (r#"{"detail":[{"loc":["body"],"msg":"field required"}]}"#, "field required"),
            (r#"{"errorCode":"E0000011","errorSummary":"Invalid token"}"#, "Invalid token"),
            (r#"{"message":"","error":"only a code"}"#, "only a code"),
            ("\u{feff}{\"message\":\"behind a mark\"}", "behind a mark"),
            (r#""a text of JSON""#, "a text of JSON"),
            (" upstream is down\n", "upstream is down"),
        ] {
            assert_eq!(shown(body).as_deref(), Some(said), "{body}");
        }
    }

    #[test]
    fn a_page_an_empty_body_and_what_nobody_knows_say_nothing() {
        let page = "  <!DOCTYPE html><html><h1>503</h1></html>";
        for body in [page, "<Error><Code>1</Code></Error>", "oops <HTML>"] {
            assert_eq!(Words::read(body.as_bytes()), Words::Page, "{body}");
        }
        let token = r#"{"access_token":"secret","token_type":"Bearer"}"#;
        let deep = format!("{}\"deep\"{}", "[".repeat(100), "]".repeat(100));
        for body in ["", " \r\n", token, "{}", "5", "null", r#"{"access_token":"secr"#, &deep] {
            assert_eq!(Words::read(body.as_bytes()), Words::Nothing, "{body}");
        }
    }

    #[test]
    fn what_is_shown_is_short_and_without_what_must_not_be_said() {
        let words = Words::read(format!("a secret {}", "x".repeat(500)).as_bytes());
        let shown = words.shown(|said| said.replace("secret", "[redacted]"), 20).unwrap();
        assert_eq!(shown, "a [redacted] xxxxxxx...");
        assert_eq!(Words::Said("quiet".into()).shown(|_| String::new(), 20), None);
    }

    #[test]
    fn bytes_that_are_no_utf_8_and_raw_line_ends_do_not_silence_a_server() {
        let body = b"{\"message\":\"Jeton expir\xe9,\nsorry\"}";
        assert_eq!(Words::read(body), Words::Said("Jeton expir\u{fffd},\u{fffd}sorry".into()));
    }
}
