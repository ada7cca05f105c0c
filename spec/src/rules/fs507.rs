//! FS507: the scopes that an app asks for are sent

use super::Rule;
use crate::property::Property;
use crate::report::{Problem, Report, Severity};
use crate::requests::requests;
use crate::resolve::Subject;

pub(crate) const RULE: Rule = Rule {
    id: "FS507",
    severity: Severity::Error,
    summary: "the scopes that an app asks for are sent",
    why: "RFC 6749 section 3.3: a scope that nobody sends is not granted, and nobody says so.",
    check: Some(check),
};

fn check(subject: &Subject, report: &mut Report) {
    let flow = &subject.flow;
    let scope = |id| flow.slot(id).is_some_and(|slot| slot.name == "scope");
    let all = requests(subject);
    let asks = all.iter().any(|sent| sent.front) && flow.properties.user_scoped;
    let mut parameters = all.iter().flat_map(|sent| sent.parameters);
    let sent = parameters.any(|parameter| parameter.value.slots().any(scope));
    if sent || !asks || flow.provider.scopes.is_empty() {
        return;
    }
    let place = subject.places.property(Property::UserScoped);
    report.push(
        Problem::error(RULE.id, place, "an app may ask for scopes, and no request sends them")
            .help("send `scope = \"{scope?}\"` in the authorization request"),
    );
}
