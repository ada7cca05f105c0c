//! Texts with the values of variables filled in that a file lists: what is known of a URL for every
//! one of them is checked for every one.

use std::cell::OnceCell;

use crate::flow::{Choice, Flow, Part, SlotId, Template, Variable};
use crate::provider::ApiOrigin;
use crate::resolve::Subject;

/// So many combinations of values are looked at.
pub(crate) const MOST: usize = 400;

/// A value for each of some variables.
type Chosen<'a> = Vec<(&'a Variable, &'a Choice)>;

/// A template for every combination of the values that its variables may have.
pub(crate) fn each(template: &Template, variables: &[Variable]) -> Vec<Template> {
    let of: Vec<SlotId> = template.slots().collect();
    combinations(variables, &of).iter().map(|chosen| filled(template, chosen)).collect()
}

/// How many combinations of values there are for these slots.
pub(crate) fn number(variables: &[Variable], of: &[SlotId]) -> usize {
    listed(variables, of).fold(1, |number, it| number.saturating_mul(it.values.len()))
}

fn listed<'a>(variables: &'a [Variable], of: &[SlotId]) -> impl Iterator<Item = &'a Variable> {
    variables
        .iter()
        .filter(|variable| !variable.values.is_empty() && of.iter().any(|slot| variable.has(*slot)))
}

/// Every combination of the values of the variables that stand in some slots, up to a limit.
fn combinations<'a>(variables: &'a [Variable], of: &[SlotId]) -> Vec<Chosen<'a>> {
    let mut all: Vec<Chosen<'a>> = vec![Vec::new()];
    for variable in listed(variables, of) {
        let with = |chosen: &Chosen<'a>, choice: &'a Choice| {
            let mut chosen = chosen.clone();
            chosen.push((variable, choice));
            chosen
        };
        let more = all.iter().flat_map(|it| variable.values.iter().map(move |one| with(it, one)));
        all = more.take(MOST).collect();
    }
    all
}

/// A template with some values filled in; literals side by side become one.
fn filled(template: &Template, chosen: &Chosen<'_>) -> Template {
    let mut parts: Vec<Part> = Vec::new();
    for part in &template.0 {
        let text = match part {
            Part::Literal(text) => Some(text.as_str()),
            Part::Slot { slot, .. } => chosen.iter().find_map(|(_, choice)| choice.text(*slot)),
        };
        match (text, parts.last_mut()) {
            (Some(text), Some(Part::Literal(before))) => before.push_str(text),
            (Some(text), _) => parts.push(Part::Literal(text.to_owned())),
            (None, _) => parts.push(part.clone()),
        }
    }
    Template(parts)
}

/// A flow for every combination of the values that stand in its URLs; nothing where none does.
pub(crate) fn subjects(subject: &Subject) -> Vec<Subject> {
    let urls = urls(&subject.flow);
    let of: Vec<SlotId> = urls.iter().flat_map(|url| url.slots()).collect();
    if listed(&subject.flow.variables, &of).next().is_none() {
        return Vec::new();
    }
    let all = combinations(&subject.flow.variables, &of);
    all.iter().map(|chosen| one(subject, chosen)).collect()
}

/// The URLs of a flow.
fn urls(flow: &Flow) -> Vec<&Template> {
    flow.endpoints.iter().map(|endpoint| &endpoint.url).chain(flow.provider.servers()).collect()
}

/// A flow whose app says these values.
fn one(subject: &Subject, chosen: &Chosen<'_>) -> Subject {
    let (mut flow, mut places) = (subject.flow.clone(), subject.places.clone());
    for endpoint in &mut flow.endpoints {
        endpoint.url = filled(&endpoint.url, chosen);
    }
    for origin in &mut flow.provider.api_origins {
        if let ApiOrigin::At(address) = origin {
            address.url = filled(&address.url, chosen);
        }
    }
    if let Some(issuer) = &mut flow.provider.issuer {
        issuer.url = filled(&issuer.url, chosen);
    }
    // They are used, and no longer to be seen.
    let left = |variable: &Variable| chosen.iter().all(|(it, _)| it.slot != variable.slot);
    let all = flow.variables.into_iter().zip(places.variables);
    (flow.variables, places.variables) = all.filter(|(variable, _)| left(variable)).unzip();
    Subject { flow, places, renew: subject.renew.clone(), requests: OnceCell::new() }
}
