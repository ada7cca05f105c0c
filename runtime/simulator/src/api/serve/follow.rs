//! Whom and what the user follows.

use serde_json::json;

use super::{Reply, Served, Table};
use crate::api::{Call, Refusal, refusal};
use crate::data::{Artist, Kind, Listener, Resource as _, Uri, User, is_id};

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
    let start = start(call, &all)?;
    let (limit, view) = (call.window().limit, call.view());
    let part: Vec<&&Artist> = all.iter().skip(start).take(limit).collect();
    let more = start + part.len() < all.len();
    let link = |after: Option<&str>| {
        let after = after.map(|after| ("after", after.to_owned()));
        let position: Vec<_> = after.into_iter().chain([("limit", limit.to_string())]).collect();
        call.link().to(&position)
    };
    let after = part.last().map(|artist| artist.id.as_str()).filter(|_| more);
    let artists = json!({
        "cursors": { "after": after },
        "href": link(call.query("after")),
        "items": part.iter().map(|artist| artist.full(&view)).collect::<Vec<_>>(),
        "limit": limit,
        "next": after.map(|after| link(Some(after))),
        "total": all.len(),
    });
    Ok(Reply::Json(json!({ "artists": artists })))
}

/// Where the page begins. After somebody who is not followed comes nobody.
fn start(call: &Call<'_>, all: &[&Artist]) -> Result<usize, Refusal> {
    match call.query("after") {
        None => Ok(0),
        Some(after) if !is_id(after) => Err(refusal::invalid("after")),
        Some(after) => Ok(all.iter().position(|it| it.id == after).map_or(all.len(), |at| at + 1)),
    }
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
