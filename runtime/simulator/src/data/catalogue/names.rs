//! Names made of words.

use crate::data::seed::Seed;

const QUALITIES: [&str; 24] = [
    "Amber", "Blue", "Broken", "Distant", "Electric", "Empty", "First", "Golden", "Hollow", "Last",
    "Little", "Lonely", "Midnight", "Northern", "Paper", "Quiet", "Red", "Silver", "Slow",
    "Summer", "Tender", "Velvet", "White", "Wild",
];

const THINGS: [&str; 24] = [
    "Avenue", "Birds", "City", "Dream", "Fire", "Garden", "Harbour", "Heart", "Island", "Letters",
    "Light", "Mirror", "Morning", "Ocean", "Radio", "Rain", "River", "Road", "Shadow", "Sky",
    "Stars", "Street", "Train", "Window",
];

const FIRST: [&str; 12] = [
    "Ada", "Bruno", "Carla", "Dina", "Edgar", "Freya", "Hugo", "Ines", "Jonas", "Linnea", "Mira",
    "Otto",
];

const LAST: [&str; 12] = [
    "Almeida",
    "Berg",
    "Castell",
    "Dahl",
    "Ekman",
    "Falk",
    "Grunewald",
    "Holm",
    "Iversen",
    "Lindt",
    "Moreau",
    "Sandoval",
];

/// The name of a work. The first words of two numbers next to each other differ.
pub(super) fn work(what: &str, number: usize) -> String {
    let mut seed = Seed::new(what, number);
    let quality = QUALITIES.get(number % QUALITIES.len()).copied().unwrap_or_default();
    format!("{quality} {}", seed.pick(&THINGS))
}

/// The name of a band; numbers below 24 have names of their own.
pub(super) fn band(number: usize) -> String {
    let thing = THINGS.get(number % THINGS.len()).copied().unwrap_or_default();
    format!(
        "The {thing} {}",
        Seed::new("band", number).pick(&["Club", "Parade", "Society", "Trio"])
    )
}

/// The name of a person.
pub(super) fn person(what: &str, number: usize) -> String {
    let mut seed = Seed::new(what, number);
    format!("{} {}", seed.pick(&FIRST), seed.pick(&LAST))
}

/// A day between 2005 and 2024.
pub(super) fn day(seed: &mut Seed) -> String {
    format!("{}-{:02}-{:02}", seed.between(2005, 2025), seed.between(1, 13), seed.between(1, 29))
}
