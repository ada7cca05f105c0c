//! The machine as a drawing in plain text, from the first state down to the token.

use super::act::{self, Act, Row, What};
use super::properties::yes_no;
use crate::flow::{Flow, State, Transition};
use crate::property::Property;

/// A flow with its properties and its machine.
///
/// ```
/// let flow = spotify_flow_spec::bundled::flow("spotify", "authorization_code_pkce").unwrap();
/// let text = spotify_flow_spec::render::drawing::text(&flow);
/// assert!(text.contains("├─ exchange → authorized"));
/// assert!(text.contains("code_verifier  {code_verifier} (secret)"));
/// ```
#[must_use]
pub fn text(flow: &Flow) -> String {
    let head = format!("{}/{}: {}\n", flow.provider.name, flow.name, flow.title);
    let says = |property: Property| {
        format!("{}: {}", property.title(), yes_no(flow.properties.get(property)))
    };
    let properties = Property::ALL.map(says).join(", ");
    format!("{head}{}\n{properties}\n\n{}", flow.summary, machine(flow))
}

/// The machine alone.
#[must_use]
pub fn machine(flow: &Flow) -> String {
    let order = order(flow);
    let mut lines = Vec::new();
    for (nth, index) in order.iter().enumerate() {
        if let Some(state) = flow.states.get(*index) {
            self::state(flow, *index, state, order.get(nth + 1).copied(), &mut lines);
        }
    }
    lines.iter().map(|line| format!("{}\n", line.trim_end())).collect()
}

/// The states in the order of a walk that goes as deep as it can: what follows one another in a run
/// follows one another here.
#[must_use]
pub fn order(flow: &Flow) -> Vec<usize> {
    let mut order = Vec::new();
    let mut stack = vec![flow.initial];
    while let Some(state) = stack.pop() {
        if order.contains(&state) {
            continue;
        }
        order.push(state);
        let mut next: Vec<usize> = flow.leaving(state).map(|(_, step)| step.to).collect();
        next.reverse();
        stack.extend(next);
    }
    order
}

fn state(flow: &Flow, index: usize, state: &State, next: Option<usize>, lines: &mut Vec<String>) {
    let steps: Vec<&Transition> = flow.leaving(index).map(|(_, step)| step).collect();
    let renew = flow.renew.as_ref().filter(|_| state.is_final);
    let bar = if steps.is_empty() && renew.is_none() { " " } else { "│" };
    lines.push(format!("{} {}", dot(flow, index, state), state.name));
    lines.push(format!("{bar} {}", state.summary));
    for (word, slots) in
        [("keeps", &state.keeps), ("perhaps", &state.perhaps), ("shows", &state.shows)]
    {
        if !slots.is_empty() {
            lines.push(format!("{bar} {word} {}", act::slots(flow, slots).join(", ")));
        }
    }
    for step in &steps {
        let to = flow.states.get(step.to).map_or("", |to| to.name.as_str());
        lines.push("│".to_owned());
        lines.push(format!("├─ {} → {to}", step.name));
        rows(&act::of(flow, step), "│", lines);
    }
    if let Some(post) = renew {
        lines.push("│".to_owned());
        lines.push("└─ renew, as often as it likes".to_owned());
        rows(&act::posted(flow, post), " ", lines);
    }
    match steps.last() {
        Some(last) if Some(last.to) == next => lines.push("▼".to_owned()),
        _ if next.is_some() => lines.push(String::new()),
        _ => {}
    }
}

fn dot(flow: &Flow, index: usize, state: &State) -> &'static str {
    match (state.is_final, index == flow.initial) {
        (true, _) => "◉",
        (false, true) => "●",
        (false, false) => "○",
    }
}

/// What a step does: a sentence, then a column of names and a column of values.
fn rows(act: &Act, bar: &str, lines: &mut Vec<String>) {
    let mut push = |text: String| lines.push(format!("{bar}    {text}"));
    let drawn = act.mints.iter().map(|(name, secret)| act::marked(name, *secret));
    let drawn: Vec<String> = drawn.collect();
    if !drawn.is_empty() {
        push(format!("draws {}", drawn.join(", ")));
    }
    let does = lower(&act.does);
    push(match &act.url {
        Some(url) => format!("{does} {url}"),
        None => does,
    });
    let all = || act.sent.iter().chain(&act.back);
    let width = all().map(|row| row.name.chars().count()).max().unwrap_or_default();
    for row in &act.sent {
        push(format!("  {}", self::row(row, width)));
    }
    if !act.sent.is_empty() && !act.back.is_empty() {
        push("of the answer".to_owned());
    }
    for row in &act.back {
        push(format!("  {}", self::row(row, width)));
    }
}

fn row(row: &Row, width: usize) -> String {
    let what = match &row.what {
        What::Value(value) => value.clone(),
        What::Words(words) => words.replace('`', ""),
    };
    let option = if row.option { " (option)" } else { "" };
    format!("{:<width$}  {}{option}", row.name, act::marked(&what, row.secret))
}

fn lower(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|letter| letter.to_ascii_lowercase());
    first.into_iter().chain(letters).collect()
}
