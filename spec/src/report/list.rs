//! All that is wrong.

use std::collections::HashMap;
use std::fmt;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use super::picture::Look;
use super::problem::Problem;
use super::severity::Severity;

/// All that is wrong with a file and those it names.
#[derive(Debug, Clone, Default)]
pub struct Report {
    problems: Vec<Problem>,
    /// Where problems of this hash stand: a thousand of them are not compared with each other.
    known: HashMap<u64, Vec<usize>>,
    /// How many there are of each severity, the mildest first.
    counts: [usize; 3],
}

impl PartialEq for Report {
    fn eq(&self, other: &Self) -> bool {
        self.problems == other.problems
    }
}

impl Eq for Report {}

impl Report {
    /// Adds a problem, unless it is there already; the same one in another flow is that one.
    pub fn push(&mut self, problem: Problem) {
        let problem = problem.veiled();
        let hash = hash(&problem);
        let known = self.known.entry(hash).or_default();
        let same =
            known.iter().find(|at| self.problems.get(**at).is_some_and(|it| same(it, &problem)));
        if let Some(it) = same.and_then(|at| self.problems.get_mut(*at)) {
            let more = problem.flows.into_iter().filter(|flow| !it.flows.contains(flow));
            it.flows.extend(more.collect::<Vec<_>>());
            return;
        }
        known.push(self.problems.len());
        if let Some(count) = self.counts.get_mut(problem.severity as usize) {
            *count += 1;
        }
        self.problems.push(problem);
    }

    /// Adds the problems of another report.
    pub fn extend(&mut self, other: Self) {
        for problem in other.problems {
            self.push(problem);
        }
    }

    /// The problems, in the order found.
    #[must_use]
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// The problems, to be handed on.
    pub(crate) fn into_problems(self) -> Vec<Problem> {
        self.problems
    }

    /// Whether there is nothing to say.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.problems.is_empty()
    }

    /// Whether the flow can't be built.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.count(Severity::Error) > 0
    }

    /// How many problems are of this severity.
    #[must_use]
    pub fn count(&self, severity: Severity) -> usize {
        self.counts.get(severity as usize).copied().unwrap_or_default()
    }

    /// Keeps the problems for which `keep` says so.
    pub fn retain(&mut self, keep: impl FnMut(&Problem) -> bool) {
        let before = self.problems.len();
        self.problems.retain(keep);
        if self.problems.len() < before {
            *self = std::mem::take(&mut self.problems).into_iter().collect();
        }
    }

    /// Puts errors first, and each severity in the order of the files.
    pub fn sort(&mut self) {
        let mut problems = std::mem::take(&mut self.problems);
        problems.sort_by(|a, b| {
            let at = |it: &'_ Problem| it.place.span.start;
            let files = || a.place.source.path.cmp(&b.place.source.path);
            b.severity.cmp(&a.severity).then_with(files).then_with(|| at(a).cmp(&at(b)))
        });
        *self = problems.into_iter().collect();
    }
}

impl FromIterator<Problem> for Report {
    fn from_iter<T: IntoIterator<Item = Problem>>(problems: T) -> Self {
        let mut report = Self::default();
        problems.into_iter().for_each(|problem| report.push(problem));
        report
    }
}

/// Of the same hash is the same problem, whichever flows it shows in.
fn hash(problem: &Problem) -> u64 {
    let Problem { rule, severity, message, place, .. } = problem;
    let mut hasher = DefaultHasher::new();
    (rule, severity, message, place).hash(&mut hasher);
    hasher.finish()
}

fn same(one: &Problem, other: &Problem) -> bool {
    let said = |it: &'_ Problem| (it.rule, it.severity);
    said(one) == said(other)
        && (&one.message, &one.place, &one.label) == (&other.message, &other.place, &other.label)
        && (&one.related, &one.help) == (&other.related, &other.help)
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.problems.iter().enumerate() {
            if index > 0 {
                f.write_str("\n\n")?;
            }
            f.write_str(&problem.render(Look::default()))?;
        }
        Ok(())
    }
}

impl std::error::Error for Report {}
