//! Calls whose scope is not among those that the user granted.
//!
//! At compile time counts what an app asks for. What a server grants it may call by other names
//! (RFC 6749 section 3.3): it renames, leaves out what follows from something else, unfolds. So a scope
//! that is missing by its name is missing for sure only where all names in the answer are among those
//! that were asked for: then the user unticked it, and the call is not sent. Else the API is asked, and
//! believed.

use crate::protocol::scopes::{keeps_names, not_named, with_implied};
use crate::session::Core;
use crate::{Error, Reason};

/// What to do where the user has not granted a scope.
const LOG_IN: &str = "log the user in again; who unticked it must tick it, and who agreed before the \
                      app asked for it must be asked anew";

/// What the user surely did not grant is not asked for: the API would refuse it.
pub(super) fn check(core: &Core, needed: &[&[&str]]) -> Result<(), Error> {
    let held = core.held();
    let granted = held.record.token.scopes().filter(|_| core.flow.properties.user_scoped);
    let Some(granted) = granted else { return Ok(()) };
    let asked = core.config.asked_scopes();
    if !keeps_names(&asked, granted) {
        return Ok(());
    }
    let granted = with_implied(granted, &core.flow.provider);
    let has = |any: &&[&str]| any.iter().any(|scope| granted.iter().any(|it| it == scope));
    needed.iter().find(|any| !has(any)).map_or(Ok(()), |any| Err(refused(&asked, any)))
}

/// Who has to do something about a scope that is not there: the user, or the app, which did not ask
/// for it.
fn refused(asked: &[&str], any: &[&str]) -> Error {
    let scopes = any.join("` or `");
    if !asked.iter().any(|asked| any.contains(asked)) {
        let message = format!("the call needs the scope `{scopes}` of a user");
        return Error::new(Reason::InsufficientScope, message)
            .with_advice("add it to `scopes(...)` and let the user log in again");
    }
    let message = format!("the user has not granted the scope `{scopes}`");
    Error::new(Reason::ScopeNotGranted, message).with_advice(LOG_IN)
}

/// What a missing scope means that the API told of: what to do, and who has to. Of these scopes one is
/// wanted: those that the API named, or those that the call is known to need.
pub(super) fn explain(core: &Core, wanted: &[&str]) -> (Reason, &'static str) {
    let held = core.held();
    let asked = core.config.asked_scopes();
    let granted = held.record.token.scopes();
    let granted = granted.map(|granted| with_implied(granted, &core.flow.provider));
    let missing = granted.map(|granted| not_named(&asked, &granted)).unwrap_or_default();
    if wanted.iter().any(|scope| missing.contains(scope)) {
        return (Reason::ScopeNotGranted, LOG_IN);
    }
    let advice = "a scope is missing, or the call is about a user and the token is the app's own: add \
                  the scope to `scopes(...)` and let the user log in again";
    (Reason::InsufficientScope, advice)
}
