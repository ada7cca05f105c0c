//! Which items are measured.

use crate::Work;

/// The items whose names hold one of the words of the command line, as in
/// `cargo bench --bench memory -- login`; all of them where there are no words.
pub(crate) fn chosen(mut items: Vec<(&'static str, [Work; 2])>) -> Vec<(&'static str, [Work; 2])> {
    let words: Vec<String> = std::env::args().skip(1).filter(|it| !it.starts_with('-')).collect();
    items.retain(|(name, _)| words.is_empty() || words.iter().any(|word| name.contains(word)));
    items
}
