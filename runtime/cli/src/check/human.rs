//! What is found, as a compiler would show it.

use spotify_flow_spec::{Look, Severity};

use super::Findings;
use crate::output::{one_line, print_line};

pub(super) fn show(findings: &Findings, look: Look) {
    for proof in findings.proofs.iter().flatten() {
        print_line(format!("{}\n", proof.render(look)));
    }
    for problem in findings.report.problems() {
        print_line(format!("{}\n", problem.render(look)));
    }
    if !findings.waivers.is_empty() {
        print_line("waived:");
        for waiver in &findings.waivers {
            let what = one_line(&format!("{} at `{}`: {}", waiver.rule, waiver.at, waiver.reason));
            print_line(format!("  {}: {what}", waiver.place));
        }
    }
    print_line(summary(findings));
}

fn summary(findings: &Findings) -> String {
    let count = |severity| findings.report.count(severity);
    let counts = [
        (findings.files, "file"),
        (count(Severity::Error), "error"),
        (count(Severity::Warning), "warning"),
        (count(Severity::Note), "note"),
    ];
    let counts = counts
        .map(|(number, noun)| format!("{number} {noun}{}", if number == 1 { "" } else { "s" }));
    counts.join(", ")
}
