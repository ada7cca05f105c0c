//! The player.

use std::time::Duration;

use serde_json::{Value, json};

use super::{Reply, Served, Table};
use crate::api::call::uris;
use crate::api::{Call, Refusal, refusal};
use crate::data::{Album, Artist, Hitch, Kind, Listener, Playing, Resource as _, Show, Uri};

pub(super) const TABLE: Table = &[
    ("get-information-about-the-users-current-playback", state),
    ("get-the-users-currently-playing-track", currently_playing),
    ("get-a-users-available-devices", devices),
    ("get-queue", queue),
    ("transfer-a-users-playback", transfer),
    ("start-a-users-playback", play),
    ("pause-a-users-playback", pause),
    ("skip-users-playback-to-next-track", next),
    ("skip-users-playback-to-previous-track", previous),
    ("seek-to-position-in-currently-playing-track", seek),
    ("set-repeat-mode-on-users-playback", repeat),
    ("set-volume-for-users-playback", volume),
    ("toggle-shuffle-for-users-playback", shuffle),
    ("add-to-queue", add_to_queue),
];

impl From<Hitch> for Refusal {
    fn from(hitch: Hitch) -> Self {
        let (status, message, reason) = match hitch {
            Hitch::DeviceNotFound => return Self::new(404, "Device not found"),
            Hitch::NoActiveDevice => (404, "No active device found", "NO_ACTIVE_DEVICE"),
            Hitch::AlreadyPaused => (403, "Already paused", "ALREADY_PAUSED"),
            Hitch::NoNext => (403, "No next track", "NO_NEXT_TRACK"),
            Hitch::NoPrevious => (403, "No previous track", "NO_PREV_TRACK"),
            Hitch::FixedVolume => (403, "Cannot control device volume", "VOLUME_CONTROL_DISALLOW"),
        };
        let message = format!("Player command failed: {message}");
        Self::Api { status, message: message.into(), reason: Some(reason) }
    }
}

/// What plays; 204 when nothing does.
fn shown(state: Option<Value>) -> Served {
    Ok(state.map_or(Reply::Nothing, Reply::Json))
}

fn state(call: &Call<'_>, listener: &mut Listener) -> Served {
    shown(listener.player.state(call.now, &call.view()))
}

fn currently_playing(call: &Call<'_>, listener: &mut Listener) -> Served {
    shown(listener.player.playing(call.now, &call.view()))
}

fn devices(_: &Call<'_>, listener: &mut Listener) -> Served {
    Ok(Reply::Json(json!({ "devices": listener.player.devices() })))
}

fn queue(call: &Call<'_>, listener: &mut Listener) -> Served {
    Ok(Reply::Json(listener.player.queue(&call.view())))
}

/// Sends a command to the device that the call names, or to the one that plays.
fn command(
    call: &Call<'_>,
    listener: &mut Listener,
    act: impl FnOnce(&mut Listener) -> Result<(), Hitch>,
) -> Served {
    listener.player.on(call.query("device_id"))?;
    act(listener)?;
    Ok(Reply::Done)
}

fn transfer(call: &Call<'_>, listener: &mut Listener) -> Served {
    let devices = call.list("device_ids");
    let [device] = devices.as_slice() else {
        return Err(Refusal::new(400, "Exactly one device_id is supported"));
    };
    listener.player.on(Some(device))?;
    if call.body.get("play").and_then(Value::as_bool) == Some(true) {
        listener.player.resume(call.now);
    }
    Ok(Reply::Done)
}

fn play(call: &Call<'_>, listener: &mut Listener) -> Served {
    let wanted = wanted(call, listener)?;
    let from = call.count("position_ms")?.unwrap_or_default();
    command(call, listener, |listener| {
        match wanted {
            Some(playing) => {
                listener.player.play(playing, Duration::from_millis(from as u64), call.now);
            }
            None => listener.player.resume(call.now),
        }
        Ok(())
    })
}

/// The list that the body asks for; nothing where it asks for none.
fn wanted(call: &Call<'_>, listener: &Listener) -> Result<Option<Playing>, Refusal> {
    let context = call.body.get("context_uri").and_then(Value::as_str);
    let (context, list) = match context {
        Some(text) => {
            let context =
                Uri::parse(text).ok_or_else(|| Refusal::new(400, "Invalid context uri"))?;
            let list = list(listener, &context)?;
            (Some(context), list)
        }
        None if call.body.get("uris").is_some() => (None, uris(&call.list("uris"), 1000)?),
        None => return Ok(None),
    };
    if list.iter().any(|uri| !uri.is_playable()) {
        return Err(Refusal::new(400, "Invalid track uri"));
    }
    let at = offset(call, &list)?;
    let playing = Playing::new(context, list, at);
    playing.map(Some).ok_or_else(|| Refusal::new(400, "Index out of bounds."))
}

/// What plays when a context does.
fn list(listener: &Listener, context: &Uri) -> Result<Vec<Uri>, Refusal> {
    let id = context.id.as_str();
    let list = match context.kind {
        Kind::Album => Album::find(id).map(|it| it.tracks().iter().map(|it| it.uri()).collect()),
        Kind::Artist => Artist::find(id).map(|it| it.tracks().iter().map(|it| it.uri()).collect()),
        Kind::Show => Show::find(id).map(|it| it.episodes().iter().map(|it| it.uri()).collect()),
        Kind::Playlist => {
            let playlist = listener.playlists.find(id);
            playlist.map(|it| it.items.iter().map(|item| item.uri.clone()).collect())
        }
        Kind::Audiobook | Kind::Chapter | Kind::Episode | Kind::Track | Kind::User => {
            return Err(Refusal::new(400, "Invalid context uri"));
        }
    };
    list.ok_or_else(refusal::not_found)
}

/// Where in the list to begin: at a position, or at a URI.
fn offset(call: &Call<'_>, list: &[Uri]) -> Result<usize, Refusal> {
    let Some(offset) = call.body.get("offset") else { return Ok(0) };
    let at = match offset.get("uri").and_then(Value::as_str) {
        Some(uri) => list.iter().position(|known| known.to_string() == uri),
        None => offset.get("position").and_then(Value::as_u64).map(|at| at as usize),
    };
    at.ok_or_else(|| refusal::invalid("offset"))
}

fn pause(call: &Call<'_>, listener: &mut Listener) -> Served {
    command(call, listener, |listener| listener.player.pause(call.now))
}

fn next(call: &Call<'_>, listener: &mut Listener) -> Served {
    command(call, listener, |listener| listener.player.next(call.now))
}

fn previous(call: &Call<'_>, listener: &mut Listener) -> Served {
    command(call, listener, |listener| listener.player.previous(call.now))
}

fn seek(call: &Call<'_>, listener: &mut Listener) -> Served {
    let to = Duration::from_millis(call.count("position_ms")?.unwrap_or_default() as u64);
    command(call, listener, |listener| {
        listener.player.seek(to, call.now);
        Ok(())
    })
}

const REPEATS: [&str; 3] = ["off", "context", "track"];

fn repeat(call: &Call<'_>, listener: &mut Listener) -> Served {
    let wanted = REPEATS.into_iter().find(|known| call.query("state") == Some(known));
    let wanted = wanted.ok_or_else(|| refusal::invalid("state"))?;
    command(call, listener, |listener| {
        listener.player.repeat = wanted;
        Ok(())
    })
}

fn volume(call: &Call<'_>, listener: &mut Listener) -> Served {
    let percent = call.count("volume_percent")?.filter(|percent| *percent <= 100);
    let percent = percent.ok_or_else(|| refusal::invalid("volume_percent"))?;
    command(call, listener, |listener| listener.player.set_volume(percent as u64))
}

fn shuffle(call: &Call<'_>, listener: &mut Listener) -> Served {
    command(call, listener, |listener| {
        listener.player.shuffle = call.query("state") == Some("true");
        Ok(())
    })
}

fn add_to_queue(call: &Call<'_>, listener: &mut Listener) -> Served {
    let uri = Uri::parse(call.query("uri").unwrap_or_default()).filter(Uri::is_playable);
    let uri = uri.ok_or_else(|| refusal::invalid("track uri"))?;
    command(call, listener, |listener| {
        listener.player.enqueue(uri);
        Ok(())
    })
}
