//! A TOML table, read key by key; what nobody asked for is reported.

use std::collections::HashSet;
use std::sync::Arc;

use toml::de::DeTable;

use super::entry::Entry;
use crate::report::{Problem, Report};
use crate::rules::{FS100, FS101};
use crate::source::{Place, Source, Spanned};
use crate::suggest;

/// A table and what is left to read of it.
pub(crate) struct Table<'a> {
    /// Where it is written.
    pub(crate) place: Place,
    /// Its name in messages: `[transitions.authorize]`, or "the file".
    pub(crate) name: String,
    left: Vec<Entry<'a>>,
    empty: bool,
    known: Vec<&'static str>,
    /// The known keys that are there.
    taken: Vec<&'static str>,
    missing: Vec<(String, Problem)>,
}

impl<'a> Table<'a> {
    pub(crate) fn root(source: &Arc<Source>, table: &'a DeTable<'a>) -> Self {
        let name = "the file".to_owned();
        Self::new(name, String::new(), source.start(), table)
    }

    pub(crate) fn new(name: String, path: String, place: Place, table: &'a DeTable<'a>) -> Self {
        let mut left: Vec<Entry<'a>> =
            table.iter().map(|(key, value)| Entry::new(&path, &place.source, key, value)).collect();
        left.sort_by_key(|entry| entry.key.place.span.start);
        let empty = left.is_empty();
        let (known, taken, missing) = (Vec::new(), Vec::new(), Vec::new());
        Self { place, name, left, empty, known, taken, missing }
    }

    pub(crate) fn has(&self, key: &str) -> bool {
        self.left.iter().any(|entry| entry.key.value == key)
    }

    /// Whether there is no entry in it.
    pub(crate) fn says_nothing(&self) -> bool {
        self.empty
    }

    /// The text under a key that is read later.
    pub(crate) fn peek(&self, key: &str) -> Option<String> {
        let entry = self.left.iter().find(|entry| entry.key.value == key)?;
        entry.value().as_str().map(str::to_owned)
    }

    /// The entry under a key, once.
    pub(crate) fn take(&mut self, key: &'static str) -> Option<Entry<'a>> {
        self.known.push(key);
        let index = self.left.iter().position(|entry| entry.key.value == key)?;
        self.taken.push(key);
        Some(self.left.remove(index))
    }

    /// All entries, for tables whose keys are free; in the order of the file.
    pub(crate) fn take_all(&mut self) -> Vec<Entry<'a>> {
        std::mem::take(&mut self.left)
    }

    pub(crate) fn string(
        &mut self,
        key: &'static str,
        report: &mut Report,
    ) -> Option<Spanned<String>> {
        self.take(key)?.string(report)
    }

    pub(crate) fn boolean(
        &mut self,
        key: &'static str,
        report: &mut Report,
    ) -> Option<Spanned<bool>> {
        self.take(key)?.boolean(report)
    }

    pub(crate) fn table(&mut self, key: &'static str, report: &mut Report) -> Option<Table<'a>> {
        self.take(key)?.table(report)
    }

    /// A string that must be there and must not be empty.
    pub(crate) fn require(
        &mut self,
        key: &'static str,
        report: &mut Report,
    ) -> Option<Spanned<String>> {
        let Some(entry) = self.take(key) else {
            self.missing(key, &format!("{key} = \"...\""));
            return None;
        };
        let text = entry.string(report)?;
        if text.value.is_empty() {
            let message = format!("`{key}` is empty");
            report.push(Problem::error(FS100.id, &text.place, message));
            return None;
        }
        Some(text)
    }

    /// A text for people: left out, it is empty. It becomes one line, for in the docs of what is
    /// generated an indented one would be code, and be compiled.
    pub(crate) fn text(&mut self, key: &'static str, report: &mut Report) -> String {
        let text = self.string(key, report);
        let blank =
            |text: &&Spanned<String>| !text.value.is_empty() && text.value.trim().is_empty();
        if let Some(text) = text.as_ref().filter(blank) {
            let problem = Problem::error(FS100.id, &text.place, format!("`{key}` is blank"));
            report.push(problem.help("write it, or leave the line out"));
        }
        let text = text.map(|text| text.value).unwrap_or_default();
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Says that a key is missing, with an example of it.
    pub(crate) fn missing(&mut self, key: &str, example: &str) {
        let problem = self.without(key, example);
        self.lacks(key.trim_matches(['[', ']']), problem);
    }

    /// The same of a key that all else can be judged without.
    pub(crate) fn missing_apart(&mut self, key: &str, example: &str) {
        let problem = self.without(key, example).apart();
        self.lacks(key.trim_matches(['[', ']']), problem);
    }

    fn without(&self, key: &str, example: &str) -> Problem {
        let message = format!("`{key}` is missing from {}", self.name);
        Problem::error(FS100.id, &self.place, message).help(format!("add `{example}`"))
    }

    /// Keeps the problem that a key is missing until all keys are read: it may be there misspelt,
    /// and that is one mistake.
    pub(crate) fn lacks(&mut self, key: &str, problem: Problem) {
        self.missing.push((key.to_owned(), problem));
    }

    /// The key that is most likely a misspelling of one of these, none of which is there.
    pub(crate) fn misspelt(
        &self,
        words: &[&'static str],
    ) -> Option<(&Spanned<String>, &'static str)> {
        let absent = words.iter().copied().filter(|word| !self.has(word));
        let near = |key: &str| suggest::nearest(key, absent.clone());
        let mut keys = self.left.iter().map(|entry| &entry.key);
        keys.find_map(|key| Some((key, near(&key.value).filter(|near| *near != key.value)?)))
    }

    /// Reports what is left, for nobody knows these keys, and what is missing.
    pub(crate) fn finish(&mut self, report: &mut Report) {
        let mut meant = HashSet::new();
        for entry in std::mem::take(&mut self.left) {
            let key = &entry.key;
            let message = format!("unknown key `{}` in {}", key.value, self.name);
            // Nobody reads it: nothing depends on it.
            let problem = Problem::error(FS101.id, &key.place, message).apart();
            let known = || self.known.iter().copied();
            let Some(near) = suggest::nearest(&key.value, known()) else {
                report.push(problem.help(format!("known here: {}", suggest::list(known()))));
                continue;
            };
            self.missing.retain(|(key, _)| key != near);
            let problem = problem.help(format!("did you mean `{near}`?"));
            let free = !self.taken.contains(&near) && meant.insert(near);
            report.push(if free { problem.instead(near) } else { problem });
        }
        for (_, problem) in std::mem::take(&mut self.missing) {
            report.push(problem);
        }
    }
}
