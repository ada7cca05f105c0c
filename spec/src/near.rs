//! The names of one kind, and which of them a misspelt one was meant for.

use std::cell::OnceCell;
use std::collections::{BTreeSet, HashMap};

use crate::suggest;

/// The names of one kind: found at once, and asked for the one most like another.
pub(crate) struct Names<'a> {
    list: Vec<&'a str>,
    /// Where each stands; where two have one name, which is a mistake, the first has it.
    places: HashMap<&'a str, usize>,
    near: OnceCell<Near>,
}

impl<'a> Names<'a> {
    pub(crate) fn of(names: impl IntoIterator<Item = &'a str>) -> Self {
        let list: Vec<&str> = names.into_iter().collect();
        let places = list.iter().enumerate().rev().map(|(nth, name)| (*name, nth)).collect();
        Self { list, places, near: OnceCell::new() }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &'a str> + Clone + '_ {
        self.list.iter().copied()
    }

    /// Where a name stands among them.
    pub(crate) fn find(&self, name: &str) -> Option<usize> {
        self.places.get(name).copied()
    }

    /// The one that a name was most likely meant for, and never itself.
    pub(crate) fn nearest(&self, name: &str) -> Option<&'a str> {
        let near = self.near.get_or_init(|| Near::of(self.iter()));
        self.list.get(near.to(name, self.find(name))?).copied()
    }
}

/// So many names are all measured.
const FEW: usize = 64;

/// So many are measured of those that begin as the word does, and of those that end so.
const NEIGHBOURS: usize = 12;

/// Where to look for what a word was meant for: of many names, the ones that are one slip away, and
/// the ones that begin or end most as the word does. A thousand words that are misspelt among a
/// thousand would be a million to measure.
pub(crate) struct Near {
    /// The names as they are compared.
    letters: Vec<Vec<char>>,
    /// The names in the order of their beginnings.
    begins: Vec<usize>,
    /// The names in the order of their ends.
    ends: Vec<usize>,
    /// The names by what is left of them without one letter, and by the whole.
    slips: HashMap<u64, Vec<usize>>,
}

impl Near {
    pub(crate) fn of<'a>(names: impl Iterator<Item = &'a str>) -> Self {
        let letters: Vec<Vec<char>> = names.map(suggest::letters).collect();
        let mut near =
            Self { letters, begins: Vec::new(), ends: Vec::new(), slips: HashMap::new() };
        if near.letters.len() > FEW {
            near.sort();
        }
        near
    }

    fn name(&self, nth: usize) -> &[char] {
        self.letters.get(nth).map_or(&[], Vec::as_slice)
    }

    fn sort(&mut self) {
        let mut begins: Vec<usize> = (0..self.letters.len()).collect();
        let mut ends = begins.clone();
        begins.sort_by(|one, other| self.name(*one).cmp(self.name(*other)));
        ends.sort_by(|one, other| self.name(*one).iter().rev().cmp(self.name(*other).iter().rev()));
        (self.begins, self.ends) = (begins, ends);
        for (nth, name) in self.letters.iter().enumerate() {
            for slip in slips(name) {
                self.slips.entry(slip).or_default().push(nth);
            }
        }
    }

    /// Which name a word was meant for, but this one.
    pub(crate) fn to(&self, word: &str, but: Option<usize>) -> Option<usize> {
        let word = suggest::letters(word);
        if self.begins.is_empty() {
            return self.best(&word, (0..self.letters.len()).filter(|nth| Some(*nth) != but));
        }
        let some: BTreeSet<usize> = self.alike(&word).filter(|nth| Some(*nth) != but).collect();
        self.best(&word, some.into_iter())
    }

    /// The names that are worth measuring.
    fn alike<'a>(&'a self, word: &'a [char]) -> impl Iterator<Item = usize> + 'a {
        let before = |nth: &usize| self.name(*nth) < word;
        let begins = self.begins.partition_point(before);
        let before = |nth: &usize| self.name(*nth).iter().rev().lt(word.iter().rev());
        let ends = self.ends.partition_point(before);
        let slips = slips(word).filter_map(|slip| self.slips.get(&slip));
        let slips = slips.flat_map(|names| names.iter().take(NEIGHBOURS));
        slips.chain(around(&self.begins, begins)).chain(around(&self.ends, ends)).copied()
    }

    fn best(&self, word: &[char], some: impl Iterator<Item = usize>) -> Option<usize> {
        let measured = some.filter_map(|nth| Some((suggest::apart(word, self.name(nth))?, nth)));
        measured.min().map(|(_, nth)| nth)
    }
}

/// What stands next to a place in a list.
fn around(list: &[usize], at: usize) -> &[usize] {
    list.get(at.saturating_sub(NEIGHBOURS)..list.len().min(at + NEIGHBOURS)).unwrap_or_default()
}

/// Odd, so that what is multiplied by it can be divided by it.
const BASE: u64 = 0x9e37_79b9_7f4a_7c15;
const BASE_INVERSE: u64 = inverse(BASE);

/// What undoes a multiplication among numbers of 64 bits: each round doubles the bits that are right.
const fn inverse(odd: u64) -> u64 {
    let mut found = odd;
    let mut round = 0;
    while round < 6 {
        found = found.wrapping_mul(2_u64.wrapping_sub(odd.wrapping_mul(found)));
        round += 1;
    }
    found
}

/// A name as a whole and without each of its letters, as numbers: two names that are one slip apart
/// have one in common. (Others may have one by chance: they are measured, and not taken.)
fn slips(name: &[char]) -> impl Iterator<Item = u64> + '_ {
    let whole = name.iter().fold(0_u64, |sum, c| sum.wrapping_mul(BASE).wrapping_add(digit(*c)));
    let (mut power, mut after) = (1_u64, 0_u64);
    let without = name.iter().rev().map(move |c| {
        let rest = after;
        after = after.wrapping_add(digit(*c).wrapping_mul(power));
        power = power.wrapping_mul(BASE);
        // What stands before the letter moves by one place.
        whole.wrapping_sub(after).wrapping_mul(BASE_INVERSE).wrapping_add(rest)
    });
    std::iter::once(whole).chain(without)
}

fn digit(c: char) -> u64 {
    u64::from(u32::from(c)) + 1
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::{FEW, Names, slips};

    fn many(name: impl Fn(usize) -> String) -> Vec<String> {
        (0..5 * FEW).map(name).collect()
    }

    fn names(list: &[String]) -> Names<'_> {
        Names::of(list.iter().map(String::as_str))
    }

    #[test]
    fn names_that_are_one_slip_apart_have_something_in_common() {
        let slips = |word: &str| slips(&word.chars().collect::<Vec<_>>()).collect::<HashSet<_>>();
        for (one, other) in
            [("scope", "scop"), ("scope", "skope"), ("scope", "socpe"), ("ähre", "ehre"), ("a", "")]
        {
            assert!(!slips(one).is_disjoint(&slips(other)), "{one} {other}");
        }
        assert!(slips("scope").is_disjoint(&slips("query")));
        assert_eq!(slips("abc").len(), 4, "each is another number");
    }

    #[test]
    fn the_one_that_was_meant_is_found_among_many() {
        let list = many(|nth| format!("user-{}-read-{nth}", nth * 7919 % 1009));
        let names = names(&list);
        for name in &list {
            let mut other = name.clone();
            other.replace_range(3..4, "x");
            assert_eq!(names.nearest(&other), Some(name.as_str()), "one letter");
            let mut other = format!("{name}s");
            other.remove(1);
            assert!(names.nearest(&other).is_some(), "two letters");
        }
        assert_eq!(names.nearest("nothing_of_the_kind"), None);
    }

    #[test]
    fn a_name_was_not_meant_for_itself() {
        let list = many(|nth| format!("name_{nth}"));
        assert_ne!(names(&list).nearest("name_7"), Some("name_7"));
        assert_eq!(names(&list[..2]).nearest("name_0"), Some("name_1"));
        assert_eq!(names(&list[..1]).nearest("name_0"), None);
    }

    #[test]
    fn among_few_it_is_what_it_is_among_many() {
        let list = many(|nth| format!("name_{}", nth * nth));
        for name in &list[..FEW] {
            let word = name.replacen('a', "", 1);
            assert_eq!(names(&list).nearest(&word), names(&list[..FEW]).nearest(&word), "{word}");
        }
    }
}
