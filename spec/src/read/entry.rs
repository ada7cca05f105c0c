//! A key and its value, read as the kind that is wanted or reported.

use std::sync::Arc;

use toml::de::{DeString, DeValue};

use super::kind;
use super::table::Table;
use crate::report::{Problem, Report};
use crate::rules::FS100;
use crate::source::{Place, Source, Spanned};

/// An entry of a table.
pub(crate) struct Entry<'a> {
    /// The key and where it is written.
    pub(crate) key: Spanned<String>,
    /// Where the value is written.
    pub(crate) place: Place,
    /// The dotted path to it, for messages.
    path: String,
    value: &'a DeValue<'a>,
}

impl<'a> Entry<'a> {
    pub(crate) fn new(
        parent: &str,
        source: &Arc<Source>,
        key: &toml::Spanned<DeString<'a>>,
        value: &'a toml::Spanned<DeValue<'a>>,
    ) -> Self {
        let place = |span| Place { source: Arc::clone(source), span };
        let text = key.get_ref().to_string();
        let path = if parent.is_empty() { text.clone() } else { format!("{parent}.{text}") };
        Self {
            key: Spanned::new(text, place(key.span())),
            place: place(value.span()),
            path,
            value: value.get_ref(),
        }
    }

    pub(crate) fn value(&self) -> &'a DeValue<'a> {
        self.value
    }

    fn wrong(&self, wanted: &str) -> Problem {
        let message = format!("`{}` must be {wanted}, not {}", self.path, kind(self.value));
        Problem::error(FS100.id, &self.place, message)
    }

    /// Reports that the value is of the wrong kind.
    pub(crate) fn refuse<T>(&self, wanted: &str, report: &mut Report) -> Option<T> {
        report.push(self.wrong(wanted));
        None
    }

    pub(crate) fn string(&self, report: &mut Report) -> Option<Spanned<String>> {
        match self.value.as_str() {
            Some(text) => Some(Spanned::new(text.to_owned(), self.place.clone())),
            None => {
                let problem = self.wrong("a string");
                report.push(match self.value {
                    DeValue::Datetime(date) => {
                        problem.help(format!("write it in quotes: \"{date}\""))
                    }
                    DeValue::String(_)
                    | DeValue::Integer(_)
                    | DeValue::Float(_)
                    | DeValue::Boolean(_)
                    | DeValue::Array(_)
                    | DeValue::Table(_) => problem,
                });
                None
            }
        }
    }

    pub(crate) fn boolean(&self, report: &mut Report) -> Option<Spanned<bool>> {
        match self.value.as_bool() {
            Some(value) => Some(Spanned::new(value, self.place.clone())),
            None => self.refuse("`true` or `false`", report),
        }
    }

    pub(crate) fn integer(&self, report: &mut Report) -> Option<Spanned<i64>> {
        let number = integer(self.value);
        match number {
            Some(number) => Some(Spanned::new(number, self.place.clone())),
            None if self.value.is_integer() => self.refuse("a number of 64 bits", report),
            None => self.refuse("an integer", report),
        }
    }

    pub(crate) fn table(&self, report: &mut Report) -> Option<Table<'a>> {
        let Some(table) = self.value.as_table() else {
            return self.refuse("a table", report);
        };
        // A table with a header is pointed at by its name: its span would be all of its lines.
        let place = self.key.place.clone();
        Some(Table::new(format!("`[{}]`", self.path), self.path.clone(), place, table))
    }

    pub(crate) fn strings(&self, report: &mut Report) -> Option<Vec<Spanned<String>>> {
        self.items("an array of strings", "a string", |it| it.as_str().map(str::to_owned), report)
    }

    pub(crate) fn integers(&self, report: &mut Report) -> Option<Vec<Spanned<i64>>> {
        self.items("an array of integers", "an integer of 64 bits", integer, report)
    }

    fn items<T>(
        &self,
        wanted: &str,
        each: &str,
        read: impl Fn(&DeValue<'_>) -> Option<T>,
        report: &mut Report,
    ) -> Option<Vec<Spanned<T>>> {
        let Some(items) = self.value.as_array() else { return self.refuse(wanted, report) };
        let mut values = Vec::new();
        for item in items.iter() {
            let place = Place { source: Arc::clone(&self.place.source), span: item.span() };
            match read(item.get_ref()) {
                Some(value) => values.push(Spanned::new(value, place)),
                None => {
                    let message = format!("`{}` holds {}", self.path, kind(item.get_ref()));
                    let problem = Problem::error(FS100.id, &place, message);
                    report.push(problem.help(format!("every entry must be {each}")));
                }
            }
        }
        Some(values)
    }

    /// One of a few words.
    pub(crate) fn word<T: Copy>(
        &self,
        words: &[(&str, T)],
        report: &mut Report,
    ) -> Option<Spanned<T>> {
        let text = self.string(report)?;
        let found = words.iter().find(|(word, _)| *word == text.value);
        if let Some((_, value)) = found {
            return Some(Spanned::new(*value, text.place));
        }
        let known = words.iter().map(|(word, _)| *word);
        let message = format!("`{}` is no value of `{}`", text.value, self.path);
        let problem = Problem::error(FS100.id, &text.place, message);
        report.push(match crate::suggest::nearest(&text.value, known.clone()) {
            Some(near) => {
                problem.help(format!("did you mean `{near}`?")).instead(format!("\"{near}\""))
            }
            None => problem.help(format!("write {}", crate::suggest::list(known))),
        });
        None
    }
}

fn integer(value: &DeValue<'_>) -> Option<i64> {
    let digits = value.as_integer()?;
    i64::from_str_radix(digits.as_str(), digits.radix()).ok()
}
