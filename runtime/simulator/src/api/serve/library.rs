//! What the user has saved.

use serde_json::json;

use super::{Reply, Served, Table};
use crate::api::Call;
use crate::calendar::iso;
use crate::data::{Album, Audiobook, Episode, Listener, Resource, Show, Track, Uri, page};

pub(super) const TABLE: Table = &[
    ("get-users-saved-albums", saved::<Album>),
    ("save-albums-user", save::<Album>),
    ("remove-albums-user", remove::<Album>),
    ("check-users-saved-albums", contains::<Album>),
    ("get-users-saved-audiobooks", saved::<Audiobook>),
    ("save-audiobooks-user", save::<Audiobook>),
    ("remove-audiobooks-user", remove::<Audiobook>),
    ("check-users-saved-audiobooks", contains::<Audiobook>),
    ("get-users-saved-episodes", saved::<Episode>),
    ("save-episodes-user", save::<Episode>),
    ("remove-episodes-user", remove::<Episode>),
    ("check-users-saved-episodes", contains::<Episode>),
    ("get-users-saved-shows", saved::<Show>),
    ("save-shows-user", save::<Show>),
    ("remove-shows-user", remove::<Show>),
    ("check-users-saved-shows", contains::<Show>),
    ("get-users-saved-tracks", saved::<Track>),
    ("save-tracks-user", save::<Track>),
    ("remove-tracks-user", remove::<Track>),
    ("check-users-saved-tracks", contains::<Track>),
    ("save-library-items", save_any),
    ("remove-library-items", remove_any),
    ("check-library-contains", contains_any),
];

/// How many can be saved at once, or asked about.
const AT_ONCE: usize = 50;

fn saved<R: Resource>(call: &Call<'_>, listener: &mut Listener) -> Served {
    let view = call.view();
    let all = listener.library.of(R::KIND).iter();
    let page = page(&call.link(), call.window(), all, |saved| {
        let thing = R::find(&saved.id).map(|thing| thing.full(&view));
        json!({ "added_at": iso(saved.added_at), R::KIND.name(): thing })
    });
    Ok(Reply::Json(page))
}

fn save<R: Resource>(call: &Call<'_>, listener: &mut Listener) -> Served {
    // The first one asked for is in front afterwards.
    for id in call.ids(AT_ONCE)?.iter().rev().filter(|id| R::find(id).is_some()) {
        listener.library.save(R::KIND, id, call.now);
    }
    Ok(Reply::Done)
}

fn remove<R: Resource>(call: &Call<'_>, listener: &mut Listener) -> Served {
    for id in call.ids(AT_ONCE)? {
        listener.library.remove(R::KIND, &id);
    }
    Ok(Reply::Done)
}

fn contains<R: Resource>(call: &Call<'_>, listener: &mut Listener) -> Served {
    let ids = call.ids(AT_ONCE)?;
    let contains: Vec<bool> = ids.iter().map(|id| listener.library.contains(R::KIND, id)).collect();
    Ok(Reply::Json(json!(contains)))
}

/// How many URIs can be named at once.
const URIS_AT_ONCE: usize = 40;

fn save_any(call: &Call<'_>, listener: &mut Listener) -> Served {
    for uri in call.uris(URIS_AT_ONCE)?.iter().rev() {
        listener.keep(uri, call.now);
    }
    Ok(Reply::Done)
}

fn remove_any(call: &Call<'_>, listener: &mut Listener) -> Served {
    for uri in call.uris(URIS_AT_ONCE)? {
        listener.drop_kept(&uri);
    }
    Ok(Reply::Done)
}

fn contains_any(call: &Call<'_>, listener: &mut Listener) -> Served {
    let uris: Vec<Uri> = call.uris(URIS_AT_ONCE)?;
    let contains: Vec<bool> = uris.iter().map(|uri| listener.keeps(uri)).collect();
    Ok(Reply::Json(json!(contains)))
}
