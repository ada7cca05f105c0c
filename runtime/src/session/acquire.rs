//! A token without a user.

use crate::protocol::machine::{Machine, Next};
use crate::protocol::token::Token;
use crate::transport::Transport;
use crate::{Error, Reason};

/// Gets a token without a user.
pub(crate) async fn acquire(mut machine: Machine, http: &dyn Transport) -> Result<Token, Error> {
    while let Some((transition, step)) = machine.next() {
        if !matches!(step, Next::Post) {
            let message = "a user must agree first";
            return Err(Error::new(Reason::TokenEnded, message));
        }
        machine = machine.post(transition, http).await?;
    }
    machine.finish()
}
