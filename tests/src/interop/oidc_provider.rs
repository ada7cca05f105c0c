//! `oidc-provider`: a certified authorization server, on Node.

use std::fs;
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use serde_json::{Value, json};

use super::installed::installed;
use crate::ChildServer;
use crate::requires::{self, Missing};

/// The files of its folder. The server lies beside its modules, because Node looks for them there.
const FILES: [(&str, &str); 3] = [
    (".npmrc", include_str!("../../interop/oidc-provider/.npmrc")),
    ("package.json", include_str!("../../interop/oidc-provider/package.json")),
    ("server.mjs", include_str!("../../interop/oidc-provider/server.mjs")),
];

/// A running `oidc-provider`.
///
/// Its endpoints are `/auth` and `/token`; `/me` is a resource of the user, `/catalog` one that
/// needs a token but no user. It knows the scopes `openid`, `offline_access`, `profile` and
/// `catalog`, wants PKCE from public clients, rotates refresh tokens at every use and ends the
/// whole grant when an old one comes back.
#[derive(Debug)]
pub struct OidcProvider(ChildServer);

impl OidcProvider {
    /// Installs it where needed and starts it with these clients (client metadata, RFC 7591).
    ///
    /// # Errors
    ///
    /// When the machine has no Node, or the packages can't be had.
    pub fn start(clients: &[Value]) -> Result<OidcProvider, Missing> {
        let folder = folder()?;
        let config = json!({ "clients": clients });
        let mut node = Command::new("node");
        node.arg("server.mjs").current_dir(folder);
        Ok(OidcProvider(ChildServer::start(&mut node, &config)))
    }
}

impl Deref for OidcProvider {
    type Target = ChildServer;

    fn deref(&self) -> &ChildServer {
        &self.0
    }
}

fn folder() -> Result<PathBuf, Missing> {
    static FOLDER: OnceLock<Result<PathBuf, Missing>> = OnceLock::new();
    let found = FOLDER.get_or_init(|| {
        requires::at_least("node", 18)?;
        installed("oidc-provider", &FILES, install)
    });
    found.clone()
}

fn install(folder: &Path) -> Result<(), Missing> {
    for (name, text) in FILES {
        fs::write(folder.join(name), text).expect("the target folder can be written");
    }
    requires::run(Command::new("npm").args(["install", "--ignore-scripts"]).current_dir(folder))
}
