//! Artists, their albums, and the tracks of these.

use std::sync::Arc;

use super::{Catalogue, names};
use crate::data::seed::{Seed, id};
use crate::data::{Album, Artist, Track};

/// How many artists there are.
const ARTISTS: usize = 30;
/// How many albums an artist has...
const ALBUMS: usize = 3;
/// ...and the first one, who needs two pages.
const MANY_ALBUMS: usize = 24;

/// Albums that stand for themselves: number of the artist, id, name, tracks, day.
type Known = (usize, &'static str, &'static str, usize, &'static str);

/// The first album of these artists is a real one, as in Spotify's own examples.
const KNOWN_ALBUMS: [Known; 2] = [
    (1, "4aawyAB9vmqN3uQ7FjRGTy", "Global Warming", 18, "2012-11-16"),
    (2, "1ATL5GLyefJaxhQzSPVrLX", "Scorpion", 25, "2018-06-29"),
];

/// And so are their names and ids.
const KNOWN_ARTISTS: [(usize, &str, &str); 2] =
    [(1, "0TnOYISbd1XYRBk9myaseg", "Pitbull"), (2, "3TVXtAsR1Inumwj472S9r4", "Drake")];

const GENRES: [&str; 6] = ["indie pop", "electronic", "hip hop", "folk", "jazz", "ambient"];

pub(super) fn add(catalogue: &mut Catalogue) {
    for number in 0..ARTISTS {
        let artist = Arc::new(artist(number));
        let albums = if number == 0 { MANY_ALBUMS } else { ALBUMS };
        for of_artist in 0..albums {
            let album = Arc::new(album(&artist, number, of_artist, catalogue.albums.len()));
            let first = catalogue.tracks.len();
            let tracks = (0..album.total_tracks).map(|at| Arc::new(track(&album, at, first + at)));
            catalogue.tracks.extend(tracks);
            catalogue.albums.push(album);
        }
        catalogue.artists.push(artist);
    }
}

fn artist(number: usize) -> Artist {
    let mut seed = Seed::new("artist", number);
    let known = KNOWN_ARTISTS.iter().find(|(at, ..)| *at == number);
    Artist {
        id: known.map_or_else(|| id("artist", number), |(_, id, _)| (*id).to_owned()),
        name: known.map_or_else(|| names::band(number), |(.., name)| (*name).to_owned()),
        genre: seed.pick(&GENRES),
        popularity: seed.between(20, 95),
        followers: seed.between(1_000, 9_000_000),
    }
}

fn album(artist: &Arc<Artist>, of: usize, at: usize, number: usize) -> Album {
    let mut seed = Seed::new("album", number);
    let known = KNOWN_ALBUMS.iter().find(|(artist, ..)| *artist == of && at == 0);
    let form = if at % 3 == 2 { "single" } else { "album" };
    let tracks = if form == "single" { 1 } else { seed.between(6, 13) as usize };
    let made = (id("album", number), names::work("album", number), tracks, names::day(&mut seed));
    let (id, name, total_tracks, release_date) =
        known.map_or(made, |(_, id, name, tracks, day)| {
            ((*id).to_owned(), (*name).to_owned(), *tracks, (*day).to_owned())
        });
    let popularity = seed.between(5, 90);
    let upc = format!("{:012}", seed.between(0, 1_000_000_000_000));
    let artist = Arc::clone(artist);
    Album { id, name, artist, form, total_tracks, release_date, popularity, upc }
}

fn track(album: &Arc<Album>, at: usize, number: usize) -> Track {
    let mut seed = Seed::new("track", number);
    Track {
        id: id("track", number),
        name: names::work("track", number),
        album: Arc::clone(album),
        number: at + 1,
        duration_ms: seed.between(120_000, 320_000),
        explicit: seed.between(0, 5) == 0,
        popularity: seed.between(0, 90),
        isrc: format!("SE{}", seed.hex(10).to_uppercase()),
    }
}
