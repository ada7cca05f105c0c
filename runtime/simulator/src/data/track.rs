//! Tracks.

use std::sync::Arc;

use serde_json::{Value, json};

use super::album::Album;
use super::catalogue::Catalogue;
use super::kind::Kind;
use super::object::merged;
use super::resource::{Resource, View};

/// A track of an album.
#[derive(Debug)]
pub(crate) struct Track {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) album: Arc<Album>,
    /// From 1.
    pub(crate) number: usize,
    pub(crate) duration_ms: u64,
    pub(crate) explicit: bool,
    pub(crate) popularity: u64,
    pub(crate) isrc: String,
}

impl Resource for Track {
    const KIND: Kind = Kind::Track;

    fn all() -> &'static [Arc<Self>] {
        &Catalogue::get().tracks
    }

    fn id(&self) -> &str {
        &self.id
    }

    fn name(&self) -> &str {
        &self.name
    }

    fn maker(&self) -> &str {
        &self.album.artist.name
    }

    fn brief(&self, view: &View) -> Value {
        let more = json!({
            "artists": [self.album.artist.brief(view)],
            "disc_number": 1,
            "duration_ms": self.duration_ms,
            "explicit": self.explicit,
            "is_local": false,
            "preview_url": null,
            "track_number": self.number,
        });
        merged(merged(self.base(), more), view.availability())
    }

    fn full(&self, view: &View) -> Value {
        let more = json!({
            "album": self.album.brief(view),
            "external_ids": { "isrc": self.isrc },
            "popularity": self.popularity,
        });
        merged(self.brief(view), more)
    }
}
