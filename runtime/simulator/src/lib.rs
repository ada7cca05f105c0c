//! A server on loopback that plays Spotify, for tests of your own program.
//!
//! It is written from what Spotify documents and does, and knows nothing of the engine's tables: a
//! mistake in one shows in the other. It speaks real HTTP on a port of its own; a transport carries
//! requests for Spotify's addresses there, so that a program under test builds the real URLs.
//!
//! ```
//! use spotify_flow_simulator::{SimulatedApp, Simulator};
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
//! | | |
//! |---|---|
//! | redirect URIs | match to the letter; a loopback literal registered without a port stands for any port; plain http elsewhere and `localhost` are refused |
//! | a login that can't begin | leaves the user on a page that says why, and nobody comes back to the app |
//! | consent | is asked on a page, by a form, once per app and scopes unless `show_dialog` says more; it ends after six months, which refreshing does not extend |
//! | codes | live ten minutes, and work once, for their client, redirect URI and verifier |
//! | clients | Basic is checked; PKCE is verified; a login with PKCE needs no secret, any other does |
//! | client credentials | bring an access token, and neither scopes nor a refresh token |
//! | refreshing | brings an access token, and no refresh token; [`RefreshPolicy`] has the other ways |
//! | the implicit grant | comes back with `#error=unsupported_response_type`, unless [set back](Simulator::set_before_sunset) |
//! | errors | have Spotify's statuses and words, also where those are odd: `invalid_client` is a 400, and a user who is not on the app's list gets plain text |
//!
//! Time is a [`ManualClock`]: it stands still until a test moves it, and nobody has to sleep.
//!
//! ```
//! # use spotify_flow_simulator::{SimulatedApp, Simulator};
//! # use spotify_flow::{ClientId, ErrorKind, RedirectUri, spotify_flow};
//! # use std::time::Duration;
//! # #[spotify_flow(authorization_code_pkce)]
//! # struct Mixtape { client_id: ClientId, redirect_uri: RedirectUri }
//! # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
//! # let simulator = Simulator::start().await?;
//! # let callback = "http://127.0.0.1:8888/callback";
//! # simulator.register(SimulatedApp::public("mixtape").redirect_uri(callback));
//! # let app = Mixtape { client_id: "mixtape".into(), redirect_uri: callback.parse()? };
//! let session = app.login(&simulator.transport(), simulator.user()).await?;
//! simulator.clock().advance(Duration::from_secs(185 * 24 * 60 * 60));
//! let error = session.get("/v1/me").await.unwrap_err();
//! assert_eq!(error.kind(), ErrorKind::ConsentRequired);
//!
//! // The user agrees again, and the next half-year begins.
//! let session = app.login(&simulator.transport(), simulator.user()).await?;
//! assert!(session.get("/v1/me").await?.status().is_success());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! # }).unwrap();
//! ```
//!
//! # The Web API
//!
//! All 97 operations that Spotify documents are served, with data that is the same in every run:
//! artists, albums, tracks, shows, episodes, audiobooks and chapters, 23 playlists of the user's own
//! and others of a neighbour's and of Spotify's, 45 saved tracks, 26 followed artists, two devices.
//! Lists come in pages whose `next` leads on. What a call changes, later calls show: a track that
//! is saved, a playlist that is made, the volume.
//!
//! | | |
//! |---|---|
//! | tokens | an app's own is refused where a user is needed, and sees what is public elsewhere |
//! | scopes | are needed as Spotify says: all of them, the one for a playlist as public as this one, the one for the URIs of the request; some only add members, such as `email` or `resume_point` |
//! | refusals | 401 `Permissions missing` by the player, 403 `Insufficient client scope` by all others; 400 with what is missing or invalid, 404 for an id that is nobody's, 405 for another method |
//! | the user | has Premium, unless [said otherwise](Simulator::set_premium); the computer plays, until [nothing does](Simulator::nothing_playing) |
//! | development mode | closes operations, shortens searches and takes members away, [for an app](SimulatedApp::development_mode) |
//!
//! ```
//! # use spotify_flow_simulator::{SimulatedApp, Simulator};
//! # use spotify_flow::{ClientId, RedirectUri, spotify_flow};
//! # use serde_json::Value;
//! # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
//! # let simulator = Simulator::start().await?;
//! # let callback = "http://127.0.0.1:8888/callback";
//! # simulator.register(SimulatedApp::public("mixtape").redirect_uri(callback));
//! #[spotify_flow(authorization_code_pkce, scopes(user_library_read, user_read_playback_state))]
//! struct Mixtape {
//!     client_id: ClientId,
//!     redirect_uri: RedirectUri,
//! }
//!
//! # let app = Mixtape { client_id: "mixtape".into(), redirect_uri: callback.parse()? };
//! let session = app.login(&simulator.transport(), simulator.user()).await?;
//! let page: Value = session.get("/v1/me/tracks").await?.json()?;
//! assert_eq!((&page["total"], &page["items"][0]["track"]["type"]), (&45.into(), &"track".into()));
//!
//! // The addresses in the answers are Spotify's, and lead here all the same.
//! let next: Value = session.get(page["next"].as_str().unwrap()).await?.json()?;
//! assert_eq!(next["offset"], 20);
//!
//! simulator.nothing_playing();
//! assert_eq!(session.get("/v1/me/player").await?.status(), 204);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! # }).unwrap();
//! ```
//!
//! # What goes wrong when you want it to
//!
//! [`ScriptedUser`]s agree, agree to less, or refuse. [`Fault`]s hit the next requests of a
//! [`Target`]: rate limits, outages, answers that are slow, cut or garbled, and any error you name.
//! The user can take consent back ([`Simulator::withdraw_consent`]), and an app can be one whose
//! user is not on its list ([`SimulatedApp::user_not_registered`]).
//!
//! # Other programs, other browsers
//!
//! It is a plain HTTP server: `/authorize`, `/api/token` and `/v1/...` are all at
//! [`url`](Simulator::url), for programs in any language. [`front`](Simulator::front) turns an
//! authorize URL into one that a real browser can open: you see the page, and press the button.
//!
//! # What it is not
//!
//! It knows one user and a small catalogue, plays nothing to its end, sends no `ETag`, limits no
//! rate unless told to, and is meant for tests: whoever reaches its port can log in.
//!
//! Sources: <https://developer.spotify.com/documentation/web-api>, and what developers report of
//! texts and lifetimes that are written down nowhere, as of 2026.

mod answer;
mod api;
mod app;
mod authorize;
mod calendar;
mod data;
mod fault;
mod gate;
mod page;
mod record;
mod redirect;
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

use spotify_flow::{Error, ManualClock, TransportError, TransportErrorKind};

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
            let message = "the simulator found no port on 127.0.0.1";
            TransportError::new(TransportErrorKind::Connect, message).with_source(source)
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
        self.fail_next_times(1, target, fault);
    }

    /// Lets so many requests of this kind go wrong.
    pub fn fail_next_times(&self, times: usize, target: Target, fault: Fault) {
        let faults = std::iter::repeat_n((target, fault), times);
        self.world.with(|state| state.faults.extend(faults));
    }

    /// Forgets the faults that nothing has met so far.
    pub fn clear_faults(&self) {
        self.world.with(|state| state.faults.clear());
    }

    /// Waits until so many requests are [held](Fault::Held).
    pub async fn until_held(&self, count: usize) {
        self.world.gate.until_waiting(count).await;
    }

    /// Lets the requests go on that are [held](Fault::Held) now.
    pub fn release(&self) {
        self.world.gate.open();
    }

    /// The user takes consent back, on the account page: codes, refresh tokens and access tokens of
    /// all logins of this client end, and the next login asks again.
    pub fn withdraw_consent(&self, client_id: &str) {
        self.world.with(|state| state.withdraw(client_id));
    }

    /// Says whether the user has Premium, as everybody does at first. Without it, the commands of the
    /// player are refused with 403 and the reason `PREMIUM_REQUIRED`.
    ///
    /// ```
    /// # use spotify_flow_simulator::Simulator;
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
    /// let simulator = Simulator::start().await?;
    /// simulator.set_premium(false);
    /// # Ok::<(), spotify_flow::Error>(())
    /// # }).unwrap();
    /// ```
    pub fn set_premium(&self, premium: bool) {
        self.world.with(|state| state.listener.premium = premium);
    }

    /// Nothing plays any more and no device is active: what plays is answered with 204, and a
    /// command that names no device with 404 and the reason `NO_ACTIVE_DEVICE`. A command that names
    /// one, or moves playback to one, makes it active.
    ///
    /// ```
    /// # use spotify_flow_simulator::Simulator;
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
    /// let simulator = Simulator::start().await?;
    /// simulator.nothing_playing();
    /// # Ok::<(), spotify_flow::Error>(())
    /// # }).unwrap();
    /// ```
    pub fn nothing_playing(&self) {
        self.world.with(|state| state.listener.player.fall_silent());
    }

    /// The user's devices are all switched off: nothing plays, and there is nothing to play on.
    ///
    /// ```
    /// # use spotify_flow_simulator::Simulator;
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
    /// let simulator = Simulator::start().await?;
    /// simulator.no_devices();
    /// # Ok::<(), spotify_flow::Error>(())
    /// # }).unwrap();
    /// ```
    pub fn no_devices(&self) {
        self.world.with(|state| state.listener.player.lose_devices());
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
