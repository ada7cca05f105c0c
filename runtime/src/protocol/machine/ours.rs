//! Whether a callback is meant for an attempt.

use super::{Machine, callback};
use crate::protocol::flow_def::ActionDef;

impl Machine {
    /// Whether a callback came to the redirect URI with what this attempt sent to have it back, its
    /// `state`: then nobody else answers, whatever is wrong with the answer.
    pub(crate) fn is_answered_by(&self, transition: usize, callback: &str) -> bool {
        let step = self.flow.transitions.get(transition);
        let Some(ActionDef::Callback { fragment, expect, .. }) = step.map(|step| &step.action)
        else {
            return false;
        };
        callback::is_ours(self.waiting(), *fragment, expect, callback)
    }
}
