//! Audiobooks.

use std::sync::Arc;

use serde_json::{Value, json};

use super::catalogue::Catalogue;
use super::chapter::Chapter;
use super::kind::Kind;
use super::object::{description, images, markets, merged};
use super::page::{Link, Window, page};
use super::resource::{Resource, View};

/// An audiobook.
#[derive(Debug)]
pub(crate) struct Audiobook {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) author: String,
    pub(crate) narrator: String,
    pub(crate) total_chapters: usize,
}

impl Audiobook {
    /// The book's chapters, in order.
    pub(crate) fn chapters(&self) -> Vec<&'static Arc<Chapter>> {
        Chapter::all().iter().filter(|chapter| chapter.audiobook.id == self.id).collect()
    }

    /// A part of the book's chapters.
    pub(crate) fn chapters_page(&self, view: &View, window: Window) -> Value {
        let link = Link::new(format!("/audiobooks/{}/chapters", self.id), &view.query());
        page(&link, window, self.chapters().into_iter(), |chapter| chapter.brief(view))
    }
}

impl Resource for Audiobook {
    const KIND: Kind = Kind::Audiobook;
    const NEEDS_MARKET: bool = true;

    fn all() -> &'static [Arc<Self>] {
        &Catalogue::get().audiobooks
    }

    fn id(&self) -> &str {
        &self.id
    }

    fn name(&self) -> &str {
        &self.name
    }

    fn maker(&self) -> &str {
        &self.author
    }

    fn brief(&self, _: &View) -> Value {
        let more = json!({
            "authors": [{ "name": self.author }],
            "available_markets": markets(),
            "copyrights": [],
            "edition": "Unabridged",
            "explicit": false,
            "images": images(&self.id),
            "languages": ["en"],
            "media_type": "audio",
            "narrators": [{ "name": self.narrator }],
            "publisher": "Simulated House",
            "total_chapters": self.total_chapters,
        });
        let text = description(&format!("By {}, read by {}.", self.author, self.narrator));
        merged(merged(self.base(), more), text)
    }

    fn full(&self, view: &View) -> Value {
        let chapters = self.chapters_page(view, Window { limit: 50, offset: 0 });
        merged(self.brief(view), json!({ "chapters": chapters }))
    }
}
