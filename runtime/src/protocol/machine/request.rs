//! What leaves the machine: a request of the back channel, and a URL for the browser.

use bytes::Bytes;
use http::header::{ACCEPT, ACCEPT_ENCODING, AUTHORIZATION, CONTENT_TYPE, USER_AGENT};
use http::{HeaderValue, Method, Request, Uri};

use crate::{Error, Reason};

/// The longest URL that the browser is sent to, in bytes: so long a one all who speak HTTP should take
/// (RFC 9110 section 4.1), and the usual servers refuse one that is a little longer.
const LONGEST_URL: usize = 8000;

/// A user who was sent away with a URL that is too long sees an error page, and the app waits for ever.
pub(super) fn short_enough(url: &str) -> Result<(), Error> {
    if url.len() <= LONGEST_URL {
        return Ok(());
    }
    let length = url.len();
    let message =
        format!("the URL for the browser is {length} bytes long, of {LONGEST_URL} at most");
    Err(Error::new(Reason::UrlTooLong, message).with_advice(
        "ask for fewer scopes, or shorten the redirect URI or what else is long in it",
    ))
}

/// Parameters sent to a server (RFC 6749 section 3.2: always by POST), and how they are written.
pub(super) fn request(
    uri: Uri,
    (body, content_type): (Bytes, HeaderValue),
    authorization: Option<HeaderValue>,
) -> Request<Bytes> {
    let mut request = Request::new(body);
    (*request.method_mut(), *request.uri_mut()) = (Method::POST, uri);
    let headers = request.headers_mut();
    headers.insert(CONTENT_TYPE, content_type);
    headers.insert(ACCEPT, JSON);
    // Without it any coding would do (RFC 9110 section 12.5.3), and nothing here unpacks one.
    headers.insert(ACCEPT_ENCODING, AS_IT_IS);
    headers.insert(USER_AGENT, AGENT);
    if let Some(value) = authorization {
        headers.insert(AUTHORIZATION, value);
    }
    request
}

pub(super) const FORM: HeaderValue = HeaderValue::from_static("application/x-www-form-urlencoded");
pub(super) const JSON: HeaderValue = HeaderValue::from_static("application/json");
const AS_IT_IS: HeaderValue = HeaderValue::from_static("identity");
/// Who asks, where the app says nothing else.
pub(crate) const AGENT: HeaderValue =
    HeaderValue::from_static(concat!("spotify-flow/", env!("CARGO_PKG_VERSION")));

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_for_the_browser_is_as_long_as_servers_must_take() {
        assert!(short_enough(&"x".repeat(8000)).is_ok());
        let error = short_enough(&"x".repeat(8001)).unwrap_err();
        assert_eq!(error.reason(), Reason::UrlTooLong);
        assert!(error.to_string().contains("8001 bytes"), "{error}");
    }
}
