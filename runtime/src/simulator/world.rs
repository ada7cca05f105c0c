//! What the simulated Spotify remembers.

use std::collections::{HashMap, HashSet, VecDeque};
use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::{Fault, RecordedRequest, RefreshPolicy, SimulatedApp, Target};
use crate::clock::{Clock as _, ManualClock};

/// How long an access token lives.
pub(super) const ACCESS_LIFE: Duration = Duration::from_secs(3600);
/// How long a code lives: about ten minutes, as developers report.
pub(super) const CODE_LIFE: Duration = Duration::from_secs(600);
/// How long consent lasts: six months, here of half a year's days.
pub(super) const CONSENT_LIFE: Duration = Duration::from_secs(182 * 24 * 60 * 60);

/// The world and its time.
pub(super) struct World {
    pub(super) clock: ManualClock,
    state: Mutex<State>,
}

/// What is remembered.
#[derive(Default)]
pub(super) struct State {
    pub(super) apps: HashMap<String, SimulatedApp>,
    pub(super) codes: HashMap<String, Code>,
    pub(super) access: HashMap<String, Access>,
    pub(super) refresh: HashMap<String, Refresh>,
    /// Clients and scopes that the user has agreed to before.
    pub(super) approved: HashSet<(String, Vec<String>)>,
    pub(super) policy: RefreshPolicy,
    pub(super) before_sunset: bool,
    pub(super) faults: VecDeque<(Target, Fault)>,
    pub(super) requests: Vec<RecordedRequest>,
}

/// A grant of the user's to a client: what all tokens of one login share.
#[derive(Clone)]
pub(super) struct Grant {
    pub(super) client_id: String,
    pub(super) scopes: Vec<String>,
    pub(super) authorized_at: SystemTime,
    /// Tells logins apart, for revoking all of one.
    pub(super) family: String,
}

/// An authorization code.
pub(super) struct Code {
    pub(super) grant: Grant,
    pub(super) redirect_uri: String,
    pub(super) challenge: Option<String>,
}

/// An access token.
pub(super) struct Access {
    /// `None`: the app's own.
    pub(super) grant: Option<Grant>,
    pub(super) expires_at: SystemTime,
}

/// A refresh token.
pub(super) struct Refresh {
    pub(super) grant: Grant,
    pub(super) revoked: bool,
}

impl World {
    pub(super) fn new(clock: ManualClock) -> Self {
        Self { clock, state: Mutex::default() }
    }

    pub(super) fn with<T>(&self, f: impl FnOnce(&mut State) -> T) -> T {
        f(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }

    pub(super) fn now(&self) -> SystemTime {
        self.clock.now()
    }
}

impl State {
    pub(super) fn register(&mut self, app: SimulatedApp) {
        self.apps.insert(app.client_id.clone(), app);
    }

    /// Issues an access token.
    pub(super) fn issue_access(&mut self, grant: Option<Grant>, now: SystemTime) -> String {
        let token = random();
        self.access.insert(token.clone(), Access { grant, expires_at: now + ACCESS_LIFE });
        token
    }

    /// Issues a refresh token.
    pub(super) fn issue_refresh(&mut self, grant: Grant) -> String {
        let token = random();
        self.refresh.insert(token.clone(), Refresh { grant, revoked: false });
        token
    }

    /// Ends every token of a login.
    pub(super) fn revoke(&mut self, family: &str) {
        for refresh in self.refresh.values_mut().filter(|it| it.grant.family == family) {
            refresh.revoked = true;
        }
        self.access
            .retain(|_, access| access.grant.as_ref().is_none_or(|grant| grant.family != family));
    }

    /// The fault whose turn it is.
    pub(super) fn fault(&mut self, target: Target) -> Option<Fault> {
        let at = self.faults.iter().position(|(of, _)| *of == target)?;
        self.faults.remove(at).map(|(_, fault)| fault)
    }
}

/// A value that is not there twice. Without random numbers the simulator has none to give: an empty
/// token is refused by every client.
pub(super) fn random() -> String {
    let mut bytes = [0; 48];
    match getrandom::fill(&mut bytes) {
        Ok(()) => URL_SAFE_NO_PAD.encode(bytes),
        Err(_) => String::new(),
    }
}

impl fmt::Debug for World {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("World").field("clock", &self.clock).finish_non_exhaustive()
    }
}
