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
    let word = letters(word);
    let measured = among.into_iter().enumerate().filter_map(|(nth, known)| {
        let distance = apart(&word, &letters(known))?;
        Some(((distance, nth), known))
    });
    measured.min_by_key(|(order, _)| *order).map(|(_, known)| known)
}

/// The letters of a word as it is compared: case and the choice of dashes are no difference.
pub(crate) fn letters(word: &str) -> Vec<char> {
    word.chars().map(|c| if c == '-' { '_' } else { c.to_ascii_lowercase() }).collect()
}

/// A word of more letters is not mistyped for another: nobody typed it.
const LONGEST: usize = 200;

/// How many letters of a word are written otherwise than in a known one, where it may be meant.
pub(crate) fn apart(word: &[char], known: &[char]) -> Option<usize> {
    // A third of the letters may differ, one always.
    let reach = (known.len() / 3).max(1);
    if known.len() > LONGEST {
        return None;
    }
    distance(word, known, reach)
}

/// How many letters must be written otherwise, where they are no more than `reach`.
/// Most are told apart without measuring, by what differs at all.
fn distance(one: &[char], other: &[char], reach: usize) -> Option<usize> {
    if one.len().abs_diff(other.len()) > reach {
        return None;
    }
    let (one, other) = differing(one, other);
    if lacking(one, other) > reach {
        return None;
    }
    edits(one, other, reach)
}

/// How many letters are put in, left out, written otherwise or swapped with their neighbours (the
/// optimal string alignment), where that is no more than `reach`. Of the table only what is within
/// reach of its diagonal is filled in.
fn edits(one: &[char], other: &[char], reach: usize) -> Option<usize> {
    let far = reach + 1;
    let (mut above, mut before) = (vec![far; other.len() + 1], Vec::new());
    above.iter_mut().enumerate().for_each(|(at, cell)| *cell = at.min(far));
    for (row, letter) in one.iter().enumerate() {
        let mut here = vec![far; other.len() + 1];
        if let Some(first) = here.first_mut() {
            *first = (row + 1).min(far);
        }
        let cell = |cells: &[usize], at: usize| cells.get(at).copied().unwrap_or(far);
        for column in row.saturating_sub(reach)..other.len().min(row + far) {
            let same = other.get(column) == Some(letter);
            let written = cell(&above, column) + usize::from(!same);
            let moved = cell(&above, column + 1).min(cell(&here, column)) + 1;
            let crossed = row > 0
                && column > 0
                && one.get(row - 1) == other.get(column)
                && other.get(column - 1) == Some(letter);
            let swapped = if crossed { cell(&before, column - 1) + 1 } else { far };
            if let Some(it) = here.get_mut(column + 1) {
                *it = written.min(moved).min(swapped).min(far);
            }
        }
        if here.iter().all(|cell| *cell > reach) {
            return None;
        }
        before = std::mem::replace(&mut above, here);
    }
    above.last().copied().filter(|distance| *distance <= reach)
}

/// Whether two words are one letter apart, or two that changed places.
pub(crate) fn is_one_letter_apart(one: &str, other: &str) -> bool {
    edits(&letters(one), &letters(other), 1) == Some(1)
}

/// What is left of two words without what they begin and end with in common.
fn differing<'a>(one: &'a [char], other: &'a [char]) -> (&'a [char], &'a [char]) {
    let begin = one.iter().zip(other).take_while(|(a, b)| a == b).count();
    let (one, other) = (one.get(begin..).unwrap_or(&[]), other.get(begin..).unwrap_or(&[]));
    let end = one.iter().rev().zip(other.iter().rev()).take_while(|(a, b)| a == b).count();
    let cut = |word: &'a [char]| word.get(..word.len() - end).unwrap_or(&[]);
    (cut(one), cut(other))
}

/// How many letters the one has that the other lacks: so many must be written otherwise, at least.
fn lacking(one: &[char], other: &[char]) -> usize {
    let mut counts = [0_i32; 64];
    let mut count = |word: &[char], by: i32| {
        for letter in word {
            if let Some(count) = counts.get_mut(*letter as usize % 64) {
                *count += by;
            }
        }
    };
    count(one, 1);
    count(other, -1);
    let sum = |sign: i32| counts.iter().map(|it| (it * sign).max(0)).sum::<i32>();
    usize::try_from(sum(1).max(sum(-1))).unwrap_or(usize::MAX)
}

/// More words are not listed: nobody reads them.
const LISTED: usize = 40;

/// The words as a sentence has them: `a`, `b` or `c`.
#[must_use]
pub fn list<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    let mut words = words.into_iter();
    let mut listed: Vec<String> =
        words.by_ref().take(LISTED).map(|word| format!("`{word}`")).collect();
    let others = words.count();
    if others > 0 {
        listed.push(format!("{others} more"));
    }
    match listed.split_last() {
        None => "nothing".into(),
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} or {last}", others.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::{edits, nearest};

    #[test]
    fn a_slip_is_counted_by_its_letters() {
        let edits = |one: &str, other: &str| {
            let letters = |word: &str| word.chars().collect::<Vec<_>>();
            edits(&letters(one), &letters(other), 3)
        };
        for (one, other, count) in [
            ("scope", "scope", Some(0)),
            ("scope", "scop", Some(1)),
            ("scope", "scoppe", Some(1)),
            ("scope", "skope", Some(1)),
            ("scope", "socpe", Some(1)),
            ("scope", "socep", Some(2)),
            ("", "abc", Some(3)),
            ("kitten", "sitting", Some(3)),
            ("kitten", "sittings", None),
            ("ähre", "ehre", Some(1)),
        ] {
            assert_eq!(edits(one, other), count, "{one} {other}");
            assert_eq!(edits(other, one), count, "{other} {one}");
        }
    }

    /// The words of a small alphabet, up to this length.
    fn words(length: usize) -> Vec<String> {
        let mut all = vec![String::new()];
        let mut last = all.clone();
        for _ in 0..length {
            let longer = |word: &String| ["a", "b", "_"].map(|letter| format!("{word}{letter}"));
            last = last.iter().flat_map(longer).collect();
            all.extend(last.clone());
        }
        all
    }

    #[test]
    fn what_is_not_measured_is_too_far_away() {
        for one in words(5) {
            for other in words(4) {
                let reach = (other.len() / 3).max(1);
                let letters = |word: &str| word.chars().collect::<Vec<_>>();
                let near = edits(&letters(&one), &letters(&other), 9) <= Some(reach);
                assert_eq!(nearest(&one, [other.as_str()]).is_some(), near, "{one} {other}");
            }
        }
    }
}
