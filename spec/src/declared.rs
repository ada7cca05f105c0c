//! What a file of any kind declares, once it is checked.

use std::path::Path;

use crate::api::Api;
use crate::check;
use crate::document::Document;
use crate::flow::{CheckedFlow, Flow};
use crate::load::{Files, load, load_api};
use crate::read;
use crate::report::{Problem, Report};
use crate::rules::FS100;
use crate::source::Source;

/// What a file declares.
#[derive(Debug, Clone)]
pub enum Declared {
    /// A flow, with its provider's API.
    Flow(Box<CheckedFlow>, Api),
    /// A provider, with its API.
    Provider(Api),
    /// The API of a provider, in a file of its own.
    Api(Api),
    /// A grant: its machine, in a flow that only supplies what the machine needs.
    Grant(Box<Flow>),
}

impl Declared {
    /// The words for the kind.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Flow(..) => "a flow",
            Self::Provider(_) => "a provider",
            Self::Api(_) => "an API",
            Self::Grant(_) => "a grant",
        }
    }
}

/// Reads and checks a file of any kind.
///
/// # Errors
///
/// A report of every mistake.
pub fn declared(path: &Path, files: &dyn Files) -> Result<Declared, Report> {
    let shown = path.display().to_string();
    let text = files.read(path).map_err(|error| unreadable(&shown, &error))?;
    let mut report = Report::default();
    let document = read::document(&Source::new(shown, text), &mut report);
    if report.has_errors() {
        return Err(report);
    }
    match document {
        Some(Document::Flow(_)) => {
            let flow = load(path, files)?.flow;
            Ok(Declared::Flow(Box::new(flow), load_api(path, files)?.api))
        }
        Some(Document::Provider(_)) => Ok(Declared::Provider(load_api(path, files)?.api)),
        Some(Document::Api(_)) => Ok(Declared::Api(load_api(path, files)?.api)),
        Some(Document::Grant(grant)) => {
            let flow = check::grant(&grant, &mut report).ok_or(report)?;
            Ok(Declared::Grant(Box::new(flow)))
        }
        None => Err(report),
    }
}

fn unreadable(shown: &str, error: &std::io::Error) -> Report {
    let place = Source::new(shown, "").start();
    let message = format!("`{shown}` can't be read: {error}");
    let mut report = Report::default();
    report.push(Problem::error(FS100.id, &place, message));
    report
}
