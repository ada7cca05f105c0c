//! FS632: a request is said in one way: in parameters, by value or by reference

use super::Rule;
use super::example::{self, Example};
use crate::flow::Source;
use crate::report::{Problem, Report, Severity};
use crate::requests::{pushed, requests};
use crate::resolve::Subject;

pub(crate) const RULE: Rule = Rule {
    id: "FS632",
    severity: Severity::Error,
    summary: "a request is said in one way: in parameters, by value or by reference",
    why: "RFC 9101 section 5, RFC 9126 section 2.1: `request` and `request_uri` exclude one another, and no `request_uri` is pushed.",
    example: Example::of(
        example::ACME,
        r#"code_challenge_method = "S256" }"#,
        r#"code_challenge_method = "S256", request_uri = "urn:example:1" }"#,
    ),
    check: Some(check),
};

fn check(subject: &Subject, report: &mut Report) {
    let flow = &subject.flow;
    let brought = |id| flow.slot(id).is_some_and(|slot| slot.source == Source::Option);
    for sent in requests(subject) {
        if sent.asks && sent.value("request").is_some_and(|it| it.slots().any(brought)) {
            let message = "an app may say the whole request again, in another way";
            let place = sent.place_of("request");
            report.push(Problem::error(RULE.id, place, message).help("remove the option"));
        }
        if sent.parameter("request_uri").is_none() {
            continue;
        }
        let place = sent.place_of("request_uri");
        let pushed = pushed(&subject.flow, &sent.parameters).is_some();
        if sent.parameter("request").is_some() {
            let message = "`request` and `request_uri` are sent together";
            report.push(Problem::error(RULE.id, place, message).help("send one of the two"));
        } else if !sent.front {
            let message = "a `request_uri` is sent in a form: what is pushed is the request itself";
            report.push(Problem::error(RULE.id, place, message).help("remove the line"));
        } else if !pushed {
            let message = "this `request_uri` stands for a request that nobody pushed";
            report.push(
                Problem::error(RULE.id, place, message)
                    .label("what it says is the same each time: no `state` is fresh")
                    .help("push the request first, and bind the `request_uri` of the answer"),
            );
        }
    }
}
