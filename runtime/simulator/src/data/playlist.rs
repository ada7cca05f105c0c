//! A playlist.

use std::time::SystemTime;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::object::{images, merged, object};
use super::page::{Link, Window, page};
use super::resource::{Resource as _, View};
use super::{Episode, Kind, Track, Uri, User};
use crate::calendar::iso;

/// A track or an episode in a playlist.
#[derive(Debug, Clone)]
pub(crate) struct Item {
    pub(crate) uri: Uri,
    pub(crate) added_at: SystemTime,
}

/// A playlist with its items.
#[derive(Debug, Clone)]
pub(crate) struct Playlist {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) description: String,
    pub(crate) owner: User,
    pub(crate) public: bool,
    pub(crate) collaborative: bool,
    pub(crate) items: Vec<Item>,
    /// Counts changes; the snapshot is named after it.
    pub(crate) revision: u32,
    /// Whether somebody has put up a cover.
    pub(crate) covered: bool,
}

/// A change of a playlist's items.
#[derive(Debug)]
pub(crate) enum Change {
    /// Puts these in, at the end where there is no position.
    Add { uris: Vec<Uri>, position: Option<usize> },
    /// Takes all of these out.
    Remove { uris: Vec<Uri> },
    /// Has these, and no others.
    Replace { uris: Vec<Uri> },
    /// Moves so many from one place to in front of another.
    Move { from: usize, count: usize, before: usize },
}

/// A place that is not in the playlist.
#[derive(Debug)]
pub(crate) struct OutOfBounds;

impl Playlist {
    /// Names this state of the items: every change makes another one.
    pub(crate) fn snapshot_id(&self) -> String {
        self.snapshot(self.revision)
    }

    fn snapshot(&self, revision: u32) -> String {
        STANDARD.encode(format!("{revision},{}", self.id))
    }

    /// Whether it is now in this state, or has been.
    pub(crate) fn has_had(&self, snapshot_id: &str) -> bool {
        (1..=self.revision).any(|revision| self.snapshot(revision) == snapshot_id)
    }

    pub(crate) fn is_own(&self) -> bool {
        self.owner == User::LISTENER
    }

    pub(crate) fn change(&mut self, change: Change, now: SystemTime) -> Result<(), OutOfBounds> {
        let item = |uri: Uri| Item { uri, added_at: now };
        match change {
            Change::Add { uris, position } => {
                let at = position.unwrap_or(self.items.len());
                if at > self.items.len() {
                    return Err(OutOfBounds);
                }
                self.items.splice(at..at, uris.into_iter().map(item));
            }
            Change::Remove { uris } => self.items.retain(|item| !uris.contains(&item.uri)),
            Change::Replace { uris } => self.items = uris.into_iter().map(item).collect(),
            Change::Move { from, count, before } => self.shift(from, count, before)?,
        }
        self.revision += 1;
        Ok(())
    }

    fn shift(&mut self, from: usize, count: usize, before: usize) -> Result<(), OutOfBounds> {
        let end = from.saturating_add(count);
        if end > self.items.len() || before > self.items.len() {
            return Err(OutOfBounds);
        }
        // In front of one of those that move is where they are.
        if (from..end).contains(&before) {
            return Ok(());
        }
        let moved: Vec<Item> = self.items.drain(from..end).collect();
        let at = if before >= end { before - count } else { before };
        self.items.splice(at..at, moved);
        Ok(())
    }

    /// As in lists: how many items there are, and where.
    pub(crate) fn brief(&self) -> Value {
        let link = format!("https://api.spotify.com/v1/playlists/{}", self.id);
        let items =
            |name: &str| json!({ "href": format!("{link}/{name}"), "total": self.items.len() });
        let more = json!({
            "collaborative": self.collaborative,
            "description": self.description,
            "images": self.images(),
            "items": items("items"),
            "name": self.name,
            "owner": self.owner.owner(),
            "primary_color": null,
            "public": self.public,
            "snapshot_id": self.snapshot_id(),
            "tracks": items("tracks"),
        });
        merged(object(&Uri::new(Kind::Playlist, self.id.as_str())), more)
    }

    /// With the first page of its items.
    pub(crate) fn full(&self, view: &View) -> Value {
        let window = Window { limit: 100, offset: 0 };
        let items = |name: &str| {
            let link = Link::new(format!("/playlists/{}/{name}", self.id), &view.query());
            self.items_page(&link, window, view)
        };
        let more = json!({
            "followers": { "href": null, "total": 0 },
            "items": items("items"),
            "tracks": items("tracks"),
        });
        merged(self.brief(), more)
    }

    /// A part of its items.
    pub(crate) fn items_page(&self, link: &Link, window: Window, view: &View) -> Value {
        page(link, window, self.items.iter(), |item| {
            let shown = playable(&item.uri, view);
            json!({
                "added_at": iso(item.added_at),
                "added_by": self.owner.adder(),
                "is_local": false,
                "item": shown,
                "primary_color": null,
                "track": shown,
                "video_thumbnail": { "url": null },
            })
        })
    }

    /// Its cover; an empty playlist has none unless somebody has put one up.
    pub(crate) fn images(&self) -> Value {
        if self.covered {
            let url = format!("https://image-cdn-ak.spotifycdn.com/image/{}", self.snapshot_id());
            return json!([{ "url": url, "height": null, "width": null }]);
        }
        if self.items.is_empty() { json!([]) } else { images(&self.id) }
    }
}

/// A track or an episode as it is; null for what is not there.
pub(crate) fn playable(uri: &Uri, view: &View) -> Value {
    let shown = if uri.kind == Kind::Episode {
        Episode::find(&uri.id).map(|episode| episode.full(view))
    } else {
        Track::find(&uri.id).map(|track| track.full(view))
    };
    shown.unwrap_or(Value::Null)
}
