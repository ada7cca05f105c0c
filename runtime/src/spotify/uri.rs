//! What Spotify calls a thing by: an id, a URI or a URL.

use std::fmt;
use std::str::FromStr;

use percent_encoding::{percent_decode_str, utf8_percent_encode};
use serde::{Deserialize, Serialize, Serializer};
use url::Url;

use crate::protocol::error::bounded;
use crate::protocol::path::SEGMENT;
use crate::{Error, Reason};

/// What a Spotify URI names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
#[allow(missing_docs)]
pub enum UriKind {
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

impl UriKind {
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

    /// The word for it in URIs and URLs.
    #[must_use]
    pub fn as_str(self) -> &'static str {
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

    fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

impl fmt::Display for UriKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The name of something at Spotify: what kind of thing it is, and its id. Read from a URI
/// (`spotify:album:...`), or from the URL that people copy (`https://open.spotify.com/album/...`).
///
/// Operations take ids; [`id`](Self::id) has it. In a list of `uris` the name itself is written as a
/// URI. In a type that an answer is read into, it stands for a `uri`.
///
/// ```
/// use spotify_flow::spotify::{SpotifyUri, UriKind, api::GetAlbum};
///
/// let copied = "https://open.spotify.com/intl-de/album/4aawyAB9vmqN3uQ7FjRGTy?si=1a2b";
/// let album: SpotifyUri = copied.parse()?;
/// assert_eq!(album.kind(), UriKind::Album);
/// assert_eq!(album.to_string(), "spotify:album:4aawyAB9vmqN3uQ7FjRGTy");
/// let call = GetAlbum::new(album.id());
/// # Ok::<(), spotify_flow::Error>(())
/// ```
///
/// Source: <https://developer.spotify.com/documentation/web-api/concepts/spotify-uris-ids>
#[derive(Debug, Clone, PartialEq, Eq, Hash, Deserialize)]
#[serde(try_from = "String")]
pub struct SpotifyUri {
    kind: UriKind,
    id: String,
}

impl SpotifyUri {
    /// The name of a thing of this kind with this id.
    ///
    /// # Errors
    ///
    /// [`Reason::ValueInvalid`] when the id is none: 22 letters and digits, or for a user any name.
    pub fn new(kind: UriKind, id: impl Into<String>) -> Result<Self, Error> {
        let id = id.into();
        let base62 = id.len() == 22 && id.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let name = kind == UriKind::User
            && (1..=128).contains(&id.chars().count())
            && ![".", ".."].contains(&id.as_str())
            && !id.chars().any(|c| c.is_whitespace() || c.is_control() || ":/?#".contains(c));
        if base62 || name {
            return Ok(Self { kind, id });
        }
        let message = format!("`{}` is no id of Spotify's for a {kind}", bounded(&id, 60));
        let advice = if kind == UriKind::User {
            "it is what stands behind `spotify:user:` in the URI of their profile"
        } else {
            "an id has 22 letters and digits"
        };
        Err(Error::new(Reason::ValueInvalid, message).with_advice(advice))
    }

    /// What it names.
    #[must_use]
    pub fn kind(&self) -> UriKind {
        self.kind
    }

    /// The id alone.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The page for people.
    #[must_use]
    pub fn url(&self) -> String {
        format!("https://open.spotify.com/{}/{}", self.kind, self.escaped())
    }

    /// The id as URIs have it: names may hold any letter.
    fn escaped(&self) -> impl fmt::Display {
        utf8_percent_encode(&self.id, SEGMENT)
    }
}

impl FromStr for SpotifyUri {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let parts = parts(text.trim()).or_else(|| segments(text)).ok_or_else(|| unknown(text))?;
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        let (kind, id) = match *parts.as_slice() {
            [kind, id] => (kind, id),
            // As playlists were named once: `spotify:user:name:playlist:id`.
            ["user", _, "playlist", id] => ("playlist", id),
            _ => return Err(unknown(text)),
        };
        let kind = UriKind::parse(kind).ok_or_else(|| unknown(text))?;
        let id = percent_decode_str(id).decode_utf8().map_err(|_| unknown(text))?;
        Self::new(kind, id)
    }
}

/// The parts of a URI, whose scheme may be written in any case (RFC 3986 section 3.1).
fn parts(text: &str) -> Option<Vec<String>> {
    let (scheme, rest) = text.split_once(':')?;
    let own = scheme.eq_ignore_ascii_case("spotify");
    own.then(|| rest.split(':').map(str::to_owned).collect())
}

/// The path of a page at Spotify, without the language of its reader and the frame that it is in.
/// Nothing is sent there: an old address in plain http is as good a name.
fn segments(text: &str) -> Option<Vec<String>> {
    let url = Url::parse(text).ok()?;
    let known = ["open.spotify.com", "play.spotify.com"];
    if !["https", "http"].contains(&url.scheme()) || !known.contains(&url.host_str()?) {
        return None;
    }
    let mut segments = url.path_segments()?.filter(|it| !it.is_empty()).peekable();
    segments.next_if(|it| it.starts_with("intl-"));
    segments.next_if(|it| *it == "embed");
    Some(segments.map(str::to_owned).collect())
}

fn unknown(text: &str) -> Error {
    let message = format!("`{}` names nothing at Spotify", bounded(text, 120));
    Error::new(Reason::ValueInvalid, message).with_advice(
        "write a URI, such as spotify:album:4aawyAB9vmqN3uQ7FjRGTy, or the URL of its page at \
         open.spotify.com",
    )
}

impl fmt::Display for SpotifyUri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "spotify:{}:{}", self.kind, self.escaped())
    }
}

impl TryFrom<String> for SpotifyUri {
    type Error = Error;

    fn try_from(text: String) -> Result<Self, Error> {
        text.parse()
    }
}

// No `From<SpotifyUri> for String`: operations would take a URI where they want an id.
impl Serialize for SpotifyUri {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
