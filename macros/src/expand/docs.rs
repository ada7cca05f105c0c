//! What the generated items say of themselves.

use crate::names::upper_camel;
use spotify_flow_spec::Flow;
use spotify_flow_spec::flow::{SlotId, State, Transition};
use spotify_flow_spec::render::{drawing, graph, properties, request, svg};

/// The module of an app, whose flow is from a file.
pub(super) fn module(flow: &Flow, app: &str, origin: &str) -> String {
    let (title, provider) = (&flow.title, &flow.provider.title);
    let first = format!("The client of `{app}`: {title} at {provider} ({origin}).");
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
    let mut text = format!("{}\n\n{}\n", flow.summary, properties::markdown(flow));
    text.push_str(&machine(flow));
    text.push_str(&format!("\nSources: {}\n", flow.sources.join(", ")));
    if let Some(post) = &flow.renew {
        let lines = request::post_lines(flow, post).join("\n");
        text.push_str(&format!("\n# Renewal\n\n{lines}\n"));
    }
    text
}

/// The machine as a drawing, which an editor shows as it is; on a page of rustdoc as a picture, too,
/// and as a diagram, to be copied to where Mermaid is rendered.
fn machine(flow: &Flow) -> String {
    let (drawing, diagram) = (drawing::machine(flow), graph::mermaid(flow));
    let picture = if is_page() { picture(flow) } else { String::new() };
    format!(
        "# The machine\n\n{picture}```text\n{drawing}```\n\n<details><summary>The same as a \
         Mermaid diagram</summary>\n\n```mermaid\n{diagram}```\n\n</details>\n"
    )
}

/// Whether a page is made, and no program: who builds does not pay for pictures.
fn is_page() -> bool {
    let ours = std::env::current_exe();
    ours.is_ok_and(|it| it.file_stem().is_some_and(|stem| stem == "rustdoc"))
}

fn picture(flow: &Flow) -> String {
    let heading = svg::Heading { title: &flow.title, summary: "", properties: true };
    let address = svg::address(&svg::picture(flow, heading));
    format!("<img alt=\"The machine\" style=\"max-width: 100%\" src=\"{address}\">\n\n")
}

/// A state: what it means, what an attempt carries and shows in it, and where it leads.
pub(super) fn state(flow: &Flow, index: usize, state: &State) -> String {
    let steps = flow.leaving(index).map(|(_, step)| {
        format!("- [`{0}`](super::Attempt::{0}), to [`{1}`]", step.name, target(flow, step))
    });
    let parts = [
        ("The attempt carries:", slots(flow, &state.keeps)),
        ("It carries, where they are there:", slots(flow, &state.perhaps)),
        ("It shows:", slots(flow, &state.shows)),
        ("Its steps:", steps.collect()),
    ];
    let mut text = state.summary.clone();
    for (heading, lines) in parts.iter().filter(|(_, lines)| !lines.is_empty()) {
        text.push_str(&format!("\n\n{heading}\n{}", lines.join("\n")));
    }
    text
}

fn slots(flow: &Flow, slots: &[SlotId]) -> Vec<String> {
    let named = slots.iter().filter_map(|slot| flow.slot(*slot)).map(|slot| {
        let secret = if slot.class.is_secret() { " (secret)" } else { "" };
        format!("- `{}`{secret}", slot.name)
    });
    named.collect()
}

/// The type of the state that a step leads to.
fn target(flow: &Flow, step: &Transition) -> String {
    flow.states.get(step.to).map(|state| upper_camel(&state.name)).unwrap_or_default()
}

/// A step: what it sends or reads, and what becomes of the attempt when it fails.
pub(super) fn step(flow: &Flow, transition: &Transition) -> String {
    let lines = request::lines(flow, transition).join("\n");
    let failure = if transition.spends {
        "A failure ends the attempt: the values sent are good for one use."
    } else {
        "A failure gives the attempt back: it can be tried again."
    };
    let to = target(flow, transition);
    format!("{lines}\n\nLeads to [`{to}`](state::{to}).\n\n# Errors\n\n{failure}")
}
