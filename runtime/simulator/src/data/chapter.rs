//! Chapters of audiobooks.

use std::sync::Arc;

use serde_json::{Value, json};

use super::audiobook::Audiobook;
use super::catalogue::Catalogue;
use super::kind::Kind;
use super::object::{description, images, markets, merged};
use super::resource::{Resource, View};

/// A chapter of an audiobook.
#[derive(Debug)]
pub(crate) struct Chapter {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) audiobook: Arc<Audiobook>,
    /// From 0, as in Spotify's answers.
    pub(crate) number: usize,
    pub(crate) duration_ms: u64,
    /// How far the user has listened.
    pub(crate) listened_ms: u64,
}

impl Resource for Chapter {
    const KIND: Kind = Kind::Chapter;
    const NEEDS_MARKET: bool = true;

    fn all() -> &'static [Arc<Self>] {
        &Catalogue::get().chapters
    }

    fn id(&self) -> &str {
        &self.id
    }

    fn name(&self) -> &str {
        &self.name
    }

    fn maker(&self) -> &str {
        &self.audiobook.name
    }

    fn brief(&self, view: &View) -> Value {
        let more = json!({
            "audio_preview_url": null,
            "available_markets": markets(),
            "chapter_number": self.number,
            "duration_ms": self.duration_ms,
            "explicit": false,
            "images": images(&self.audiobook.id),
            "is_playable": true,
            "languages": ["en"],
            "release_date": "2024-03-01",
            "release_date_precision": "day",
        });
        let text = description(&format!("A chapter of {}.", self.audiobook.name));
        let resume = view.resume_point(self.listened_ms, self.duration_ms);
        merged(merged(merged(self.base(), more), text), resume)
    }

    fn full(&self, view: &View) -> Value {
        merged(self.brief(view), json!({ "audiobook": self.audiobook.brief(view) }))
    }
}
