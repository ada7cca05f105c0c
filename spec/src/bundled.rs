//! The grants, providers and flows that come with this crate.
//!
//! They are compiled in, so that a macro needs no files; and listed one by one, because cargo sees
//! a changed file that is named and no file that is found.

use std::io;
use std::path::Path;
use std::sync::Arc;

use crate::api::Api;
use crate::declared::{Declared, declared};
use crate::flow::{CheckedFlow, Flow};
use crate::load::{Files, load, load_api};
use crate::report::{Problem, Report};
use crate::rules::FS104;
use crate::source::Source;
use crate::suggest;

macro_rules! files {
    ($($path:literal),* $(,)?) => {
        /// Every bundled file: its path from this package's folder, and its text.
        const FILES: &[(&str, &str)] = &[$(($path, include_str!(concat!("../", $path)))),*];
    };
}

files![
    "grants/authorization_code.toml",
    "grants/authorization_code_pkce.toml",
    "grants/client_credentials.toml",
    "grants/implicit.toml",
    "providers/spotify/provider.toml",
    "providers/spotify/api.toml",
    "providers/spotify/authorization_code.toml",
    "providers/spotify/authorization_code_pkce.toml",
    "providers/spotify/client_credentials.toml",
    "providers/spotify/implicit_grant.toml",
    "providers/github/provider.toml",
    "providers/github/authorization_code.toml",
    "providers/github/authorization_code_pkce.toml",
    "providers/google/provider.toml",
    "providers/google/authorization_code.toml",
    "providers/google/authorization_code_pkce.toml",
    "providers/microsoft/provider.toml",
    "providers/microsoft/authorization_code.toml",
    "providers/microsoft/authorization_code_pkce.toml",
    "providers/microsoft/client_credentials.toml",
    "providers/discord/provider.toml",
    "providers/discord/authorization_code.toml",
    "providers/discord/client_credentials.toml",
    "providers/twitch/provider.toml",
    "providers/twitch/authorization_code.toml",
    "providers/twitch/client_credentials.toml",
    "providers/reddit/provider.toml",
    "providers/reddit/authorization_code.toml",
    "providers/reddit/client_credentials.toml",
    "providers/dropbox/provider.toml",
    "providers/dropbox/authorization_code.toml",
    "providers/dropbox/authorization_code_pkce.toml",
    "providers/gitlab/provider.toml",
    "providers/gitlab/authorization_code.toml",
    "providers/gitlab/authorization_code_pkce.toml",
    "providers/zoom/provider.toml",
    "providers/zoom/authorization_code.toml",
    "providers/zoom/client_credentials.toml",
    "providers/zoom/account_credentials.toml",
    "providers/slack/provider.toml",
    "providers/slack/authorization_code.toml",
    "providers/slack/authorization_code_user.toml",
    "providers/notion/provider.toml",
    "providers/notion/authorization_code.toml",
    "providers/salesforce/provider.toml",
    "providers/salesforce/authorization_code.toml",
    "providers/salesforce/authorization_code_pkce.toml",
    "providers/salesforce/client_credentials.toml",
];

/// The bundled files as a file system.
#[derive(Debug, Clone, Copy)]
struct Bundled;

impl Files for Bundled {
    fn read(&self, path: &Path) -> io::Result<String> {
        let found = FILES.iter().find(|(known, _)| Path::new(known) == path);
        found.map(|(_, text)| (*text).to_owned()).ok_or_else(|| io::ErrorKind::NotFound.into())
    }
}

/// The bundled flows, as provider and flow, in the order of the tables.
pub fn names() -> impl Iterator<Item = (&'static str, &'static str)> {
    FILES.iter().filter_map(|(path, _)| {
        let (provider, file) = path.strip_prefix("providers/")?.split_once('/')?;
        let flow = file.strip_suffix(".toml").filter(|name| !["provider", "api"].contains(name))?;
        Some((provider, flow))
    })
}

/// The bundled providers.
pub fn provider_names() -> impl Iterator<Item = &'static str> {
    FILES
        .iter()
        .filter_map(|(path, _)| path.strip_prefix("providers/")?.strip_suffix("/provider.toml"))
}

/// Whether a bundled provider comes with its API: its types are a module of the runtime.
#[must_use]
pub fn has_api(provider: &str) -> bool {
    api_source(provider).is_some()
}

/// The bundled grants.
pub fn grant_names() -> impl Iterator<Item = &'static str> {
    FILES.iter().filter_map(|(path, _)| path.strip_prefix("grants/")?.strip_suffix(".toml"))
}

/// The hosts that bundled flows name, as they are written. They are looked for in the text: to read
/// all the files would take longer than whatever is checked.
#[cfg(feature = "catalogue")]
pub(crate) fn hosts() -> impl Iterator<Item = &'static str> {
    let facts = |path: &str| path.ends_with("/provider.toml") || path.ends_with("/api.toml");
    let flows =
        FILES.iter().filter(move |(path, _)| path.starts_with("providers/") && !facts(path));
    flows
        .flat_map(|(_, text)| text.split("= \"https://").skip(1))
        .filter_map(|rest| rest.split(['/', '"']).next())
}

/// The text of a bundled grant.
pub(crate) fn grant_source(name: &str) -> Option<Arc<Source>> {
    source(&format!("grants/{name}.toml"))
}

/// The text of a bundled provider.
pub(crate) fn provider_source(name: &str) -> Option<Arc<Source>> {
    source(&format!("providers/{name}/provider.toml"))
}

/// The text of a bundled provider's API.
pub(crate) fn api_source(name: &str) -> Option<Arc<Source>> {
    source(&format!("providers/{name}/api.toml"))
}

/// The text of a bundled file, by its path; nothing where there is none.
pub(crate) fn text(path: &str) -> &'static str {
    FILES.iter().find(|(known, _)| *known == path).map_or("", |(_, text)| text)
}

/// Whether a text is one of ours.
pub(crate) fn is_ours(source: &Source) -> bool {
    FILES.contains(&(source.path.as_str(), source.text.as_str()))
}

fn source(path: &str) -> Option<Arc<Source>> {
    let (path, text) = FILES.iter().find(|(known, _)| *known == path)?;
    Some(Source::within(path, text))
}

/// A bundled flow, by the names of its provider and of itself.
///
/// # Errors
///
/// A report when there is no such provider or flow, with the nearest names.
///
/// ```
/// use spotify_flow_spec::bundled;
/// let flow = bundled::flow("spotify", "authorization_code_pkce").unwrap();
/// assert!(flow.properties.refreshable);
/// let report = bundled::flow("spotify", "authorization_code_pcke").unwrap_err();
/// assert!(report.to_string().contains("did you mean `authorization_code_pkce`"));
/// ```
pub fn flow(provider: &str, name: &str) -> Result<CheckedFlow, Report> {
    if !provider_names().any(|known| known == provider) {
        let known: Vec<&str> = provider_names().collect();
        return Err(unknown("provider", provider, &known));
    }
    let flows = names().filter(|(of, _)| *of == provider).map(|(_, flow)| flow);
    let known: Vec<&str> = flows.collect();
    if !known.contains(&name) {
        return Err(unknown(&format!("flow of `{provider}` called"), name, &known));
    }
    let path = format!("providers/{provider}/{name}.toml");
    load(Path::new(&path), &Bundled).map(|loaded| loaded.flow)
}

/// A bundled provider with its API.
///
/// # Errors
///
/// A report when there is no such provider, with the nearest name.
///
/// ```
/// use spotify_flow_spec::bundled;
/// let api = bundled::api("spotify").unwrap();
/// assert_eq!(api.operations.len(), 97);
/// assert!(api.operation("get-current-users-profile").unwrap().acts_for_user());
/// ```
pub fn api(provider: &str) -> Result<Api, Report> {
    if !provider_names().any(|known| known == provider) {
        let known: Vec<&str> = provider_names().collect();
        return Err(unknown("provider", provider, &known));
    }
    let path = format!("providers/{provider}/provider.toml");
    load_api(Path::new(&path), &Bundled).map(|loaded| loaded.api)
}

/// The machine of a bundled grant, in a flow that only supplies what the machine needs.
///
/// # Errors
///
/// A report when there is no such grant, with the nearest name.
///
/// ```
/// use spotify_flow_spec::bundled;
/// assert!(bundled::grant("client_credentials").unwrap().renew.is_none());
/// assert!(bundled::grant("password").is_err());
/// ```
pub fn grant(name: &str) -> Result<Flow, Report> {
    let known: Vec<&str> = grant_names().collect();
    if !known.contains(&name) {
        return Err(unknown("grant", name, &known));
    }
    match declared(Path::new(&format!("grants/{name}.toml")), &Bundled)? {
        Declared::Grant(grant) => Ok(*grant),
        Declared::Flow(..) | Declared::Provider(_) | Declared::Api(_) => {
            Err(unknown("grant", name, &known))
        }
    }
}

fn unknown(what: &str, name: &str, known: &[&str]) -> Report {
    let message = format!("there is no {what} `{name}`");
    let problem = Problem::error(FS104.id, &Source::new("", "").start(), message);
    let mut report = Report::default();
    report.push(match suggest::nearest(name, known.iter().copied()) {
        Some(near) => problem.help(format!("did you mean `{near}`?")),
        None => problem.help(format!("known: {}", suggest::list(known.iter().copied()))),
    });
    report
}

#[cfg(test)]
mod tests {
    use super::FILES;
    use crate::veil;

    #[test]
    fn no_bundled_file_holds_a_key() {
        for (path, text) in FILES {
            assert!(veil::keys(text).is_empty(), "{path}");
        }
    }
}
