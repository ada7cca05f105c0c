//! The place of an account in a store.

use std::fmt;
use std::sync::Arc;

use super::Store;

/// The place of an account in a store: its sessions are kept there, one for each flow of a client.
#[derive(Clone)]
pub struct Account {
    store: Arc<dyn Store>,
    name: String,
}

impl Account {
    /// The place of this account. Where there are several, share the store: `Arc<dyn Store>`.
    ///
    /// ```
    /// use std::sync::Arc;
    /// use spotify_flow::store::{Account, MemoryStore};
    ///
    /// let store = Arc::new(MemoryStore::default());
    /// let alice = Account::new(store.clone(), "alice");
    /// let bob = Account::new(store, "bob");
    /// ```
    pub fn new(store: Arc<dyn Store>, name: impl Into<String>) -> Self {
        Self { store, name: name.into() }
    }

    /// The account's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The store.
    #[must_use]
    pub fn store(&self) -> &Arc<dyn Store> {
        &self.store
    }
}

impl fmt::Debug for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Account").field("name", &self.name).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::MemoryStore;

    #[test]
    fn an_account_is_a_name_in_a_store() {
        let store: Arc<dyn Store> = Arc::new(MemoryStore::default());
        let alice = Account::new(Arc::clone(&store), "alice");
        assert_eq!(alice.name(), "alice");
        assert!(Arc::ptr_eq(alice.store(), &store));
        assert_eq!(format!("{alice:?}"), r#"Account { name: "alice", .. }"#);
    }
}
