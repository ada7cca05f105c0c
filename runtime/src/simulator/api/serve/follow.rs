//! Whom and what the user follows.

use serde_json::json;

use super::{Reply, Served, Table};
use crate::simulator::api::{Call, Refusal, refusal};
use crate::simulator::data::{Artist, Kind, Listener, Resource as _, Uri, User, is_id};

pub(super) const TABLE: Table = &[
    ("get-followed", followed),
    ("follow-artists-users", follow),
    ("unfollow-artists-users", unfollow),
    ("check-current-user-follows", follows),
    ("follow-playlist", follow_playlist),
    ("unfollow-playlist", unfollow_playlist),
    ("check-if-user-follows-playlist", follows_playlist),
];

/// A page by cursor: what comes after an artist.
fn followed(call: &Call<'_>, listener: &mut Listener) -> Served {
    let all: Vec<&Artist> = listener.follows.artists().collect();
    let start = match call.query("after") {
        None => 0,
        Some(after) if !is_id(after) => return Err(refusal::invalid("after")),
        Some(after) => all.iter().position(|it| it.id == after).map_or(all.len(), |at| at + 1),
    };
    let (limit, view) = (call.window().limit, call.view());
    let part: Vec<&&Artist> = all.iter().skip(start).take(limit).collect();
    let more = start + part.len() < all.len();
    let after = part.last().map(|artist| artist.id.as_str()).filter(|_| more);
    let next = after
        .map(|after| call.link().to(&[("after", after.to_owned()), ("limit", limit.to_string())]));
    let position = call.query("after").map(|after| ("after", after.to_owned()));
    let position: Vec<_> = position.into_iter().chain([("limit", limit.to_string())]).collect();
    let artists = json!({
        "cursors": { "after": after },
        "href": call.link().to(&position),
        "items": part.iter().map(|artist| artist.full(&view)).collect::<Vec<_>>(),
        "limit": limit,
        "next": next,
        "total": all.len(),
    });
    Ok(Reply::Json(json!({ "artists": artists })))
}

/// Artists or users, as the query says.
fn named(call: &Call<'_>) -> Result<Vec<Uri>, Refusal> {
    if call.query("type") == Some("user") {
        let ids = call.list("ids").into_iter();
        return Ok(ids.take(50).map(|id| Uri::new(Kind::User, id)).collect());
    }
    Ok(call.ids(50)?.into_iter().map(|id| Uri::new(Kind::Artist, id)).collect())
}

fn follow(call: &Call<'_>, listener: &mut Listener) -> Served {
    named(call)?.iter().for_each(|uri| listener.follows.add(uri));
    Ok(Reply::Done)
}

fn unfollow(call: &Call<'_>, listener: &mut Listener) -> Served {
    named(call)?.iter().for_each(|uri| listener.follows.remove(uri));
    Ok(Reply::Done)
}

fn follows(call: &Call<'_>, listener: &mut Listener) -> Served {
    let follows: Vec<bool> =
        named(call)?.iter().map(|uri| listener.follows.contains(uri)).collect();
    Ok(Reply::Json(json!(follows)))
}

fn follow_playlist(call: &Call<'_>, listener: &mut Listener) -> Served {
    let id = call.id()?;
    listener.playlists.find(id).ok_or_else(refusal::not_found)?;
    listener.playlists.follow(id);
    Ok(Reply::Done)
}

fn unfollow_playlist(call: &Call<'_>, listener: &mut Listener) -> Served {
    let id = call.id()?;
    listener.playlists.find(id).ok_or_else(refusal::not_found)?;
    listener.playlists.unfollow(id);
    Ok(Reply::Done)
}

/// Only the user's own name is of use here since 2024; without one it is the user who is meant.
fn follows_playlist(call: &Call<'_>, listener: &mut Listener) -> Served {
    let id = call.id()?;
    listener.playlists.find(id).ok_or_else(refusal::not_found)?;
    let mut users = call.list("ids");
    if users.is_empty() {
        users.push(User::LISTENER.id.to_owned());
    }
    let kept = listener.playlists.is_kept(id);
    let follows: Vec<bool> = users.iter().map(|user| kept && user == User::LISTENER.id).collect();
    Ok(Reply::Json(json!(follows)))
}
