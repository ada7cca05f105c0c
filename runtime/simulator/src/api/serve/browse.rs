//! The browse tab: categories, new releases, Spotify's playlists, recommendations, markets.

use serde_json::{Value, json};

use super::{Reply, Served, Table};
use crate::api::{Call, Refusal, refusal};
use crate::data::{
    Album, Artist, Category, Listener, Playlist, Resource, Track, User, markets, page,
};

pub(super) const TABLE: Table = &[
    ("get-categories", categories),
    ("get-a-category", category),
    ("get-a-categories-playlists", category_playlists),
    ("get-featured-playlists", featured),
    ("get-new-releases", new_releases),
    ("get-recommendations", recommendations),
    ("get-recommendation-genres", genres),
    ("get-available-markets", available_markets),
];

fn categories(call: &Call<'_>, _: &mut Listener) -> Served {
    let page = page(&call.link(), call.window(), Category::all(), Category::shown);
    Ok(Reply::Json(json!({ "categories": page })))
}

/// The category in the path: an id of its own kind, not in base62.
fn named(call: &Call<'_>) -> Result<Category, Refusal> {
    call.path("category_id").and_then(Category::find).ok_or_else(refusal::not_found)
}

fn category(call: &Call<'_>, _: &mut Listener) -> Served {
    Ok(Reply::Json(named(call)?.shown()))
}

fn category_playlists(call: &Call<'_>, listener: &mut Listener) -> Served {
    named(call)?;
    Ok(spotifys(call, listener))
}

fn featured(call: &Call<'_>, listener: &mut Listener) -> Served {
    Ok(spotifys(call, listener))
}

/// Spotify's own playlists.
fn spotifys(call: &Call<'_>, listener: &Listener) -> Reply {
    let all = listener.playlists.all();
    let own: Vec<&Playlist> = all.filter(|playlist| playlist.owner == User::SPOTIFY).collect();
    let page = page(&call.link(), call.window(), own.into_iter(), Playlist::brief);
    Reply::Json(json!({ "message": "Popular Playlists", "playlists": page }))
}

/// How many albums count as new.
const NEW: usize = 40;

fn new_releases(call: &Call<'_>, _: &mut Listener) -> Served {
    let mut albums: Vec<&Album> = Album::all().iter().map(AsRef::as_ref).collect();
    albums.sort_by(|a, b| b.release_date.cmp(&a.release_date));
    albums.truncate(NEW);
    let view = call.view();
    let page = page(&call.link(), call.window(), albums.into_iter(), |album| album.brief(&view));
    Ok(Reply::Json(json!({ "albums": page })))
}

/// How many seeds there may be, of all kinds together.
const SEEDS: usize = 5;

fn recommendations(call: &Call<'_>, _: &mut Listener) -> Served {
    let artists = seeds::<Artist>(call, "seed_artists")?;
    let tracks = seeds::<Track>(call, "seed_tracks")?;
    let genres = call.list("seed_genres").into_iter().map(|genre| seed(&genre, "GENRE", None));
    let seeds: Vec<Value> = artists.into_iter().chain(tracks).chain(genres).collect();
    if seeds.len() > SEEDS {
        return Err(Refusal::new(400, "Too many seeds: five at most"));
    }
    let view = call.view();
    let mut tracks: Vec<&Track> = Track::all().iter().map(AsRef::as_ref).collect();
    tracks.sort_by_key(|track| std::cmp::Reverse(track.popularity));
    let tracks = tracks.into_iter().take(call.window().limit).map(|track| track.full(&view));
    Ok(Reply::Json(json!({ "seeds": seeds, "tracks": tracks.collect::<Vec<_>>() })))
}

fn seeds<R: Resource>(call: &Call<'_>, name: &str) -> Result<Vec<Value>, Refusal> {
    let found = call.list(name).into_iter().map(|id| {
        let found = R::find(&id).ok_or_else(|| refusal::invalid(name))?;
        let href = Some(found.uri().href());
        Ok(seed(&id, &R::KIND.name().to_uppercase(), href))
    });
    found.collect()
}

fn seed(id: &str, kind: &str, href: Option<String>) -> Value {
    json!({
        "afterFilteringSize": 250,
        "afterRelinkingSize": 250,
        "href": href,
        "id": id,
        "initialPoolSize": 500,
        "type": kind,
    })
}

fn genres(_: &Call<'_>, _: &mut Listener) -> Served {
    Ok(Reply::Json(json!({ "genres": Category::GENRES })))
}

fn available_markets(_: &Call<'_>, _: &mut Listener) -> Served {
    Ok(Reply::Json(json!({ "markets": markets() })))
}
