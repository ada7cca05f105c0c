//! What an attempt needs next, for those who run a whole flow in one go.

use super::Machine;
use crate::protocol::flow_def::ActionDef;
use crate::protocol::token::Token;
use crate::{Error, Reason};

/// What the next step is.
pub(crate) enum Next {
    /// The slot that gets the URL.
    Redirect(usize),
    Callback,
    Post,
}

impl Machine {
    /// The first step that leaves the state; none leaves a final one.
    pub(crate) fn next(&self) -> Option<(usize, Next)> {
        let (index, transition) = self.leaving().next()?;
        let step = match &transition.action {
            ActionDef::Redirect { url, .. } => Next::Redirect(*url),
            ActionDef::Callback { .. } => Next::Callback,
            ActionDef::Post(_) => Next::Post,
        };
        Some((index, step))
    }

    /// The token that the flow ended in; of an odd answer only its refresh token may have come.
    pub(crate) fn finish(self) -> Result<Token, Error> {
        let token = self.into_token();
        if token.access_token().is_none() && !token.has_refresh_token() {
            return Err(Error::new(Reason::AccessTokenMissing, "the flow ended without a token"));
        }
        Ok(token)
    }
}
