//! FS205: a session keeps nothing that is good for one use, nor its own token twice

use super::Rule;
use super::example::{self, Example};
use crate::flow::{Class, Slot, SlotId};
use crate::report::{Problem, Report, Severity};
use crate::resolve::Subject;
use crate::resolve::slots::registered;

pub(crate) const RULE: Rule = Rule {
    id: "FS205",
    severity: Severity::Error,
    summary: "a session keeps nothing that is good for one use, nor its own token twice",
    why: "RFC 6749 sections 4.1.2 and 10.5: a code is spent when the token is there. What was kept of an attempt is written into stores, and outlives it.",
    example: Example::of(
        example::PKCE_GRANT,
        r#"bind = { code = "code" }"#,
        r#"bind = { code = { from = "code", class = "one_time", keep = true } }"#,
    ),
    check: Some(check),
};

/// What a session has of its token as it is.
const OWN: [&str; 2] = ["access_token", "refresh_token"];

fn check(subject: &Subject, report: &mut Report) {
    let flow = &subject.flow;
    for kept in &flow.kept {
        let slot = flow.slot(kept.slot).zip(subject.places.slots.get(kept.slot.0));
        let Some((slot, place)) = slot else { continue };
        if let Some((message, help)) = wrong(subject, kept.slot, slot) {
            report.push(Problem::error(RULE.id, place, message).help(help));
        }
    }
}

/// What is wrong with keeping it, and what to do about it.
fn wrong(subject: &Subject, id: SlotId, slot: &Slot) -> Option<(String, &'static str)> {
    let steps = subject.flow.transitions.iter().flat_map(|step| step.action.bindings());
    let all = steps.chain(subject.renew.iter().flat_map(|post| &post.bind));
    let from = all.filter(|bind| bind.slot == id).map(|bind| bind.parameter.as_str());
    let from: Vec<&str> = from.collect();
    // Whatever the file says of it: OAuth knows better.
    let once = |name: &&&str| registered(name) == Some(Class::OneTime);
    let once = from.iter().find(once).copied();
    if let Some(name) = once.or((slot.class == Class::OneTime).then_some(slot.name.as_str())) {
        let message = format!("`{name}` is good for one use, and would be kept for ever");
        return Some((message, "take `keep` out: what sends it reads it where it is bound"));
    }
    let own = from.iter().find(|name| OWN.contains(name))?;
    Some((format!("the session has the `{own}` as it is"), "take `keep` out"))
}
