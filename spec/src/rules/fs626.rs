//! FS626: a client's secret goes in a header

use super::Rule;
use super::example::{self, Example};
use crate::flow::Authentication;
use crate::report::{Problem, Report, Severity};
use crate::requests::requests;
use crate::resolve::Subject;

pub(crate) const RULE: Rule = Rule {
    id: "FS626",
    severity: Severity::Warning,
    summary: "a client's secret goes in a header",
    why: "RFC 6749 section 2.3.1: in the form it is for clients that can't use HTTP Basic; forms end up in logs.",
    example: Example::of(
        example::CODE,
        r#"authentication = "basic""#,
        r#"authentication = "body""#,
    ),
    check: Some(check),
};

fn check(subject: &Subject, report: &mut Report) {
    let posts = requests(subject).iter().any(|sent| !sent.front);
    let accepts = &subject.flow.provider.authentication;
    // Where the provider documents that it takes no header, there is nothing else to do.
    let header = |way: &Authentication| !matches!(way, Authentication::None | Authentication::Body);
    let documented = !accepts.is_empty() && !accepts.iter().any(header);
    if subject.flow.authentication == Authentication::Body && posts && !documented {
        let message = "the client's secret is sent in the form";
        report.push(Problem::warning(RULE.id, &subject.places.authentication, message).help(
            "write `authentication = \"basic\"`; where the provider takes none, write into its file \
                 `[support] authentication = [\"body\"]`, with the page as `source`",
        ));
    }
}
