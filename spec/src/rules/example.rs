//! A rule by example: how it is broken, and how it is kept.

use crate::bundled;

/// One place of a spec file, written wrong and right.
///
/// ```
/// let text = "[client]\nauthentication = \"basic\"\n";
/// let example = spotify_flow_spec::rules::find("FS626").unwrap().example;
/// assert!(example.written(text, example.bad).contains("\"body\""));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Example {
    /// The file that it is about, from this package's folder. As it stands it keeps every rule.
    pub file: &'static str,
    /// What stands there in the file; `good` or `bad` takes its place. Where it is empty, they are
    /// added at the end.
    pub at: &'static str,
    /// What keeps the rule.
    pub good: &'static str,
    /// What breaks this rule, and no other.
    pub bad: &'static str,
}

impl Example {
    /// The file as it stands.
    #[must_use]
    pub fn text(&self) -> &'static str {
        if self.file == ACME { include_str!("acme.toml") } else { bundled::text(self.file) }
    }

    /// The text of the file with one of the two written into it.
    #[must_use]
    pub fn written(&self, file: &str, text: &str) -> String {
        if self.at.is_empty() {
            return format!("{file}\n{text}\n");
        }
        file.replacen(self.at, text, 1)
    }

    /// The file says it right as it stands.
    pub(super) const fn of(file: &'static str, good: &'static str, bad: &'static str) -> Self {
        Self { file, at: good, good, bad }
    }

    /// A table that the file has not.
    pub(super) const fn appended(
        file: &'static str,
        good: &'static str,
        bad: &'static str,
    ) -> Self {
        Self { file, at: "", good, bad }
    }

    /// Something else than what the file says.
    pub(super) const fn added(
        file: &'static str,
        at: &'static str,
        good: &'static str,
        bad: &'static str,
    ) -> Self {
        Self { file, at, good, bad }
    }
}

pub(super) const CODE: &str = "providers/spotify/authorization_code.toml";
pub(super) const PKCE: &str = "providers/spotify/authorization_code_pkce.toml";
pub(super) const SERVICE: &str = "providers/spotify/client_credentials.toml";
pub(super) const IMPLICIT: &str = "providers/spotify/implicit_grant.toml";
pub(super) const PROVIDER: &str = "providers/spotify/provider.toml";
pub(super) const API: &str = "providers/spotify/api.toml";
pub(super) const PKCE_GRANT: &str = "grants/authorization_code_pkce.toml";
pub(super) const SERVICE_GRANT: &str = "grants/client_credentials.toml";
/// A flow with all that no bundled one has: a pushed request, and a token that is exchanged.
pub(super) const ACME: &str = "src/rules/acme.toml";
