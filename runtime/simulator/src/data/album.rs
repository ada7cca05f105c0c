//! Albums.

use std::sync::Arc;

use serde_json::{Value, json};

use super::artist::Artist;
use super::catalogue::Catalogue;
use super::kind::Kind;
use super::object::{images, merged};
use super::page::{Link, Window, page};
use super::resource::{Resource, View};
use super::track::Track;

/// An album, a single or a compilation.
#[derive(Debug)]
pub(crate) struct Album {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) artist: Arc<Artist>,
    /// `album`, `single` or `compilation`.
    pub(crate) form: &'static str,
    pub(crate) total_tracks: usize,
    /// As in ISO 8601, to the day.
    pub(crate) release_date: String,
    pub(crate) popularity: u64,
    pub(crate) upc: String,
}

impl Album {
    /// The album's tracks, in order.
    pub(crate) fn tracks(&self) -> Vec<&'static Arc<Track>> {
        Track::all().iter().filter(|track| track.album.id == self.id).collect()
    }

    /// A part of the album's tracks.
    pub(crate) fn tracks_page(&self, view: &View, window: Window) -> Value {
        let link = Link::new(format!("/albums/{}/tracks", self.id), &view.query());
        page(&link, window, self.tracks().into_iter(), |track| track.brief(view))
    }
}

impl Resource for Album {
    const KIND: Kind = Kind::Album;
    const AT_ONCE: usize = 20;

    fn all() -> &'static [Arc<Self>] {
        &Catalogue::get().albums
    }

    fn id(&self) -> &str {
        &self.id
    }

    fn name(&self) -> &str {
        &self.name
    }

    fn maker(&self) -> &str {
        &self.artist.name
    }

    fn brief(&self, view: &View) -> Value {
        let more = json!({
            "album_type": self.form,
            "artists": [self.artist.brief(view)],
            "images": images(&self.id),
            "release_date": self.release_date,
            "release_date_precision": "day",
            "total_tracks": self.total_tracks,
        });
        merged(merged(self.base(), more), view.availability())
    }

    fn full(&self, view: &View) -> Value {
        let owner = format!("{} Simulated Records", self.release_date.get(..4).unwrap_or_default());
        let more = json!({
            "copyrights": [
                { "text": format!("(C) {owner}"), "type": "C" },
                { "text": format!("(P) {owner}"), "type": "P" },
            ],
            "external_ids": { "upc": self.upc },
            "genres": [],
            "label": "Simulated Records",
            "popularity": self.popularity,
            "tracks": self.tracks_page(view, Window { limit: 50, offset: 0 }),
        });
        merged(self.brief(view), more)
    }
}
