//! Spotify URIs.

use std::fmt;

use super::kind::Kind;
use super::seed::is_id;

/// A Spotify URI: `spotify:track:6rqhFgbbKwnb9MLmUQDhG6`.
///
/// Source: <https://developer.spotify.com/documentation/web-api/concepts/spotify-uris-ids>
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Uri {
    pub(crate) kind: Kind,
    pub(crate) id: String,
}

impl Uri {
    pub(crate) fn new(kind: Kind, id: impl Into<String>) -> Self {
        Self { kind, id: id.into() }
    }

    /// Reads one; the names of users are no ids and may be anything.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (kind, id) = text.strip_prefix("spotify:")?.split_once(':')?;
        let kind = Kind::of(kind)?;
        let good = is_id(id) || (kind == Kind::User && !id.is_empty() && !id.contains(':'));
        good.then(|| Self::new(kind, id))
    }

    /// Whether it is something that plays by itself.
    pub(crate) fn is_playable(&self) -> bool {
        matches!(self.kind, Kind::Track | Kind::Episode)
    }

    /// Its address in the API.
    pub(crate) fn href(&self) -> String {
        format!("https://api.spotify.com/v1/{}/{}", self.kind.plural(), self.id)
    }

    /// Its page for people.
    pub(crate) fn page(&self) -> String {
        format!("https://open.spotify.com/{}/{}", self.kind.name(), self.id)
    }
}

impl fmt::Display for Uri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "spotify:{}:{}", self.kind.name(), self.id)
    }
}
