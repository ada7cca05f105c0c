//! The catalogue: made once, by rule.

mod audiobooks;
mod music;
mod names;
mod podcasts;

use std::sync::{Arc, LazyLock};

use super::{Album, Artist, Audiobook, Chapter, Episode, Show, Track};

static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(Catalogue::make);

/// Everything that there is to be heard.
#[derive(Debug, Default)]
pub(crate) struct Catalogue {
    pub(crate) artists: Vec<Arc<Artist>>,
    pub(crate) albums: Vec<Arc<Album>>,
    pub(crate) tracks: Vec<Arc<Track>>,
    pub(crate) shows: Vec<Arc<Show>>,
    pub(crate) episodes: Vec<Arc<Episode>>,
    pub(crate) audiobooks: Vec<Arc<Audiobook>>,
    pub(crate) chapters: Vec<Arc<Chapter>>,
}

impl Catalogue {
    /// The one that there is.
    pub(crate) fn get() -> &'static Self {
        &CATALOGUE
    }

    fn make() -> Self {
        let mut catalogue = Self::default();
        music::add(&mut catalogue);
        podcasts::add(&mut catalogue);
        audiobooks::add(&mut catalogue);
        catalogue
    }
}
