//! FS607: no secret goes through the browser

use super::Rule;
use crate::flow::{Class, Parameter, Part};
use crate::report::{Problem, Report, Severity};
use crate::requests::requests;
use crate::resolve::Subject;
use crate::resolve::slots::registered;

pub(crate) const RULE: Rule = Rule {
    id: "FS607",
    severity: Severity::Error,
    summary: "no secret goes through the browser",
    why: "RFC 6749 section 10.3: a URL is kept in histories and logs, and sent on as a referrer.",
    check: Some(check),
};

fn check(subject: &Subject, report: &mut Report) {
    in_urls(subject, report);
    shown(subject, report);
    for sent in requests(subject).iter().filter(|sent| sent.front) {
        for (nth, parameter) in sent.parameters.iter().enumerate() {
            if names_a_secret(&parameter.name) && !holds_a_secret(subject, parameter) {
                let message = format!("`{}` is a secret, and goes through the browser", parameter.name);
                report.push(
                    Problem::error(RULE.id, sent.place(nth), message)
                        .help("no secret belongs into a file, nor into a URL: remove the line"),
                );
            }
            for part in &parameter.value.0 {
                let Part::Slot { slot, filter: None, .. } = part else { continue };
                let Some(slot) = subject.flow.slot(*slot) else { continue };
                // The verifier has a rule, and a remedy, of its own.
                if !slot.class.is_secret() || slot.name == "code_verifier" {
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

/// Whether OAuth knows a parameter for one that holds a secret.
fn names_a_secret(name: &str) -> bool {
    matches!(registered(name), Some(Class::Secret | Class::LongSecret)) || name == "code_verifier"
}

fn holds_a_secret(subject: &Subject, parameter: &Parameter) -> bool {
    let mut slots = parameter.value.slots().filter_map(|id| subject.flow.slot(id));
    slots.any(|slot| slot.class.is_secret())
}

/// An endpoint's own query is a URL's, too.
fn in_urls(subject: &Subject, report: &mut Report) {
    for (endpoint, place) in subject.flow.endpoints.iter().zip(&subject.places.endpoints) {
        let literals = endpoint.url.0.iter().filter_map(|part| match part {
            Part::Literal(text) => Some(text.as_str()),
            Part::Slot { .. } => None,
        });
        let names = literals.flat_map(|text| text.split(['?', '&']).skip(1));
        let names = names.filter_map(|pair| pair.split('=').next());
        for name in names.filter(|name| names_a_secret(name)) {
            let message = format!("the secret `{name}` stands in the URL of `{}`", endpoint.name);
            report.push(
                Problem::error(RULE.id, place, message)
                    .help("no secret belongs into a file, nor into a URL: remove it"),
            );
        }
    }
}

/// What a state shows is for the user's eyes.
fn shown(subject: &Subject, report: &mut Report) {
    for (index, state) in subject.flow.states.iter().enumerate() {
        let slots = state.shows.iter().filter_map(|id| subject.flow.slot(*id));
        for slot in slots.filter(|slot| slot.class.is_secret()) {
            let message = format!("the secret `{}` is shown to the user", slot.name);
            report.push(
                Problem::error(RULE.id, subject.places.state(index), message)
                    .help("take it out of `shows`"),
            );
        }
    }
}
