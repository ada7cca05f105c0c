//! Many files together: names that two claim, files that nobody reads, hosts that differ.
//!
//! Each file may be right by itself. What is wrong with a folder of them is told here, and never
//! refuses a flow: these are warnings.

mod hosts;
mod names;
mod unread;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::document::Document;
use crate::load::Files;
use crate::read;
use crate::report::Report;
use crate::source::Source;

/// A rule about files that stand together.
#[derive(Debug)]
pub struct Rule {
    /// Its id: `FS801`.
    pub id: &'static str,
    /// What it demands, in one line.
    pub summary: &'static str,
    /// Why.
    pub why: &'static str,
}

const NAMES: Rule = Rule {
    id: "FS801",
    summary: "a name is given once",
    why: "Who names a flow, a provider or a grant that two files declare gets the one that is found \
          first; two providers that read the same environment get each other's secret.",
};
const UNREAD: Rule = Rule {
    id: "FS802",
    summary: "every file is read by somebody",
    why: "A grant is looked for as `<name>.toml`, a provider as `provider.toml`, an API as \
          `api.toml` beside its provider: what is in a file of another name changes nothing.",
};
const HOSTS: Rule = Rule {
    id: "FS803",
    summary: "the flows of a provider agree on its servers",
    why: "Code, secret and refresh token go to one server; a flow that names another one is most \
          likely misspelt, or edited by somebody who should not have.",
};
const ALIKE: Rule = Rule {
    id: "FS804",
    summary: "no host looks like another one",
    why: "`acounts.example.com` is one letter away from the real one, and somebody else's.",
};

/// Every rule about files that stand together.
pub const RULES: [&Rule; 4] = [&NAMES, &UNREAD, &HOSTS, &ALIKE];

/// The rule with this id.
#[must_use]
pub fn find(id: &str) -> Option<&'static Rule> {
    RULES.into_iter().find(|rule| rule.id == id)
}

/// A file of a catalogue.
struct Member<'a> {
    path: &'a Path,
    source: Arc<Source>,
    document: Document,
}

/// Checks files together. What is wrong with each by itself is for [`check_file`](crate::check_file)
/// to say; one that can't be read is left out here.
pub fn check(paths: &[PathBuf], files: &dyn Files) -> Report {
    let read = |path: &'_ PathBuf| {
        let source = Source::new(path.display().to_string(), files.read(path).ok()?);
        let document = read::document(&source, &mut Report::default())?;
        Some((source, document))
    };
    let members: Vec<Member<'_>> = paths
        .iter()
        .filter_map(|path| {
            let (source, document) = read(path)?;
            Some(Member { path, source, document })
        })
        .collect();
    let mut report = Report::default();
    names::check(&members, &mut report);
    unread::check(&members, &mut report);
    hosts::check(&members, &mut report);
    report.sort();
    report
}
