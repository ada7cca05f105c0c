//! Where a mistake stands for whoever wrote the flow: in the file that he can open, at the line that
//! brings it about.
//!
//! A rule finds what is wrong where it is, which may be in the grant. Whether the flow's own line is
//! to blame is tried: without that line the mistake is gone, and none comes in its place. Where no
//! line is, but the grant by itself is without the mistake, it is the choice of the grant.

use std::collections::HashSet;

use crate::check;
use crate::document::{Adjustment, FlowDocument, GrantDocument, ProviderDocument};
use crate::report::{Problem, Report};
use crate::source::Place;

/// The most lines of a flow that are tried; the rest of a longer one stands for itself.
const MOST: usize = 64;

/// How much is judged again in all: of a flow of a thousand lines not as many are tried.
const BUDGET: usize = 20_000;

/// Puts every problem at the flow's own line, where that is what brings it about.
pub(crate) fn settle(
    flow: &FlowDocument,
    provider: &ProviderDocument,
    grant: &GrantDocument,
    found: Report,
) -> Report {
    let ours = &flow.name.place.source;
    let elsewhere = |problem: &Problem| problem.place.source != *ours;
    if !found.problems().iter().any(elsewhere) {
        return found;
    }
    let known = Known::of(&found);
    let tried: Vec<(Place, Known)> = changes(flow)
        .map(|(place, without)| (place, check::judged(&without, provider, grant).1))
        .filter(|(_, report)| report.problems().iter().all(|it| !it.is_error() || known.has(it)))
        .map(|(place, report)| (place, Known::of(&report)))
        .collect();
    let alone = Known::of(&alone(provider, grant));
    let moved = |problem: Problem| {
        if !elsewhere(&problem) {
            return problem;
        }
        let cause = tried.iter().find(|(_, without)| !without.has(&problem));
        let line = cause.map(|(place, _)| place.clone());
        match line.or_else(|| choice(flow, grant, &problem, &alone)) {
            Some(place) => stand(problem, place),
            None => Problem { flows: vec![flow.name.value.clone()], ..problem },
        }
    };
    found.into_problems().into_iter().map(moved).collect()
}

/// What is wrong with a grant and a provider whatever flow there is.
fn alone(provider: &ProviderDocument, grant: &GrantDocument) -> Report {
    let (mut report, mut of_provider) = (Report::default(), Report::default());
    check::grant(grant, &mut report);
    check::provider(provider, &mut of_provider);
    report.extend(of_provider);
    report
}

/// The problems of a report, to be looked for by the hundred.
struct Known(HashSet<(&'static str, Place)>);

impl Known {
    fn of(report: &Report) -> Self {
        Self(report.problems().iter().map(|it| (it.rule, it.place.clone())).collect())
    }

    fn has(&self, problem: &Problem) -> bool {
        self.0.contains(&(problem.rule, problem.place.clone()))
    }
}

/// The flow without one of its lines each, and where that line stands; and without all that it
/// changes of one step, for some lines make no sense alone.
fn changes(flow: &FlowDocument) -> impl Iterator<Item = (Place, FlowDocument)> {
    let adjustments = flow.adjustments.iter().enumerate().map(|(nth, it)| {
        let mut without = flow.clone();
        without.adjustments.remove(nth);
        (it.name.place.clone(), without)
    });
    let variables = flow.variables.iter().enumerate().map(|(nth, it)| {
        let mut without = flow.clone();
        without.variables.remove(nth);
        (it.name.place.clone(), without)
    });
    let options = flow.options.iter().enumerate().map(|(nth, it)| {
        let mut without = flow.clone();
        without.options.remove(nth);
        (it.name.place.clone(), without)
    });
    let steps = flow.adjustments.iter().map(|it| {
        let mut without = flow.clone();
        without.adjustments.retain(|other| called(other) != called(it));
        (it.name.place.clone(), without)
    });
    let size = flow.adjustments.len() + flow.variables.len() + flow.options.len();
    let most = (BUDGET / size.max(1)).clamp(1, MOST);
    adjustments.chain(variables).chain(options).chain(steps).take(most)
}

/// The name of the step that is adjusted; the renewal has none.
fn called(adjustment: &Adjustment) -> Option<&String> {
    adjustment.transition.as_ref().map(|step| &step.value)
}

/// The line of the flow that chooses a file in which something is wrong: for this flow alone, or
/// where nobody can open it.
fn choice(
    flow: &FlowDocument,
    grant: &GrantDocument,
    problem: &Problem,
    alone: &Known,
) -> Option<Place> {
    let source = &problem.place.source;
    if !source.is_bundled() && alone.has(problem) {
        return None;
    }
    if *source == grant.place.source {
        return Some(flow.grant.place.clone());
    }
    flow.provider.as_ref().map(|provider| provider.place.clone())
}

/// The same problem at the flow's line; where it was found is the second place.
fn stand(problem: Problem, place: Place) -> Problem {
    let Problem { place: found, label, mut related, fix, .. } = problem;
    let shown = if label.is_empty() { "this is what it comes to".to_owned() } else { label };
    related.insert(0, (found, shown));
    let fix = fix.filter(|fix| !fix.place.source.is_bundled());
    Problem { place, label: String::new(), related, fix, ..problem }
}
