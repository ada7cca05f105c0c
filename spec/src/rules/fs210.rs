//! FS210: each authorization request has random values of its own

use super::Rule;
use super::example::{self, Example};
use crate::flow::{SlotId, Source, Transition};
use crate::graph;
use crate::report::{Problem, Report, Severity};
use crate::requests::requests;
use crate::resolve::Subject;

pub(crate) const RULE: Rule = Rule {
    id: "FS210",
    severity: Severity::Error,
    summary: "each authorization request has random values of its own",
    why: "RFC 9700 sections 2.1.1 and 4.7.1: `state`, `nonce` and challenge are for one request; used again, an answer to the first is taken for one to the second.",
    example: Example::added(
        example::PKCE_GRANT,
        "[transitions.exchange]\n",
        r#"[transitions.ask_again]
from = "awaiting_consent"
to   = "awaiting_consent"
mint = { state = "random", code_verifier = "pkce_verifier" }

[transitions.ask_again.redirect]
endpoint = "authorize"
query = { response_type = "code", client_id = "{client_id}", redirect_uri = "{redirect_uri}", scope = "{scope?}", state = "{state}", code_challenge = "{code_verifier|s256}", code_challenge_method = "S256" }

[transitions.exchange]
"#,
        r#"[transitions.ask_again]
from = "awaiting_consent"
to   = "awaiting_consent"
mint = { code_verifier = "pkce_verifier" }

[transitions.ask_again.redirect]
endpoint = "authorize"
query = { response_type = "code", client_id = "{client_id}", redirect_uri = "{redirect_uri}", scope = "{scope?}", state = "{state}", code_challenge = "{code_verifier|s256}", code_challenge_method = "S256" }

[transitions.exchange]
"#,
    ),
    check: Some(check),
};

fn check(subject: &Subject, report: &mut Report) {
    let flow = &subject.flow;
    for sent in requests(subject).iter().filter(|sent| sent.asks) {
        let Some(index) = sent.transition else { continue };
        let Some(transition) = flow.transitions.get(index) else { continue };
        for (nth, parameter) in sent.parameters.iter().enumerate() {
            for id in parameter.value.slots() {
                let random = flow.slot(id).is_some_and(|slot| slot.source == Source::Random);
                if !random || mints(transition, id) {
                    continue;
                }
                let path = graph::search(
                    flow,
                    false,
                    |_, step, used| {
                        let reads = step.action.reads().any(|read| read == id);
                        (step.asks && reads) || (used && !mints(step, id))
                    },
                    |at, used| at == transition.from && used,
                );
                let Some(path) = path else { continue };
                let message = format!("`{}` can be sent with an old value", parameter.name);
                report.push(
                    Problem::error(RULE.id, sent.place(nth), message)
                        .label(format!("sent before on the path {}", graph::describe(flow, &path)))
                        .help(format!("mint it in `{}` itself", sent.name)),
                );
            }
        }
    }
}

fn mints(transition: &Transition, id: SlotId) -> bool {
    transition.mint.iter().any(|(minted, _)| *minted == id)
}
