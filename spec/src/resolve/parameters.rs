//! The parameters of each request: the grant's, with the flow's adjustments.

use crate::document::{
    ActionDocument, Adjustment, FlowDocument, GrantDocument, ParametersPart, Text,
};
use crate::near::Names;
use crate::report::{Problem, Report};
use crate::rules::{FS104, FS110};
use crate::suggest;

/// A list of parameters as written: name and template.
pub(super) type Written = Vec<(Text, Text)>;

/// The parameters of every transition, and of the renewal.
pub(super) struct Parameters {
    pub(super) transitions: Vec<Written>,
    pub(super) renew: Written,
}

/// Applies the flow's adjustments to the grant's parameters.
pub(super) fn adjusted(
    flow: &FlowDocument,
    grant: &GrantDocument,
    report: &mut Report,
) -> Parameters {
    let mut parameters = Parameters {
        transitions: grant.transitions.iter().map(|t| written(&t.action)).collect(),
        renew: grant.renew.as_ref().map(|post| post.form.clone()).unwrap_or_default(),
    };
    let steps = steps(grant);
    for adjustment in &flow.adjustments {
        let list = match &adjustment.transition {
            Some(name) => match transition(grant, &steps, name, adjustment.part, report) {
                Some(index) => parameters.transitions.get_mut(index),
                None => None,
            },
            None if grant.renew.is_none() => {
                no_renewal(adjustment, grant, report);
                None
            }
            None => Some(&mut parameters.renew),
        };
        if let Some(list) = list {
            adjust(adjustment, list, report);
        }
    }
    parameters
}

/// The steps of a grant.
pub(super) fn steps(grant: &GrantDocument) -> Names<'_> {
    Names::of(grant.transitions.iter().map(|step| step.name.value.as_str()))
}

fn written(action: &ActionDocument) -> Written {
    match action {
        ActionDocument::Redirect(redirect) => redirect.query.clone(),
        ActionDocument::Callback(_) => Vec::new(),
        ActionDocument::Post(post) => post.form.clone(),
    }
}

/// The transition that an adjustment or an option names, which must send such parameters.
pub(super) fn transition(
    grant: &GrantDocument,
    steps: &Names<'_>,
    name: &Text,
    part: ParametersPart,
    report: &mut Report,
) -> Option<usize> {
    let found = steps.find(&name.value);
    let index = found.or_else(|| steps.find(meant(grant, steps, name, report)?))?;
    let sends = match &grant.transitions.get(index)?.action {
        ActionDocument::Redirect(_) => Some(ParametersPart::Query),
        ActionDocument::Post(_) => Some(ParametersPart::Form),
        ActionDocument::Callback(_) => None,
    };
    if sends == Some(part) {
        return Some(index);
    }
    let message = format!("`{}` sends no {}", name.value, part.as_str());
    let problem = Problem::error(FS104.id, &name.place, message);
    report.push(match sends {
        Some(other) => problem.help(format!("it sends a {}", other.as_str())),
        None => problem.help("it reads a callback, and sends nothing"),
    });
    None
}

/// The transition that a name was meant for which is none's.
fn meant<'a>(
    grant: &GrantDocument,
    steps: &Names<'a>,
    name: &Text,
    report: &mut Report,
) -> Option<&'a str> {
    let message = format!("the grant `{}` has no transition `{}`", grant.name.value, name.value);
    let problem = Problem::error(FS104.id, &name.place, message);
    let Some(near) = steps.nearest(&name.value) else {
        report.push(problem.help(format!("it has {}", suggest::list(steps.iter()))));
        return None;
    };
    report.push(problem.help(format!("did you mean `{near}`?")).apart());
    Some(near)
}

fn no_renewal(adjustment: &Adjustment, grant: &GrantDocument, report: &mut Report) {
    let message = format!("the grant `{}` has no `renew` to adjust", grant.name.value);
    report.push(Problem::error(FS104.id, &adjustment.name.place, message));
}

fn adjust(adjustment: &Adjustment, list: &mut Written, report: &mut Report) {
    let at = list.iter().position(|(name, _)| name.value == adjustment.name.value);
    match (&adjustment.value, at) {
        (None, None) => changes_nothing(adjustment, "the grant does not send it", report),
        (None, Some(index)) => {
            list.remove(index);
        }
        (Some(value), None) => list.push((adjustment.name.clone(), value.clone())),
        (Some(value), Some(index)) => {
            if list.get(index).is_some_and(|(_, old)| old.value == value.value) {
                changes_nothing(adjustment, "the grant sends just this", report);
            }
            if let Some(slot) = list.get_mut(index) {
                *slot = (adjustment.name.clone(), value.clone());
            }
        }
    }
}

/// An adjustment that changes nothing is a mistake: somebody meant something else.
fn changes_nothing(adjustment: &Adjustment, why: &str, report: &mut Report) {
    let message = format!("adjusting `{}` changes nothing", adjustment.name.value);
    report.push(
        Problem::error(FS110.id, &adjustment.name.place, message)
            .label(why)
            .help("remove the line, or check the spelling"),
    );
}
