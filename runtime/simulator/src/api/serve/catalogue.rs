//! Things of the catalogue, one or several, and what machines hear in tracks.

use serde_json::{Value, json};

use super::{Reply, Served, Table};
use crate::api::{Call, refusal};
use crate::data::{
    Album, Artist, Audiobook, Chapter, Episode, Listener, Resource, Show, Track, analysis, features,
};

pub(super) const TABLE: Table = &[
    ("get-an-album", one::<Album>),
    ("get-multiple-albums", several::<Album>),
    ("get-an-artist", one::<Artist>),
    ("get-multiple-artists", several::<Artist>),
    ("get-a-show", one::<Show>),
    ("get-multiple-shows", several::<Show>),
    ("get-an-episode", one::<Episode>),
    ("get-multiple-episodes", several::<Episode>),
    ("get-an-audiobook", one::<Audiobook>),
    ("get-multiple-audiobooks", several::<Audiobook>),
    ("get-a-chapter", one::<Chapter>),
    ("get-several-chapters", several::<Chapter>),
    ("get-track", one::<Track>),
    ("get-several-tracks", several::<Track>),
    ("get-audio-features", audio_features),
    ("get-several-audio-features", several_audio_features),
    ("get-audio-analysis", audio_analysis),
];

/// A thing that the path names.
pub(super) fn named<R: Resource>(call: &Call<'_>) -> Result<&'static R, crate::api::Refusal> {
    call.find::<R>(call.id()?).map(AsRef::as_ref).ok_or_else(refusal::not_found)
}

fn one<R: Resource>(call: &Call<'_>, _: &mut Listener) -> Served {
    Ok(Reply::Json(named::<R>(call)?.full(&call.view())))
}

/// In the order that was asked for, with null for what is not there.
fn several<R: Resource>(call: &Call<'_>, _: &mut Listener) -> Served {
    let view = call.view();
    let ids = call.ids(R::AT_ONCE)?;
    let found = ids.iter().map(|id| call.find::<R>(id).map(|it| it.full(&view)));
    Ok(list(R::KIND.plural(), found.collect()))
}

fn list(name: &str, items: Vec<Option<Value>>) -> Reply {
    Reply::Json(json!({ name: items }))
}

fn audio_features(call: &Call<'_>, _: &mut Listener) -> Served {
    Ok(Reply::Json(features(named(call)?)))
}

fn several_audio_features(call: &Call<'_>, _: &mut Listener) -> Served {
    let ids = call.ids(100)?;
    let found = ids.iter().map(|id| Track::find(id).map(|track| features(track)));
    Ok(list("audio_features", found.collect()))
}

fn audio_analysis(call: &Call<'_>, _: &mut Listener) -> Served {
    Ok(Reply::Json(analysis(named(call)?)))
}
