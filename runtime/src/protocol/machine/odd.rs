//! What an attempt makes of an answer that can't be used but for its refresh token.

use std::time::SystemTime;

use bytes::Bytes;
use http::Response;

use super::{Failed, Machine};
use crate::protocol::flow_def::PostDef;
use crate::protocol::token::Token;
use crate::protocol::token::odd::Left;
use crate::protocol::token::place;
use crate::{Error, ErrorKind};

impl Machine {
    /// What is kept of a success that can't be used: its refresh token, where the flow may have one.
    pub(super) fn kept(
        &self,
        post: &PostDef,
        response: &Response<Bytes>,
        error: &Error,
        now: SystemTime,
    ) -> Option<Token> {
        let refused = error.kind() == ErrorKind::ConsentRequired;
        let good = response.status().is_success() && !refused;
        if !(good && post.token && self.flow().properties.refreshable) {
            return None;
        }
        let path = place::of(&self.flow().provider, "refresh_token");
        let refresh = Left::of(response, post.token_in.as_deref(), path).another()?;
        let kept = self.slots.kept(self.flow());
        let authorized_at = Some(now);
        Some(Token { refresh: Some(refresh), authorized_at, kept, ..Token::default() })
    }
}

impl Failed<Machine> {
    /// The attempt at its end all the same, where a refresh token came and the flow ends with the step
    /// that failed: for steps that spend a code, which is good for one exchange, and for users, who
    /// would have to log in again. The log says what was wrong, and the first renewal says so where it
    /// is wrong again.
    pub(crate) fn arrived(self, transition: usize) -> Result<Machine, Self> {
        let Some(token) = self.kept().cloned() else { return Err(self) };
        let flow = self.attempt().flow();
        let target = flow.transitions.get(transition).map(|step| step.to);
        let is_end = |state: &usize| flow.transitions.iter().all(|step| step.from != *state);
        let Some(end) = target.filter(is_end) else { return Err(self) };
        let (name, error) = (&flow.name, self.error());
        tracing::warn!(flow = %name, %error, "all that can be used of the answer is a refresh token");
        let mut machine = self.into_attempt();
        machine.arrive(end, token);
        Ok(machine)
    }
}
