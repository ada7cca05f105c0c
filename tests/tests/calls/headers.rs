//! Headers that a call may set, and those that it may not.

use serde_json::json;
use spotify_flow::Reason;

use crate::script::{Script, ok};

#[tokio::test]
async fn what_says_where_a_request_goes_or_ends_is_not_the_callers() {
    let script = Script::always(ok(&json!({})));
    let session = script.listener();
    for name in [
        "Authorization",
        "Host",
        "content-length",
        "Transfer-Encoding",
        "Connection",
        "Keep-Alive",
        "TE",
        "Trailer",
        "Upgrade",
        "Proxy-Authorization",
        "Proxy-Authenticate",
        "Proxy-Connection",
        "HTTP2-Settings",
    ] {
        let error = session.get("/v1/me").header(name, "x").await.unwrap_err();
        assert_eq!(error.reason(), Reason::ValueInvalid, "{name}");
        assert!(error.to_string().contains(&format!("`{}`", name.to_lowercase())), "{error}");
    }
    assert_eq!(script.calls().len() + script.token_requests().len(), 0);
    session.get("/v1/me").header("Client-Id", "x").header("If-None-Match", "y").await.unwrap();
    let sent = script.calls().remove(0);
    assert_eq!(
        (&sent.headers()["client-id"], &sent.headers()["if-none-match"]),
        (&"x".parse().unwrap(), &"y".parse().unwrap())
    );
}

#[tokio::test]
async fn no_packed_answer_is_asked_for() {
    let script = Script::always(ok(&json!({})));
    script.listener().get("/v1/me").await.unwrap();
    assert_eq!(script.calls()[0].headers()["accept-encoding"], "identity");
}
