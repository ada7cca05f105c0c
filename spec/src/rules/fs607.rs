//! FS607: no secret goes through the browser

use super::Rule;
use super::example::{self, Example};
use super::fs625::is_written_out;
use crate::flow::{Action, Class, Parameter, Part, Slot, SlotId, Source, Transition};
use crate::report::{Problem, Report, Severity};
use crate::requests::{is_verifier, requests, whole};
use crate::resolve::Subject;
use crate::secret;

pub(crate) const RULE: Rule = Rule {
    id: "FS607",
    severity: Severity::Error,
    summary: "no secret goes through the browser",
    why: "RFC 6749 section 10.3: a URL is kept in histories and logs, and sent on as a referrer.",
    example: Example::appended(
        example::CODE,
        r#"[transitions.authorize.redirect.query]
prompt = "login"
"#,
        r#"[transitions.authorize.redirect.query]
key = "{client_secret}"
"#,
    ),
    check: Some(check),
};

fn check(subject: &Subject, report: &mut Report) {
    for sent in requests(subject).iter().filter(|sent| sent.front) {
        for (nth, parameter) in sent.beside_url() {
            // One that stands in the file has a rule, and a remedy, of its own.
            if names_a_secret(&parameter.name)
                && !holds_a_secret(subject, parameter)
                && !is_written_out(parameter)
                && !is_known(subject, parameter)
            {
                let message =
                    format!("`{}` is a secret, and goes through the browser", parameter.name);
                report.push(
                    Problem::error(RULE.id, sent.place(nth), message)
                        .help("no secret belongs into a URL: remove the line"),
                );
            }
            for part in &parameter.value.0 {
                let Part::Slot { slot: id, filter, .. } = part else { continue };
                let verifier = is_verifier(&subject.flow, *id);
                let Some(slot) = subject.flow.slot(*id) else { continue };
                // What is random and for one use can't be guessed from its hash.
                if filter.is_some() && slot.class == Class::OneTime {
                    continue;
                }
                // The verifier has a rule of its own, and the URI of a pushed request is made to be
                // seen.
                let seen = parameter.name == "request_uri" && !sent.asks;
                if !slot.class.is_secret() || verifier || seen || comes_back(subject, *id) {
                    continue;
                }
                let message = format!("the secret `{}` goes through the browser", slot.name);
                report.push(
                    Problem::error(RULE.id, sent.place(nth), message)
                        .help("send it in the form of a `post`, or not at all"),
                );
            }
        }
    }
}

/// Whether a random value is sent to be compared when it comes back, as a `state` is, whatever its
/// name.
fn comes_back(subject: &Subject, id: SlotId) -> bool {
    let random = |slot: &Slot| slot.source == Source::Random;
    let compared = |step: &Transition| match &step.action {
        Action::Callback(callback) => callback.expect.iter().any(|it| it.slot == id),
        Action::Redirect(_) | Action::Post(_) => false,
    };
    subject.flow.slot(id).is_some_and(random) && subject.flow.transitions.iter().any(compared)
}

/// Whether a parameter is called like one that holds a secret.
pub(super) fn names_a_secret(name: &str) -> bool {
    secret::is_name(name)
}

/// Whether it is known what a parameter holds, whatever it is called: a value of the app's that is made
/// to be seen.
fn is_known(subject: &Subject, parameter: &Parameter) -> bool {
    let value = whole(&parameter.value).and_then(|id| subject.flow.slot(id));
    value.is_some_and(|slot| matches!(slot.name.as_str(), "client_id" | "redirect_uri" | "scope"))
}

fn holds_a_secret(subject: &Subject, parameter: &Parameter) -> bool {
    let mut slots = parameter.value.slots().filter_map(|id| subject.flow.slot(id));
    slots.any(|slot| slot.class.is_secret())
}
