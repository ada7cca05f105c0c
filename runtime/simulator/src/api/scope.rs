//! Which scopes an operation needs.

use super::Call;
use crate::data::{Kind, Listener};

/// How an operation's scopes go together.
#[derive(Debug)]
pub(crate) enum Rule {
    /// All of these; none, where everybody may.
    All(Vec<String>),
    /// All of these, and the one that changes playlists that are as public as this one.
    Playlist { also: Vec<String> },
    /// By what the URIs of the request name: reading or changing.
    Uris { writes: bool },
}

const MODIFY_PUBLIC: &str = "playlist-modify-public";
const MODIFY_PRIVATE: &str = "playlist-modify-private";

impl Rule {
    /// From the words of the file.
    pub(crate) fn read(words: &str, mut scopes: Vec<String>) -> Self {
        if words.starts_with("by URI type") {
            return Self::Uris { writes: scopes.iter().any(|scope| scope.ends_with("-modify")) };
        }
        if words.contains("by playlist visibility") {
            scopes.retain(|scope| scope != MODIFY_PUBLIC && scope != MODIFY_PRIVATE);
            return Self::Playlist { also: scopes };
        }
        if words.starts_with("optional") {
            scopes.clear();
        } else if words.contains("optional") {
            // "x needed; y optional".
            scopes.retain(|scope| words.contains(&format!("{scope} needed")));
        }
        Self::All(scopes)
    }
}

/// Whether the caller may call this. An app without a user may what needs no user; what is public,
/// those who serve it decide.
pub(crate) fn allows(call: &Call<'_>, listener: &Listener) -> bool {
    if call.caller.is_app() {
        return call.operation.takes_app;
    }
    let has = |scope: &str| call.caller.has(scope);
    let all = |scopes: &[String]| scopes.iter().all(|scope| has(scope));
    match &call.operation.rule {
        Rule::All(scopes) => all(scopes),
        Rule::Playlist { also } => {
            let modifies = match is_public(call, listener) {
                Some(true) => has(MODIFY_PUBLIC),
                Some(false) => has(MODIFY_PRIVATE),
                None => has(MODIFY_PUBLIC) || has(MODIFY_PRIVATE),
            };
            all(also) && modifies
        }
        Rule::Uris { writes } => call.uri_kinds().all(|kind| has(needed(kind, *writes))),
    }
}

/// Whether the playlist that a call is about is public, or is to be; nothing where that is unknown.
fn is_public(call: &Call<'_>, listener: &Listener) -> Option<bool> {
    let said = || call.body.get("public").and_then(serde_json::Value::as_bool);
    let follows = call.operation.path.iter().any(|segment| segment.is("followers"));
    match (call.path("playlist_id"), call.request.method.as_str()) {
        // One that is yet to be made: public, unless said otherwise.
        (None, _) => Some(said().unwrap_or(true)),
        // Whether others see that the user follows it.
        (Some(_), "PUT") if follows => Some(said().unwrap_or(true)),
        (Some(_), _) if follows => None,
        (Some(id), _) => listener.playlists.find(id).map(|playlist| playlist.public),
    }
}

/// The scope for a thing of this kind in the user's library.
fn needed(kind: Kind, writes: bool) -> &'static str {
    match (kind, writes) {
        (Kind::Artist | Kind::User, true) => "user-follow-modify",
        (Kind::Artist | Kind::User, false) => "user-follow-read",
        (Kind::Playlist, true) => MODIFY_PUBLIC,
        (Kind::Playlist, false) => "playlist-read-private",
        (_, true) => "user-library-modify",
        (_, false) => "user-library-read",
    }
}
