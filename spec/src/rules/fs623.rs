//! FS623: a token goes to its server, or to the API

use super::Rule;
use super::example::{self, Example};
use crate::flow::{Action, Class, Endpoint, Flow, Part, SlotId, Source, Transition};
use crate::host::{Owner, host};
use crate::provider::ApiOrigin;
use crate::report::{Problem, Report, Severity};
use crate::requests::requests;
use crate::resolve::Subject;

pub(crate) const RULE: Rule = Rule {
    id: "FS623",
    severity: Severity::Error,
    summary: "a token goes to its server, or to the API",
    why: "RFC 6749 section 10.3: a token that another host sees is that host's to use.",
    example: Example::of(
        example::ACME,
        r#"realms    = "https://api.acme.example/realms""#,
        r#"realms    = "https://elsewhere.example/realms""#,
    ),
    check: Some(check),
};

fn check(subject: &Subject, report: &mut Report) {
    let flow = &subject.flow;
    for sent in requests(subject).iter().filter(|sent| !sent.front) {
        let Some(endpoint) = flow.endpoints.get(sent.endpoint) else { continue };
        for (nth, parameter) in sent.parameters.iter().enumerate() {
            let slots = parameter.value.slots().filter(|id| is_token(flow, *id));
            for id in slots.filter(|id| !may_go(flow, *id, endpoint)) {
                let name = flow.slot(id).map_or("", |slot| slot.name.as_str());
                let message =
                    format!("`{name}` goes to `{}`, which is not its API's", endpoint.name);
                report.push(Problem::error(RULE.id, sent.place(nth), message).help(
                    "send it where it came from, or add the origin to `api = { origins = [...] }`",
                ));
            }
        }
    }
}

/// A secret that a server gave and that is good for more than one use.
pub(super) fn is_token(flow: &Flow, id: SlotId) -> bool {
    let from_a_server = |source| matches!(source, Source::FrontChannel | Source::BackChannel);
    flow.slot(id).is_some_and(|slot| {
        matches!(slot.class, Class::Secret | Class::LongSecret) && from_a_server(slot.source)
    })
}

/// Where a value came from, and the API, are where it may go.
fn may_go(flow: &Flow, id: SlotId, endpoint: &Endpoint) -> bool {
    let to = host(endpoint);
    let origin = |origin: &ApiOrigin| match (origin, to.0.as_slice()) {
        (ApiOrigin::At(origin), _) => origin.url == to,
        (ApiOrigin::Hosts(end), [Part::Literal(text)]) => {
            text.starts_with("https://") && text.ends_with(end.as_str())
        }
        (ApiOrigin::Hosts(_), _) => false,
    };
    let owner = Owner::of(endpoint);
    let came_from = |step: &Transition| {
        let index = match &step.action {
            Action::Post(post) if step.action.may_bind().contains(&id) => Some(post.endpoint),
            Action::Redirect(_) | Action::Callback(_) | Action::Post(_) => None,
        };
        index.and_then(|index| flow.endpoints.get(index)).is_some_and(|it| Owner::of(it) == owner)
    };
    flow.provider.api_origins.iter().any(origin) || flow.transitions.iter().any(came_from)
}
