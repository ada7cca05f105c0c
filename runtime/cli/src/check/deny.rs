//! What is taken as badly as an error.

use clap::ValueEnum;
use spotify_flow_spec::Severity;

use super::Findings;

/// What is taken as badly as an error.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Deny {
    /// What is probably a mistake.
    Warnings,
    /// Whatever is worth knowing.
    Notes,
    /// Rules that somebody decided to live without.
    Waivers,
}

/// Whether what was found is refused.
pub(super) fn refuses(denied: &[Deny], findings: &Findings) -> bool {
    let there = |severity| findings.report.count(severity) > 0;
    let refused = |it: &Deny| match it {
        Deny::Warnings => there(Severity::Warning),
        Deny::Notes => there(Severity::Note),
        Deny::Waivers => !findings.waivers.is_empty(),
    };
    findings.report.has_errors() || denied.iter().any(refused)
}
