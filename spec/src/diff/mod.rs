//! What an edit of a spec file changes for developers, in their words, and which version that makes.
//!
//! An app is called `Mixtape` here, as everywhere in the docs.

mod api;
mod change;
mod flow;
mod machine;
mod matched;
mod provider;
mod security;
mod support;

use std::path::Path;

use crate::declared::{Declared, declared};
use crate::load::{Files, check_file};
use crate::report::{Report, Waiver};
use crate::{bundled, flow::CheckedFlow};

pub use change::{Change, Changes, Weight};

/// A file as it was, or as it is: what it declares, and what it waives.
#[derive(Debug, Clone)]
pub struct Version {
    /// What it declares.
    pub declared: Declared,
    waivers: Vec<Waiver>,
}

/// Reads a file to compare it.
///
/// # Errors
///
/// A report of every mistake: what is wrong can't be compared.
pub fn read(path: &Path, files: &dyn Files) -> Result<Version, Report> {
    let declared = declared(path, files)?;
    // What a flow waives it knows, and of the files that it names as well.
    let waivers = match &declared {
        Declared::Flow(..) | Declared::Grant(_) => Vec::new(),
        Declared::Provider(_) | Declared::Api(_) => check_file(path, files).waivers,
    };
    Ok(Version { declared, waivers })
}

/// A bundled flow, to be compared.
///
/// # Errors
///
/// A report where there is no such flow.
pub fn read_bundled(provider: &str, name: &str) -> Result<Version, Report> {
    let flow: CheckedFlow = bundled::flow(provider, name)?;
    let declared = Declared::Flow(Box::new(flow), bundled::api(provider)?);
    Ok(Version { declared, waivers: Vec::new() })
}

/// Compares two versions of a file; `None` where they are of different kinds.
///
/// ```
/// use spotify_flow_spec::diff;
/// let old = diff::read_bundled("spotify", "authorization_code_pkce").unwrap();
/// let new = diff::read_bundled("spotify", "authorization_code").unwrap();
/// let changes = diff::compare(&old, &new).unwrap();
/// assert_eq!(changes.verdict(), Some(diff::Weight::Major));
/// assert!(changes.sorted()[0].what.starts_with("PKCE is gone"));
/// assert!(diff::compare(&old, &old).unwrap().verdict().is_none());
/// ```
#[must_use]
pub fn compare(old: &Version, new: &Version) -> Option<Changes> {
    let mut changes = Changes::default();
    match (&old.declared, &new.declared) {
        (Declared::Flow(old, old_api), Declared::Flow(new, new_api)) => {
            flow::compare(old, new, &mut changes);
            provider::compare(&old.provider, &new.provider, &mut changes);
            api::compare(old_api, new_api, &mut changes);
        }
        (Declared::Provider(old), Declared::Provider(new))
        | (Declared::Api(old), Declared::Api(new)) => {
            provider::compare(&old.provider, &new.provider, &mut changes);
            api::compare(old, new, &mut changes);
        }
        (Declared::Grant(old), Declared::Grant(new)) => {
            flow::compare_grants(old, new, &mut changes);
        }
        (Declared::Flow(..) | Declared::Provider(_) | Declared::Api(_) | Declared::Grant(_), _) => {
            return None;
        }
    }
    security::waivers(&old.waivers, &new.waivers, &mut changes);
    Some(changes)
}

/// What a file that is there on one side alone means.
#[must_use]
pub fn appeared(old: Option<&Version>, new: Option<&Version>) -> Changes {
    let mut changes = Changes::default();
    if let Some(gone) = old {
        changes.breaking(format!("{} is gone", called(&gone.declared)));
    }
    if let Some(added) = new {
        changes.compatible(format!("{} is new", called(&added.declared)));
        let waived = match &added.declared {
            Declared::Flow(flow, _) => &flow.waivers,
            Declared::Grant(flow) => &flow.waivers,
            Declared::Provider(_) | Declared::Api(_) => &added.waivers,
        };
        security::waivers(&[], waived, &mut changes);
    }
    changes
}

/// What a file declares, by its name.
fn called(declared: &Declared) -> String {
    match declared {
        Declared::Flow(flow, _) => format!("the flow `{}/{}`", flow.provider.name, flow.name),
        Declared::Provider(api) => format!("the provider `{}`", api.provider.name),
        Declared::Api(api) => format!("the API of `{}`", api.provider.name),
        Declared::Grant(flow) => format!("the grant `{}`", flow.grant),
    }
}
