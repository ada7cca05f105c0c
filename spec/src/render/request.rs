//! What a step sends or reads, parameter by parameter.

use crate::flow::{
    Action, Authentication, Callback, Filter, Flow, Parameter, Part, Post, SlotId, Template,
    Transition, Within,
};

/// What a transition does, a line each: the request with its parameters, or what is read.
#[must_use]
pub fn lines(flow: &Flow, transition: &Transition) -> Vec<String> {
    match &transition.action {
        Action::Redirect(redirect) => {
            let url = endpoint(flow, redirect.endpoint);
            let mut lines = vec![format!("Sends the user's browser to `{url}` with")];
            lines.extend(redirect.query.iter().map(|parameter| parameter_line(flow, parameter)));
            lines
        }
        Action::Callback(callback) => callback_lines(flow, callback),
        Action::Post(post) => post_lines(flow, post),
    }
}

/// What a back-channel request sends, a line each.
#[must_use]
pub fn post_lines(flow: &Flow, post: &Post) -> Vec<String> {
    let mut lines = vec![format!("Posts to `{}` a form with", endpoint(flow, post.endpoint))];
    lines.extend(post.form.iter().map(|parameter| parameter_line(flow, parameter)));
    lines.push(match flow.authentication {
        Authentication::None => "- `client_id`: the app's id".into(),
        Authentication::Basic | Authentication::BasicRaw => {
            "- the header `Authorization: Basic`: the app's id and its secret".into()
        }
        Authentication::Body => {
            "- `client_id` and `client_secret`: the app's id and its secret".into()
        }
    });
    lines
}

fn callback_lines(flow: &Flow, callback: &Callback) -> Vec<String> {
    let place = match callback.within {
        Within::Query => "query",
        Within::Fragment => "fragment",
    };
    let mut lines = vec![format!("Reads the {place} of the URL that the browser was sent back to")];
    for expected in &callback.expect {
        let slot = slot_name(flow, expected.slot);
        lines.push(format!("- `{}` must equal the `{slot}` that was sent", expected.parameter));
    }
    for bound in &callback.bind {
        let secret = secret_mark(flow, bound.slot);
        lines.push(format!("- `{}` is kept{secret}", bound.parameter));
    }
    if callback.token {
        lines.push("- the token itself (secret)".into());
    }
    lines
}

fn endpoint(flow: &Flow, index: usize) -> String {
    flow.endpoints.get(index).map(|endpoint| template(flow, &endpoint.url)).unwrap_or_default()
}

fn parameter_line(flow: &Flow, parameter: &Parameter) -> String {
    let mark = parameter.value.slots().map(|slot| secret_mark(flow, slot)).max().unwrap_or("");
    let hashed = parameter.value.0.iter().any(|part| match part {
        Part::Slot { filter, .. } => filter.is_some(),
        Part::Literal(_) => false,
    });
    // A hash gives nothing away.
    let mark = if hashed { "" } else { mark };
    format!("- `{}` = `{}`{mark}", parameter.name, template(flow, &parameter.value))
}

fn secret_mark(flow: &Flow, slot: SlotId) -> &'static str {
    if flow.slot(slot).is_some_and(|slot| slot.class.is_secret()) { " (secret)" } else { "" }
}

fn slot_name(flow: &Flow, slot: SlotId) -> &str {
    flow.slot(slot).map_or("", |slot| slot.name.as_str())
}

/// A template as it is written in a spec file.
#[must_use]
pub fn template(flow: &Flow, template: &Template) -> String {
    let mut text = String::new();
    for part in &template.0 {
        match part {
            Part::Literal(literal) => text.push_str(literal),
            Part::Slot { slot, filter, optional } => {
                let mark = if *optional { "?" } else { "" };
                let filter = filter.map(Filter::as_str).map(|f| format!("|{f}"));
                let (name, filter) = (slot_name(flow, *slot), filter.unwrap_or_default());
                text.push_str(&format!("{{{name}{mark}{filter}}}"));
            }
        }
    }
    text
}
