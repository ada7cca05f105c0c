//! FS505: a confidential client authenticates, and a flow for one does not go without

use super::Rule;
use super::example::{self, Example};
use crate::consent;
use crate::flow::{Action, Post};
use crate::report::{Problem, Report, Severity};
use crate::requests::{Sent, requests};
use crate::resolve::Subject;
use crate::secret;
use crate::suggest;

pub(crate) const RULE: Rule = Rule {
    id: "FS505",
    severity: Severity::Error,
    summary: "a confidential client authenticates, and a flow for one does not go without",
    why: "RFC 6749 sections 3.2.1 and 4.4: client credentials are for confidential clients alone.",
    example: Example::of(
        example::SERVICE,
        r#"authentication = "basic""#,
        r#"authentication = "none""#,
    ),
    check: Some(check),
};

fn check(subject: &Subject, report: &mut Report) {
    let flow = &subject.flow;
    let place = &subject.places.authentication;
    let all = requests(subject);
    let posts = all.iter().any(|sent| !sent.front);
    if flow.authentication.needs_secret() && !posts {
        let message = format!("`{}` has a client secret, and no request that sends it", flow.name);
        report.push(
            Problem::error(RULE.id, place, message).help(
                "write `authentication = \"none\"`: without a token request there is no secret",
            ),
        );
    }
    let accepts = &flow.provider.authentication;
    if posts && !accepts.is_empty() && !accepts.contains(&flow.authentication) {
        let known = suggest::list(accepts.iter().map(|way| way.as_str()));
        let message =
            format!("the provider does not take `{}`", flow.authentication.as_str());
        report.push(Problem::error(RULE.id, place, message).help(format!("write {known}")));
    }
    if asks_alone(subject) && !flow.authentication.needs_secret() {
        report.push(
            Problem::error(RULE.id, place, "client credentials without credentials")
                .help("write `authentication = \"basic\"` under `[client]`"),
        );
    }
}

/// Whether a token is given for nothing but who the client is.
fn asks_alone(subject: &Subject) -> bool {
    let flow = &subject.flow;
    let given = consent::given(flow);
    let says = |sent: &Sent| sent.literal("grant_type") == Some("client_credentials");
    let shows = |post: &Post, from: usize| {
        let user = given.get(from).is_some_and(|given| consent::spent(post, given).is_some());
        user || post.form.iter().any(|it| secret::is_name(&it.name))
    };
    requests(subject).iter().any(says)
        || flow.transitions.iter().any(|step| match &step.action {
            Action::Post(post) => {
                let alone = post.token && !shows(post, step.from);
                alone && !consent::is_half_an_exchange(flow, step)
            }
            Action::Redirect(_) | Action::Callback(_) => false,
        })
}
