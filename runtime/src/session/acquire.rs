//! A token without a user.

use crate::protocol::machine::{Machine, Next};
use crate::protocol::token::Token;
use crate::transport::Transport;
use crate::{Error, Reason};

/// Gets a token without a user; or what came of one all the same, with what is wrong with the rest.
pub(crate) async fn acquire(
    mut machine: Machine,
    http: &dyn Transport,
) -> Result<(Token, Option<Error>), Error> {
    while let Some((transition, step)) = machine.next() {
        if !matches!(step, Next::Post) {
            let message = "a user must agree first";
            return Err(Error::new(Reason::TokenEnded, message));
        }
        machine = match machine.post(transition, http).await {
            Ok(machine) => machine,
            Err(failed) => return failed.into_kept().map(|(token, error)| (token, Some(error))),
        };
    }
    Ok((machine.finish()?, None))
}
