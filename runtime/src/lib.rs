//! OAuth clients generated from TOML.
//!
//! A spec file says what a flow is: whether a user must agree, whether it can be refreshed, which
//! requests it makes in which order. An attribute reads it at compile time and gives a struct a
//! typed client. What the flow cannot do does not compile.
//!
//! ```no_run
//! use spotify_flow::{ClientId, HttpClient, RedirectUri, spotify_flow};
//!
//! #[spotify_flow(authorization_code_pkce, scopes(user_read_email))]
//! struct Mixtape {
//!     client_id: ClientId,
//!     redirect_uri: RedirectUri,
//! }
//!
//! # async fn run(wait_for_callback: impl AsyncFn() -> String) -> Result<(), spotify_flow::Error> {
//! let app = Mixtape::from_env()?; // SPOTIFY_CLIENT_ID, SPOTIFY_REDIRECT_URI
//! let http = HttpClient::new()?;
//!
//! let attempt = app.begin().show_dialog(true).authorize()?;
//! println!("Log in at {}", attempt.authorize_url());
//! let attempt = attempt.receive(wait_for_callback().await)?; // the state is compared
//! let session = app.session(attempt.exchange(&http).await?);
//!
//! let me: serde_json::Value = session.get("/v1/me").await?.json()?;
//! # Ok(())
//! # }
//! ```
//!
//! # The parts
//!
//! - An [`App`] is an annotated struct; its flow is a [`FlowDef`](flow_def::FlowDef), a table.
//! - An attempt is one run of the table's machine: a type per state, a method per step. Underneath
//!   is a [`Machine`], which does no I/O: it builds requests and accepts answers.
//! - A [`Session`] is an authorized app: it gets new tokens by itself.
//! - A [`Transport`] carries requests: [`HttpClient`], or one of your own.
//! - An [`Error`] says who has to do something, and what.
//!
//! # Features
//!
//! - `http-client` (on by default): [`HttpClient`].
//! - `file`: [`FileStore`](store::FileStore), sessions in files of the user's. On Unix.
//! - `keyring`: [`KeyringStore`](store::KeyringStore), sessions in the keyring of the desktop. On Unix.
//! - `load`: flows that are loaded from TOML at run time, in a module of this name.
//! - `session` (on with `http-client`): sessions, calls, whole logins. Without it the crate is the
//!   protocol and its ports, and builds without tokio.
//!
//! A server on loopback that plays Spotify, for tests, is a package of its own:
//! `spotify-flow-simulator`.

#![cfg_attr(
    not(feature = "session"),
    allow(dead_code, reason = "the protocol and the ports have parts that sessions alone use")
)]

// What the macros write names the crate as its users do.
extern crate self as spotify_flow;

#[doc(hidden)]
pub mod __macro;
pub mod api;
mod app;
#[cfg(feature = "load")]
pub mod load;
#[cfg(feature = "session")]
mod login;
mod protocol;
#[cfg(feature = "session")]
mod session;
pub mod spotify;
pub mod store;
mod transport;

pub use api::Operation;
#[cfg(feature = "session")]
pub use api::{ApiRequest, ApiResponse, ApiStream, Pair};
pub use app::{
    App, Keeps, NeedsUserConsent, Refreshable, ShortLived, State, Storable, Suspended, UserScoped,
};
#[cfg(feature = "session")]
pub use login::{UserAgent, connect, login};
pub use protocol::config::Config;
pub use protocol::error::{Error, ErrorKind, Reason};
pub use protocol::flow_def;
pub use protocol::machine::{Failed, Machine, SuspendedMachine};
pub use protocol::server::Server;
pub use protocol::token::{AccessToken, KeptMembers, Token};
pub use protocol::values::{
    AppSecret, BaseUrl, ClientId, ClientSecret, Host, Label, Origin, RedirectUri,
};
#[cfg(feature = "session")]
pub use session::{AccountEvents, Events, NotKept, Session, SessionEvent, Sessions};
#[doc(inline)]
pub use spotify_flow_macros::{flow, provider, spotify_flow};
#[cfg(feature = "session")]
pub use transport::block_on;
pub use transport::clock::{Clock, ManualClock, SystemClock};
pub use transport::{BoxFuture, Chunks, Driver, Transport, TransportError, TransportErrorKind};
#[cfg(feature = "http-client")]
pub use transport::{HttpClient, HttpClientBuilder};
pub use {bytes, http};
