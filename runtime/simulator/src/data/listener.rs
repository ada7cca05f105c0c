//! The one user of a simulator.

use std::time::SystemTime;

use super::follows::Follows;
use super::kind::Kind;
use super::library::Library;
use super::player::Player;
use super::playlists::Playlists;
use super::uri::Uri;

/// The user whom all tokens act for, with everything that calls change.
#[derive(Debug)]
pub(crate) struct Listener {
    pub(crate) premium: bool,
    pub(crate) library: Library,
    pub(crate) follows: Follows,
    pub(crate) playlists: Playlists,
    pub(crate) player: Player,
}

impl Default for Listener {
    fn default() -> Self {
        Self {
            premium: true,
            library: Library::seeded(),
            follows: Follows::seeded(),
            playlists: Playlists::seeded(),
            player: Player::seeded(),
        }
    }
}

impl Listener {
    /// Whether it is saved, or followed, as goes for its kind.
    pub(crate) fn keeps(&self, uri: &Uri) -> bool {
        match uri.kind {
            Kind::Artist | Kind::User => self.follows.contains(uri),
            Kind::Playlist => self.playlists.is_kept(&uri.id),
            Kind::Album
            | Kind::Audiobook
            | Kind::Chapter
            | Kind::Episode
            | Kind::Show
            | Kind::Track => self.library.contains(uri.kind, &uri.id),
        }
    }

    /// Saves or follows it.
    pub(crate) fn keep(&mut self, uri: &Uri, now: SystemTime) {
        match uri.kind {
            Kind::Artist | Kind::User => self.follows.add(uri),
            Kind::Playlist => self.playlists.follow(&uri.id),
            Kind::Album
            | Kind::Audiobook
            | Kind::Chapter
            | Kind::Episode
            | Kind::Show
            | Kind::Track => self.library.save(uri.kind, &uri.id, now),
        }
    }

    /// Removes it, or follows it no longer.
    pub(crate) fn drop_kept(&mut self, uri: &Uri) {
        match uri.kind {
            Kind::Artist | Kind::User => self.follows.remove(uri),
            Kind::Playlist => self.playlists.unfollow(&uri.id),
            Kind::Album
            | Kind::Audiobook
            | Kind::Chapter
            | Kind::Episode
            | Kind::Show
            | Kind::Track => self.library.remove(uri.kind, &uri.id),
        }
    }
}
