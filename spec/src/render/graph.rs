//! The machine as a picture.

use crate::flow::{Action, Flow};

/// The machine as a Mermaid state diagram.
///
/// ```
/// let flow = spotify_flow_spec::bundled::flow("spotify", "client_credentials").unwrap();
/// let text = spotify_flow_spec::render::graph::mermaid(&flow);
/// assert!(text.contains("ready --> authorized: request"));
/// ```
#[must_use]
pub fn mermaid(flow: &Flow) -> String {
    let name = |index: usize| flow.states.get(index).map_or("", |state| state.name.as_str());
    let mut text = format!("stateDiagram-v2\n    [*] --> {}\n", name(flow.initial));
    for transition in &flow.transitions {
        let (from, to) = (name(transition.from), name(transition.to));
        let how = kind(&transition.action);
        text.push_str(&format!("    {from} --> {to}: {} ({how})\n", transition.name));
    }
    for state in flow.states.iter().filter(|state| state.is_final) {
        if flow.renew.is_some() {
            text.push_str(&format!("    {0} --> {0}: renew (post)\n", state.name));
        }
        text.push_str(&format!("    {} --> [*]\n", state.name));
    }
    text
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
