//! The rules: each in a file of its own, with its id, what it says, and why.
//!
//! A rule about the form of a file is applied while the file is read or resolved, and its file
//! holds what there is to know of it; a rule about a flow brings its check.

mod absent;
mod book;
mod example;

pub use absent::{Absent, absent};
pub use book::{book, nearest, page};
pub use example::Example;
pub(crate) use fs114::takes_forms;
pub(crate) use fs503::says;

use crate::chosen;
use crate::report::{Problem, Report, Severity};
use crate::resolve::Subject;

macro_rules! rules {
    ($($module:ident $id:ident)*) => {
        $(mod $module; pub(crate) use $module::RULE as $id;)*

        /// Every rule, in the order of the ids.
        const ALL: &[&Rule] = &[$(&$id),*];
    };
}

rules! {
    fs100 FS100  fs101 FS101  fs102 FS102  fs103 FS103  fs104 FS104  fs105 FS105  fs106 FS106
    fs107 FS107  fs108 FS108  fs109 FS109  fs110 FS110  fs111 FS111  fs112 FS112  fs113 FS113
    fs114 FS114  fs115 FS115  fs116 FS116  fs117 FS117  fs118 FS118
    fs201 FS201  fs202 FS202  fs203 FS203  fs204 FS204  fs205 FS205  fs206 FS206  fs207 FS207
    fs209 FS209  fs210 FS210  fs211 FS211  fs213 FS213
    fs301 FS301  fs302 FS302  fs303 FS303  fs306 FS306  fs307 FS307
    fs401 FS401
    fs501 FS501  fs502 FS502  fs503 FS503  fs504 FS504  fs505 FS505  fs506 FS506  fs507 FS507
    fs509 FS509
    fs601 FS601  fs602 FS602  fs603 FS603  fs604 FS604  fs605 FS605  fs606 FS606  fs607 FS607
    fs608 FS608  fs609 FS609  fs611 FS611  fs614 FS614
    fs615 FS615  fs616 FS616  fs622 FS622  fs623 FS623  fs625 FS625  fs626 FS626  fs627 FS627
    fs631 FS631  fs632 FS632  fs633 FS633  fs636 FS636  fs638 FS638  fs642 FS642  fs643 FS643
    fs644 FS644
    fs701 FS701  fs702 FS702  fs703 FS703  fs704 FS704  fs705 FS705  fs706 FS706
    fs711 FS711  fs712 FS712  fs713 FS713
}

/// A rule that a spec must keep.
#[derive(Debug)]
pub struct Rule {
    /// Its id: `FS201`.
    pub id: &'static str,
    /// How bad it is to break it; some breaches are milder, and say so.
    pub severity: Severity,
    /// What it demands, in one line.
    pub summary: &'static str,
    /// Why, with the source.
    pub why: &'static str,
    /// How it is broken, and how it is kept.
    pub example: Example,
    /// How a flow is checked; `None` where reading or resolving the file finds it.
    pub(crate) check: Option<fn(&Subject, &mut Report)>,
}

impl Rule {
    /// Whether a file may waive it. What makes a file unreadable or a machine impossible can't be,
    /// nor a property that is not true, nor what no provider can need.
    #[must_use]
    pub fn can_be_waived(&self) -> bool {
        !NEVER.contains(&self.id)
            && (!self.id.starts_with("FS1") || self.severity != Severity::Error)
    }

    /// Whether a breach that is so bad may be waived: of some rules only the milder ones.
    #[must_use]
    pub fn can_be_waived_at(&self, severity: Severity) -> bool {
        self.can_be_waived() && !(MILDER.contains(&self.id) && severity == Severity::Error)
    }
}

/// The rules that hold everywhere: no provider can need a state that is not compared, a secret in a
/// file, or plain http; and what is the provider's own, its servers, its API, a value's class, is said
/// as a fact.
const NEVER: [&str; 21] = [
    "FS201", "FS206", "FS209", "FS501", "FS502", "FS503", "FS603", "FS604", "FS605", "FS606",
    "FS607", "FS608", "FS609", "FS615", "FS622", "FS623", "FS625", "FS632", "FS644", "FS711",
    "FS712",
];

/// The rules whose errors can't be waived, only their warnings.
const MILDER: [&str; 3] = ["FS506", "FS601", "FS616"];

/// Every rule, in the order of the ids.
#[must_use]
pub fn all() -> &'static [&'static Rule] {
    ALL
}

/// The rule with this id.
#[must_use]
pub fn find(id: &str) -> Option<&'static Rule> {
    ALL.iter().find(|rule| rule.id == id).copied()
}

/// Applies every rule to a resolved flow: where values of a variable stand in its URLs, to the flow
/// with each of them. What is told of several is told once.
pub(crate) fn check(subject: &Subject, report: &mut Report) {
    let chosen = chosen::subjects(subject);
    if chosen.is_empty() {
        return check_one(subject, report);
    }
    let found: Vec<Report> = chosen
        .iter()
        .map(|subject| {
            let mut found = Report::default();
            check_one(subject, &mut found);
            found
        })
        .collect();
    let same =
        |one: &Problem, other: &Problem| (one.rule, &one.place) == (other.rule, &other.place);
    let told = |report: &Report, it: &Problem| report.problems().iter().any(|one| same(one, it));
    for problem in found.iter().flat_map(Report::problems) {
        // What one value uses is used.
        let of_all = problem.rule != FS110.id || found.iter().all(|report| told(report, problem));
        if of_all && !told(report, problem) {
            report.push(problem.clone());
        }
    }
}

fn check_one(subject: &Subject, report: &mut Report) {
    for check in ALL.iter().filter_map(|rule| rule.check) {
        check(subject, report);
    }
}
