//! "Did you mean": the nearest known word.

/// The known word nearest to a mistyped one, if any is near enough to be meant.
///
/// ```
/// let known = ["query", "form"];
/// assert_eq!(spotify_flow_spec::suggest::nearest("qery", known), Some("query"));
/// assert_eq!(spotify_flow_spec::suggest::nearest("token", known), None);
/// ```
#[must_use]
pub fn nearest<'a>(word: &str, among: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let plain = normal(word);
    among
        .into_iter()
        .map(|known| (strsim::damerau_levenshtein(&plain, &normal(known)), known))
        .filter(|(distance, known)| *distance <= reach(known))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, known)| known)
}

/// Whether a word is another but for one letter.
pub(crate) fn is_a_slip(word: &str, known: &str) -> bool {
    strsim::damerau_levenshtein(&normal(word), &normal(known)) == 1
}

/// Case and the choice of dashes are no difference.
fn normal(word: &str) -> String {
    word.chars().map(|c| if c == '-' { '_' } else { c.to_ascii_lowercase() }).collect()
}

/// A third of the letters may differ, one always.
fn reach(word: &str) -> usize {
    (word.chars().count() / 3).max(1)
}

/// The words as a sentence has them: `a`, `b` or `c`.
#[must_use]
pub fn list<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    let words: Vec<String> = words.into_iter().map(|word| format!("`{word}`")).collect();
    match words.split_last() {
        None => "nothing".into(),
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} or {last}", others.join(", ")),
    }
}
