//! Those who serve the operations, each with its own table.

mod browse;
mod catalogue;
mod follow;
mod library;
mod listening;
mod parts;
mod player;
mod playlist;
mod playlist_items;
mod profile;
mod search;

use serde_json::Value;

use super::{Call, Refusal};
use crate::data::Listener;

/// What comes of a call that is served.
#[derive(Debug)]
pub(crate) enum Reply {
    /// The operation's status with this body.
    Json(Value),
    /// The operation's status with nothing.
    Done,
    /// 204, whatever else the operation answers with: there is nothing to be shown.
    Nothing,
}

pub(crate) type Served = Result<Reply, Refusal>;
pub(crate) type Serve = fn(&Call<'_>, &mut Listener) -> Served;

/// Operations, and who serves them.
type Table = &'static [(&'static str, Serve)];

const TABLES: &[Table] = &[
    catalogue::TABLE,
    parts::TABLE,
    browse::TABLE,
    follow::TABLE,
    library::TABLE,
    listening::TABLE,
    player::TABLE,
    playlist::TABLE,
    playlist_items::TABLE,
    profile::TABLE,
    search::TABLE,
];

/// Who serves an operation.
pub(crate) fn find(operation: &str) -> Option<Serve> {
    let mut all = TABLES.iter().copied().flatten();
    all.find(|(id, _)| *id == operation).map(|(_, serve)| *serve)
}
