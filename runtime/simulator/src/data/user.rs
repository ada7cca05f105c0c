//! Users, as others see them.

use serde_json::{Value, json};

use super::kind::Kind;
use super::object::{merged, object};
use super::uri::Uri;

/// A user: the id and the name that others see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct User {
    pub(crate) id: &'static str,
    name: &'static str,
    followers: u32,
}

impl User {
    /// The one whom all tokens act for.
    pub(crate) const LISTENER: Self =
        Self { id: "simulated-listener", name: "Simulated Listener", followers: 3 };
    /// Spotify itself, which owns playlists as users do.
    pub(crate) const SPOTIFY: Self = Self { id: "spotify", name: "Spotify", followers: 1_000_000 };
    /// Somebody else.
    pub(crate) const NEIGHBOUR: Self =
        Self { id: "simulated-neighbour", name: "Simulated Neighbour", followers: 7 };

    pub(crate) fn find(id: &str) -> Option<Self> {
        [Self::LISTENER, Self::SPOTIFY, Self::NEIGHBOUR].into_iter().find(|user| user.id == id)
    }

    fn base(self) -> Value {
        object(&Uri::new(Kind::User, self.id))
    }

    /// As the owner of a playlist.
    pub(crate) fn owner(self) -> Value {
        merged(self.base(), json!({ "display_name": self.name }))
    }

    /// As who has added something.
    pub(crate) fn adder(self) -> Value {
        self.base()
    }

    /// The public profile.
    pub(crate) fn profile(self) -> Value {
        let followers = json!({ "href": null, "total": self.followers });
        merged(self.owner(), json!({ "followers": followers, "images": [] }))
    }
}
