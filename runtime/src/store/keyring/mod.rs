//! A store in the keyring of the desktop.

mod keyring_store;
mod vault;

pub use keyring_store::KeyringStore;
