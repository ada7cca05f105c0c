//! A rule that is waived.

use crate::source::Place;

/// A rule that a file waives by name, with the reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiver {
    /// The id of the rule.
    pub rule: String,
    /// Why it does not apply.
    pub reason: String,
    /// Where the waiver stands.
    pub place: Place,
}
