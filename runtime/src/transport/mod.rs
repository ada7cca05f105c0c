//! How requests leave the machine, and what time it is.

#[cfg(not(feature = "session"))]
mod alarm;
#[cfg(feature = "session")]
mod beside;
#[cfg(feature = "session")]
mod block_on;
#[cfg(feature = "session")]
mod carried;
mod chunks;
pub(crate) mod clock;
#[cfg(feature = "session")]
pub(crate) mod deadline;
mod driver;
mod error;
mod future;
#[cfg(feature = "session")]
pub(crate) mod heart;
#[cfg(feature = "http-client")]
mod http_client;
#[cfg(feature = "session")]
pub(crate) mod patience;
mod port;
mod post;
#[cfg(feature = "session")]
mod shared;
#[cfg(feature = "session")]
pub(crate) mod throttle;
pub(crate) mod told;

#[cfg(feature = "session")]
pub(crate) use beside::Beside;
#[cfg(feature = "session")]
pub use block_on::block_on;
pub use chunks::Chunks;
#[cfg(feature = "session")]
pub(crate) use chunks::{collect, whole};
pub use driver::Driver;
pub use error::{TransportError, TransportErrorKind};
pub use future::BoxFuture;
#[cfg(feature = "http-client")]
pub use http_client::{HttpClient, HttpClientBuilder};
pub use port::Transport;
#[cfg(feature = "session")]
pub(crate) use shared::Shared;
