//! Searching.

use serde_json::{Map, Value};

use super::{Reply, Served, Table};
use crate::api::Call;
use crate::data::{
    Album, Artist, Audiobook, Episode, Kind, Link, Listener, Playlist, Resource, Show, Track, page,
};

pub(super) const TABLE: Table = &[("search", search)];

fn search(call: &Call<'_>, listener: &mut Listener) -> Served {
    let words = words(call.query("q").unwrap_or_default());
    let mut found = Map::new();
    for kind in call.list("type").iter().filter_map(|name| Kind::of(name)) {
        let hits = match kind {
            Kind::Album => hits::<Album>(call, &words),
            Kind::Artist => hits::<Artist>(call, &words),
            Kind::Audiobook => hits::<Audiobook>(call, &words),
            Kind::Episode => hits::<Episode>(call, &words),
            Kind::Playlist => playlists(call, listener, &words),
            Kind::Show => hits::<Show>(call, &words),
            Kind::Track => hits::<Track>(call, &words),
            // Nobody can search for these.
            Kind::Chapter | Kind::User => continue,
        };
        found.insert(kind.plural().to_owned(), hits);
    }
    Ok(Reply::Json(Value::Object(found)))
}

/// The words of a query in small letters. Fields such as `artist:` are taken off: every word is
/// looked for in names and makers alike.
fn words(query: &str) -> Vec<String> {
    let query = query.replace('"', "").to_lowercase();
    let words = query.split_whitespace();
    words.map(|word| word.split_once(':').map_or(word, |(_, rest)| rest).to_owned()).collect()
}

fn is_hit(words: &[String], name: &str, maker: &str) -> bool {
    let text = format!("{name} {maker}").to_lowercase();
    words.iter().all(|word| text.contains(word))
}

/// The list of one kind; each has its own pages.
fn link(call: &Call<'_>, kind: Kind) -> Link {
    call.link().with("type", kind.name())
}

fn hits<R: Resource>(call: &Call<'_>, words: &[String]) -> Value {
    let all = R::all().iter().filter(|it| is_hit(words, it.name(), it.maker()));
    let (view, found) = (call.view(), all.collect::<Vec<_>>());
    // Artists have no short form in search; tracks and episodes come whole as well.
    let whole = matches!(R::KIND, Kind::Artist | Kind::Track);
    page(&link(call, R::KIND), call.window(), found.into_iter(), |it| {
        if whole { it.full(&view) } else { it.brief(&view) }
    })
}

fn playlists(call: &Call<'_>, listener: &Listener, words: &[String]) -> Value {
    let all = listener.playlists.all().filter(|playlist| playlist.public);
    let found: Vec<&Playlist> =
        all.filter(|playlist| is_hit(words, &playlist.name, playlist.owner.id)).collect();
    let link = link(call, Kind::Playlist);
    page(&link, call.window(), found.into_iter(), Playlist::brief)
}
