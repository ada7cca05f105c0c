//! Whose session a record is.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

use crate::protocol::config::Config;
use crate::protocol::flow_def::FlowDef;
use crate::protocol::server::Server;

/// Whose session a record is: a provider and a server of it, a client there, a flow of the client,
/// and an account. Two that differ in any of them never share a token.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    provider: String,
    server: Server,
    client_id: String,
    flow: String,
    account: String,
}

impl Key {
    /// The key of an app's session: what its flow is called and where it leads, and what the app
    /// brings.
    #[must_use]
    pub fn of(flow: &FlowDef, config: &Config, account: impl Into<String>) -> Self {
        let (provider, server) = (flow.provider.name.as_ref(), Server::of(flow, config));
        Self::new(provider, server, config.client_id(), flow.name.as_ref(), account)
    }

    /// A key of these parts.
    pub fn new(
        provider: impl Into<String>,
        server: impl Into<Server>,
        client_id: impl Into<String>,
        flow: impl Into<String>,
        account: impl Into<String>,
    ) -> Self {
        Self {
            provider: provider.into(),
            server: server.into(),
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

    /// The server: where the provider has several, each has sessions of its own.
    #[must_use]
    pub fn server(&self) -> &Server {
        &self.server
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
    /// let key = |account| {
    ///     Key::new("acme", "https://acme.example/token", "mixtape", "authorization_code", account)
    /// };
    /// assert_eq!(key("../alice").digest().len(), 43);
    /// assert_ne!(key("alice").digest(), key("Alice").digest());
    /// ```
    #[must_use]
    pub fn digest(&self) -> String {
        let server = self.server.as_str();
        hash(&[&self.provider, server, &self.client_id, &self.flow, &self.account])
    }

    /// The name that stood for the key in the first version of this library, which knew no servers;
    /// `None` where it stood for several.
    ///
    /// A store that goes by [`digest`](Self::digest) and has records of that version looks here when
    /// it finds nothing there, and leaves the record where it is: the other version, which may still
    /// run, finds it in the new form and says that it must be updated. For the same reason it locks
    /// this name and lends it out, where there is one, whichever of the two the record has.
    #[must_use]
    pub fn first_digest(&self) -> Option<String> {
        let digest = || hash(&[&self.provider, &self.client_id, &self.flow, &self.account]);
        self.server.is_fixed().then(digest)
    }
}

fn hash(parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        // With its length before it, no part can run into the next.
        hash.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
        hash.update(part.as_bytes());
    }
    URL_SAFE_NO_PAD.encode(hash.finalize())
}
