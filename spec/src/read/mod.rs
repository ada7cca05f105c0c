//! From text to documents: every mistake of a file is found in one go.
//!
//! TOML is read entry by entry, so that one bad entry is one problem and the rest is still read.

mod api;
mod entry;
mod flow;
mod grant;
mod parts;
mod plain;
mod provider;
mod refusals;
mod repair;
mod table;
mod tokens;
mod variables;

use std::sync::Arc;

use toml::de::{DeTable, DeValue};

use crate::document::{ApiDocument, Document, FlowDocument, GrantDocument, ProviderDocument};
use crate::report::{Problem, Report};
use crate::rules::{FS100, FS101, FS102, FS103};
use crate::source::{Place, Source};
use table::Table;

/// The version of the spec language that this engine understands.
pub const FORMAT: i64 = 1;

/// The largest file that is read, in bytes: a spec is a page of text, not a data set.
pub(crate) const MAX_BYTES: usize = 1 << 20;

/// Reads a file of any kind: what it holds says which.
pub(crate) fn document(source: &Arc<Source>, report: &mut Report) -> Option<Document> {
    if source.text.len() > MAX_BYTES {
        let message = format!("a spec file of {} bytes is too large", source.text.len());
        report.push(Problem::error(FS100.id, &source.start(), message).help("1 MiB is the limit"));
        return None;
    }
    let (mut table, errors) = DeTable::parse_recoverable(&source.text);
    let broken = !errors.is_empty();
    let mut last = 0;
    for problem in errors.iter().map(|error| syntax_problem(source, error)) {
        // What follows on the same line, or the next, is the same mistake seen again.
        let (line, _) = problem.place.line_column();
        if line > last + 1 || last == 0 {
            report.push(problem);
        }
        last = line;
    }
    apart(report, |report| plain::check(source, table.get_ref(), report));
    // Ours were looked through by a test.
    if !source.is_bundled() {
        plain::keys(source, report);
    }
    if broken {
        // After a syntax error the rest is guesswork: its own mistakes would be noise.
        return None;
    }
    repaired(source, table.get_mut(), report)
}

/// How often a file is read again: in what a repair opens there may be slips, too.
const ROUNDS: usize = 8;

/// Reads the tables, and again with every slip of the pen mended that is surely one: what is wrong
/// behind it is found in the same go.
fn repaired(
    source: &Arc<Source>,
    table: &mut DeTable<'_>,
    report: &mut Report,
) -> Option<Document> {
    for _ in 0..ROUNDS {
        let mut found = Report::default();
        let document = root_document(&mut Table::root(source, table), &mut found);
        let (repairs, mended) = repair::asked(&mut found);
        if repairs.is_empty() {
            report.extend(found);
            return document;
        }
        mended.into_iter().for_each(|problem| report.push(problem.apart()));
        repair::mend(table, &repairs);
    }
    None
}

fn syntax_problem(source: &Arc<Source>, error: &toml::de::Error) -> Problem {
    let span = error.span().unwrap_or(0..0);
    let place = Place { source: Arc::clone(source), span };
    if error.message().contains("duplicate key") {
        return Problem::error(FS103.id, &place, "this key is defined twice")
            .help("keep one of the two");
    }
    Problem::error(FS100.id, &place, format!("this is not TOML: {}", error.message()))
}

fn root_document(root: &mut Table<'_>, report: &mut Report) -> Option<Document> {
    if let Some((key, near)) = root.misspelt(&["flow", "grant", "provider", "api"]) {
        let message = format!("unknown key `{}` in the file", key.value);
        let problem = Problem::error(FS101.id, &key.place, message);
        report.push(problem.help(format!("did you mean `{near}`?")).instead(near));
        return None;
    }
    format(root, report);
    if root.has("flow") || root.has("properties") {
        let flow = flow::read(root, report);
        root.finish(report);
        return flow.map(|flow| Document::Flow(Box::new(flow)));
    }
    if root.has("grant") {
        let grant = grant::read(root, report);
        root.finish(report);
        return grant.map(|grant| Document::Grant(Box::new(grant)));
    }
    if root.has("provider") {
        let provider = provider::read(root, report);
        root.finish(report);
        return provider.map(|provider| Document::Provider(Box::new(provider)));
    }
    if root.has("api") || root.has("operations") {
        let api = api::read(root, report);
        root.finish(report);
        return api.map(|api| Document::Api(Box::new(api)));
    }
    let message = "this file declares neither a flow, nor a grant, nor a provider, nor an API";
    report.push(
        Problem::error(FS100.id, &root.place, message)
            .help("begin it with a table `[flow]`, `[grant]`, `[provider]` or `[api]`"),
    );
    None
}

/// Every file says which version of the language it is written in.
fn format(root: &mut Table<'_>, report: &mut Report) {
    let Some(entry) = root.take("format") else {
        let problem = Problem::error(FS102.id, &root.place, "the file does not say its `format`");
        let problem = problem.help(format!("write `format = {FORMAT}` as its first line"));
        root.lacks("format", problem.apart());
        return;
    };
    let Some(version) = entry.integer(report) else { return };
    if version.value != FORMAT {
        let message = format!("spec format {} is not understood", version.value);
        report.push(
            Problem::error(FS102.id, &version.place, message)
                .label(format!("this engine reads format {FORMAT}"))
                .help(format!("write `format = {FORMAT}`, in the words that it has")),
        );
    }
}

/// Reads a part of a file that the rest can be judged without.
pub(crate) fn apart<T>(report: &mut Report, read: impl FnOnce(&mut Report) -> T) -> T {
    let mut own = Report::default();
    let value = read(&mut own);
    own.into_problems().into_iter().for_each(|problem| report.push(problem.apart()));
    value
}

/// The word for a kind of TOML value, as a message names it.
pub(crate) fn kind(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a string",
        DeValue::Integer(_) => "an integer",
        DeValue::Float(_) => "a number with a point",
        DeValue::Boolean(_) => "`true` or `false`",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "an array",
        DeValue::Table(_) => "a table",
    }
}

/// A document of a kind that is known beforehand, for files that another file names.
pub(crate) trait Kind: Sized {
    /// What the kind is called.
    const NAME: &'static str;
    /// The document, if it is of this kind.
    fn of(document: Document) -> Option<Self>;
}

impl Kind for FlowDocument {
    const NAME: &'static str = "flow";
    fn of(document: Document) -> Option<Self> {
        if let Document::Flow(flow) = document { Some(*flow) } else { None }
    }
}

impl Kind for GrantDocument {
    const NAME: &'static str = "grant";
    fn of(document: Document) -> Option<Self> {
        if let Document::Grant(grant) = document { Some(*grant) } else { None }
    }
}

impl Kind for ProviderDocument {
    const NAME: &'static str = "provider";
    fn of(document: Document) -> Option<Self> {
        if let Document::Provider(provider) = document { Some(*provider) } else { None }
    }
}

impl Kind for ApiDocument {
    const NAME: &'static str = "api";
    fn of(document: Document) -> Option<Self> {
        if let Document::Api(api) = document { Some(*api) } else { None }
    }
}

/// Reads a file that must be of one kind.
pub(crate) fn expect<T: Kind>(source: &Arc<Source>, report: &mut Report) -> Option<T> {
    let document = document(source, report)?;
    let found = T::of(document);
    if found.is_none() {
        let message = format!("this file declares no {}", T::NAME);
        report.push(
            Problem::error(FS100.id, &source.start(), message)
                .help(format!("a table `[{}]` makes it one", T::NAME)),
        );
    }
    found
}
