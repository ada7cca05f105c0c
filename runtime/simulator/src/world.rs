//! What the simulated Spotify remembers.

use std::collections::{BTreeSet, HashMap, VecDeque};
use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::data::Listener;
use super::gate::Gate;
use super::{Fault, RecordedRequest, RefreshPolicy, SimulatedApp, Target};
use spotify_flow::{Clock as _, ManualClock};

/// How long an access token lives.
pub(super) const ACCESS_LIFE: Duration = Duration::from_secs(3600);
/// How long a code lives: about ten minutes, as developers report.
pub(super) const CODE_LIFE: Duration = Duration::from_secs(600);

/// The world and its time.
pub(super) struct World {
    pub(super) clock: ManualClock,
    /// Where requests are held.
    pub(super) gate: Gate,
    state: Mutex<State>,
}

/// What is remembered.
#[derive(Default)]
pub(super) struct State {
    pub(super) apps: HashMap<String, SimulatedApp>,
    pub(super) codes: HashMap<String, Code>,
    pub(super) access: HashMap<String, Access>,
    pub(super) refresh: HashMap<String, Refresh>,
    /// What the user has agreed to, by client.
    approved: HashMap<String, BTreeSet<String>>,
    pub(super) policy: RefreshPolicy,
    pub(super) before_sunset: bool,
    pub(super) faults: VecDeque<(Target, Fault)>,
    pub(super) requests: Vec<RecordedRequest>,
    /// The user, and what calls of the Web API have changed.
    pub(super) listener: Listener,
}

/// A grant of the user's to a client: what all tokens of one login share.
#[derive(Clone)]
pub(super) struct Grant {
    pub(super) client_id: String,
    pub(super) scopes: Vec<String>,
    pub(super) authorized_at: SystemTime,
    /// Tells logins apart, for revoking all of one.
    pub(super) family: String,
    /// Whether the login was bound to a verifier: then the client needs no secret to go on with it.
    pub(super) pkce: bool,
}

/// An authorization code.
pub(super) struct Code {
    pub(super) grant: Grant,
    pub(super) redirect_uri: String,
    pub(super) challenge: Option<String>,
}

/// An access token.
pub(super) struct Access {
    pub(super) client_id: String,
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
        let mut state = State::default();
        state.listener.player.resume(clock.now());
        Self { clock, gate: Gate::default(), state: Mutex::new(state) }
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
    pub(super) fn issue_access(
        &mut self,
        client_id: &str,
        grant: Option<Grant>,
        now: SystemTime,
    ) -> String {
        let (token, client_id) = (random(), client_id.to_owned());
        let expires_at = now + ACCESS_LIFE;
        self.access.insert(token.clone(), Access { client_id, grant, expires_at });
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

    /// Remembers what the user has agreed to.
    pub(super) fn approve(&mut self, client_id: &str, scopes: &[String]) {
        self.approved.entry(client_id.to_owned()).or_default().extend(scopes.iter().cloned());
    }

    /// Whether the user has agreed to all of this before, and so needs no asking.
    pub(super) fn has_approved(&self, client_id: &str, scopes: &[String]) -> bool {
        let approved = self.approved.get(client_id);
        approved.is_some_and(|approved| scopes.iter().all(|scope| approved.contains(scope)))
    }

    /// The user takes everything back that a client was given.
    pub(super) fn withdraw(&mut self, client_id: &str) {
        self.approved.remove(client_id);
        self.codes.retain(|_, code| code.grant.client_id != client_id);
        let own = self.refresh.values().filter(|refresh| refresh.grant.client_id == client_id);
        let families: BTreeSet<String> = own.map(|refresh| refresh.grant.family.clone()).collect();
        families.iter().for_each(|family| self.revoke(family));
    }

    /// The fault whose turn it is.
    pub(super) fn fault(&mut self, path: &str) -> Option<Fault> {
        let at = self.faults.iter().position(|(target, _)| target.is(path))?;
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
