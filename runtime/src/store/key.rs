//! Whose session a record is.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

/// Whose session a record is: a provider, a client of it, a flow of the client, and an account. Two
/// that differ in any of them never share a token.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    provider: String,
    client_id: String,
    flow: String,
    account: String,
}

impl Key {
    /// A key of these parts.
    pub fn new(
        provider: impl Into<String>,
        client_id: impl Into<String>,
        flow: impl Into<String>,
        account: impl Into<String>,
    ) -> Self {
        Self {
            provider: provider.into(),
            client_id: client_id.into(),
            flow: flow.into(),
            account: account.into(),
        }
    }

    /// The provider's name.
    #[must_use]
    pub fn provider(&self) -> &str {
        &self.provider
    }

    /// The client's id.
    #[must_use]
    pub fn client_id(&self) -> &str {
        &self.client_id
    }

    /// The flow's name.
    #[must_use]
    pub fn flow(&self) -> &str {
        &self.flow
    }

    /// The account's name: any text that tells users apart.
    #[must_use]
    pub fn account(&self) -> &str {
        &self.account
    }

    /// A name of 43 letters, digits, `-` and `_` that stands for the key where names are visible or
    /// must be plain, such as the name of a file: a hash, so that it says nothing about the account,
    /// and no account's name leads anywhere.
    ///
    /// ```
    /// use spotify_flow::store::Key;
    /// let key = |account| Key::new("spotify", "mixtape", "authorization_code_pkce", account);
    /// assert_eq!(key("../alice").digest().len(), 43);
    /// assert_ne!(key("alice").digest(), key("Alice").digest());
    /// ```
    #[must_use]
    pub fn digest(&self) -> String {
        let mut hash = Sha256::new();
        for part in [&self.provider, &self.client_id, &self.flow, &self.account] {
            // With its length before it, no part can run into the next.
            hash.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
            hash.update(part.as_bytes());
        }
        URL_SAFE_NO_PAD.encode(hash.finalize())
    }
}
