//! Headers that a call may not set.

use http::HeaderName;
use http::header::{
    AUTHORIZATION, CONNECTION, CONTENT_LENGTH, HOST, PROXY_AUTHENTICATE, PROXY_AUTHORIZATION, TE,
    TRAILER, TRANSFER_ENCODING, UPGRADE,
};

use crate::protocol::flow_def::ProviderDef;

/// Those of one connection (RFC 9110 section 7.6.1). They, and those that say where a request goes and
/// where it ends, are the transport's: another word for either is how a token comes to whom it is not
/// meant for.
const OF_A_CONNECTION: [HeaderName; 9] = [
    HOST,
    CONTENT_LENGTH,
    TRANSFER_ENCODING,
    CONNECTION,
    TE,
    TRAILER,
    UPGRADE,
    PROXY_AUTHENTICATE,
    PROXY_AUTHORIZATION,
];

/// Whose a header is, where it is not the caller's.
pub(super) fn whose(name: &HeaderName, provider: &ProviderDef) -> Option<&'static str> {
    let own = provider.api_token.as_ref();
    let old = ["keep-alive", "proxy-connection", "http2-settings"].contains(&name.as_str());
    if *name == AUTHORIZATION {
        Some("the session sets `authorization`, once")
    } else if own.is_some_and(|own| own.name.eq_ignore_ascii_case(name.as_str())) {
        Some("the session sets it: the token is sent in it")
    } else if old || OF_A_CONNECTION.contains(name) {
        Some("it says where a request goes or ends: the transport sets it")
    } else {
        None
    }
}
