//! An answer of the back channel: a verdict, a hiccup, or what was asked for.

use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::header::RETRY_AFTER;
use http::{Response, StatusCode};
use serde_json::Value;

use super::member::Member;
pub(crate) use super::members::Members;
use super::members::Wanted;
use crate::protocol::flow_def::Text;
use crate::{Error, Reason};

/// The longest wait that a server is believed to mean.
const LONGEST_WAIT: Duration = Duration::from_secs(24 * 60 * 60);

/// Whether an error answer may have a member of this name (RFC 6749 section 5.2).
fn of_an_error(name: &str) -> bool {
    matches!(name, "error" | "error_description" | "error_uri" | "message")
}

/// A server's words without our secrets, some of which it may repeat.
pub(crate) type Unsaid<'a> = &'a dyn Fn(&str) -> String;

/// Reads the members that are wanted from a good answer.
///
/// # Errors
///
/// An `error` is an error whatever the status; a token in an answer that is not 2xx is never used.
pub(crate) fn read<'a>(
    response: &'a Response<Bytes>,
    wanted: Wanted<'_>,
    errors: &[(Text, Text)],
    unsaid: Unsaid<'_>,
    now: SystemTime,
) -> Result<Members<'a>, Error> {
    let status = response.status();
    let failed = |error: Error| Err(error.with_status(status.as_u16()));
    if status == StatusCode::TOO_MANY_REQUESTS {
        let wait = retry_after(response, now);
        let error = Error::new(Reason::RateLimited, "the server asks to wait");
        return failed(error.with_retry_after(wait));
    }
    if status.is_server_error() || status == StatusCode::REQUEST_TIMEOUT {
        let wait = retry_after(response, now);
        let error = Error::new(Reason::ServerUnavailable, "the server can't answer now");
        return failed(error.with_retry_after(wait).advice("try again later"));
    }
    if status.is_redirection() {
        let message = "the server answered with a redirect, which is never followed";
        return failed(Error::new(Reason::RedirectRefused, message));
    }
    if !status.is_success() {
        return failed(refusal(response.body(), errors, unsaid));
    }
    let mut members =
        Members::from_json(response.body(), &|name| wanted(name) || of_an_error(name))?;
    match verdict(&mut members, errors, unsaid) {
        Some(_) if members.take("access_token").is_some() => {
            let message = "the answer holds an error and an access token at once";
            failed(Error::new(Reason::AmbiguousAnswer, message))
        }
        Some(error) => failed(error),
        None => Ok(members),
    }
}

/// The error that an answer of 4xx tells of.
fn refusal(body: &[u8], errors: &[(Text, Text)], unsaid: Unsaid<'_>) -> Error {
    let Ok(mut members) = Members::from_json(body, &of_an_error) else {
        return unrecognised(&unsaid(&String::from_utf8_lossy(body)));
    };
    verdict(&mut members, errors, unsaid).unwrap_or_else(|| {
        let message = members.take("message");
        unrecognised(&unsaid(message.as_ref().and_then(Member::as_str).unwrap_or_default()))
    })
}

/// The error that an answer names, if it names one. A code of the provider's own has the meaning that
/// its file gives it.
fn verdict(
    members: &mut Members<'_>,
    errors: &[(Text, Text)],
    unsaid: Unsaid<'_>,
) -> Option<Error> {
    let error = members.take("error").filter(|error| error.as_str() != Some(""))?;
    let [description, uri] = ["error_description", "error_uri"].map(|name| members.take(name));
    let [description, uri] = [&description, &uri].map(|text| text.as_ref()?.as_str().map(unsaid));
    match &error {
        Member::Text(code) => {
            let known = errors.iter().find(|(own, _)| own == code);
            let reason = reason_for(known.map_or(code, |(_, means)| means));
            Some(Error::from_server(reason, &unsaid(code), description.as_deref(), uri.as_deref()))
        }
        Member::Other(error) => {
            let message = error.get("message").and_then(Value::as_str).unwrap_or_default();
            Some(unrecognised(&unsaid(message)))
        }
    }
}

/// An error in a form of the server's own: its words, as far as they can be told.
fn unrecognised(text: &str) -> Error {
    let shown = crate::protocol::error::bounded(text.trim(), 120);
    let message = if shown.is_empty() {
        "the server refused without saying why".to_owned()
    } else if text.len() > 1000 {
        format!("the server refused with {} bytes: {shown}", text.len())
    } else {
        format!("the server refused: {shown}")
    };
    Error::new(Reason::UnrecognisedErrorBody, message)
}

/// What an error code of OAuth means (RFC 6749 sections 4.1.2.1 and 5.2).
pub(crate) fn reason_for(code: &str) -> Reason {
    match code {
        "invalid_grant" => Reason::InvalidGrant,
        "invalid_client" => Reason::InvalidClient,
        "invalid_request"
        | "unauthorized_client"
        | "unsupported_grant_type"
        | "unsupported_response_type"
        | "invalid_scope" => Reason::InvalidRequest,
        "access_denied" => Reason::AccessDenied,
        "server_error" | "temporarily_unavailable" => Reason::ServerUnavailable,
        _ => Reason::ServerError,
    }
}

/// How long the server asks to wait (RFC 9110 section 10.2.3): seconds or a date. What is neither
/// is ignored; what is very long is cut to a day.
pub(crate) fn retry_after(response: &Response<Bytes>, now: SystemTime) -> Option<Duration> {
    let mut values = response.headers().get_all(RETRY_AFTER).iter();
    let text = values.next()?.to_str().ok()?.trim();
    if values.next().is_some() {
        return None;
    }
    let wait = if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        Duration::from_secs(text.parse().unwrap_or(u64::MAX))
    } else {
        let date = httpdate::parse_http_date(text).ok()?;
        date.duration_since(now).unwrap_or(Duration::ZERO)
    };
    Some(wait.min(LONGEST_WAIT))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_error_code_of_oauth_has_its_reason() {
        let request = [
            "invalid_request",
            "unauthorized_client",
            "unsupported_grant_type",
            "unsupported_response_type",
            "invalid_scope",
        ];
        for code in request {
            assert_eq!(reason_for(code), Reason::InvalidRequest, "{code}");
        }
        assert_eq!(reason_for("invalid_grant"), Reason::InvalidGrant);
        assert_eq!(reason_for("invalid_client"), Reason::InvalidClient);
        assert_eq!(reason_for("access_denied"), Reason::AccessDenied);
        assert_eq!(reason_for("server_error"), Reason::ServerUnavailable);
        assert_eq!(reason_for("temporarily_unavailable"), Reason::ServerUnavailable);
        assert_eq!(reason_for("a_code_of_the_servers_own"), Reason::ServerError);
    }

    #[test]
    fn a_redirect_is_refused_and_what_it_holds_is_not_read() {
        let body = Bytes::from_static(br#"{"access_token":"t","token_type":"Bearer"}"#);
        let answer = Response::builder().status(307).body(body).unwrap();
        let wanted = |name: &str| name == "access_token";
        let now = SystemTime::UNIX_EPOCH;
        let Err(error) = read(&answer, &wanted, &[], &str::to_owned, now) else {
            panic!("it was read");
        };
        assert_eq!((error.reason(), error.status()), (Reason::RedirectRefused, Some(307)));
    }

    #[test]
    fn who_asks_to_wait_in_two_ways_asks_for_nothing() {
        let wait = |texts: &[&str]| {
            let answer = texts
                .iter()
                .fold(Response::builder(), |answer, text| answer.header(RETRY_AFTER, *text));
            retry_after(&answer.body(Bytes::new()).unwrap(), SystemTime::UNIX_EPOCH)
        };
        assert_eq!(wait(&["7"]), Some(Duration::from_secs(7)));
        assert_eq!(wait(&["7", "9"]), None);
        assert_eq!(wait(&[]), None);
    }

    #[test]
    fn a_refusal_of_more_than_a_thousand_bytes_says_how_many() {
        let said = |length: usize| unrecognised(&"x".repeat(length)).to_string();
        let shown = "x".repeat(120);
        assert_eq!(said(3), "the server refused: xxx");
        assert_eq!(said(1000), format!("the server refused: {shown}..."));
        assert_eq!(said(1001), format!("the server refused with 1001 bytes: {shown}..."));
    }
}
