//! FS633: a pushed request is used once

use std::collections::BTreeSet;

use super::Rule;
use super::example::{self, Example};
use super::fs204::sent_before;
use crate::flow::SlotId;
use crate::graph;
use crate::report::{Problem, Report, Severity};
use crate::requests::{pushed, requests};
use crate::resolve::Subject;

pub(crate) const RULE: Rule = Rule {
    id: "FS633",
    severity: Severity::Error,
    summary: "a pushed request is used once",
    why: "RFC 9126 section 4: a `request_uri` is for one authorization request; RFC 9101 section 5.2: it is an https or urn URI.",
    example: Example::of(
        example::ACME,
        "[transitions.exchange]\n",
        r#"[transitions.ask_again]
from = "awaiting_consent"
to   = "awaiting_consent"

[transitions.ask_again.redirect]
endpoint = "authorize"
query = { client_id = "{client_id}", request_uri = "{request_uri}" }

[transitions.exchange]
"#,
    ),
    check: Some(check),
};

fn check(subject: &Subject, report: &mut Report) {
    let flow = &subject.flow;
    for sent in requests(subject).iter().filter(|sent| sent.front) {
        if let Some(uri) = sent.literal("request_uri")
            && !uri.starts_with("https://")
            && !uri.starts_with("urn:")
        {
            let message = format!("`{}` is no URI of a request", uri.escape_debug());
            report.push(
                Problem::error(RULE.id, sent.place_of("request_uri"), message)
                    .help("it begins with `https://` or `urn:`"),
            );
        }
    }
    let pushed: BTreeSet<SlotId> = requests(subject)
        .iter()
        .filter(|sent| sent.front)
        .filter_map(|sent| pushed(flow, &sent.parameters))
        .collect();
    for id in pushed {
        used_again(subject, id, report);
    }
}

fn used_again(subject: &Subject, id: SlotId, report: &mut Report) {
    let flow = &subject.flow;
    for sent in requests(subject) {
        let Some(step) = sent.transition else { continue };
        let Some(nth) = sent.parameters.iter().position(|it| it.value.slots().any(|it| it == id))
        else {
            continue;
        };
        let message = "the request that was pushed can be used twice";
        let problem = Problem::error(RULE.id, sent.place(nth), message);
        if sent.slots().filter(|slot| *slot == id).count() > 1 {
            report.push(problem.help("send its URI in one parameter"));
        } else if let Some(path) = sent_before(flow, id, step, |_| true) {
            let label = format!("used before on the path {}", graph::describe(flow, &path));
            report.push(problem.label(label).help("push it again on the way"));
        }
    }
}
