//! The machine as a Mermaid diagram.

use super::act::{self, Act};
use crate::flow::{Action, Flow};

/// The machine as a Mermaid state diagram: the states with what they keep, the steps with what they
/// send, secrets marked.
///
/// ```
/// let flow = spotify_flow_spec::bundled::flow("spotify", "client_credentials").unwrap();
/// let text = spotify_flow_spec::render::graph::mermaid(&flow);
/// assert!(text.contains("ready --> authorized: request (post)"));
/// ```
#[must_use]
pub fn mermaid(flow: &Flow) -> String {
    let name = |index: usize| flow.states.get(index).map_or("", |state| state.name.as_str());
    let mut text = format!("stateDiagram-v2\n    [*] --> {}\n", name(flow.initial));
    for step in &flow.transitions {
        let (from, to) = (name(step.from), name(step.to));
        let how = kind(&step.action);
        let sent = sends(&act::of(flow, step));
        text.push_str(&format!("    {from} --> {to}: {} ({how}){sent}\n", step.name));
    }
    for state in flow.states.iter().filter(|state| state.is_final) {
        if let Some(post) = &flow.renew {
            let sent = sends(&act::posted(flow, post));
            text.push_str(&format!("    {0} --> {0}: renew (post){sent}\n", state.name));
        }
        text.push_str(&format!("    {} --> [*]\n", state.name));
    }
    for state in flow.states.iter().filter(|state| !state.keeps.is_empty()) {
        let keeps = act::slots(flow, &state.keeps).join(", ");
        let name = &state.name;
        text.push_str(&format!("    note right of {name}\n        keeps {keeps}\n    end note\n"));
    }
    text
}

/// What is sent, by name: a label of a diagram holds no more.
fn sends(act: &Act) -> String {
    let names: Vec<String> =
        act.sent.iter().map(|row| act::marked(&row.name, row.secret)).collect();
    if names.is_empty() { String::new() } else { format!("<br/>sends {}", names.join(", ")) }
}

/// The word for what a transition does.
#[must_use]
pub fn kind(action: &Action) -> &'static str {
    match action {
        Action::Redirect(_) => "redirect",
        Action::Callback(_) => "callback",
        Action::Post(_) => "post",
    }
}
