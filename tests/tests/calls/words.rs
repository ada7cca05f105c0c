//! The texts that Spotify's Web API is known for, and what each of them means.

use serde_json::json;
use spotify_flow::spotify::api::{GetCurrentUsersProfile, GetUsersSavedTracks, PausePlayback};
use spotify_flow::{ErrorKind, Reason};

use crate::script::{Script, answer, refused, token_of};

const RATE_LIMITED: ErrorKind = ErrorKind::RateLimited { retry_after: None };

/// Status, text, reason in capitals; and what it is, and who has to do something.
type Row = (u16, &'static str, &'static str, Reason, ErrorKind);

const KNOWN: &[Row] = {
    use ErrorKind::{Configuration, Denied, Rejected, Transient};
    use Reason::{
        InsufficientScope, InvalidRequest, NewTokenRefused, NoActiveDevice, NotAllowed,
        PlayerRefused, PremiumRequired, QuotaExceeded, RateLimited, ServerUnavailable,
        UserNotRegistered,
    };
    &[
        (401, "The access token expired", "", NewTokenRefused, Configuration),
        (401, "Invalid access token", "", NewTokenRefused, Configuration),
        (401, "No token provided", "", ServerUnavailable, Transient),
        (401, "Access token missing", "", ServerUnavailable, Transient),
        (401, "Permissions missing", "", InsufficientScope, Configuration),
        (400, "Only valid bearer authentication supported", "", InvalidRequest, Configuration),
        (400, "invalid id", "", InvalidRequest, Configuration),
        (400, "Invalid limit", "", InvalidRequest, Configuration),
        (403, "Insufficient client scope", "", InsufficientScope, Configuration),
        (
            403,
            "User not registered in the Developer Dashboard",
            "",
            UserNotRegistered,
            Configuration,
        ),
        (
            403,
            "Check settings on developer.spotify.com/dashboard, the user may not be registered.",
            "",
            UserNotRegistered,
            Configuration,
        ),
        (
            403,
            "Active premium subscription required for the owner of the app.",
            "",
            PremiumRequired,
            Denied,
        ),
        (403, "Forbidden", "", NotAllowed, Denied),
        (
            403,
            "Player command failed: Premium required",
            "PREMIUM_REQUIRED",
            PremiumRequired,
            Denied,
        ),
        (
            404,
            "Player command failed: No active device found",
            "NO_ACTIVE_DEVICE",
            NoActiveDevice,
            Rejected,
        ),
        (
            403,
            "Player command failed: No active device found",
            "NO_ACTIVE_DEVICE",
            NoActiveDevice,
            Rejected,
        ),
        (403, "Player command failed: Rate limited", "RATE_LIMITED", RateLimited, RATE_LIMITED),
        (403, "Player command failed: Restriction violated", "UNKNOWN", PlayerRefused, Rejected),
        (404, "Player command failed: Device not found", "UNKNOWN", PlayerRefused, Rejected),
        (429, "Too many requests", "QUOTA_EXCEEDED", QuotaExceeded, RATE_LIMITED),
        (429, "Too many requests", "", RateLimited, RATE_LIMITED),
        (429, "API rate limit exceeded", "", RateLimited, RATE_LIMITED),
        (500, "Server error.", "", ServerUnavailable, Transient),
        (502, "Bad gateway.", "", ServerUnavailable, Transient),
        (503, "Service unavailable", "", ServerUnavailable, Transient),
    ]
};

/// The other words of the player, which are all about its state.
const PLAYER: [&str; 14] = [
    "NO_PREV_TRACK",
    "NO_NEXT_TRACK",
    "NO_SPECIFIC_TRACK",
    "ALREADY_PAUSED",
    "NOT_PAUSED",
    "NOT_PLAYING_LOCALLY",
    "NOT_PLAYING_TRACK",
    "NOT_PLAYING_CONTEXT",
    "ENDLESS_CONTEXT",
    "CONTEXT_DISALLOW",
    "ALREADY_PLAYING",
    "REMOTE_CONTROL_DISALLOW",
    "DEVICE_NOT_CONTROLLABLE",
    "VOLUME_CONTROL_DISALLOW",
];

/// The error that a session makes of an answer.
async fn error(status: u16, body: String) -> spotify_flow::Error {
    let session = Script::always(answer(status, body)).listener();
    session.call(GetUsersSavedTracks::new()).await.unwrap_err()
}

fn body(status: u16, message: &str, reason: &str) -> String {
    let mut error = json!({ "status": status, "message": message });
    if !reason.is_empty() {
        error["reason"] = reason.into();
    }
    json!({ "error": error }).to_string()
}

/// What follows the API's own words.
fn advice(error: &spotify_flow::Error) -> String {
    let text = error.to_string();
    text.split_once("; ").map_or_else(String::new, |(_, advice)| advice.to_owned())
}

#[tokio::test]
async fn every_known_text_has_its_meaning_and_says_what_to_do() {
    for &(status, message, reason, expected, kind) in KNOWN {
        let error = error(status, body(status, message, reason)).await;
        assert_eq!((error.reason(), error.kind()), (expected, kind), "{status} {message}");
        assert_eq!(error.status(), Some(status));
        assert!(error.to_string().contains(message), "{error}");
        assert!(!advice(&error).is_empty(), "{error}");
    }
}

#[tokio::test]
async fn a_text_means_the_same_without_json() {
    for &(status, message, _, expected, kind) in KNOWN.iter().filter(|row| row.2.is_empty()) {
        for text in [message.to_owned(), format!("\n {message} \n")] {
            let error = error(status, text.clone()).await;
            assert_eq!((error.reason(), error.kind()), (expected, kind), "{status} {text}");
            assert!(error.to_string().contains(message), "{error}");
        }
    }
}

#[tokio::test]
async fn every_word_of_the_players_is_about_its_state() {
    for reason in PLAYER {
        for status in [403, 404] {
            let error = error(status, body(status, "Player command failed: x", reason)).await;
            assert_eq!(error.reason(), Reason::PlayerRefused, "{status} {reason}");
            assert!(advice(&error).contains("playback state"), "{error}");
        }
    }
}

#[tokio::test]
async fn an_answer_that_nobody_knows_is_still_told() {
    let odd = [
        (418, "", Reason::ServerError),
        (403, "{}", Reason::ServerError),
        (403, "[1, 2]", Reason::ServerError),
        (404, "null", Reason::NotFound),
        (403, r#"{"error": 7}"#, Reason::ServerError),
        (403, r#"{"error": {"message": 7}}"#, Reason::ServerError),
        (403, r#"{"error": "invalid_token"}"#, Reason::ServerError),
        (302, "", Reason::RedirectRefused),
        (304, "", Reason::ServerError),
        (599, "<html>", Reason::ServerUnavailable),
    ];
    for (status, body, reason) in odd {
        let error = error(status, body.to_owned()).await;
        assert_eq!((error.reason(), error.status()), (reason, Some(status)), "{status} {body}");
    }
}

#[tokio::test]
async fn a_long_or_deceiving_text_is_cut_and_escaped() {
    for text in ["x".repeat(1 << 20), format!("a\nb\r\u{1b}[31m\u{202e}{}", "y".repeat(5000))] {
        for body in [text.clone(), body(400, &text, "")] {
            let said = error(400, body).await.to_string();
            assert!(said.len() < 500, "{}", said.len());
            assert!(!said.contains(['\n', '\r', '\u{1b}', '\u{202e}']), "{said:?}");
        }
    }
}

#[tokio::test]
async fn an_api_that_repeats_the_token_makes_no_message_of_it() {
    for plain in [true, false] {
        let script = Script::new(move |_, request| {
            let said = format!("who is {}?", token_of(request));
            if plain { answer(400, said) } else { refused(400, &said) }
        });
        let error = script.listener().call(GetUsersSavedTracks::new()).await.unwrap_err();
        for text in [error.to_string(), format!("{error:?}")] {
            assert!(text.contains("who is [redacted]?"), "{text}");
            assert!(!text.contains("access-token"), "{text}");
        }
    }
    let script = Script::new(|_, request| answer(200, json!(token_of(request)).to_string()));
    let call = script.listener().call(GetUsersSavedTracks::new());
    let error = call.json::<u8>().await.unwrap_err();
    let cause = std::error::Error::source(&error).unwrap().to_string();
    assert!(!cause.contains("access-token"), "{cause}");
}

#[tokio::test]
async fn what_comes_where_no_answer_is_due_is_not_read() {
    let script = Script::always(answer(200, "\u{1}garbage"));
    let came = script.listener().call(PausePlayback::new()).await.unwrap();
    assert!(came.is_null());
    let error = script.listener().call(GetCurrentUsersProfile::new()).await.unwrap_err();
    assert_eq!(error.reason(), Reason::NotJson);
}
