//! What known answers mean, and what to do about them.
//!
//! Servers give a code that programs can read and a description that people can; some descriptions
//! say more than the code. They may change at any time: nothing here decides anything, it advises.

/// An answer that has been seen, and what it means.
struct Known {
    code: &'static str,
    /// A part of the description; empty: any.
    says: &'static str,
    advice: &'static str,
}

const fn known(code: &'static str, says: &'static str, advice: &'static str) -> Known {
    Known { code, says, advice }
}

/// From the most special to the most general. The texts were seen at Spotify's token endpoint and
/// in its redirects (developer.spotify.com, tutorials and concepts, 2026).
const KNOWN: &[Known] = &[
    known(
        "invalid_grant",
        "Refresh token expired",
        "the user's consent has ended (six months at Spotify): the user must log in again",
    ),
    known(
        "invalid_grant",
        "Refresh token revoked",
        "the user withdrew consent, or the refresh token was used twice: the user must log in again",
    ),
    known(
        "invalid_grant",
        "Invalid refresh token",
        "the refresh token is malformed or another client's: the user must log in again",
    ),
    known(
        "invalid_grant",
        "Authorization code expired",
        "the code was exchanged too late: begin the login again",
    ),
    known(
        "invalid_grant",
        "Invalid authorization code",
        "the code is wrong or was used before: begin the login again",
    ),
    known(
        "invalid_grant",
        "Invalid redirect URI",
        "the redirect URI differs from the one that the login began with",
    ),
    known(
        "invalid_grant",
        "code_verifier was incorrect",
        "the code belongs to another attempt: begin the login again",
    ),
    known("invalid_grant", "", "the code or refresh token has ended: the user must log in again"),
    known(
        "invalid_client",
        "Invalid client secret",
        "check the client secret in the provider's dashboard",
    ),
    known(
        "invalid_client",
        "Failed to get client",
        "no app has this client id: check it in the provider's dashboard",
    ),
    known(
        "invalid_client",
        "",
        "check client id and client secret, and that the token belongs to this client",
    ),
    known(
        "unauthorized_client",
        "",
        "the app may not use this flow: check its settings at the provider",
    ),
    known(
        "unsupported_response_type",
        "",
        "the provider has ended this flow: use the authorization code flow with PKCE",
    ),
    known("unsupported_grant_type", "", "the provider does not offer this grant to this client"),
    known("invalid_scope", "", "a scope is unknown to the provider, or not for this app"),
    known("invalid_request", "", "the provider takes the request for malformed"),
    known("access_denied", "", "the user did not agree"),
];

/// What to do about an answer, as far as it is known.
pub(super) fn advice(code: &str, description: Option<&str>) -> Option<&'static str> {
    let description = description.unwrap_or_default();
    let fits = |known: &&Known| known.code == code && description.contains(known.says);
    KNOWN.iter().find(fits).map(|known| known.advice)
}
