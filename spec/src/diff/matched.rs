//! Two lists side by side, by name.

/// What is in the old list alone, in the new one alone, and in both.
pub(super) struct Matched<'a, T> {
    pub(super) gone: Vec<&'a T>,
    pub(super) new: Vec<&'a T>,
    pub(super) both: Vec<(&'a T, &'a T)>,
}

/// Brings together what has the same name.
pub(super) fn matched<'a, T>(
    old: &'a [T],
    new: &'a [T],
    name: impl Fn(&T) -> &str,
) -> Matched<'a, T> {
    let within = |list: &'a [T], wanted: &T| list.iter().find(|it| name(it) == name(wanted));
    Matched {
        gone: old.iter().filter(|it| within(new, it).is_none()).collect(),
        new: new.iter().filter(|it| within(old, it).is_none()).collect(),
        both: old.iter().filter_map(|it| Some((it, within(new, it)?))).collect(),
    }
}

/// What is in the one list and not in the other.
pub(super) fn missing<'a, T: PartialEq>(from: &'a [T], other: &[T]) -> Vec<&'a T> {
    from.iter().filter(|it| !other.contains(it)).collect()
}
