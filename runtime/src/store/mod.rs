//! Where sessions are kept: across restarts, and for several processes at once.
//!
//! A [`Store`] holds a [`Record`] for each [`Key`]: what a provider gave a client's flow for one
//! account. It replaces a record only if nobody else did meanwhile, and lends out the right to
//! renew, so that of all processes on one store one renews at a time.
//!
//! ```
//! use spotify_flow::store::{MemoryStore, Store as _};
//!
//! let store = MemoryStore::default();
//! let alice = store.account("alice");
//! ```

#[cfg(feature = "session")]
mod conformance;
mod error;
#[cfg(all(unix, feature = "file"))]
mod file;
mod key;
#[cfg(all(unix, feature = "keyring"))]
mod keyring;
mod lease;
#[cfg(feature = "session")]
mod memory;
mod mute;
mod port;
mod record;

#[cfg(feature = "session")]
pub use conformance::check_conformance;
pub use error::{StoreError, StoreErrorKind};
#[cfg(all(unix, feature = "file"))]
pub use file::FileStore;
pub use key::Key;
#[cfg(all(unix, feature = "keyring"))]
pub use keyring::KeyringStore;
pub use lease::Lease;
#[cfg(feature = "session")]
pub use memory::MemoryStore;
pub(crate) use mute::Mute;
pub use port::{Account, Committed, Store};
pub use record::Record;
#[cfg(feature = "session")]
pub(crate) use record::fingerprint;
