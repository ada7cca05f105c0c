//! Shows, which are podcasts.

use std::sync::Arc;

use serde_json::{Value, json};

use super::catalogue::Catalogue;
use super::episode::Episode;
use super::kind::Kind;
use super::object::{description, images, markets, merged};
use super::page::{Link, Window, page};
use super::resource::{Resource, View};

/// A show.
#[derive(Debug)]
pub(crate) struct Show {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) publisher: String,
    pub(crate) total_episodes: usize,
}

impl Show {
    /// The show's episodes, the newest first.
    pub(crate) fn episodes(&self) -> Vec<&'static Arc<Episode>> {
        Episode::all().iter().filter(|episode| episode.show.id == self.id).collect()
    }

    /// A part of the show's episodes.
    pub(crate) fn episodes_page(&self, view: &View, window: Window) -> Value {
        let link = Link::new(format!("/shows/{}/episodes", self.id), &view.query());
        page(&link, window, self.episodes().into_iter(), |episode| episode.brief(view))
    }
}

impl Resource for Show {
    const KIND: Kind = Kind::Show;
    const NEEDS_MARKET: bool = true;

    fn all() -> &'static [Arc<Self>] {
        &Catalogue::get().shows
    }

    fn id(&self) -> &str {
        &self.id
    }

    fn name(&self) -> &str {
        &self.name
    }

    fn maker(&self) -> &str {
        &self.publisher
    }

    fn brief(&self, _: &View) -> Value {
        let more = json!({
            "available_markets": markets(),
            "copyrights": [],
            "explicit": false,
            "images": images(&self.id),
            "is_externally_hosted": false,
            "languages": ["en"],
            "media_type": "audio",
            "publisher": self.publisher,
            "total_episodes": self.total_episodes,
        });
        let text = description(&format!("{} talk about everything that is heard.", self.publisher));
        merged(merged(self.base(), more), text)
    }

    fn full(&self, view: &View) -> Value {
        let episodes = self.episodes_page(view, Window { limit: 50, offset: 0 });
        merged(self.brief(view), json!({ "episodes": episodes }))
    }
}
