//! A whole flow in one go, for apps that need no step of their own.

use super::UserAgent;
use crate::Error;
use crate::app::{App, NeedsUserConsent};
use crate::protocol::machine::{Machine, Next};
use crate::protocol::token::Token;
use crate::session::{Session, acquire};
use crate::transport::Transport;

/// Runs a flow in which a user takes part.
///
/// A code is good for one exchange, and a user for one login. Where the answer came whole and something
/// in it can't be used but its refresh token, the session begins with that: what was wrong goes to the
/// log, and the first renewal says so where it is wrong again.
///
/// # Errors
///
/// Whatever a step fails with.
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
                let callback = user_agent.visit(url.as_deref().unwrap_or_default()).await?;
                machine.receive(transition, &callback, http.clock().now())?
            }
            Next::Post => match machine.post(transition, http).await {
                Ok(machine) => machine,
                Err(failed) => {
                    let (token, error) = failed.into_kept()?;
                    return Ok(Session::over(app, told(token, &error), http.clone()));
                }
            },
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
    let token = match odd {
        Some(error) => told(token, &error),
        None => token,
    };
    Ok(Session::over(app, token, http.clone()))
}

/// A token that came without the rest: the log says why.
fn told(token: Token, error: &Error) -> Token {
    let reason = error.reason();
    tracing::warn!(%reason, %error, "the answer can't be used but for its refresh token");
    token
}
