//! Shows and their episodes.

use std::sync::Arc;

use super::{Catalogue, names};
use crate::data::seed::{Seed, id};
use crate::data::{Episode, Show};

/// How many shows there are.
const SHOWS: usize = 24;
/// How many episodes a show has...
const EPISODES: usize = 4;
/// ...and the first one, which needs three pages.
const MANY_EPISODES: usize = 55;

pub(super) fn add(catalogue: &mut Catalogue) {
    for number in 0..SHOWS {
        let total_episodes = if number == 0 { MANY_EPISODES } else { EPISODES };
        let show = Arc::new(Show {
            id: id("show", number),
            name: format!("{} Talk", names::work("show", number)),
            publisher: names::person("publisher", number),
            total_episodes,
        });
        let first = catalogue.episodes.len();
        let episodes =
            (0..total_episodes).map(|at| Arc::new(episode(&show, total_episodes - at, first + at)));
        catalogue.episodes.extend(episodes);
        catalogue.shows.push(show);
    }
}

fn episode(show: &Arc<Show>, of_show: usize, number: usize) -> Episode {
    let mut seed = Seed::new("episode", number);
    let duration_ms = seed.between(900_000, 4_000_000);
    Episode {
        id: id("episode", number),
        name: format!("#{of_show} {}", names::work("episode", number)),
        show: Arc::clone(show),
        duration_ms,
        listened_ms: seed.between(0, 3) * duration_ms / 2,
        release_date: names::day(&mut seed),
    }
}
