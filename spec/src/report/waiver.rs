//! A rule that is waived.

use crate::source::Place;

/// A rule that a file waives by name at one place, with the reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiver {
    /// The id of the rule.
    pub rule: String,
    /// What stands on the line that it is about: where that is written otherwise, the waiver ends.
    pub at: String,
    /// Why it does not apply.
    pub reason: String,
    /// The page that says so, where there is one.
    pub source: Option<String>,
    /// Where the waiver stands.
    pub place: Place,
}
