//! A store in files of the user's.

pub(super) mod blocking;
mod commit;
pub(super) mod directory;
mod file_store;
mod lock;
pub(super) mod locks;
pub(super) mod names;
mod node;
mod pauses;
pub(super) mod record_file;
pub(super) mod state_dir;
mod temporary;

pub use file_store::FileStore;
