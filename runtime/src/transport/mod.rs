//! How requests leave the machine, and what time it is.

mod alarm;
pub(crate) mod clock;
mod error;
mod future;
#[cfg(feature = "reqwest")]
mod http_client;
mod port;
mod post;
#[cfg(feature = "session")]
mod shared;
#[cfg(feature = "session")]
pub(crate) mod throttle;
pub(crate) mod told;

pub use error::{TransportError, TransportErrorKind};
pub use future::BoxFuture;
#[cfg(feature = "reqwest")]
pub use http_client::HttpClient;
pub use port::Transport;
#[cfg(feature = "session")]
pub(crate) use shared::Shared;
