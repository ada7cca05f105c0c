//! FS505: a confidential client authenticates, and a flow for one does not go without

use super::Rule;
use super::example::{self, Example};
use crate::report::{Problem, Report, Severity};
use crate::requests::requests;
use crate::resolve::Subject;

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
    let grant = "client_credentials";
    let alone = all.iter().any(|sent| sent.literal("grant_type") == Some(grant));
    if alone && !flow.authentication.needs_secret() {
        report.push(
            Problem::error(RULE.id, place, "client credentials without credentials")
                .help("write `authentication = \"basic\"` under `[client]`"),
        );
    }
}
