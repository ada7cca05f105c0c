//! FS606: `state`, `nonce` and the code verifier are random

use super::Rule;
use super::example::{self, Example};
use crate::flow::Source;
use crate::report::{Problem, Report, Severity};
use crate::requests::requests;
use crate::resolve::Subject;

pub(crate) const RULE: Rule = Rule {
    id: "FS606",
    severity: Severity::Error,
    summary: "`state`, `nonce` and the code verifier are random",
    why: "RFC 6749 section 10.10: what can be guessed protects nobody.",
    example: Example::appended(
        example::PKCE,
        r#"[transitions.authorize.redirect.query]
prompt = "login"
"#,
        r#"[transitions.authorize.redirect.query]
nonce = "xyz"
"#,
    ),
    check: Some(check),
};

fn check(subject: &Subject, report: &mut Report) {
    for sent in requests(subject).iter().filter(|sent| sent.asks) {
        for name in ["state", "nonce", "code_challenge"] {
            let Some(nth) = sent.parameter(name) else { continue };
            let slots = sent.parameters.get(nth).into_iter().flat_map(|p| p.value.slots());
            let random = slots
                .filter_map(|id| subject.flow.slot(id))
                .any(|slot| slot.source == Source::Random);
            if !random {
                let message = format!("`{name}` is not random");
                report.push(
                    Problem::error(RULE.id, sent.place(nth), message)
                        .help("mint the slot that it is made of: `mint = { state = \"random\" }`"),
                );
            }
        }
    }
}
