//! What known answers mean, and what to do about them.
//!
//! Servers give a code that programs can read and a description that people can; some descriptions
//! say more than the code. They may change at any time: nothing here decides anything, it advises.

use super::Reason;

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

/// Of a client that the server does not know, if it says no more.
pub(crate) const INVALID_CLIENT: &str =
    "check client id and client secret, and that the token belongs to this client";

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
    known("invalid_client", "", INVALID_CLIENT),
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
    known("interaction_required", "", MUST_TAKE_PART),
    known("login_required", "", MUST_TAKE_PART),
    known("consent_required", "", MUST_TAKE_PART),
    known("account_selection_required", "", MUST_TAKE_PART),
];

/// Of an attempt that was not to show anything to the user, and of a renewal.
const MUST_TAKE_PART: &str = "the user must log in again, where the server may show its pages";

/// What to do about an answer, as far as it is known.
pub(crate) fn advice(code: &str, description: Option<&str>) -> Option<&'static str> {
    let description = description.unwrap_or_default();
    let fits = |known: &&Known| known.code == code && description.contains(known.says);
    KNOWN.iter().find(fits).map(|known| known.advice)
}

/// An answer of an API that has been seen, and what it means.
struct KnownApi {
    statuses: &'static [u16],
    /// A part of its words, or its reason in capitals; empty: any.
    says: &'static str,
    reason: Reason,
    /// What to do about it; empty: nothing is known.
    advice: &'static str,
}

const fn seen(
    statuses: &'static [u16],
    says: &'static str,
    reason: Reason,
    advice: &'static str,
) -> KnownApi {
    KnownApi { statuses, says, reason, advice }
}

const NOT_LISTED: &str = "add the user in the provider's dashboard: an app in development mode \
                          serves the users on its list alone";
const NOT_SEEN: &str = "the token was sent, and the API did not see it: try again later";
const PLAYER: &[u16] = &[403, 404];

/// From the most special to the most general. The texts were seen at Spotify's Web API
/// (developer.spotify.com, concepts/api-calls, and reports of its users, 2026).
const KNOWN_API: &[KnownApi] = &[
    seen(
        &[400],
        "Only valid bearer authentication supported",
        Reason::InvalidRequest,
        "the access token is none of this provider's: look at where it comes from",
    ),
    seen(
        &[400],
        "",
        Reason::InvalidRequest,
        "a parameter is missing, or is not as the API wants it",
    ),
    seen(&[401], "No token provided", Reason::ServerUnavailable, NOT_SEEN),
    seen(&[401], "Access token missing", Reason::ServerUnavailable, NOT_SEEN),
    seen(
        &[401],
        "",
        Reason::TokenRefused,
        "the API takes the token for ended: where it can't be renewed, the user must log in again",
    ),
    seen(&[403], "the user may not be registered", Reason::UserNotRegistered, NOT_LISTED),
    seen(&[403], "User not registered", Reason::UserNotRegistered, NOT_LISTED),
    seen(
        &[403],
        "premium subscription required for the owner",
        Reason::PremiumRequired,
        "the owner of the app needs Premium; calls are served again some hours after it is paid",
    ),
    seen(PLAYER, "PREMIUM_REQUIRED", Reason::PremiumRequired, "the user needs Premium for this"),
    seen(
        PLAYER,
        "NO_ACTIVE_DEVICE",
        Reason::NoActiveDevice,
        "the user must open a player, or name one of the available devices as `device_id`",
    ),
    seen(
        PLAYER,
        "RATE_LIMITED",
        Reason::RateLimited,
        "the player had too many commands: wait a little before the next",
    ),
    seen(
        PLAYER,
        "Player command failed",
        Reason::PlayerRefused,
        "the player can't do this in the state that it is in: ask for the playback state first",
    ),
    seen(
        &[403],
        "Forbidden",
        Reason::NotAllowed,
        "the call is not for this app (development mode has lost some), or is about what is not \
         this user's",
    ),
    seen(&[404], "", Reason::NotFound, ""),
    seen(
        &[429],
        "QUOTA_EXCEEDED",
        Reason::QuotaExceeded,
        "the quota of the developer's account is used up: stop calling, and look at it in the \
         dashboard",
    ),
    seen(&[429], "", Reason::RateLimited, "call again after the time that it asked for"),
];

/// What an answer of an API that is no success means, and what to do about it, as far as that is
/// known by what it says; for a token that a user agreed to, or the app's own.
pub(crate) fn api(
    status: u16,
    says: &dyn Fn(&str) -> bool,
    for_user: bool,
) -> (Reason, &'static str) {
    let says = |text: &str| text.is_empty() || says(text);
    let fits = |known: &&KnownApi| known.statuses.contains(&status) && says(known.says);
    match (KNOWN_API.iter().find(fits), status) {
        // No login brings an app a better token of its own.
        (Some(known), _) if known.reason == Reason::TokenRefused && !for_user => (
            Reason::InsufficientScope,
            "the API does not take the app's own token: what is about a user needs a user's",
        ),
        (Some(known), _) => (known.reason, known.advice),
        (None, 304) => (
            Reason::ServerError,
            "nothing has changed since the copy that the call asked about: look at the status of the \
             answer before it is read",
        ),
        (None, 300..=399) => (Reason::RedirectRefused, ""),
        (None, 500..=599) => (Reason::ServerUnavailable, "try again later"),
        (None, _) => (Reason::ServerError, ""),
    }
}
