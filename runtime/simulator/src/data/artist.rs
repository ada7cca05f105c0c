//! Artists.

use std::sync::Arc;

use serde_json::{Value, json};

use super::album::Album;
use super::catalogue::Catalogue;
use super::kind::Kind;
use super::object::{images, merged};
use super::resource::{Resource, View};
use super::track::Track;

/// An artist.
#[derive(Debug)]
pub(crate) struct Artist {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) genre: &'static str,
    pub(crate) popularity: u64,
    pub(crate) followers: u64,
}

impl Artist {
    /// The artist's albums.
    pub(crate) fn albums(&self) -> Vec<&'static Arc<Album>> {
        Album::all().iter().filter(|album| album.artist.id == self.id).collect()
    }

    /// The artist's tracks, the best known first.
    pub(crate) fn tracks(&self) -> Vec<&'static Arc<Track>> {
        let own = Track::all().iter().filter(|track| track.album.artist.id == self.id);
        let mut tracks: Vec<_> = own.collect();
        tracks.sort_by_key(|track| std::cmp::Reverse(track.popularity));
        tracks
    }
}

impl Resource for Artist {
    const KIND: Kind = Kind::Artist;

    fn all() -> &'static [Arc<Self>] {
        &Catalogue::get().artists
    }

    fn id(&self) -> &str {
        &self.id
    }

    fn name(&self) -> &str {
        &self.name
    }

    fn maker(&self) -> &str {
        self.genre
    }

    fn brief(&self, _: &View) -> Value {
        self.base()
    }

    fn full(&self, _: &View) -> Value {
        let more = json!({
            "followers": { "href": null, "total": self.followers },
            "genres": [self.genre],
            "images": images(&self.id),
            "popularity": self.popularity,
        });
        merged(self.base(), more)
    }
}
