//! An authorization server made of Authlib and Flask, on Python.

use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use serde_json::{Value, json};

use super::installed::installed;
use crate::ChildServer;
use crate::folders::package_folder;
use crate::requires::{self, Missing};

const REQUIREMENTS: &str = include_str!("../../interop/authlib/requirements.txt");

/// A running server made of Authlib.
///
/// Its endpoints are `/authorize` and `/token`; `/me` is a resource of the user, `/catalog` one
/// that needs a token but no user. It issues code, implicit and client-credentials tokens, rotates
/// refresh tokens at every use and ends the whole family when an old one comes back.
#[derive(Debug)]
pub struct Authlib(ChildServer);

impl Authlib {
    /// Installs it where needed and starts it with these clients (client metadata, RFC 7591).
    ///
    /// # Errors
    ///
    /// When the machine has no Python, or the packages can't be had.
    pub fn start(clients: &[Value]) -> Result<Authlib, Missing> {
        let packages = packages()?;
        let mut python = Command::new("python3");
        python.arg(server()).env("PYTHONPATH", packages);
        Ok(Authlib(ChildServer::start(&mut python, &json!({ "clients": clients }))))
    }
}

impl Deref for Authlib {
    type Target = ChildServer;

    fn deref(&self) -> &ChildServer {
        &self.0
    }
}

fn server() -> PathBuf {
    package_folder().join("interop/authlib/server.py")
}

fn packages() -> Result<PathBuf, Missing> {
    static PACKAGES: OnceLock<Result<PathBuf, Missing>> = OnceLock::new();
    let found = PACKAGES.get_or_init(|| {
        requires::at_least("python3", 3)?;
        // Compiled packages fit one version of Python only.
        let contents = (REQUIREMENTS, requires::version("python3")?);
        installed("authlib", &contents, install)
    });
    found.clone()
}

/// Into a folder and not an environment: that needs pip alone.
fn install(folder: &Path) -> Result<(), Missing> {
    let requirements = package_folder().join("interop/authlib/requirements.txt");
    let mut pip = Command::new("python3");
    pip.args(["-m", "pip", "install", "--quiet", "--no-input", "--retries", "2"]);
    requires::run(pip.arg("--target").arg(folder).arg("--requirement").arg(requirements))
}
