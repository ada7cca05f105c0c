//! What is found, as annotations of a GitHub workflow.

use spotify_flow_spec::source::Place;
use spotify_flow_spec::{Problem, Severity};

use super::Findings;
use crate::output::print_line;

pub(super) fn show(findings: &Findings) {
    for problem in findings.report.problems() {
        print_line(annotation(problem));
    }
}

fn annotation(problem: &Problem) -> String {
    let command = match problem.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    let mut text = problem.message.clone();
    if !problem.label.is_empty() {
        text.push_str(&format!(" ({})", problem.label));
    }
    for help in &problem.help {
        text.push_str(&format!("\nhelp: {help}"));
    }
    let (place, rule) = (place(&problem.place), problem.rule);
    format!("::{command} {place},title={rule}::{}", data(&text))
}

fn place(place: &Place) -> String {
    let (line, column) = place.line_column();
    let (end_line, end_column) = place.end_line_column();
    let file = property(&place.source.path);
    // Columns are for one line alone.
    let end = if end_line == line && end_column > column { end_column - 1 } else { column };
    format!("file={file},line={line},endLine={end_line},col={column},endColumn={end}")
}

/// A text after the second `::`, as the runner decodes it.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A value before the second `::`.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::{data, property};

    #[test]
    fn a_text_can_not_begin_a_command_of_its_own() {
        assert_eq!(data("100 %\n::error::x"), "100 %25%0A::error::x");
        assert_eq!(property("a:b,c\nd"), "a%3Ab%2Cc%0Ad");
    }
}
