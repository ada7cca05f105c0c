//! What the user hears most, and has heard last.

use serde_json::json;

use super::{Reply, Served, Table};
use crate::api::{Call, Refusal, refusal};
use crate::data::{Artist, Heard, Listener, Resource, Track, page, unix_milliseconds};

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
    let (limit, view) = (call.window().limit, call.view());
    let (part, more) = part(listener.player.heard(), before, after, limit);
    let at = |heard: &&Heard| unix_milliseconds(heard.at).to_string();
    let (newest, oldest) = (part.first().map(at), part.last().map(at));
    let of_limit = ("limit", limit.to_string());
    let next = oldest.clone().filter(|_| more).map(|oldest| ("before", oldest));
    Ok(Reply::Json(json!({
        "cursors": newest.map(|newest| json!({ "after": newest, "before": oldest })),
        "href": call.link().to(std::slice::from_ref(&of_limit)),
        "items": part.iter().map(|heard| heard.shown(&view)).collect::<Vec<_>>(),
        "limit": limit,
        "next": next.map(|next| call.link().to(&[next, of_limit])),
    })))
}

/// What was heard in a time, the newest first, and whether there is more of it further back.
fn part(
    heard: &[Heard],
    before: Option<u64>,
    after: Option<u64>,
    limit: usize,
) -> (Vec<&Heard>, bool) {
    let is_in = |heard: &&Heard| {
        let at = unix_milliseconds(heard.at);
        before.is_none_or(|before| at < before) && after.is_none_or(|after| at > after)
    };
    let mut part: Vec<&Heard> = heard.iter().filter(is_in).collect();
    if after.is_some() {
        // The nearest to the moment.
        part.drain(..part.len().saturating_sub(limit));
    }
    let more = part.len() > limit;
    part.truncate(limit);
    (part, more)
}

/// Milliseconds since 1970 in the query.
fn moment(call: &Call<'_>, name: &str) -> Result<Option<u64>, Refusal> {
    let moment = call.query(name).map(str::parse).transpose();
    moment.map_err(|_| refusal::invalid(name))
}
