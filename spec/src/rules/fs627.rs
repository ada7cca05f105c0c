//! FS627: a client authenticates in one way

use super::Rule;
use super::example::{self, Example};
use super::fs625::is_written_out;
use crate::flow::{Authentication, Source};
use crate::report::{Problem, Report, Severity};
use crate::requests::requests;
use crate::resolve::Subject;

pub(crate) const RULE: Rule = Rule {
    id: "FS627",
    severity: Severity::Error,
    summary: "a client authenticates in one way",
    why: "RFC 6749 section 2.3: a client must not use more than one authentication method in a request.",
    example: Example::appended(
        example::CODE,
        r#"[transitions.exchange.post.form]
audience = "https://api.example.com"
"#,
        r#"[transitions.exchange.post.form]
client_secret = "{client_secret}"
"#,
    ),
    check: Some(check),
};

/// What a client sends that proves itself by an assertion (RFC 7521 section 4.2).
const ASSERTION: [&str; 2] = ["client_assertion", "client_assertion_type"];

fn check(subject: &Subject, report: &mut Report) {
    let how = subject.flow.authentication;
    let header = matches!(how, Authentication::Basic | Authentication::BasicRaw);
    let secret = |id| subject.flow.slot(id).is_some_and(|slot| slot.name == "client_secret");
    for sent in requests(subject).iter().filter(|sent| !sent.front) {
        for (nth, parameter) in sent.parameters.iter().enumerate() {
            let name = parameter.name.as_str();
            let holds = parameter.value.slots().any(secret);
            let again = if name == "client_secret" {
                header && !is_written_out(parameter)
            } else {
                (holds || ASSERTION.contains(&name)) && how.needs_secret()
            };
            let option = parameter.value.slots().any(|id| {
                subject.flow.slot(id).is_some_and(|slot| slot.source == Source::Option)
            });
            if ASSERTION.contains(&name) && option && !again {
                let message = format!("`{name}` would authenticate the client, now and then");
                report.push(
                    Problem::error(RULE.id, sent.place(nth), message)
                        .label("an option may be left out, and is shown like any other")
                        .help("remove it: how a client authenticates is said under `[client]`"),
                );
            }
            if again {
                let message = format!("`{name}` would authenticate the client twice");
                report.push(
                    Problem::error(RULE.id, sent.place(nth), message)
                        .label("its secret does so already")
                        .help("remove the line"),
                );
            }
        }
    }
}
