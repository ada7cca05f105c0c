//! What a step does, piece by piece: what every picture and page of a flow is made from.

use crate::flow::{
    Action, Authentication, Binding, Callback, Flow, Parameter, Part, Post, SlotId, Source,
    Template, Transition, Within,
};

/// What a step does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Act {
    /// The values that it draws first: names, and whether each is a secret.
    pub mints: Vec<(String, bool)>,
    /// Where it goes, or what it reads, as the beginning of a sentence.
    pub does: String,
    /// The endpoint, where it has one.
    pub url: Option<String>,
    /// What is sent, in order.
    pub sent: Vec<Row>,
    /// What comes back, in order.
    pub back: Vec<Row>,
}

/// A parameter that is sent or read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its name.
    pub name: String,
    /// What it is, or what is done with it.
    pub what: What,
    /// Whether its value must not be seen.
    pub secret: bool,
    /// Whether it is there only when the app sets it.
    pub option: bool,
}

/// What a parameter is, or what is done with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// Sent: a template, as a spec file has it.
    Value(String),
    /// A sentence about it.
    Words(String),
}

/// What a transition does.
#[must_use]
pub fn of(flow: &Flow, transition: &Transition) -> Act {
    let act = match &transition.action {
        Action::Redirect(redirect) => Act {
            mints: Vec::new(),
            does: "Sends the user's browser to".into(),
            url: Some(endpoint(flow, redirect.endpoint)),
            sent: redirect.query.iter().map(|parameter| sent(flow, parameter)).collect(),
            back: Vec::new(),
        },
        Action::Callback(callback) => read(flow, callback),
        Action::Post(post) => posted(flow, post),
    };
    let mints = transition.mint.iter().filter_map(|(slot, _)| flow.slot(*slot));
    Act { mints: mints.map(|slot| (slot.name.clone(), slot.class.is_secret())).collect(), ..act }
}

/// What a back-channel request does.
#[must_use]
pub fn posted(flow: &Flow, post: &Post) -> Act {
    let mut rows: Vec<Row> = post.form.iter().map(|it| sent(flow, it)).collect();
    rows.extend(credentials(flow.authentication));
    let back = post.bind.iter().map(|bound| kept(flow, bound)).chain(post.token.then(token));
    let (url, back) = (Some(endpoint(flow, post.endpoint)), back.collect());
    Act { mints: Vec::new(), does: "Posts a form to".into(), url, sent: rows, back }
}

fn credentials(authentication: Authentication) -> Vec<Row> {
    let row = |name: &str, value: &str, secret| Row {
        name: name.into(),
        what: What::Value(value.into()),
        secret,
        option: false,
    };
    let id = row("client_id", "{client_id}", false);
    match authentication {
        Authentication::None => vec![id],
        Authentication::Basic | Authentication::BasicRaw => {
            let words = "is a header: `Basic`, of the app's id and its secret".to_owned();
            vec![Row { what: What::Words(words), ..row("Authorization", "", true) }]
        }
        Authentication::Body => vec![id, row("client_secret", "{client_secret}", true)],
    }
}

fn read(flow: &Flow, callback: &Callback) -> Act {
    let place = match callback.within {
        Within::Query => "query",
        Within::Fragment => "fragment",
    };
    let expected = callback.expect.iter().map(|expected| {
        let words = format!("must equal the `{}` that was sent", name_of(flow, expected.slot));
        let what = What::Words(words);
        Row { name: expected.parameter.clone(), what, secret: false, option: false }
    });
    let bound = callback.bind.iter().map(|bound| kept(flow, bound));
    let back = expected.chain(bound).chain(callback.token.then(token)).collect();
    let does = format!("Reads the {place} of the URL that the browser was sent back to");
    Act { mints: Vec::new(), does, url: None, sent: Vec::new(), back }
}

fn kept(flow: &Flow, bound: &Binding) -> Row {
    let name = name_of(flow, bound.slot);
    let stays = flow.kept.iter().any(|kept| kept.slot == bound.slot);
    let kept = if stays { "stays with the session" } else { "is kept" };
    let named = if name == bound.parameter { String::new() } else { format!(" as `{name}`") };
    let kept = if flow.granted == Some(bound.slot) {
        "names the scopes granted, and is kept"
    } else {
        kept
    };
    let perhaps = if bound.optional { ", where it is there" } else { "" };
    let words = format!("{kept}{named}{perhaps}");
    let (what, secret) = (What::Words(words), is_secret(flow, bound.slot));
    Row { name: bound.parameter.clone(), what, secret, option: false }
}

fn token() -> Row {
    let what = What::Words("is the token".to_owned());
    Row { name: "access_token".to_owned(), what, secret: true, option: false }
}

fn sent(flow: &Flow, parameter: &Parameter) -> Row {
    let slots = || parameter.value.slots();
    let hashed = parameter.value.0.iter().any(|part| match part {
        Part::Slot { filter, .. } => filter.is_some(),
        Part::Literal(_) => false,
    });
    let of_option = |id| flow.slot(id).is_some_and(|slot| slot.source == Source::Option);
    Row {
        name: parameter.name.clone(),
        what: What::Value(template(flow, &parameter.value)),
        // A hash gives nothing away.
        secret: !hashed && slots().any(|slot| is_secret(flow, slot)),
        option: slots().any(of_option),
    }
}

fn endpoint(flow: &Flow, index: usize) -> String {
    flow.endpoints.get(index).map(|endpoint| template(flow, &endpoint.url)).unwrap_or_default()
}

fn is_secret(flow: &Flow, slot: SlotId) -> bool {
    flow.slot(slot).is_some_and(|slot| slot.class.is_secret())
}

fn name_of(flow: &Flow, slot: SlotId) -> &str {
    flow.slot(slot).map_or("", |slot| slot.name.as_str())
}

/// Slots with their names, secrets marked as such: `state`, `code_verifier (secret)`.
#[must_use]
pub fn slots(flow: &Flow, slots: &[SlotId]) -> Vec<String> {
    let slots = slots.iter().filter_map(|slot| flow.slot(*slot));
    slots.map(|slot| marked(&slot.name, slot.class.is_secret())).collect()
}

/// A name, and whether it is a secret's.
pub(super) fn marked(name: &str, secret: bool) -> String {
    if secret { format!("{name} (secret)") } else { name.to_owned() }
}

/// A template as it is written in a spec file.
#[must_use]
pub fn template(flow: &Flow, template: &Template) -> String {
    let part = |part: &Part| match part {
        Part::Literal(literal) => literal.clone(),
        Part::Slot { slot, filter, optional } => {
            let mark = if *optional { "?" } else { "" };
            let filter = filter.map(|filter| format!("|{}", filter.as_str())).unwrap_or_default();
            format!("{{{}{mark}{filter}}}", name_of(flow, *slot))
        }
    };
    template.0.iter().map(part).collect()
}
