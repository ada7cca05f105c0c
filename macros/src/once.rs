//! What is made once for all uses in a crate.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Things by their names, each made when it is first asked for: a crate may have a hundred structs
/// of one bundled flow, and its text does not change meanwhile.
pub(crate) struct Once<T>(Mutex<BTreeMap<String, Arc<T>>>);

impl<T> Once<T> {
    pub(crate) const fn new() -> Self {
        Self(Mutex::new(BTreeMap::new()))
    }

    /// The thing of this name; a failure is made anew each time.
    pub(crate) fn get<E>(
        &self,
        name: &str,
        make: impl FnOnce() -> Result<T, E>,
    ) -> Result<Arc<T>, E> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(there) = known.get(name) {
            return Ok(Arc::clone(there));
        }
        let made = Arc::new(make()?);
        known.insert(name.to_owned(), Arc::clone(&made));
        Ok(made)
    }
}

#[cfg(test)]
mod tests {
    use super::Once;

    #[test]
    fn a_thing_is_made_once_and_a_failure_is_not_kept() {
        let once = Once::new();
        assert_eq!(once.get("a", || Err("not yet")), Err("not yet"));
        assert_eq!(once.get("a", || Ok::<_, ()>(1)).map(|it| *it), Ok(1));
        assert_eq!(once.get("a", || Ok::<_, ()>(2)).map(|it| *it), Ok(1));
        assert_eq!(once.get("b", || Ok::<_, ()>(3)).map(|it| *it), Ok(3));
    }
}
