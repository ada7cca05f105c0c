//! What changed, for people.

use spotify_flow_spec::diff::{Change, Weight};

use super::Difference;

pub(super) fn of(difference: &Difference) -> String {
    let Some(verdict) = difference.verdict() else {
        return "none: nothing changes for developers\n".to_owned();
    };
    let mut text = String::new();
    for (file, changes) in difference.changes().filter(|(_, changes)| !changes.is_empty()) {
        let inside = if file.is_some() { "  " } else { "" };
        text.extend(file.map(|file| format!("{file}\n")));
        text.extend(changes.into_iter().map(|it| format!("{inside}{}\n", line(it))));
    }
    let counts = [Weight::Major, Weight::Minor, Weight::Patch].map(|it| (difference.count(it), it));
    let counts = counts.iter().filter(|(count, _)| *count > 0);
    let counts: Vec<String> =
        counts.map(|(count, weight)| format!("{count} {}", weight.as_str())).collect();
    let security = match difference.security() {
        0 => String::new(),
        number => format!("; security: {number} to look at"),
    };
    format!("{text}\n{}: {}{security}\n", verdict.version(), counts.join(", "))
}

fn line(change: &Change) -> String {
    let security = if change.security { ", security" } else { "" };
    format!("{}: {}{security}", change.what, change.weight.as_str())
}
