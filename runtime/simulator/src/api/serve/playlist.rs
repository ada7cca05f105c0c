//! Playlists: what they are called, whose they are, and what they look like.

use serde_json::{Value, json};

use super::{Reply, Served, Table};
use crate::api::{Call, Refusal, refusal};
use crate::data::{Listener, Playlist, User, page};

pub(super) const TABLE: Table = &[
    ("get-playlist", get),
    ("change-playlist-details", change_details),
    ("get-a-list-of-current-users-playlists", mine),
    ("get-list-users-playlists", of_user),
    ("create-playlist", create),
    ("create-playlist-for-user", create_for),
    ("get-playlist-cover", cover),
    ("upload-custom-playlist-cover", upload_cover),
];

/// The playlist in the path, if this caller can see it. An app by itself sees what is public; apps
/// in development mode see none of Spotify's since November 2024.
pub(super) fn named<'a>(call: &Call<'_>, listener: &'a Listener) -> Result<&'a Playlist, Refusal> {
    let found = listener.playlists.find(call.id()?).ok_or_else(refusal::not_found)?;
    let hidden = call.caller.is_app() && !found.public
        || call.caller.development_mode && found.owner == User::SPOTIFY;
    if hidden { Err(refusal::not_found()) } else { Ok(found) }
}

/// The playlist in the path, to be changed: it must be the user's own.
pub(super) fn own<'a>(
    call: &Call<'_>,
    listener: &'a mut Listener,
) -> Result<&'a mut Playlist, Refusal> {
    let found = listener.playlists.find_mut(call.id()?).ok_or_else(refusal::not_found)?;
    if found.is_own() { Ok(found) } else { Err(Refusal::new(403, "Forbidden")) }
}

/// Whether the caller may look into a playlist: apps in development mode may into the user's own,
/// since March 2026.
pub(super) fn is_open(call: &Call<'_>, playlist: &Playlist) -> bool {
    !call.caller.development_mode || playlist.is_own() && !call.caller.is_app()
}

fn get(call: &Call<'_>, listener: &mut Listener) -> Served {
    let playlist = named(call, listener)?;
    let mut shown = playlist.full(&call.view());
    if let Some(members) = shown.as_object_mut().filter(|_| !is_open(call, playlist)) {
        members.remove("items");
        members.remove("tracks");
    }
    Ok(Reply::Json(call.wanted(shown)?))
}

fn mine(call: &Call<'_>, listener: &mut Listener) -> Served {
    let collaborative = call.caller.has("playlist-read-collaborative");
    let kept = listener.playlists.kept().filter(|it| collaborative || !it.collaborative);
    Ok(list(call, kept.collect()))
}

fn list(call: &Call<'_>, playlists: Vec<&Playlist>) -> Reply {
    Reply::Json(page(&call.link(), call.window(), playlists.into_iter(), Playlist::brief))
}

/// A user's public playlists, and of the user's own what the scopes open.
fn of_user(call: &Call<'_>, listener: &mut Listener) -> Served {
    let user = call.path("user_id").and_then(User::find).ok_or_else(refusal::not_found)?;
    let private = call.caller.has("playlist-read-private");
    let collaborative = call.caller.has("playlist-read-collaborative");
    let seen = |playlist: &&Playlist| {
        playlist.owner == user
            && (playlist.public || playlist.is_own() && private)
            && (collaborative || !playlist.collaborative)
    };
    let playlists = listener.playlists.all().filter(seen).collect();
    Ok(list(call, playlists))
}

/// What the body says of a playlist.
fn describe(body: &Value, playlist: &mut Playlist) -> Result<(), Refusal> {
    let said = |name: &str| body.get(name).and_then(Value::as_bool);
    let public = said("public").unwrap_or(playlist.public);
    let collaborative = said("collaborative").unwrap_or(playlist.collaborative);
    if collaborative && public {
        return Err(Refusal::new(400, "Collaborative playlists can only be private"));
    }
    (playlist.public, playlist.collaborative) = (public, collaborative);
    let text = |name: &str| body.get(name).and_then(Value::as_str).map(str::to_owned);
    if let Some(name) = text("name") {
        playlist.name = name;
    }
    if let Some(description) = text("description") {
        playlist.description = description;
    }
    Ok(())
}

fn create(call: &Call<'_>, listener: &mut Listener) -> Served {
    let mut playlist = listener.playlists.blank();
    describe(&call.body, &mut playlist)?;
    let shown = playlist.full(&call.view());
    listener.playlists.add(playlist);
    Ok(Reply::Json(shown))
}

fn create_for(call: &Call<'_>, listener: &mut Listener) -> Served {
    if call.path("user_id") != Some(User::LISTENER.id) {
        return Err(Refusal::new(403, "You cannot create a playlist for another user."));
    }
    create(call, listener)
}

fn change_details(call: &Call<'_>, listener: &mut Listener) -> Served {
    describe(&call.body, own(call, listener)?)?;
    Ok(Reply::Done)
}

fn cover(call: &Call<'_>, listener: &mut Listener) -> Served {
    Ok(Reply::Json(json!(named(call, listener)?.images())))
}

fn upload_cover(call: &Call<'_>, listener: &mut Listener) -> Served {
    own(call, listener)?.covered = true;
    Ok(Reply::Done)
}
