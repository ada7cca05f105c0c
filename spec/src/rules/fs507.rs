//! FS507: the scopes that an app asks for are sent, and a renewal asks for no more

use super::Rule;
use super::example::{self, Example};
use crate::flow::Part;
use crate::property::Property;
use crate::report::{Problem, Report, Severity};
use crate::requests::{Sent, requests};
use crate::resolve::Subject;

pub(crate) const RULE: Rule = Rule {
    id: "FS507",
    severity: Severity::Error,
    summary: "the scopes that an app asks for are sent, and a renewal asks for no more",
    why: "RFC 6749 sections 3.3 and 6: a scope that nobody sends is not granted, and nobody says so; one that was not granted can't be renewed.",
    example: Example::appended(
        example::PKCE,
        r#"[transitions.authorize.redirect.query]
scope = "streaming {scope?}"
"#,
        "[transitions.authorize.redirect.query]
scope = false
",
    ),
    check: Some(check),
};

fn check(subject: &Subject, report: &mut Report) {
    never_sent(subject, report);
    asks_for_more(subject, report);
}

fn never_sent(subject: &Subject, report: &mut Report) {
    let flow = &subject.flow;
    let scope = |id| flow.slot(id).is_some_and(|slot| slot.name == "scope");
    let all = requests(subject);
    let asks = all.iter().any(|sent| sent.asks) && flow.properties.user_scoped;
    let sent = all.iter().filter(|sent| !sent.renewal).any(|sent| sent.slots().any(scope));
    if sent || !asks || flow.provider.scopes.is_empty() {
        return;
    }
    let place = subject.places.property(Property::UserScoped);
    report.push(
        Problem::error(RULE.id, place, "an app may ask for scopes, and no request sends them")
            .help("send `scope = \"{scope?}\"` in the authorization request"),
    );
}

/// RFC 6749 section 6: a renewal asks for no scope that was not granted.
fn asks_for_more(subject: &Subject, report: &mut Report) {
    let separator = subject.flow.provider.scope_separator.as_str();
    let words = |sent: &Sent<'_>| -> Vec<String> {
        let parts = sent.value("scope").map_or(&[][..], |scope| scope.0.as_slice());
        let texts = parts.iter().filter_map(|part| match part {
            Part::Literal(text) => Some(text.split(separator)),
            Part::Slot { .. } => None,
        });
        texts.flatten().filter(|word| !word.is_empty()).map(str::to_owned).collect()
    };
    let all = requests(subject);
    let first: Vec<String> = all.iter().filter(|sent| !sent.renewal).flat_map(words).collect();
    for sent in all.iter().filter(|sent| sent.renewal) {
        let Some(more) = words(sent).into_iter().find(|word| !first.contains(word)) else {
            continue;
        };
        let message = format!("the renewal asks for the scope `{more}`, which nobody granted");
        report.push(
            Problem::error(RULE.id, sent.place_of("scope"), message)
                .help("leave `scope` out: a renewed token has the scopes of the first"),
        );
    }
}
