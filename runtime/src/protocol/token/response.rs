//! An answer of the back channel: a verdict, a hiccup, or what was asked for.

use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::header::{CONTENT_ENCODING, RETRY_AFTER};
use http::{Response, StatusCode};

pub(crate) use super::members::Members;
use super::members::Wanted;
use super::redirect;
use super::refusal::{self, Refused, Unsaid};
use crate::protocol::error::bounded;
use crate::protocol::flow_def::ProviderDef;
use crate::{Error, Reason};

/// The longest wait that a server is believed to mean.
const LONGEST_WAIT: Duration = Duration::from_secs(24 * 60 * 60);

/// Reads the members that are wanted from a good answer.
///
/// # Errors
///
/// An `error` is an error whatever the status; a token in an answer that is not 2xx is never used.
/// What the server asks to wait counts with each of them.
pub(crate) fn read<'a>(
    response: &'a Response<Bytes>,
    wanted: Wanted<'_>,
    provider: &ProviderDef,
    unsaid: Unsaid<'_>,
    now: SystemTime,
) -> Result<Members<'a>, Error> {
    let packed = packed(response);
    // What can't be read says nothing.
    let body = if packed.is_some() { &[] } else { response.body().as_ref() };
    let status = response.status();
    let refused = Refused::new(body, status, provider, unsaid);
    let read = match (status.is_success(), packed) {
        (true, None) => success(response, wanted, &refused),
        (true, Some(packed)) => Err(packed),
        (false, _) if status.is_redirection() => {
            Err(redirect::refused(response, unsaid).with_status(status.as_u16()))
        }
        (false, packed) => Err(failure(status, packed, &refused).with_status(status.as_u16())),
    };
    read.map_err(|error| match retry_after(response, now) {
        Some(wait) => error.with_retry_after(Some(wait)),
        None => error,
    })
}

/// What a success holds, unless it is an error all the same.
fn success<'a>(
    response: &'a Response<Bytes>,
    wanted: Wanted<'_>,
    refused: &Refused<'_>,
) -> Result<Members<'a>, Error> {
    let read =
        Members::from_json(response.body(), &|name| wanted(name) || refusal::is_of_an_error(name));
    if read.as_ref().is_ok_and(|members| !members.is_error() && !refused.is_in_disguise()) {
        return read;
    }
    let with_status = |error: Error| error.with_status(response.status().as_u16());
    match refused.verdict() {
        Some(_) if refused.holds("access_token") => {
            let message = "the answer holds an `error` and an access token at once";
            Err(with_status(Error::new(Reason::AmbiguousAnswer, message)))
        }
        Some(error) => Err(with_status(error)),
        None => read,
    }
}

/// What an answer says that is none.
fn failure(status: StatusCode, packed: Option<Error>, refused: &Refused<'_>) -> Error {
    match status.as_u16() {
        429 => Error::new(Reason::RateLimited, refused.telling("the server asks to wait")),
        // No later time changes these.
        501 | 505 => {
            let message = refused.telling("the server does not do what it is asked for");
            Error::new(Reason::NotSupported, message)
        }
        408 | 500..=599 => refused.unavailable(),
        _ => packed.unwrap_or_else(|| refused.error()),
    }
}

/// How an answer is packed, if it is (RFC 9110 section 8.4).
pub(crate) fn coding(response: &Response<Bytes>) -> Option<String> {
    let codings = response.headers().get_all(CONTENT_ENCODING).iter();
    let codings: Vec<_> = codings.map(|it| String::from_utf8_lossy(it.as_bytes())).collect();
    let coding = codings.join(", ");
    let plain = |coding: &str| {
        matches!(coding.trim(), "") || coding.trim().eq_ignore_ascii_case("identity")
    };
    (!coding.split(',').all(plain)).then_some(coding)
}

/// The error of an answer that is packed: every request asks for one that is not, for there is
/// nothing here that unpacks it.
pub(crate) fn packed(response: &Response<Bytes>) -> Option<Error> {
    let coding = bounded(&coding(response)?, 40);
    let message = format!("the answer is packed with {coding}, and was asked for as it is");
    let advice = "look for what packs it between here and the server, and for what drops \
                  `Accept-Encoding: identity` on the way there";
    Some(Error::new(Reason::Packed, message).with_advice(advice))
}

/// How long the server asks to wait (RFC 9110 section 10.2.3): seconds or a date. What is neither
/// is ignored, what is very long is cut to a day, and a wait of nothing is none, as is one that has
/// passed or is named twice: a pause of our own is then as good.
pub(crate) fn retry_after<B>(response: &Response<B>, now: SystemTime) -> Option<Duration> {
    let mut values = response.headers().get_all(RETRY_AFTER).iter();
    let text = values.next()?.to_str().ok()?.trim();
    if values.next().is_some() {
        return None;
    }
    let wait = if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        Duration::from_secs(text.parse().unwrap_or(u64::MAX))
    } else {
        let date = httpdate::parse_http_date(text).ok()?;
        date.duration_since(now).ok()?
    };
    Some(wait.min(LONGEST_WAIT)).filter(|wait| !wait.is_zero())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ErrorKind;
    use crate::protocol::machine::bare::flow;

    #[test]
    fn an_error_that_is_none_and_what_nobody_asked_for_spoil_no_success() {
        for beside in [
            r#""error":null"#,
            r#""error":false"#,
            r#""error":"""#,
            r#""other":1,"other":2"#,
            r#""error_description":"none""#,
        ] {
            let body = format!(r#"{{{beside},"access_token":"t"}}"#);
            let answer = Response::new(Bytes::from(body));
            let wanted = |name: &str| name == "access_token";
            let provider = flow(Vec::new()).provider;
            let read = read(&answer, &wanted, &provider, &str::to_owned, SystemTime::UNIX_EPOCH);
            let mut members = read.unwrap_or_else(|error| panic!("{beside}: {error}"));
            assert_eq!(members.text("access_token").unwrap().as_deref(), Some("t"));
        }
    }

    #[test]
    fn a_redirect_is_refused_and_what_it_holds_is_not_read() {
        let body = Bytes::from_static(br#"{"access_token":"t","token_type":"Bearer"}"#);
        let answer = Response::builder().status(307).body(body).unwrap();
        let wanted = |name: &str| name == "access_token";
        let now = SystemTime::UNIX_EPOCH;
        let Err(error) = read(&answer, &wanted, &flow(Vec::new()).provider, &str::to_owned, now)
        else {
            panic!("it was read");
        };
        assert_eq!((error.reason(), error.status()), (Reason::RedirectRefused, Some(307)));
    }

    #[test]
    fn a_redirect_says_where_to_and_holds_no_query() {
        let message = |location: &'static str| {
            let answer = Response::builder().status(308).header("location", location);
            let answer = answer.body(Bytes::new()).unwrap();
            let unsaid = |words: &str| words.replace("hush", "[redacted]");
            let read = read(
                &answer,
                &|_| false,
                &flow(Vec::new()).provider,
                &unsaid,
                SystemTime::UNIX_EPOCH,
            );
            read.err().unwrap().message().to_owned()
        };
        let refused = "the server answered with a redirect, which is never followed";
        for (location, to) in [
            ("https://auth.example/token?code=c#f", "https://auth.example/token"),
            ("https://user:password@auth.example:8443/token", "https://auth.example:8443/token"),
            ("/token/", "/token/"),
            ("/hush/token", "/[redacted]/token"),
        ] {
            assert_eq!(message(location), format!("{refused}: to `{to}`"));
        }
        assert_eq!(message("?code=c"), refused);
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
        assert_eq!((wait(&["0"]), wait(&["000"])), (None, None));
        assert_eq!(wait(&["Thu, 01 Jan 1970 00:00:00 GMT"]), None, "it is that now");
        assert_eq!(wait(&["7", "9"]), None);
        assert_eq!(wait(&[]), None);
    }

    #[test]
    fn an_answer_is_packed_if_any_of_its_codings_packs() {
        let coding = |texts: &[&str]| {
            let add = |answer: http::response::Builder, text: &&str| {
                answer.header(CONTENT_ENCODING, *text)
            };
            let answer = texts.iter().fold(Response::builder(), add);
            coding(&answer.body(Bytes::new()).unwrap())
        };
        for plain in [[].as_slice(), &[""], &["identity"], &["Identity", " identity "]] {
            assert_eq!(coding(plain), None, "{plain:?}");
        }
        assert_eq!(coding(&["gzip"]).as_deref(), Some("gzip"));
        assert_eq!(coding(&["identity, br"]).as_deref(), Some("identity, br"));
        assert_eq!(coding(&["identity", "zstd"]).as_deref(), Some("identity, zstd"));
    }

    #[test]
    fn a_wait_counts_whatever_the_refusal_is() {
        let error = r#"{"error":"temporarily_unavailable"}"#;
        let now = SystemTime::UNIX_EPOCH;
        for (status, body) in [
            (200, error),
            (400, error),
            (401, ""),
            (403, "<html>"),
            (404, "{}"),
            (429, ""),
            (503, ""),
        ] {
            let answer = Response::builder().status(status).header(RETRY_AFTER, "30");
            let answer = answer.body(Bytes::copy_from_slice(body.as_bytes())).unwrap();
            let Err(error) =
                read(&answer, &|_| true, &flow(Vec::new()).provider, &str::to_owned, now)
            else {
                panic!("{status} {body} was taken");
            };
            assert_eq!(error.retry_after(), Some(Duration::from_secs(30)), "{status} {body}");
        }
    }

    #[test]
    fn what_no_later_time_changes_does_not_pass() {
        let now = SystemTime::UNIX_EPOCH;
        for (status, passes) in [(500, true), (501, false), (502, true), (505, false), (507, true)]
        {
            let body = Bytes::from_static(br#"{"message":"no","error":"invalid_grant"}"#);
            let answer = Response::builder().status(status).body(body).unwrap();
            let Err(error) =
                read(&answer, &|_| true, &flow(Vec::new()).provider, &str::to_owned, now)
            else {
                panic!("{status} was taken");
            };
            let kind = if passes { ErrorKind::Transient } else { ErrorKind::Rejected };
            assert_eq!((error.kind(), error.to_string().contains("no")), (kind, true), "{status}");
        }
    }
}
