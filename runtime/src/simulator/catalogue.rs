//! What the Web API has to offer: a profile, playlists, a player, public albums.
//!
//! Source: <https://developer.spotify.com/documentation/web-api/reference/get-current-users-profile>
//! and its neighbours.

use serde_json::{Value, json};

use super::answer::{self, Answer, api_error, api_error_because};
use super::api::Caller;
use super::record::RecordedRequest;

fn has(caller: &Caller, scope: &str) -> bool {
    caller.scopes.as_ref().is_some_and(|scopes| scopes.iter().any(|granted| granted == scope))
}

pub(super) fn me(caller: &Caller, _: &RecordedRequest, _: &str) -> Answer {
    if caller.scopes.is_none() {
        return api_error(403, "Insufficient client scope");
    }
    let mut me = json!({
        "id": "simulated-listener",
        "account_id": "simulated-account",
        "display_name": "Simulated Listener",
        "type": "user",
        "uri": "spotify:user:simulated-listener",
        "href": "https://api.spotify.com/v1/users/simulated-listener",
        "images": [],
    });
    // Apps in development mode see none of this since February 2026, whatever their scopes.
    if let Some(members) = me.as_object_mut().filter(|_| !caller.development_mode) {
        if has(caller, "user-read-email") {
            members.insert("email".to_owned(), "listener@example.com".into());
        }
        if has(caller, "user-read-private") {
            members.insert("country".to_owned(), "SE".into());
            members.insert("product".to_owned(), "premium".into());
        }
    }
    answer::json(200, &me)
}

pub(super) fn playlists(caller: &Caller, request: &RecordedRequest, _: &str) -> Answer {
    if !has(caller, "playlist-read-private") {
        return api_error(403, "Insufficient client scope");
    }
    let Some((limit, offset)) = page(request, 20, 50) else {
        return api_error(400, "Invalid limit");
    };
    let all: Vec<Value> = ["Road Trip", "Rainy Sunday", "Focus"].iter().map(playlist).collect();
    answer::json(200, &list(&all, limit, offset))
}

/// Which part of a list is asked for: `limit`, with its default and its maximum, and `offset`.
fn page(request: &RecordedRequest, default: usize, max: usize) -> Option<(usize, usize)> {
    let number = |name: &str, default: usize| match request.query(name) {
        None => Some(default),
        Some(text) => text.parse().ok(),
    };
    let limit = number("limit", default).filter(|limit| (1..=max).contains(limit))?;
    Some((limit, number("offset", 0)?))
}

fn playlist(name: &&str) -> Value {
    json!({ "name": name, "type": "playlist", "public": false, "owner": { "id": "simulated-listener" } })
}

/// An album: id, name, artist.
type Album = (&'static str, &'static str, &'static str);

/// Albums that anybody may see.
const ALBUMS: [Album; 2] = [
    ("4aawyAB9vmqN3uQ7FjRGTy", "Global Warming", "Pitbull"),
    ("1ATL5GLyefJaxhQzSPVrLX", "Scorpion", "Drake"),
];

pub(super) fn album(_: &Caller, _: &RecordedRequest, id: &str) -> Answer {
    if id.len() != 22 || !id.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return api_error(400, "invalid id");
    }
    match ALBUMS.iter().find(|(known, ..)| *known == id) {
        Some(album) => answer::json(200, &shown(album)),
        None => api_error(404, "Resource not found"),
    }
}

fn shown((id, name, artist): &Album) -> Value {
    json!({
        "id": id,
        "name": name,
        "type": "album",
        "uri": format!("spotify:album:{id}"),
        "artists": [{ "name": artist, "type": "artist" }],
    })
}

/// Albums by a part of their name or artist.
pub(super) fn search(caller: &Caller, request: &RecordedRequest, _: &str) -> Answer {
    let (default, max) = if caller.development_mode { (5, 10) } else { (20, 50) };
    let Some((limit, offset)) = page(request, default, max) else {
        return api_error(400, "Invalid limit");
    };
    let wanted = request.query("q").unwrap_or_default().to_lowercase();
    if wanted.is_empty() {
        return api_error(400, "No search query");
    }
    let found = ALBUMS.iter().filter(|(_, name, artist)| {
        name.to_lowercase().contains(&wanted) || artist.to_lowercase().contains(&wanted)
    });
    let items: Vec<Value> = found.map(shown).collect();
    answer::json(200, &json!({ "albums": list(&items, limit, offset) }))
}

/// An operation that apps in development mode lost in February 2026.
pub(super) fn new_releases(caller: &Caller, request: &RecordedRequest, _: &str) -> Answer {
    if caller.development_mode {
        return api_error(403, "Forbidden");
    }
    let Some((limit, offset)) = page(request, 20, 50) else {
        return api_error(400, "Invalid limit");
    };
    let items: Vec<Value> = ALBUMS.iter().map(shown).collect();
    answer::json(200, &json!({ "albums": list(&items, limit, offset) }))
}

fn list(all: &[Value], limit: usize, offset: usize) -> Value {
    let items: Vec<&Value> = all.iter().skip(offset).take(limit).collect();
    json!({
        "items": items,
        "limit": limit,
        "offset": offset,
        "next": null,
        "previous": null,
        "total": all.len(),
    })
}

/// What is playing: nothing.
pub(super) fn player(caller: &Caller, _: &RecordedRequest, _: &str) -> Answer {
    if !has(caller, "user-read-playback-state") {
        return api_error(401, "Permissions missing");
    }
    answer::empty(204)
}

/// Starts to play: there is nothing to play on.
pub(super) fn play(caller: &Caller, _: &RecordedRequest, _: &str) -> Answer {
    if !has(caller, "user-modify-playback-state") {
        return api_error(401, "Permissions missing");
    }
    let message = "Player command failed: No active device found";
    api_error_because(404, message, "NO_ACTIVE_DEVICE")
}
