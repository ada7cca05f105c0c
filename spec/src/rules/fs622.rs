//! FS622: a refresh token goes to the server that gave it

use super::Rule;
use super::example::{self, Example};
use crate::flow::Source;
use crate::host::Owner;
use crate::report::{Problem, Report, Severity};
use crate::requests::{Sent, requests};
use crate::resolve::Subject;

pub(crate) const RULE: Rule = Rule {
    id: "FS622",
    severity: Severity::Error,
    summary: "a refresh token goes to the server that gave it",
    why: "RFC 6749 section 10.4: it is shared between its client and its authorization server alone.",
    example: Example::of(
        example::ACME,
        r#"renewal   = "https://login.acme.example/renewal""#,
        r#"renewal   = "https://elsewhere.example/renewal""#,
    ),
    check: Some(check),
};

fn check(subject: &Subject, report: &mut Report) {
    let flow = &subject.flow;
    let at = |sent: &Sent| flow.endpoints.get(sent.endpoint).map(Owner::of);
    let all = requests(subject);
    let gave = all.iter().filter(|sent| !sent.front && !sent.renewal && sent.token);
    let mut gave: Vec<_> = gave.filter_map(at).collect();
    if !gave.is_empty() {
        gave.extend(flow.provider.domains.iter().map(|domain| Owner::Domain(domain.clone())));
    }
    let token = |id| flow.slot(id).is_some_and(|slot| slot.source == Source::Token);
    for sent in all.iter().filter(|sent| !gave.is_empty() && sent.slots().any(token)) {
        if at(sent).is_some_and(|host| gave.contains(&host)) {
            continue;
        }
        let name = flow.endpoints.get(sent.endpoint).map_or("", |it| it.name.as_str());
        let message = format!("the refresh token goes to `{name}`, at another server than its own");
        report.push(
            Problem::error(RULE.id, sent.place_of("refresh_token"), message)
                .help("send it to the server that the token came from"),
        );
    }
}
