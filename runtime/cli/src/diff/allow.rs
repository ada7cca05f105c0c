//! The gate: how much may change.

use clap::ValueEnum;
use spotify_flow_spec::diff::Weight;

use super::Difference;

/// What may change.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Allow {
    /// What no program notices.
    Patch,
    /// What breaks none.
    Minor,
    /// All that developers notice.
    Major,
    /// What makes users less safe, or may.
    Security,
}

/// Says why the gate stays closed. Without a word of what is allowed there is none.
pub(super) fn refused(allowed: &[Allow], difference: &Difference) -> Result<(), String> {
    if allowed.is_empty() {
        return Ok(());
    }
    let limit = allowed.iter().filter_map(|it| weight(*it)).max();
    if let Some(verdict) = difference.verdict().filter(|verdict| Some(*verdict) > limit) {
        return Err(format!("a {} change is not allowed here", verdict.version()));
    }
    let number = difference.security();
    if number > 0 && !allowed.contains(&Allow::Security) {
        let noun = if number == 1 { "change is" } else { "changes are" };
        return Err(format!(
            "{number} {noun} for security to look at; `--allow security` lets them pass"
        ));
    }
    Ok(())
}

fn weight(allow: Allow) -> Option<Weight> {
    match allow {
        Allow::Patch => Some(Weight::Patch),
        Allow::Minor => Some(Weight::Minor),
        Allow::Major => Some(Weight::Major),
        // Whoever lets this pass alone says nothing of versions.
        Allow::Security => None,
    }
}
