//! FS111: a template is balanced, and names slots and filters that exist

use super::Rule;
use super::example::{self, Example};
use crate::flow::{Class, Part, Source};
use crate::report::{Problem, Report, Severity};
use crate::requests::requests;
use crate::resolve::Subject;

pub(crate) const RULE: Rule = Rule {
    id: "FS111",
    severity: Severity::Error,
    summary: "a template is balanced, and names slots and filters that exist",
    why: "What is in braces is replaced; anything else is sent as it stands.",
    example: Example::of(
        example::PKCE_GRANT,
        r#"code_challenge = "{code_verifier|s256}""#,
        r#"code_challenge = "{code_verfier|s256}""#,
    ),
    check: Some(check),
};

/// The engine hashes a verifier and nothing else: a hash of what is not random hides nothing. What
/// a challenge must be made of, and that a secret is no less one when it is hashed, are rules of
/// their own.
fn check(subject: &Subject, report: &mut Report) {
    for sent in requests(subject) {
        for (nth, parameter) in sent.parameters.iter().enumerate() {
            for part in &parameter.value.0 {
                let Part::Slot { slot, filter: Some(_), .. } = part else { continue };
                let Some(slot) = subject.flow.slot(*slot) else { continue };
                let judged = parameter.name == "code_challenge"
                    || (sent.front && slot.class.is_secret() && slot.class != Class::OneTime);
                if slot.source == Source::Random || judged {
                    continue;
                }
                let message = format!("`{}` is not random: its hash hides nothing", slot.name);
                report.push(
                    Problem::error(RULE.id, sent.place(nth), message)
                        .help("hash what is minted, or send the value as it is"),
                );
            }
        }
    }
}
