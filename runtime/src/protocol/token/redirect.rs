//! A redirect of the back channel, which is told and never followed.

use bytes::Bytes;
use http::Response;
use http::header::LOCATION;
use url::Url;

use crate::protocol::error::bounded;
use crate::{Error, Reason};

/// Says where a server wanted to send the request: it is often all that is wrong with an endpoint, a
/// slash, a scheme, another host.
pub(super) fn refused(response: &Response<Bytes>, unsaid: &dyn Fn(&str) -> String) -> Error {
    let target = response.headers().get(LOCATION).and_then(|value| value.to_str().ok());
    let message = "the server answered with a redirect, which is never followed";
    let Some(target) = target.map(place).filter(|target| !target.is_empty()) else {
        return Error::new(Reason::RedirectRefused, message);
    };
    let shown = bounded(&unsaid(&target), 200);
    Error::new(Reason::RedirectRefused, format!("{message}: to `{shown}`")).with_advice(
        "if that is the provider's own address, write it into the provider's file as the endpoint",
    )
}

/// Scheme, host and path; a query may hold what was sent.
fn place(target: &str) -> String {
    let end = target.find(['?', '#']).unwrap_or(target.len());
    let target = target.get(..end).unwrap_or_default();
    let Ok(mut url) = Url::parse(target) else { return target.to_owned() };
    // A URL that can't have user info has none.
    let _ = (url.set_username(""), url.set_password(None));
    url.into()
}
