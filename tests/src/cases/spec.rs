//! A flow file with a slip in it.

use std::io;
use std::path::Path;

use spotify_flow_spec::{Files, check_file};

const FLOW: &str = include_str!("../../flows/cases_code.toml");

/// Whether the flow file of this package is refused once a text in it is replaced.
///
/// # Panics
///
/// When the file does not hold the text, or is refused as it is.
pub fn is_refused(find: &str, replace: &str) -> bool {
    slip_is_refused(FLOW, find, replace)
}

/// The same of another flow file, by its text.
///
/// # Panics
///
/// When the file does not hold the text, or is refused as it is.
pub fn slip_is_refused(flow: &str, find: &str, replace: &str) -> bool {
    assert!(flow.contains(find), "the flow file does not hold {find}");
    assert!(!refused(flow.to_owned()), "the flow file is refused as it is");
    refused(flow.replace(find, replace))
}

fn refused(text: String) -> bool {
    check_file("flow.toml".as_ref(), &InMemory(text)).report.has_errors()
}

struct InMemory(String);

impl Files for InMemory {
    fn read(&self, path: &Path) -> io::Result<String> {
        let here = path == Path::new("flow.toml");
        here.then(|| self.0.clone()).ok_or_else(|| io::ErrorKind::NotFound.into())
    }
}
