//! What things of the catalogue consist of: tracks, episodes, chapters, and an artist's works.

use serde_json::json;

use super::catalogue::named;
use super::{Reply, Served, Table};
use crate::api::{Call, refusal};
use crate::data::{Album, Artist, Audiobook, Listener, Resource as _, Show, merged, page};

pub(super) const TABLE: Table = &[
    ("get-an-albums-tracks", tracks),
    ("get-a-shows-episodes", episodes),
    ("get-audiobook-chapters", chapters),
    ("get-an-artists-albums", albums),
    ("get-an-artists-top-tracks", top_tracks),
    ("get-an-artists-related-artists", related),
];

fn tracks(call: &Call<'_>, _: &mut Listener) -> Served {
    Ok(Reply::Json(named::<Album>(call)?.tracks_page(&call.view(), call.window())))
}

fn episodes(call: &Call<'_>, _: &mut Listener) -> Served {
    Ok(Reply::Json(named::<Show>(call)?.episodes_page(&call.view(), call.window())))
}

fn chapters(call: &Call<'_>, _: &mut Listener) -> Served {
    Ok(Reply::Json(named::<Audiobook>(call)?.chapters_page(&call.view(), call.window())))
}

/// What an artist's works can be to the artist.
const GROUPS: [&str; 4] = ["album", "single", "appears_on", "compilation"];

fn albums(call: &Call<'_>, _: &mut Listener) -> Served {
    let artist = named::<Artist>(call)?;
    let groups = call.list("include_groups");
    if groups.iter().any(|group| !GROUPS.contains(&group.as_str())) {
        return Err(refusal::invalid("include_groups"));
    }
    let wanted = |form: &str| groups.is_empty() || groups.iter().any(|group| group == form);
    let mut albums = artist.albums();
    albums.retain(|album| wanted(album.form));
    let view = call.view();
    let page = page(&call.link(), call.window(), albums.into_iter(), |album| {
        merged(album.brief(&view), json!({ "album_group": album.form }))
    });
    Ok(Reply::Json(page))
}

/// As many as Spotify shows.
const TOP: usize = 10;

fn top_tracks(call: &Call<'_>, _: &mut Listener) -> Served {
    let (view, artist) = (call.view(), named::<Artist>(call)?);
    let tracks: Vec<_> = artist.tracks().iter().take(TOP).map(|track| track.full(&view)).collect();
    Ok(Reply::Json(json!({ "tracks": tracks })))
}

/// Artists of the same genre.
fn related(call: &Call<'_>, _: &mut Listener) -> Served {
    let (view, artist) = (call.view(), named::<Artist>(call)?);
    let others = Artist::all().iter().filter(|it| it.genre == artist.genre && it.id != artist.id);
    let artists: Vec<_> = others.take(20).map(|artist| artist.full(&view)).collect();
    Ok(Reply::Json(json!({ "artists": artists })))
}
