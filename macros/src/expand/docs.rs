//! What the generated items say of themselves.

use spotify_flow_spec::Flow;
use spotify_flow_spec::flow::{State, Transition};
use spotify_flow_spec::render::{graph, properties, request};

/// The module of an app, whose flow is from a file.
pub(super) fn module(flow: &Flow, app: &str, origin: &str) -> String {
    let (title, provider) = (&flow.title, &flow.provider.title);
    let first = format!("The client of `{app}`: {title} at {provider} (`{origin}`).");
    format!("{first}\n\n{}", facts(flow))
}

/// The module of an app, whose flow comes with the library and is described there.
pub(super) fn bundled(flow: &Flow, app: &str) -> String {
    let (title, provider, summary) = (&flow.title, &flow.provider.title, &flow.summary);
    let (of, name) = (&flow.provider.name, flow.name.to_uppercase());
    let table = format!("::spotify_flow::{of}::flow::{name}");
    format!("The client of `{app}`: [{title}]({table}) at {provider}.\n\n{summary}")
}

/// The table of a bundled flow.
pub(super) fn flow(flow: &Flow) -> String {
    format!("{} at {}.\n\n{}", flow.title, flow.provider.title, facts(flow))
}

/// What a flow is, as a table and a picture.
fn facts(flow: &Flow) -> String {
    let sources = flow.sources.join(", ");
    let mut text = format!("{}\n\n{}\n", flow.summary, properties::markdown(flow));
    text.push_str(&format!("\n```mermaid\n{}```\n\nSources: {sources}\n", graph::mermaid(flow)));
    if let Some(post) = &flow.renew {
        let lines = request::post_lines(flow, post).join("\n");
        text.push_str(&format!("\n# Renewal\n\n{lines}\n"));
    }
    text
}

/// A state: what it means, and what an attempt carries in it.
pub(super) fn state(flow: &Flow, state: &State) -> String {
    let kept = state.keeps.iter().filter_map(|slot| flow.slot(*slot)).map(|slot| {
        let secret = if slot.class.is_secret() { " (secret)" } else { "" };
        format!("- `{}`{secret}", slot.name)
    });
    let kept: Vec<String> = kept.collect();
    if kept.is_empty() {
        return state.summary.clone();
    }
    format!("{}\n\nThe attempt carries:\n{}", state.summary, kept.join("\n"))
}

/// A step: what it sends or reads, and what becomes of the attempt when it fails.
pub(super) fn step(flow: &Flow, transition: &Transition) -> String {
    let lines = request::lines(flow, transition).join("\n");
    let failure = if transition.spends {
        "A failure ends the attempt: the values sent are good for one use."
    } else {
        "A failure gives the attempt back: it can be tried again."
    };
    format!("{lines}\n\n# Errors\n\n{failure}")
}
