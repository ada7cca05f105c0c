//! What is found, a line each.

use super::Findings;
use crate::output::{one_line, print_line};

pub(super) fn show(findings: &Findings) {
    for proof in findings.proofs.iter().flatten() {
        print_line(one_line(&proof.line()));
    }
    for problem in findings.report.problems() {
        print_line(one_line(&problem.line()));
    }
    for waiver in &findings.waivers {
        let what = format!("at `{}`: {}", waiver.at, waiver.reason);
        let line = format!("{}: waived[{}]: {what}", waiver.place, waiver.rule);
        print_line(one_line(&line));
    }
}
