//! What a session keeps beside its token.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use zeroize::Zeroizing;

use crate::protocol::values::Secret;

/// Values of a callback or an answer that stay with a session, by their names in the flow's file: the
/// company, the workspace, the account that a token is for.
///
/// They are part of what a store keeps. None is shown by `Debug`, and all are wiped from memory when the
/// last copy is dropped: some are secrets, and others say something of a person.
#[derive(Clone, Default)]
pub struct KeptMembers(Option<Arc<Named>>);

type Named = BTreeMap<Cow<'static, str>, Secret>;

impl KeptMembers {
    /// The value of this name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.as_ref()?.get(name).map(Secret::expose)
    }

    /// The names of those that are there.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().flat_map(|named| named.keys()).map(Cow::as_ref)
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.as_ref().is_none_or(|named| named.is_empty())
    }

    /// How many bytes they are, with their names.
    pub(crate) fn length(&self) -> usize {
        let lengths = |named: &Arc<Named>| -> usize {
            named.iter().map(|(name, value)| name.len() + value.expose().len()).sum()
        };
        self.0.as_ref().map_or(0, lengths)
    }

    /// Keeps a value, in the place of the one of this name.
    pub(crate) fn insert(&mut self, name: Cow<'static, str>, value: impl Into<String>) {
        Arc::make_mut(self.0.get_or_insert_default()).insert(name, Secret::new(value));
    }

    /// These, and of the others what is not among them: what an answer leaves out stays.
    pub(crate) fn over(&self, others: &Self) -> Self {
        let (Some(ours), Some(theirs)) = (&self.0, &others.0) else {
            return if self.is_empty() { others.clone() } else { self.clone() };
        };
        let mut all = Named::clone(theirs);
        all.extend(ours.iter().map(|(name, value)| (name.clone(), value.clone())));
        Self(Some(Arc::new(all)))
    }
}

impl fmt::Debug for KeptMembers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.names()).finish()
    }
}

/// As it is written down, where secrets are kept.
impl Serialize for KeptMembers {
    fn serialize<S: Serializer>(&self, output: S) -> Result<S::Ok, S::Error> {
        output.collect_map(self.names().map(|name| (name, self.get(name))))
    }
}

impl<'de> Deserialize<'de> for KeptMembers {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        let mut kept = Self::default();
        for (name, mut value) in BTreeMap::<String, Zeroizing<String>>::deserialize(input)? {
            kept.insert(Cow::Owned(name), std::mem::take(&mut *value));
        }
        Ok(kept)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(pairs: &[(&'static str, &str)]) -> KeptMembers {
        let mut kept = KeptMembers::default();
        pairs.iter().for_each(|(name, value)| kept.insert(Cow::Borrowed(name), *value));
        kept
    }

    #[test]
    fn what_a_later_answer_leaves_out_stays_and_what_it_brings_counts() {
        let (first, later) = (kept(&[("realm", "1"), ("team", "a")]), kept(&[("team", "b")]));
        let both = later.over(&first);
        assert_eq!((both.get("realm"), both.get("team")), (Some("1"), Some("b")));
        assert_eq!(first.get("team"), Some("a"));
        assert_eq!(kept(&[]).over(&first).get("realm"), Some("1"));
        assert_eq!(first.over(&kept(&[])).get("realm"), Some("1"));
    }

    #[test]
    fn debug_says_what_is_kept_and_shows_none_of_it() {
        assert_eq!(format!("{:?}", kept(&[("realm", "hush")])), r#"{"realm"}"#);
    }

    #[test]
    fn what_is_written_down_is_read_again() {
        let text = serde_json::to_string(&kept(&[("realm", "1"), ("team", "a")])).unwrap();
        assert_eq!(text, r#"{"realm":"1","team":"a"}"#);
        let read: KeptMembers = serde_json::from_str(&text).unwrap();
        assert_eq!((read.get("realm"), read.get("team")), (Some("1"), Some("a")));
    }
}
