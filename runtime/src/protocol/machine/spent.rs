//! Attempts that have sent what can be sent once.

use super::Machine;
use crate::{Error, Reason};

impl Machine {
    /// The attempt after a step that was sent and failed. A one-time value that was in it, such as the
    /// code, is spent, whatever came of it (RFC 6749 section 4.1.2): it is wiped, and sent by no other
    /// step.
    pub(crate) fn after(mut self, transition: usize) -> Self {
        if self.flow.transitions.get(transition).is_some_and(|step| step.spends) {
            self.spent = true;
            self.slots.keep(&[], &[], &self.flow);
        }
        self
    }

    /// Whether a step is left to the attempt.
    pub(super) fn unspent(&self) -> Result<(), Error> {
        if !self.spent {
            return Ok(());
        }
        let message = "the attempt has sent what can be sent once";
        Err(Error::new(Reason::WrongStep, message).with_advice("begin the login again"))
    }
}
