//! What comes back through the browser.

use spotify_flow::{Error, Machine, Reason};
use spotify_flow_tests::cases::{Case, Client, assert_is, value_of};
use url::Url;

/// A callback, received by the client that its case tells of; where it tells nothing, by the one
/// that the callback was meant for.
fn receive(case: &mut Case) -> Result<Machine, Error> {
    let callback = case.given.text("url").unwrap();
    let url = Url::parse(&callback).unwrap();
    let mut context = case.given.facts("context");
    let told = context.text("redirect_uri");
    let mut client = match &told {
        // An answer in the fragment that nobody's context speaks of is an implicit one's.
        None if url.fragment().is_some() => Client::implicit(),
        _ => Client::code(),
    };
    client.redirect_uri = told.or_else(|| callback.split(['?', '#']).next().map(str::to_owned));
    let issuer = context.text("expected_issuer");
    if let Some(supported) = context.take("iss_supported") {
        assert_eq!(supported, issuer.is_some());
    }
    // Where no context tells, what the vector reads from the callback is what was to be there.
    let state = context.text("expected_state").or_else(|| case.expect.text("state")).unwrap();
    context.finish();
    let issuer = issuer.or_else(|| case.expect.text("iss"));
    client.with_issuer(issuer.as_deref()).receive(&state, &callback)
}

pub(crate) fn accepted(case: &mut Case) {
    let received = receive(case);
    if let Some(code) = case.expect.text("error") {
        let error = received.unwrap_err();
        assert_eq!(error.code(), Some(code.as_str()));
    } else if let Some(kind) = case.expect.text("token_type") {
        case.expect.leave(&["access_token", "expires_in"]);
        assert_eq!(kind, "example", "the only one; it must not be used (RFC 6749 section 7.1)");
        assert_eq!(received.unwrap_err().reason(), Reason::TokenTypeUnsupported);
    } else {
        let request = Client::exchange_request(&mut received.unwrap());
        let body = std::str::from_utf8(request.body()).unwrap();
        assert_eq!(value_of(body, "code"), case.expect.text("code"));
    }
}

pub(crate) fn refused(case: &mut Case) {
    let error = receive(case).unwrap_err();
    assert_is(&error, &case.expect.text("error").unwrap());
    // Receiving has no wire to send anything over.
    assert_eq!(case.expect.number("network_calls_after"), Some(0.0));
}
