//! Typed calls of a provider's API: the compiler knows who may call what.
//!
//! [`provider!`](crate::provider) turns the operations of a provider into types. Each says by its
//! [`Access`](Operation::Access) who may call it: anybody ([`Public`]), or an app that acts for a
//! user and asks for certain scopes ([`User`]). [`Session::call`](crate::Session::call) demands it.
//!
//! ```compile_fail,E0277
//! # use spotify_flow::{ClientId, ClientSecret, Session, spotify_flow, spotify::api::GetCurrentUsersProfile};
//! #[spotify_flow(client_credentials)]
//! struct Service {
//!     client_id: ClientId,
//!     client_secret: ClientSecret,
//! }
//!
//! fn profile(service: &Session<Service>) {
//!     let _ = service.call(GetCurrentUsersProfile::new()); // acts for no user
//! }
//! ```

mod access;
#[cfg(feature = "session")]
mod api_call;
mod arguments;
#[cfg(feature = "session")]
mod calls;
#[cfg(feature = "session")]
mod challenge;
#[cfg(feature = "session")]
mod granted;
#[cfg(feature = "session")]
mod header;
mod operation;
#[cfg(feature = "session")]
mod pages;
#[cfg(feature = "session")]
mod pair;
#[cfg(feature = "session")]
mod read;
#[cfg(feature = "session")]
mod refusal;
#[cfg(feature = "session")]
mod request;
#[cfg(feature = "session")]
mod response;
#[cfg(feature = "session")]
mod send;
#[cfg(feature = "session")]
mod stream;
#[cfg(feature = "session")]
mod target;
#[cfg(feature = "session")]
mod verdict;

pub use access::{Allows, At, Public, Requests, User};
#[cfg(feature = "session")]
pub use api_call::ApiCall;
pub use arguments::Arguments;
pub use operation::{Operation, OperationDef, Paged};
#[cfg(feature = "session")]
pub use pages::{Items, Pages};
#[cfg(feature = "session")]
pub use pair::{Pair, Route};
#[cfg(feature = "session")]
pub use request::ApiRequest;
#[cfg(feature = "session")]
pub use response::ApiResponse;
#[cfg(feature = "session")]
pub use stream::ApiStream;

#[doc(hidden)]
pub use bytes::Bytes;
#[doc(hidden)]
pub use http::Method;
#[doc(hidden)]
pub use serde_json::Value;
