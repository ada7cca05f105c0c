//! A whole flow in one go, for apps that need no step of their own.

use super::{UserAgent, visit};
use crate::Error;
use crate::app::{App, NeedsUserConsent};
use crate::protocol::machine::{Machine, Next};
use crate::session::{Session, acquire};
use crate::transport::Transport;

/// Runs a flow in which a user takes part. The user agent is asked until it brings the answer to this
/// very attempt: somebody else's callback ends no login.
///
/// A code is good for one exchange, and a user for one login. Where the answer came whole and something
/// in it can't be used but its refresh token, the session begins with that: what was wrong goes to the
/// log, and the first renewal says so where it is wrong again.
///
/// # Errors
///
/// Whatever a step or the user agent fails with.
pub async fn login<A: NeedsUserConsent, T: Transport + Clone + 'static>(
    app: &A,
    http: &T,
    user_agent: impl UserAgent,
) -> Result<Session<A>, Error> {
    let mut machine = Machine::begin(A::flow(), app.config());
    let mut url = None;
    while let Some((transition, shown)) = machine.next() {
        machine = match shown {
            Next::Redirect(slot) => {
                let machine = machine.redirect(transition)?;
                url = Some(machine.shown(slot).to_owned());
                machine
            }
            Next::Callback => {
                let url = url.as_deref().unwrap_or_default();
                visit::until_it_is_ours(machine, transition, url, &user_agent, http.clock()).await?
            }
            Next::Post => {
                let posted = machine.post(transition, http).await;
                posted.or_else(|failed| failed.arrived(transition))?
            }
        };
    }
    Ok(Session::over(app, machine.finish()?, http.clone()))
}

/// Runs a flow in which no user takes part.
///
/// # Errors
///
/// Whatever a step fails with.
pub async fn connect<A: App, T: Transport + Clone + 'static>(
    app: &A,
    http: &T,
) -> Result<Session<A>, Error> {
    let (token, odd) = acquire(Machine::begin(A::flow(), app.config()), http).await?;
    if let Some(error) = odd {
        tracing::warn!(%error, "all that can be used of the answer is a refresh token");
    }
    Ok(Session::over(app, token, http.clone()))
}
