//! Kinds of things that have a URI.

/// A kind of thing, as URIs name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Album,
    Artist,
    Audiobook,
    Chapter,
    Episode,
    Playlist,
    Show,
    Track,
    User,
}

impl Kind {
    const ALL: [Self; 9] = [
        Self::Album,
        Self::Artist,
        Self::Audiobook,
        Self::Chapter,
        Self::Episode,
        Self::Playlist,
        Self::Show,
        Self::Track,
        Self::User,
    ];

    pub(crate) fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// As in `type` and in URIs.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Album => "album",
            Self::Artist => "artist",
            Self::Audiobook => "audiobook",
            Self::Chapter => "chapter",
            Self::Episode => "episode",
            Self::Playlist => "playlist",
            Self::Show => "show",
            Self::Track => "track",
            Self::User => "user",
        }
    }

    /// As in paths and in the names of lists.
    pub(crate) fn plural(self) -> &'static str {
        match self {
            Self::Album => "albums",
            Self::Artist => "artists",
            Self::Audiobook => "audiobooks",
            Self::Chapter => "chapters",
            Self::Episode => "episodes",
            Self::Playlist => "playlists",
            Self::Show => "shows",
            Self::Track => "tracks",
            Self::User => "users",
        }
    }
}
