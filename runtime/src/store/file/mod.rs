//! A store in files of the user's.

pub(super) mod blocking;
mod commit;
mod directory;
mod file_store;
mod lines;
mod listing;
pub(super) mod lock;
pub(super) mod locks;
pub(super) mod names;
mod node;
mod place;
pub(super) mod record_file;
pub(super) mod state_dir;
mod temporary;
mod waiting;
mod workers;

pub use file_store::FileStore;
