//! What an answer of an API means to a session: by its status, its challenge, its words, and by what
//! the provider's file says of them.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use http::{Response, StatusCode};
use serde_json::Value;

use super::challenge::Challenge;
use crate::protocol::error::Words;
use crate::protocol::flow_def::{Meaning, ProviderDef, RefusalDef};
use crate::protocol::scan;
use crate::protocol::token::response::retry_after;

/// A refusal is short: of a longer body the beginning says what there is to say.
const MOST: usize = 64 << 10;

/// The longest wait that a server is believed to mean.
const LONGEST_WAIT: Duration = Duration::from_secs(24 * 60 * 60);

/// An answer that is no success, or is none by the provider's file.
pub(super) struct Refusal {
    /// What it means, where there is something that a session can do about it, or must not.
    pub(super) means: Option<Meaning>,
    /// What it says for programs: `insufficient_scope`. The most special comes last.
    pub(super) codes: Vec<String>,
    /// What it says for people.
    pub(super) words: Words,
    /// The scopes that it asks for.
    pub(super) scopes: Vec<String>,
}

impl Refusal {
    /// Reads an answer; `None` when it is a success.
    pub(super) fn of(provider: &ProviderDef, response: &Response<Bytes>) -> Option<Self> {
        let status = response.status();
        let own = |it: &&RefusalDef| it.status == status.as_u16();
        let mut own = provider.refusals.iter().filter(own).peekable();
        if status.is_success() && (own.peek().is_none() || response.body().len() > MOST) {
            return None;
        }
        let mut refusal = Self::read(response);
        let found = own.find(|it| refusal.fits(it, status));
        refusal.means = found.map(|it| it.means).or_else(|| refusal.by_rule(status));
        (found.is_some() || !status.is_success()).then_some(refusal)
    }

    /// Reads what it says, and nothing of what it means.
    fn read(response: &Response<Bytes>) -> Self {
        let body = response.body().get(..MOST).unwrap_or(response.body());
        let json = serde_json::from_str(&scan::text(body)).unwrap_or(Value::Null);
        let mut codes = codes(&json);
        let mut words = Words::read(body);
        let challenge = Challenge::bearer(response.headers());
        let said = |name: &str| challenge.as_ref().and_then(|it| it.parameter(name));
        codes.extend(said("error").map(str::to_owned));
        if let (Words::Nothing | Words::Page, Some(said)) = (&words, said("error_description")) {
            words = Words::Said(said.to_owned());
        }
        let asked = said("scope").or_else(|| json.get("scope")?.as_str());
        let scopes = asked.map(|scopes| scopes.split_whitespace().map(str::to_owned).collect());
        Self { means: None, codes, words, scopes: scopes.unwrap_or_default() }
    }

    /// Whether it is what the provider's file names. Of a success its code alone is looked at: its words
    /// are whatever somebody wrote.
    fn fits(&self, def: &RefusalDef, status: StatusCode) -> bool {
        match status.is_success() {
            true => self.codes.iter().any(|code| *code == def.says),
            false => def.says.is_empty() || self.says(&def.says),
        }
    }

    /// Whether its words hold this, or one of its codes is it.
    pub(super) fn says(&self, text: &str) -> bool {
        let said = matches!(&self.words, Words::Said(said) if said.contains(text));
        said || self.codes.iter().any(|code| code == text)
    }

    /// What it means by RFC 6750 section 3.1 and RFC 6585 section 4, at every provider.
    fn by_rule(&self, status: StatusCode) -> Option<Meaning> {
        let refused = [StatusCode::UNAUTHORIZED, StatusCode::FORBIDDEN].contains(&status);
        if status == StatusCode::TOO_MANY_REQUESTS {
            Some(Meaning::Limited)
        } else if refused && self.codes.iter().any(|code| code == "insufficient_scope") {
            Some(Meaning::Scope)
        } else if status == StatusCode::UNAUTHORIZED {
            Some(Meaning::Ended)
        } else {
            None
        }
    }
}

/// How long an API asks to wait that has had too many calls: by its own header, where the provider's
/// file names one, or by `Retry-After`. No time, or one in the past, is no answer.
pub(super) fn wait<B>(
    provider: &ProviderDef,
    means: Option<Meaning>,
    response: &Response<B>,
    now: SystemTime,
) -> Option<Duration> {
    let reset = || {
        means.filter(|means| *means == Meaning::Limited)?;
        let text = response.headers().get(provider.limit_reset.as_deref()?)?.to_str().ok()?;
        let end = UNIX_EPOCH.checked_add(Duration::from_secs(text.trim().parse().ok()?))?;
        end.duration_since(now).ok()
    };
    let asked = retry_after(response, now).filter(|wait| !wait.is_zero());
    asked.or_else(reset).filter(|wait| !wait.is_zero()).map(|wait| wait.min(LONGEST_WAIT))
}

/// The members that hold a code for programs. A status is none, nor is what stands for people beside it.
const CODES: [&str; 5] = ["error", "status", "code", "errorCode", "reason"];

/// The codes of an error, wherever in it they stand: `{"error": {"errors": [{"reason": ...}]}}`.
fn codes(body: &Value) -> Vec<String> {
    let first = |value: Option<&Value>| match value {
        Some(Value::Array(all)) => all.first().cloned(),
        value => value.cloned(),
    };
    let mut found = Vec::new();
    let mut level = first(Some(body));
    for _ in 0..4 {
        let Some(Value::Object(members)) = level else { break };
        found.extend(CODES.iter().filter_map(|name| code(name, members.get(*name)?)));
        level = first(members.get("error").filter(|it| !it.is_string()));
        level = level.filter(Value::is_object).or_else(|| first(members.get("errors")));
    }
    found
}

fn code(name: &str, value: &Value) -> Option<String> {
    if let Some(code) = value.as_str() {
        return Some(code.to_owned()).filter(|code| !code.is_empty());
    }
    (value.is_number() && name.ends_with("ode")).then(|| value.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::machine::bare::flow;

    fn provider(refusals: &[(u16, &'static str, Meaning)]) -> ProviderDef {
        let mut provider = flow(Vec::new()).provider;
        let def = |&(status, says, means): &(u16, &'static str, Meaning)| RefusalDef {
            status,
            says: says.into(),
            means,
        };
        provider.refusals = refusals.iter().map(def).collect();
        provider
    }

    fn answer(status: u16, challenge: &str, body: &str) -> Response<Bytes> {
        let answer = Response::builder().status(status).header("www-authenticate", challenge);
        answer.body(Bytes::copy_from_slice(body.as_bytes())).unwrap()
    }

    fn means(provider: &ProviderDef, answer: &Response<Bytes>) -> Option<Meaning> {
        Refusal::of(provider, answer).and_then(|refusal| refusal.means)
    }

    #[test]
    fn codes_are_found_in_whatever_form_they_come() {
        for (body, expected) in [
            (r#"{"error":"invalid_request","error_description":"x"}"#, vec!["invalid_request"]),
            (r#"{"error":{"status":404,"message":"x","reason":"NO"}}"#, vec!["NO"]),
            (r#"{"message":"Missing Access","code":50001}"#, vec!["50001"]),
            (r#"{"object":"error","code":"missing_version"}"#, vec!["missing_version"]),
            (r#"[{"message":"x","errorCode":"SOME"}]"#, vec!["SOME"]),
            (
                r#"{"error":{"code":403,"status":"DENIED","errors":[{"reason":"rateLimitExceeded"}]}}"#,
                vec!["DENIED", "403", "rateLimitExceeded"],
            ),
            (r#"{"errors":[{"code":"x"},{"code":"y"}]}"#, vec!["x"]),
            (r#"{"error":403}"#, vec![]),
            ("[]", vec![]),
            ("no JSON", vec![]),
        ] {
            let json = serde_json::from_str(body).unwrap_or(Value::Null);
            assert_eq!(codes(&json), expected, "{body}");
        }
    }

    #[test]
    fn the_standards_meanings_are_every_providers() {
        let provider = provider(&[]);
        let scope = "Bearer error=\"insufficient_scope\", scope=\"mail\"";
        for (status, challenge, body, expected) in [
            (401, "Bearer", "", Some(Meaning::Ended)),
            (401, "", "", Some(Meaning::Ended)),
            (401, scope, "", Some(Meaning::Scope)),
            (403, scope, "", Some(Meaning::Scope)),
            (403, "", r#"{"error":"insufficient_scope"}"#, Some(Meaning::Scope)),
            (403, "Bearer realm=\"insufficient_scope\"", "", None),
            (403, "", "insufficient_scope", None),
            (403, "", "", None),
            (429, scope, "", Some(Meaning::Limited)),
            (404, scope, "", None),
            (200, scope, r#"{"error":"insufficient_scope"}"#, None),
        ] {
            let answer = answer(status, challenge, body);
            assert_eq!(means(&provider, &answer), expected, "{status} {challenge} {body}");
        }
        let named = Refusal::of(&provider, &answer(403, scope, "")).unwrap();
        assert_eq!(named.scopes, ["mail"]);
    }

    #[test]
    fn a_providers_own_meanings_come_first() {
        let provider = provider(&[
            (401, "Missing scope", Meaning::Scope),
            (200, "token_expired", Meaning::Ended),
            (403, "rate limit", Meaning::Limited),
            (403, "", Meaning::Ended),
        ]);
        for (status, body, expected) in [
            (401, r#"{"message":"Missing scope: a"}"#, Some(Meaning::Scope)),
            (401, r#"{"message":"Invalid token"}"#, Some(Meaning::Ended)),
            (403, r#"{"message":"API rate limit exceeded"}"#, Some(Meaning::Limited)),
            (403, "", Some(Meaning::Ended)),
            (404, "rate limit", None),
            (200, r#"{"ok":false,"error":"token_expired"}"#, Some(Meaning::Ended)),
            (200, r#"{"ok":true,"message":"token_expired"}"#, None),
            (200, "token_expired", None),
        ] {
            assert_eq!(means(&provider, &answer(status, "", body)), expected, "{status} {body}");
        }
    }

    #[test]
    fn a_limit_ends_when_the_api_says_so() {
        let mut provider = provider(&[]);
        provider.limit_reset = Some("x-reset".into());
        let now = UNIX_EPOCH + Duration::from_secs(1000);
        for (headers, expected) in [
            (&[("retry-after", "7")] as &[_], Some(7)),
            (&[("x-reset", "1030")], Some(30)),
            (&[("retry-after", "7"), ("x-reset", "1030")], Some(7)),
            (&[("retry-after", "0"), ("x-reset", " 1030 ")], Some(30)),
            (&[("x-reset", "1000")], None),
            (&[("x-reset", "900")], None),
            (&[("x-reset", "soon")], None),
            (&[("x-reset", "99999999999999999999")], None),
            (&[("x-reset", "999999999999")], Some(86_400)),
            (&[("retry-after", "-1")], None),
            (&[], None),
        ] {
            let answer =
                headers.iter().fold(Response::builder().status(429), |it, (name, value)| {
                    it.header(*name, *value)
                });
            let answer = answer.body(()).unwrap();
            let wait = wait(&provider, Some(Meaning::Limited), &answer, now);
            assert_eq!(wait, expected.map(Duration::from_secs), "{headers:?}");
        }
    }
}
