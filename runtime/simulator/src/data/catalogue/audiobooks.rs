//! Audiobooks and their chapters.

use std::sync::Arc;

use super::{Catalogue, names};
use crate::data::seed::{Seed, id};
use crate::data::{Audiobook, Chapter};

/// How many audiobooks there are.
const AUDIOBOOKS: usize = 24;
/// How many chapters a book has...
const CHAPTERS: usize = 6;
/// ...and the first one, which needs three pages.
const MANY_CHAPTERS: usize = 48;

pub(super) fn add(catalogue: &mut Catalogue) {
    for number in 0..AUDIOBOOKS {
        let total_chapters = if number == 0 { MANY_CHAPTERS } else { CHAPTERS };
        let book = Arc::new(Audiobook {
            id: id("audiobook", number),
            name: format!("The {}", names::work("audiobook", number)),
            author: names::person("author", number),
            narrator: names::person("narrator", number),
            total_chapters,
        });
        let first = catalogue.chapters.len();
        let chapters = (0..total_chapters).map(|at| Arc::new(chapter(&book, at, first + at)));
        catalogue.chapters.extend(chapters);
        catalogue.audiobooks.push(book);
    }
}

fn chapter(book: &Arc<Audiobook>, at: usize, number: usize) -> Chapter {
    let mut seed = Seed::new("chapter", number);
    let duration_ms = seed.between(600_000, 2_400_000);
    Chapter {
        id: id("chapter", number),
        name: format!("Chapter {}: {}", at + 1, names::work("chapter", number)),
        audiobook: Arc::clone(book),
        number: at,
        duration_ms,
        listened_ms: seed.between(0, 3) * duration_ms / 2,
    }
}
