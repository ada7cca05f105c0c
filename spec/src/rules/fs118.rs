//! FS118: a parameter of a grant is registered for OAuth

use super::Rule;
use super::example::{self, Example};
use crate::report::{Problem, Report, Severity};
use crate::requests::requests;
use crate::resolve::Subject;
use crate::source::Place;
use crate::suggest;

pub(crate) const RULE: Rule = Rule {
    id: "FS118",
    severity: Severity::Note,
    summary: "a parameter of a grant is registered for OAuth",
    why: "A name that OAuth does not know is a misspelling, or one provider's own: that belongs into its flow.",
    example: Example::added(
        example::PKCE_GRANT,
        "query = { response_type",
        r#"query = { prompt = "login", response_type"#,
        r#"query = { promt = "login", response_type"#,
    ),
    check: Some(check),
};

/// The names of the OAuth Parameters registry that a request may carry, and OpenID Connect's.
const REGISTERED: [&str; 40] = [
    "client_id",
    "client_secret",
    "response_type",
    "redirect_uri",
    "scope",
    "state",
    "code",
    "grant_type",
    "username",
    "password",
    "refresh_token",
    "code_challenge",
    "code_challenge_method",
    "code_verifier",
    "nonce",
    "display",
    "prompt",
    "max_age",
    "ui_locales",
    "claims_locales",
    "id_token_hint",
    "login_hint",
    "acr_values",
    "claims",
    "registration",
    "request",
    "request_uri",
    "response_mode",
    "assertion",
    "client_assertion",
    "client_assertion_type",
    "resource",
    "audience",
    "requested_token_type",
    "subject_token",
    "subject_token_type",
    "actor_token",
    "actor_token_type",
    "device_code",
    "dpop_jkt",
];

fn check(subject: &Subject, report: &mut Report) {
    let grant = &subject.places.grant.source;
    for sent in requests(subject) {
        for (nth, parameter) in sent.parameters.iter().enumerate() {
            let name = parameter.name.as_str();
            // What a flow adds is its provider's own; only the grant speaks for OAuth.
            let from_grant = sent.place(nth).source == *grant
                && sent.place(nth).source != subject.places.flow.source;
            if !from_grant {
                misspelt(name, sent.place(nth), report);
                continue;
            }
            if REGISTERED.contains(&name) || name.contains([':', '.']) {
                continue;
            }
            let message = format!("`{name}` is no registered parameter of OAuth");
            let problem = Problem::note(RULE.id, sent.place(nth), message);
            report.push(match suggest::nearest(name, REGISTERED) {
                Some(near) => problem.help(format!("did you mean `{near}`?")),
                None => problem.help("a provider's own parameter belongs into its flow file"),
            });
        }
    }
}

/// A flow's own name is its provider's business, unless it is a registered one but for a letter.
fn misspelt(name: &str, place: &Place, report: &mut Report) {
    if REGISTERED.contains(&name) || name.len() < 5 {
        return;
    }
    let near = REGISTERED.into_iter().find(|known| {
        let more = name.strip_prefix(known).or_else(|| known.strip_prefix(name));
        // A plural, or a longer word, is another name.
        more.is_none() && suggest::is_one_letter_apart(name, known)
    });
    if let Some(near) = near {
        let message = format!("`{name}` is no registered parameter of OAuth");
        report.push(
            Problem::note(RULE.id, place, message).help(format!("did you mean `{near}`?")),
        );
    }
}
