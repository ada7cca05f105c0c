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

use crate::declared::Declared;

pub use change::{Change, Changes, Weight};

/// Compares what two files declare; `None` where the two are of different kinds.
///
/// ```
/// use spotify_flow_spec::{Declared, bundled, diff};
/// let flow = |name| {
///     let flow = bundled::flow("spotify", name).unwrap();
///     Declared::Flow(Box::new(flow), bundled::api("spotify").unwrap())
/// };
/// let (old, new) = (flow("authorization_code_pkce"), flow("authorization_code"));
/// let changes = diff::compare(&old, &new).unwrap();
/// assert_eq!(changes.verdict(), Some(diff::Weight::Major));
/// assert!(diff::compare(&old, &old).unwrap().verdict().is_none());
/// ```
#[must_use]
pub fn compare(old: &Declared, new: &Declared) -> Option<Changes> {
    let mut changes = Changes::default();
    match (old, new) {
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
    Some(changes)
}
