//! Where a call goes.

use url::Url;
use url::form_urlencoded::byte_serialize;

use crate::protocol::flow_def::OriginDef;
use crate::protocol::machine::path_of_calls;
use crate::protocol::token::api_origin;
use crate::protocol::values::origin::is_secure;
use crate::session::Core;
use crate::{Error, Reason};

/// Where a call goes: a URL at one of the API's origins, or a path at the first of them, which a
/// session may only know when it has a token.
#[derive(Clone)]
pub(super) struct Target {
    /// Of a path the origin does not count.
    pub(super) url: Url,
    is_path: bool,
    /// Whether the API said it: then nothing is put before a path.
    is_whole: bool,
}

impl Target {
    /// Reads a URL or a path.
    pub(super) fn read(core: &Core, text: &str) -> Result<Self, Error> {
        let is_path = text.starts_with('/') && !text.starts_with("//") && !text.starts_with("/\\");
        let some_origin =
            || origins(core).into_iter().next().or(Url::parse("https://api.invalid").ok());
        let url = match some_origin().filter(|_| is_path) {
            // A tab is none to who reads URLs: `/\t/evil.example` is no path.
            Some(origin) => origin.join(text).ok().filter(|url| url.origin() == origin.origin()),
            None => Url::parse(text).ok(),
        };
        let mut url = url.ok_or_else(|| elsewhere(core))?;
        url.set_fragment(None); // it is never sent
        Ok(Self { url, is_path, is_whole: false })
    }

    /// Reads what the API said of another page.
    pub(super) fn said(core: &Core, text: &str) -> Result<Self, Error> {
        Self::read(core, text).map(|target| Self { is_whole: true, ..target })
    }

    /// Adds a parameter to the query. A space is written `%20`, which all servers read as one.
    pub(super) fn append(&mut self, name: &str, value: &str) {
        let encoded = |text: &str| -> String {
            let text: String = byte_serialize(text.as_bytes()).collect();
            text.replace('+', "%20")
        };
        let pair = format!("{}={}", encoded(name), encoded(value));
        let query = match self.url.query() {
            Some(query) if !query.is_empty() => format!("{query}&{pair}"),
            _ => pair,
        };
        self.url.set_query(Some(&query));
    }

    /// Where it is now: a token goes only to its API.
    ///
    /// # Errors
    ///
    /// [`Reason::ForeignOrigin`] where the provider's file, or the token's answer, names no such
    /// origin.
    pub(super) fn at(&self, core: &Core) -> Result<Url, Error> {
        let (origins, mut url) = (origins(core), self.url.clone());
        if let Some(origin) = origins.first().filter(|_| self.is_path) {
            let (path, query) = (self.url.path(), self.url.query());
            url.clone_from(origin);
            if self.is_whole {
                url.set_path(path);
            } else {
                let base = origin.path().trim_end_matches('/');
                let before = path_of_calls(core.flow, &core.config)?;
                url.set_path(&[base, &before, path].concat());
            }
            url.set_query(query);
        }
        let plain = url.username().is_empty() && url.password().is_none();
        let own = origins.iter().any(|origin| origin.origin() == url.origin());
        if plain && own && is_secure(&url) { Ok(url) } else { Err(elsewhere(core)) }
    }
}

/// Whether a token answer says where the API is, and there was none yet.
pub(super) fn is_unknown(core: &Core) -> bool {
    let open = |origin: &OriginDef| matches!(origin, OriginDef::Hosts(_));
    core.flow.provider.api_origins.iter().any(open)
        && core.held().record.token.access_token().is_none()
}

/// What a token would be told to somebody else for.
fn elsewhere(core: &Core) -> Error {
    let provider = &core.flow.provider;
    let names: Vec<String> =
        origins(core).iter().map(|origin| origin.origin().ascii_serialization()).collect();
    let message = format!("the token of {} was about to go elsewhere", provider.title);
    let known = if names.is_empty() { "none".to_owned() } else { names.join(", ") };
    Error::new(Reason::ForeignOrigin, message).with_advice(format!(
        "call a path such as `/v1/me`, or a URL at an API origin that the provider's file names: \
         {known}"
    ))
}

/// The origins of the provider's API, as far as they are known.
fn origins(core: &Core) -> Vec<Url> {
    let text = |origin: &OriginDef| match origin {
        OriginDef::Hosts(_) => core.held().record.token.api_origin.clone(),
        OriginDef::At(parts) => core.config.filled(core.flow, parts),
    };
    let provider = &core.flow.provider;
    provider
        .api_origins
        .iter()
        .filter_map(|origin| Some((origin, Url::parse(&text(origin)?).ok()?)))
        // A store is no server: what it says is checked again.
        .filter(|(origin, url)| {
            !matches!(origin, OriginDef::Hosts(_)) || api_origin::allowed(url, provider)
        })
        .map(|(_, url)| url)
        .collect()
}
