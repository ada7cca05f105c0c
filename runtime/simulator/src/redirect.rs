//! Redirect URIs: which Spotify takes, and which one is another.
//!
//! Source: <https://developer.spotify.com/documentation/web-api/concepts/redirect_uri>

/// The addresses of the user's own machine that may do without https.
const LOOPBACK: [&str; 2] = ["127.0.0.1", "[::1]"];

/// Whether a login names a registered redirect URI: to the letter, except that a loopback literal
/// registered without a port stands for any port.
pub(super) fn matches(registered: &str, uri: &str) -> bool {
    registered == uri || without_port(uri).is_some_and(|uri| uri == registered)
}

/// A loopback URI that has a port, without it.
fn without_port(uri: &str) -> Option<String> {
    let rest = uri.strip_prefix("http://")?;
    let (authority, path) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
    let literal = LOOPBACK.into_iter().find(|literal| is_at_a_port(authority, literal))?;
    Some(format!("http://{literal}{path}"))
}

fn is_at_a_port(authority: &str, host: &str) -> bool {
    let port = authority.strip_prefix(host).and_then(|rest| rest.strip_prefix(':'));
    port.is_some_and(|port| {
        port.bytes().all(|byte| byte.is_ascii_digit()) && port.parse::<u16>().is_ok()
    })
}

/// Whether Spotify takes such a redirect URI at all: https, plain http to a loopback literal, or a
/// scheme of the app's own. `localhost` is none of these since 2025-11-27, with https or without.
pub(super) fn is_secure(uri: &str) -> bool {
    let Some((scheme, rest)) = uri.split_once("://") else { return true };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    match scheme.to_ascii_lowercase().as_str() {
        "http" => {
            LOOPBACK.contains(&authority)
                || LOOPBACK.iter().any(|literal| is_at_a_port(authority, literal))
        }
        "https" => authority.split(':').next() != Some("localhost"),
        _ => true,
    }
}
