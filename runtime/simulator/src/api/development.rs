//! What apps in development mode do not see.
//!
//! Source: <https://developer.spotify.com/documentation/web-api/tutorials/february-2026-migration-guide>

use serde_json::{Map, Value};

/// Takes the members away that apps in development mode lost in February 2026, at every depth.
pub(crate) fn strip(value: &mut Value) {
    if let Value::Object(members) = value {
        for name in lost(members) {
            members.remove(*name);
        }
        members.values_mut().for_each(strip);
    } else if let Value::Array(items) = value {
        items.iter_mut().for_each(strip);
    }
}

/// What an object has lost, by its kind.
fn lost(members: &Map<String, Value>) -> &'static [&'static str] {
    let kind = members.get("type").and_then(Value::as_str).unwrap_or_default();
    match kind {
        "album" => &["album_group", "available_markets", "label", "popularity"],
        "artist" => &["followers", "popularity"],
        "audiobook" | "show" => &["available_markets", "publisher"],
        "chapter" => &["available_markets"],
        "playlist" => &["tracks"],
        "track" => &["available_markets", "linked_from", "popularity"],
        "user" => &["country", "email", "explicit_content", "followers", "product"],
        // An item of a playlist has no kind of its own.
        _ if members.contains_key("item") && members.contains_key("added_by") => &["track"],
        _ => &[],
    }
}
