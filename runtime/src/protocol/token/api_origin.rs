//! Where the API is, when a token answer says it.

use url::{Host, Url};

use super::members::Members;
use crate::protocol::flow_def::{OriginDef, ProviderDef};
use crate::{Error, Reason};

/// Reads the origin of the API from an answer. One that the provider's file does not allow for is a
/// mistake of the server's, or an attempt to get the token elsewhere.
pub(super) fn read(
    members: &mut Members<'_>,
    provider: &ProviderDef,
) -> Result<Option<String>, Error> {
    let Some(name) = &provider.api_origin_from else { return Ok(None) };
    let Some(text) = members.text(name)? else { return Ok(None) };
    let origin = Url::parse(&text).ok().filter(|url| allowed(url, provider));
    match origin {
        Some(url) => Ok(Some(url.origin().ascii_serialization())),
        None => {
            let text = crate::protocol::error::bounded(&text, 80);
            let message = format!("`{name}` is `{text}`, which is no API of {}", provider.title);
            Err(Error::new(Reason::ApiOriginRefused, message))
        }
    }
}

/// Whether a URL is at one of the hosts that an answer may name.
pub(crate) fn allowed(url: &Url, provider: &ProviderDef) -> bool {
    let Some(Host::Domain(host)) = url.host() else { return false };
    let bare = url.username().is_empty() && url.password().is_none() && url.port().is_none();
    let ends = |origin: &OriginDef| match origin {
        OriginDef::Hosts(end) => host.strip_suffix(end.as_ref()).is_some_and(|own| !own.is_empty()),
        OriginDef::At(_) => false,
    };
    url.scheme() == "https" && bare && provider.api_origins.iter().any(ends)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::machine::bare::flow;

    /// The origin that is read from an answer of a provider at any host below `api.example`.
    fn origin(text: &str) -> Option<String> {
        let mut provider = flow(Vec::new()).provider;
        provider.api_origin_from = Some("where".into());
        provider.api_origins = vec![OriginDef::Hosts(".api.example".into())].into();
        let mut members = Members::from_pairs([("where".to_owned(), text.to_owned().into())]);
        read(&mut members, &provider).ok().flatten()
    }

    #[test]
    fn an_origin_is_taken_from_an_answer_when_its_host_is_allowed_for() {
        let eu = Some("https://eu.api.example".to_owned());
        for text in
            ["https://eu.api.example", "https://EU.api.example/v1", "https://eu.api.example:443/"]
        {
            assert_eq!(origin(text), eu, "{text}");
        }
        assert_eq!(origin("https://a.b.api.example").as_deref(), Some("https://a.b.api.example"));
    }

    #[test]
    fn an_origin_elsewhere_is_refused() {
        for text in [
            "https://api.example",
            "https://.api.example",
            "https://evilapi.example",
            "https://eu.api.example.evil.example",
            "https://evil.example/eu.api.example",
            "https://evil.example#.api.example",
            "https://u@eu.api.example",
            "https://eu.api.example:8443",
            "http://eu.api.example",
            "eu.api.example",
            "",
        ] {
            assert_eq!(origin(text), None, "{text}");
        }
    }
}
