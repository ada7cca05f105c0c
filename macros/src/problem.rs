//! Reports of the spec as errors of the compiler.

use std::path::Path;

use proc_macro2::Span;
use spotify_flow_spec::{Report, Severity};
use syn::Error;

/// A report about the attribute itself: there is no file to show.
pub(crate) fn unplaced(span: Span, report: &Report) -> Error {
    let messages: Vec<String> = report
        .problems()
        .iter()
        .map(|problem| {
            let parts = std::iter::once(&problem.message).chain(&problem.help);
            parts.map(String::as_str).collect::<Vec<_>>().join("; ")
        })
        .collect();
    Error::new(span, messages.join("\n"))
}

/// A report about a spec file: each problem as the compiler would show it, under the place that
/// names the file. Paths are shown as the attribute has them, so that messages are the same
/// everywhere.
pub(crate) fn placed(span: Span, written: &str, path: &Path, report: &Report) -> Error {
    let errors = report.count(Severity::Error);
    let noun = if errors == 1 { "mistake" } else { "mistakes" };
    let shown = report.to_string().replace(&path.display().to_string(), written);
    Error::new(span, format!("{errors} {noun} in `{written}`\n\n{shown}\n"))
}
