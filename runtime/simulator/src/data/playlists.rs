//! All playlists, and those that the user keeps.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::playlist::Item;
use super::seed::{Seed, id};
use super::{Playlist, Resource as _, Track, User};

/// The user's own, the rest of whose names are numbers.
const OWN: [&str; 3] = ["Road Trip", "Rainy Sunday", "Focus"];
/// How many of them there are: more than fit on one page.
const OWN_COUNT: usize = 23;
/// How many Spotify has.
const SPOTIFYS: usize = 44;
/// When the seeded items were added: 2025-03-01.
const ADDED: Duration = Duration::from_secs(1_740_787_200);

/// All playlists there are.
#[derive(Debug)]
pub(crate) struct Playlists {
    all: Vec<Playlist>,
    /// Ids of those of others that the user follows, and of the user's own, the newest first.
    kept: Vec<String>,
    /// How many were made by calls.
    made: usize,
}

impl Playlists {
    /// The user's own, one of which is empty and every other private; one of a neighbour's, which is
    /// followed; a private one of the neighbour's; and Spotify's.
    pub(crate) fn seeded() -> Self {
        let own = (0..OWN_COUNT).map(own);
        let others = [neighbours(0, true), neighbours(1, false)];
        let all: Vec<Playlist> = own.chain(others).chain((0..SPOTIFYS).map(spotifys)).collect();
        let kept = all.iter().take(OWN_COUNT + 1).map(|playlist| playlist.id.clone()).collect();
        Self { all, kept, made: 0 }
    }

    /// One that the user may see.
    pub(crate) fn find(&self, id: &str) -> Option<&Playlist> {
        let found = self.all.iter().find(|playlist| playlist.id == id);
        found.filter(|playlist| playlist.public || playlist.is_own())
    }

    pub(crate) fn find_mut(&mut self, id: &str) -> Option<&mut Playlist> {
        let found = self.all.iter_mut().find(|playlist| playlist.id == id);
        found.filter(|playlist| playlist.public || playlist.is_own())
    }

    /// Everybody's.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Playlist> {
        self.all.iter()
    }

    /// Those in the user's list: own and followed ones.
    pub(crate) fn kept(&self) -> impl Iterator<Item = &Playlist> {
        self.kept.iter().filter_map(|id| self.find(id))
    }

    pub(crate) fn is_kept(&self, id: &str) -> bool {
        self.kept.iter().any(|kept| kept == id)
    }

    /// Follows one that the user may see.
    pub(crate) fn follow(&mut self, id: &str) {
        if self.find(id).is_some() && !self.is_kept(id) {
            self.kept.insert(0, id.to_owned());
        }
    }

    /// Follows one no longer. For one's own that is all there is to deleting it: it can still be
    /// seen by its id, as at Spotify.
    pub(crate) fn unfollow(&mut self, id: &str) {
        self.kept.retain(|kept| kept != id);
    }

    /// A new one of the user's, without a name and not yet in any list.
    pub(crate) fn blank(&self) -> Playlist {
        empty("made playlist", self.made)
    }

    /// Adds a new one of the user's.
    pub(crate) fn add(&mut self, playlist: Playlist) {
        self.made += 1;
        self.kept.insert(0, playlist.id.clone());
        self.all.insert(0, playlist);
    }
}

fn empty(what: &str, number: usize) -> Playlist {
    Playlist {
        id: id(what, number),
        name: String::new(),
        description: String::new(),
        owner: User::LISTENER,
        public: true,
        collaborative: false,
        items: Vec::new(),
        revision: 1,
        covered: false,
    }
}

fn own(number: usize) -> Playlist {
    let name = OWN.get(number).map_or_else(|| format!("Mix {}", number + 1), |it| (*it).to_owned());
    let items = match number {
        0 => tracks("own", 0, 120),
        2 => Vec::new(),
        _ => tracks("own", number, 12),
    };
    let public = number.is_multiple_of(2);
    Playlist { name, items, public, ..empty("own playlist", number) }
}

fn neighbours(number: usize, public: bool) -> Playlist {
    let name = format!("From next door {}", number + 1);
    let items = tracks("neighbour", number, 8);
    let owner = User::NEIGHBOUR;
    Playlist { name, items, owner, public, ..empty("neighbour's playlist", number) }
}

fn spotifys(number: usize) -> Playlist {
    Playlist {
        name: format!("Simulated Hits {}", number + 1),
        description: "What is heard most.".to_owned(),
        owner: User::SPOTIFY,
        items: tracks("spotify", number, 10),
        ..empty("spotify's playlist", number)
    }
}

/// Neighbouring tracks from a place that depends on what they are for.
fn tracks(what: &str, number: usize, count: usize) -> Vec<Item> {
    let all = Track::all();
    let end = all.len().saturating_sub(count) as u64;
    let first = Seed::new(what, number).between(0, end) as usize;
    let added_at: SystemTime = UNIX_EPOCH + ADDED;
    let items = all.iter().skip(first).take(count);
    items.map(|track| Item { uri: track.uri(), added_at }).collect()
}
