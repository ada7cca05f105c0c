//! FS509: a property that holds is claimed

use super::Rule;
use super::example::{self, Example};
use super::fs501::path_to_an_end;
use crate::property::Property;
use crate::report::{Problem, Report, Severity};
use crate::resolve::Subject;

pub(crate) const RULE: Rule = Rule {
    id: "FS509",
    severity: Severity::Warning,
    summary: "a property that holds is claimed",
    why: "Without renewal a token's end is the session's end: who builds on the flow should be told, by its type.",
    example: Example::of(
        example::IMPLICIT,
        "short_lived        = true",
        "short_lived        = false",
    ),
    check: Some(check),
};

fn check(subject: &Subject, report: &mut Report) {
    let properties = &subject.flow.properties;
    let unlimited = subject.flow.provider.tokens.unlimited;
    let holds = properties.needs_user_consent && !properties.refreshable && !unlimited;
    // Whether a user is needed may not be settled yet: that is the mistake to mend first.
    if properties.short_lived || !holds || path_to_an_end(&subject.flow, false).is_some() {
        return;
    }
    let place = subject.places.property(Property::ShortLived);
    report.push(
        Problem::warning(RULE.id, place, "the flow is short-lived all the same")
            .label("without renewal, a token's end is the session's end")
            .help("write `short_lived = true`"),
    );
}
