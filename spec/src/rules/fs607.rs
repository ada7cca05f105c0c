//! FS607: no secret goes through the browser

use super::Rule;
use crate::flow::Part;
use crate::report::{Problem, Report, Severity};
use crate::requests::requests;
use crate::resolve::Subject;

pub(crate) const RULE: Rule = Rule {
    id: "FS607",
    severity: Severity::Error,
    summary: "no secret goes through the browser",
    why: "RFC 6749 section 10.3: a URL is kept in histories and logs, and sent on as a referrer.",
    check: Some(check),
};

fn check(subject: &Subject, report: &mut Report) {
    for sent in requests(subject).iter().filter(|sent| sent.front) {
        for (nth, parameter) in sent.parameters.iter().enumerate() {
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
