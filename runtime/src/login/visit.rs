//! Asks the user agent until it brings our callback.

use std::future::poll_fn;
use std::pin::pin;

use zeroize::Zeroizing;

use super::UserAgent;
use crate::protocol::machine::Machine;
use crate::transport::clock::Clock;
use crate::{Error, ErrorKind};

/// So often a user agent may bring the same wrong callback in a row without ever waiting: then it is
/// at the end of its input, or is no user agent.
const STUBBORN: u32 = 100;

/// Takes the `callback`, with the first that is the answer to this attempt. What others send to the
/// redirect URI (RFC 8252 section 8.10) is refused, and waited on: it does not know the `state`. An
/// answer that does, and is wrong all the same, is the server's, and no other will come.
pub(super) async fn until_it_is_ours(
    mut machine: Machine,
    transition: usize,
    authorize_url: &str,
    user_agent: &impl UserAgent,
    clock: &dyn Clock,
) -> Result<Machine, Error> {
    let (mut last, mut times) = (Zeroizing::new(String::new()), 0);
    loop {
        let (callback, waited) = visit(user_agent, authorize_url).await?;
        let ours = machine.is_answered_by(transition, &callback);
        let failed = match machine.receive(transition, &callback, clock.now()) {
            Ok(machine) => return Ok(machine),
            Err(failed) => failed,
        };
        times = if callback == last && !waited { times + 1 } else { 0 };
        if ours || failed.error().kind() != ErrorKind::Callback || times == STUBBORN {
            return Err(failed.into_error());
        }
        user_agent.refused(failed.error());
        (machine, last) = (failed.into_attempt(), callback);
    }
}

/// A callback, and whether the user agent waited for it.
async fn visit(
    user_agent: &impl UserAgent,
    authorize_url: &str,
) -> Result<(Zeroizing<String>, bool), Error> {
    let (mut visit, mut waited) = (pin!(user_agent.visit(authorize_url)), false);
    let callback = poll_fn(|context| {
        let polled = visit.as_mut().poll(context);
        waited |= polled.is_pending();
        polled
    });
    let callback = callback.await?;
    Ok((Zeroizing::new(callback), waited))
}
