//! What is in playlists. The paths that end in `tracks` are the older names of those that end in
//! `items`, and do the same.

use serde_json::{Value, json};

use super::playlist::{is_open, named, own};
use super::{Reply, Served, Table};
use crate::api::call::uris;
use crate::api::{Call, Refusal};
use crate::data::{Change, Listener, Uri};

pub(super) const TABLE: Table = &[
    ("get-playlists-tracks", get),
    ("get-playlists-items", get),
    ("add-tracks-to-playlist", add),
    ("add-items-to-playlist", add),
    ("reorder-or-replace-playlists-tracks", reorder_or_replace),
    ("reorder-or-replace-playlists-items", reorder_or_replace),
    ("remove-tracks-playlist", remove),
    ("remove-items-playlist", remove),
];

/// How many can be added or removed at once.
const AT_ONCE: usize = 100;

fn get(call: &Call<'_>, listener: &mut Listener) -> Served {
    let playlist = named(call, listener)?;
    if !is_open(call, playlist) {
        return Err(Refusal::new(403, "Forbidden"));
    }
    let page = playlist.items_page(&call.link(), call.window(), &call.view());
    Ok(Reply::Json(call.wanted(page)?))
}

/// Tracks and episodes, and nothing else.
fn playable(uris: Vec<Uri>) -> Result<Vec<Uri>, Refusal> {
    match uris.iter().find(|uri| !uri.is_playable()) {
        Some(other) => Err(Refusal::new(400, format!("Invalid track uri: {other}"))),
        None => Ok(uris),
    }
}

fn add(call: &Call<'_>, listener: &mut Listener) -> Served {
    let uris = playable(call.uris(AT_ONCE)?)?;
    if uris.is_empty() {
        return Err(Refusal::new(400, "No uris provided"));
    }
    change(call, listener, Change::Add { uris, position: call.count("position")? })
}

fn reorder_or_replace(call: &Call<'_>, listener: &mut Listener) -> Served {
    let named = call.query("uris").is_some() || call.body.get("uris").is_some();
    let wanted = match (named, call.count("range_start")?, call.count("insert_before")?) {
        (true, ..) => Change::Replace { uris: playable(call.uris(AT_ONCE)?)? },
        (false, Some(from), Some(before)) => {
            Change::Move { from, before, count: call.count("range_length")?.unwrap_or(1) }
        }
        (false, ..) => return Err(Refusal::new(400, "No uris provided")),
    };
    change(call, listener, wanted)
}

fn remove(call: &Call<'_>, listener: &mut Listener) -> Served {
    let lists = ["tracks", "items"].into_iter().filter_map(|name| call.body.get(name)?.as_array());
    let named = lists.flatten().filter_map(|item| item.get("uri")?.as_str());
    let named: Vec<String> = named.map(str::to_owned).collect();
    if named.is_empty() {
        return Err(Refusal::new(400, "No uris provided"));
    }
    change(call, listener, Change::Remove { uris: playable(uris(&named, AT_ONCE)?)? })
}

/// Changes the playlist in the path, unless the call knows a state of it that never was.
fn change(call: &Call<'_>, listener: &mut Listener, change: Change) -> Served {
    let playlist = own(call, listener)?;
    let known = call.body.get("snapshot_id").and_then(Value::as_str);
    if known.is_some_and(|known| !playlist.has_had(known)) {
        return Err(Refusal::new(400, "Invalid snapshot id"));
    }
    let out_of_bounds = |_| Refusal::new(400, "Index out of bounds.");
    playlist.change(change, call.now).map_err(out_of_bounds)?;
    Ok(Reply::Json(json!({ "snapshot_id": playlist.snapshot_id() })))
}
