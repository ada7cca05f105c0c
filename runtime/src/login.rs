//! A whole flow in one go, for apps that need no step of their own.

use crate::app::{App, NeedsUserConsent};
use crate::flow_def::ActionDef;
use crate::machine::Machine;
use crate::session::Session;
use crate::token::Token;
use crate::transport::Transport;
use crate::user_agent::UserAgent;
use crate::{Error, Reason};

/// Runs a flow in which a user takes part.
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
    while let Some((transition, shown)) = next(&machine) {
        machine = match shown {
            Step::Redirect(slot) => {
                let machine = machine.redirect(transition)?;
                url = Some(machine.shown(slot).to_owned());
                machine
            }
            Step::Callback => {
                let callback = user_agent.visit(url.as_deref().unwrap_or_default()).await?;
                machine.receive(transition, &callback, http.clock().now())?
            }
            Step::Post => machine.post(transition, http).await?,
        };
    }
    Ok(Session::over(app, token(machine)?, http.clone()))
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
    let token = acquire(Machine::begin(A::flow(), app.config()), http).await?;
    Ok(Session::over(app, token, http.clone()))
}

/// Gets a token without a user.
pub(crate) async fn acquire(mut machine: Machine, http: &dyn Transport) -> Result<Token, Error> {
    while let Some((transition, step)) = next(&machine) {
        if !matches!(step, Step::Post) {
            let message = "a user must agree first";
            return Err(Error::new(Reason::TokenEnded, message));
        }
        machine = machine.post(transition, http).await?;
    }
    token(machine)
}

/// What the next step is.
enum Step {
    /// The slot that gets the URL.
    Redirect(usize),
    Callback,
    Post,
}

/// The first step that leaves the state; none leaves a final one.
fn next(machine: &Machine) -> Option<(usize, Step)> {
    let (index, transition) = machine.leaving().next()?;
    let step = match &transition.action {
        ActionDef::Redirect { url, .. } => Step::Redirect(*url),
        ActionDef::Callback { .. } => Step::Callback,
        ActionDef::Post(_) => Step::Post,
    };
    Some((index, step))
}

fn token(machine: Machine) -> Result<Token, Error> {
    let token = machine.into_token();
    if token.access_token().is_none() {
        return Err(Error::new(Reason::AccessTokenMissing, "the flow ended without a token"));
    }
    Ok(token)
}
