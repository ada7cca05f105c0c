//! What the user hears most, and has heard last.

use serde_json::{Value, json};

use super::{Reply, Served, Table};
use crate::simulator::api::{Call, Refusal, refusal};
use crate::simulator::data::{Artist, Listener, Resource, Track, page, unix_milliseconds};

pub(super) const TABLE: Table = &[
    ("get-users-top-artists", top::<Artist>),
    ("get-users-top-tracks", top::<Track>),
    ("get-recently-played", recently_played),
];

const RANGES: [&str; 3] = ["long_term", "medium_term", "short_term"];
/// As many as Spotify knows of each.
const TOP: usize = 50;

/// In each range of time another part of the catalogue is in front.
fn top<R: Resource>(call: &Call<'_>, _: &mut Listener) -> Served {
    let range = call.query("time_range").unwrap_or("medium_term");
    let at = RANGES.iter().position(|known| *known == range);
    let at = at.ok_or_else(|| refusal::invalid("time_range"))?;
    let all = R::all();
    let (first, last) = all.split_at((at * 7).min(all.len()));
    let mut top: Vec<_> = last.iter().chain(first).collect();
    top.truncate(TOP);
    let view = call.view();
    Ok(Reply::Json(page(&call.link(), call.window(), top.into_iter(), |it| it.full(&view))))
}

/// A page by cursor: what was heard before a moment, or after it.
fn recently_played(call: &Call<'_>, listener: &mut Listener) -> Served {
    let (before, after) = (moment(call, "before")?, moment(call, "after")?);
    if before.is_some() && after.is_some() {
        return Err(Refusal::new(400, "Only one of before and after can be set"));
    }
    let limit = call.window().limit;
    let heard = listener.player.heard().iter();
    let mut part: Vec<_> = heard
        .map(|heard| (unix_milliseconds(heard.at), heard))
        .filter(|(at, _)| before.is_none_or(|before| *at < before))
        .filter(|(at, _)| after.is_none_or(|after| *at > after))
        .collect();
    if after.is_some() {
        // The nearest to the moment, and still the newest first.
        part.drain(..part.len().saturating_sub(limit));
    }
    let more = part.len() > limit;
    part.truncate(limit);
    let view = call.view();
    let ends = part.first().zip(part.last());
    let cursors = ends.map(|((after, _), (before, _))| {
        json!({ "after": after.to_string(), "before": before.to_string() })
    });
    let next = part
        .last()
        .filter(|_| more)
        .map(|(at, _)| call.link().to(&[("before", at.to_string()), ("limit", limit.to_string())]));
    let items: Vec<Value> = part.iter().map(|(_, heard)| heard.shown(&view)).collect();
    Ok(Reply::Json(json!({
        "cursors": cursors,
        "href": call.link().to(&[("limit", limit.to_string())]),
        "items": items,
        "limit": limit,
        "next": next,
    })))
}

/// Milliseconds since 1970 in the query.
fn moment(call: &Call<'_>, name: &str) -> Result<Option<u64>, Refusal> {
    let moment = call.query(name).map(str::parse).transpose();
    moment.map_err(|_| refusal::invalid(name))
}
