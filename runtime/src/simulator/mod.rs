//! A server on loopback that plays Spotify, for tests of your own program.
//!
//! It is written from what Spotify documents and does, and knows nothing of the engine's tables: a
//! mistake in one shows in the other. It speaks real HTTP on a port of its own; a transport carries
//! requests for Spotify's addresses there, so that a program under test builds the real URLs.
//!
//! ```
//! use spotify_flow::simulator::{SimulatedApp, Simulator};
//! use spotify_flow::{ClientId, RedirectUri, spotify_flow};
//!
//! #[spotify_flow(authorization_code_pkce)]
//! struct Mixtape {
//!     client_id: ClientId,
//!     redirect_uri: RedirectUri,
//! }
//!
//! # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
//! let simulator = Simulator::start().await?;
//! let callback = "http://127.0.0.1:8888/callback";
//! simulator.register(SimulatedApp::public("mixtape").redirect_uri(callback));
//!
//! let app = Mixtape { client_id: "mixtape".into(), redirect_uri: callback.parse()? };
//! let session = app.login(&simulator.transport(), simulator.user()).await?;
//! let me: serde_json::Value = session.get("/v1/me").await?.json()?;
//! assert_eq!(me["id"], "simulated-listener");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! # }).unwrap();
//! ```
//!
//! # What it does as Spotify does
//!
//! Redirect URIs match to the letter, and `localhost` is refused; codes live ten minutes and work
//! once; PKCE is verified and Basic is checked; a refresh answer omits the refresh token
//! ([`RefreshPolicy`] has the other ways); consent ends after six months; the implicit grant is over.
//! Errors are Spotify's, word for word. Time is a [`ManualClock`] that a test moves. [`Fault`]s are
//! made to order.
//!
//! Sources: <https://developer.spotify.com/documentation/web-api>, as of 2026.

mod answer;
mod api;
mod app;
mod authorize;
mod fault;
mod page;
mod record;
mod server;
mod token;
mod transport;
mod user;
mod world;

use std::net::SocketAddr;
use std::sync::Arc;

pub use app::SimulatedApp;
pub use fault::{Fault, Target};
pub use record::RecordedRequest;
pub use transport::SimulatorTransport;
pub use user::ScriptedUser;
use world::World;

use crate::clock::ManualClock;
use crate::{Error, Reason};

/// What the answer to a refresh says of the refresh token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum RefreshPolicy {
    /// Nothing: the old one stays. So does Spotify since the middle of 2026.
    #[default]
    Omit,
    /// A new one each time; the old one is dead, and using it again ends them all.
    Rotate,
    /// The same one again.
    Repeat,
}

/// A running server that plays Spotify. It stops when it is dropped.
#[derive(Debug)]
pub struct Simulator {
    address: SocketAddr,
    world: Arc<World>,
    server: tokio::task::JoinHandle<()>,
}

impl Simulator {
    /// Starts on a free port of 127.0.0.1.
    ///
    /// # Errors
    ///
    /// When there is no port to be had.
    pub async fn start() -> Result<Self, Error> {
        let world = Arc::new(World::new(ManualClock::default()));
        let (address, server) = server::start(Arc::clone(&world)).await.map_err(|source| {
            Error::new(Reason::ClientUnavailable, "the simulator found no port on 127.0.0.1")
                .with_source(source)
        })?;
        Ok(Self { address, world, server })
    }

    /// Registers an app, as one does in Spotify's dashboard.
    pub fn register(&self, app: SimulatedApp) {
        self.world.with(|state| state.register(app));
    }

    /// Says what the answers to refreshes bring.
    pub fn set_refresh_policy(&self, policy: RefreshPolicy) {
        self.world.with(|state| state.policy = policy);
    }

    /// Grants implicit logins, as before 2025-11-27. Today they come back with
    /// `#error=unsupported_response_type`.
    pub fn set_before_sunset(&self, before: bool) {
        self.world.with(|state| state.before_sunset = before);
    }

    /// Lets the next request of this kind go wrong; several wait their turn.
    pub fn fail_next(&self, target: Target, fault: Fault) {
        self.world.with(|state| state.faults.push_back((target, fault)));
    }

    /// What was received so far.
    #[must_use]
    pub fn requests(&self) -> Vec<RecordedRequest> {
        self.world.with(|state| state.requests.clone())
    }

    /// The clock that codes, tokens and consent end by.
    #[must_use]
    pub fn clock(&self) -> ManualClock {
        self.world.clock.clone()
    }

    /// Where it listens: `http://127.0.0.1:PORT`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// An URL of Spotify's, carried to the simulator: for a browser.
    #[must_use]
    pub fn front(&self, url: &str) -> String {
        let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
        let path = rest.find(['/', '?']).and_then(|at| rest.get(at..)).unwrap_or("/");
        format!("{}{path}", self.url())
    }

    /// A transport that carries requests for Spotify here, and lives by the simulator's clock.
    #[must_use]
    pub fn transport(&self) -> SimulatorTransport {
        SimulatorTransport::new(self.address, self.world.clock.clone())
    }

    /// A user who logs in and agrees to everything.
    #[must_use]
    pub fn user(&self) -> ScriptedUser {
        ScriptedUser::new(self.transport())
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        self.server.abort();
    }
}
