//! Categories of the browse tab.

use serde_json::{Value, json};

/// A category: its id and its name.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Category {
    pub(crate) id: &'static str,
    name: &'static str,
}

/// More than fit on one page.
const CATEGORIES: [(&str, &str); 24] = [
    ("toplists", "Top Lists"),
    ("pop", "Pop"),
    ("hiphop", "Hip-Hop"),
    ("rock", "Rock"),
    ("latin", "Latin"),
    ("dinner", "Cooking & Dining"),
    ("indie_alt", "Indie"),
    ("edm_dance", "Dance/Electronic"),
    ("mood", "Mood"),
    ("party", "Party"),
    ("workout", "Workout"),
    ("focus", "Focus"),
    ("sleep", "Sleep"),
    ("travel", "Travel"),
    ("chill", "Chill"),
    ("romance", "Romance"),
    ("classical", "Classical"),
    ("jazz", "Jazz"),
    ("soul", "Soul"),
    ("folk_acoustic", "Folk & Acoustic"),
    ("metal", "Metal"),
    ("punk", "Punk"),
    ("ambient", "Ambient"),
    ("decades", "Decades"),
];

/// Genres that recommendations can begin with.
pub(crate) const GENRES: [&str; 12] = [
    "acoustic",
    "ambient",
    "classical",
    "electronic",
    "folk",
    "hip-hop",
    "indie",
    "jazz",
    "latin",
    "pop",
    "rock",
    "soul",
];

impl Category {
    pub(crate) const GENRES: &'static [&'static str] = &GENRES;

    pub(crate) fn all() -> impl ExactSizeIterator<Item = Self> {
        CATEGORIES.iter().map(|&(id, name)| Self { id, name })
    }

    pub(crate) fn find(id: &str) -> Option<Self> {
        Self::all().find(|category| category.id == id)
    }

    pub(crate) fn shown(self) -> Value {
        let icon = format!("https://t.scdn.co/media/derived/{}_274_274_0.jpg", self.id);
        json!({
            "href": format!("https://api.spotify.com/v1/browse/categories/{}", self.id),
            "icons": [{ "url": icon, "height": 274, "width": 274 }],
            "id": self.id,
            "name": self.name,
        })
    }
}
