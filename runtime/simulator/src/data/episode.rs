//! Episodes of shows.

use std::sync::Arc;

use serde_json::{Value, json};

use super::catalogue::Catalogue;
use super::kind::Kind;
use super::object::{description, images, merged};
use super::resource::{Resource, View};
use super::show::Show;

/// An episode of a show.
#[derive(Debug)]
pub(crate) struct Episode {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) show: Arc<Show>,
    pub(crate) duration_ms: u64,
    /// How far the user has listened.
    pub(crate) listened_ms: u64,
    /// As in ISO 8601, to the day.
    pub(crate) release_date: String,
}

impl Resource for Episode {
    const KIND: Kind = Kind::Episode;
    const NEEDS_MARKET: bool = true;

    fn all() -> &'static [Arc<Self>] {
        &Catalogue::get().episodes
    }

    fn id(&self) -> &str {
        &self.id
    }

    fn name(&self) -> &str {
        &self.name
    }

    fn maker(&self) -> &str {
        &self.show.name
    }

    fn brief(&self, view: &View) -> Value {
        let more = json!({
            "audio_preview_url": null,
            "duration_ms": self.duration_ms,
            "explicit": false,
            "images": images(&self.id),
            "is_externally_hosted": false,
            "is_playable": true,
            "language": "en",
            "languages": ["en"],
            "release_date": self.release_date,
            "release_date_precision": "day",
        });
        let text = description(&format!("{} in conversation: {}.", self.show.publisher, self.name));
        let resume = view.resume_point(self.listened_ms, self.duration_ms);
        merged(merged(merged(self.base(), more), text), resume)
    }

    fn full(&self, view: &View) -> Value {
        merged(self.brief(view), json!({ "show": self.show.brief(view) }))
    }
}
