//! Who calls.

use super::Refusal;
use crate::world::World;

/// Who a token acts for.
#[derive(Debug)]
pub(crate) struct Caller {
    /// The scopes granted; `None` for the app's own token.
    pub(crate) scopes: Option<Vec<String>>,
    /// Whether the app is in development mode.
    pub(crate) development_mode: bool,
}

impl Caller {
    /// Whether the token acts for the app alone.
    pub(crate) fn is_app(&self) -> bool {
        self.scopes.is_none()
    }

    pub(crate) fn has(&self, scope: &str) -> bool {
        self.scopes.as_ref().is_some_and(|scopes| scopes.iter().any(|granted| granted == scope))
    }
}

const NO_PREMIUM: &str = "Active premium subscription required for the owner of the app.";
const NOT_LISTED: &str =
    "Check settings on developer.spotify.com/dashboard, the user may not be registered.";

pub(crate) fn authenticate(world: &World, header: Option<&str>) -> Result<Caller, Refusal> {
    let header = header.ok_or_else(|| Refusal::new(401, "No token provided"))?;
    let bearer = header.strip_prefix("Bearer ").filter(|token| !token.is_empty());
    let malformed = || Refusal::new(400, "Only valid bearer authentication supported");
    let token = bearer.ok_or_else(malformed)?;
    let now = world.now();
    world.with(|state| {
        let invalid = || Refusal::new(401, "Invalid access token");
        let access = state.access.get(token).ok_or_else(invalid)?;
        let app = state.apps.get(&access.client_id).ok_or_else(invalid)?;
        if now >= access.expires_at {
            return Err(Refusal::new(401, "The access token expired"));
        }
        if !app.owner_has_premium {
            return Err(Refusal::Gateway(NO_PREMIUM));
        }
        if !app.user_is_listed && access.grant.is_some() {
            return Err(Refusal::Gateway(NOT_LISTED));
        }
        let scopes = access.grant.as_ref().map(|grant| grant.scopes.clone());
        Ok(Caller { scopes, development_mode: app.development_mode })
    })
}
