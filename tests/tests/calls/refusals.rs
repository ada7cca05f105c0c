//! What an API says when it refuses, in whatever form: all bundled providers', and the standards'.

use serde_json::{Value, json};
use spotify_flow::bytes::Bytes;
use spotify_flow::http::Response;
use spotify_flow::{Error, ErrorKind, Reason};

use crate::script::{Script, answer, token_of};

/// The form of an answer, the words in it, and its code.
fn forms() -> Vec<(&'static str, Value, &'static str, Option<&'static str>)> {
    vec![
        ("Spotify", json!({ "error": { "status": 404, "message": "No album" } }), "No album", None),
        (
            "GitHub",
            json!({ "message": "Not Found", "documentation_url": "https://x" }),
            "Not Found",
            None,
        ),
        (
            "Discord",
            json!({ "message": "Missing Access", "code": 50001 }),
            "Missing Access",
            Some("50001"),
        ),
        (
            "Notion",
            json!({ "object": "error", "status": 400, "code": "missing_version", "message": "No version" }),
            "No version",
            Some("missing_version"),
        ),
        ("Zoom", json!({ "code": 4711, "message": "No scopes" }), "No scopes", Some("4711")),
        ("GitLab", json!({ "message": "404 Project Not Found" }), "404 Project Not Found", None),
        ("Reddit", json!({ "message": "Forbidden here", "error": 403 }), "Forbidden here", None),
        (
            "Dropbox",
            json!({ "error_summary": "path/not_found/..", "error": { ".tag": "path" } }),
            "path/not_found/..",
            None,
        ),
        (
            "Salesforce",
            json!([{ "message": "Session expired", "errorCode": "INVALID_SESSION_ID" }]),
            "Session expired",
            Some("INVALID_SESSION_ID"),
        ),
        (
            "Twitch",
            json!({ "error": "Not Found", "status": 404, "message": "No such user" }),
            "No such user",
            Some("Not Found"),
        ),
        (
            "Google",
            json!({ "error": { "code": 404, "status": "NOT_FOUND", "message": "No file", "errors": [{ "reason": "notFound" }] } }),
            "No file",
            Some("notFound"),
        ),
        (
            "Microsoft",
            json!({ "error": { "code": "itemNotFound", "message": "No item" } }),
            "No item",
            Some("itemNotFound"),
        ),
        (
            "Slack",
            json!({ "ok": false, "error": "channel_not_found" }),
            "channel_not_found",
            Some("channel_not_found"),
        ),
        (
            "RFC 6750",
            json!({ "error": "invalid_request", "error_description": "The field x" }),
            "The field x",
            Some("invalid_request"),
        ),
        (
            "problem+json",
            json!({ "title": "Out", "detail": "Out of credit" }),
            "Out of credit",
            None,
        ),
        ("a title alone", json!({ "title": "Out of stock" }), "Out of stock", None),
        (
            "JSON:API",
            json!({ "errors": [{ "code": "x1", "detail": "Too short" }] }),
            "Too short",
            Some("x1"),
        ),
        ("a list of texts", json!(["First", "Second"]), "First", None),
        ("a text", json!("Only this"), "Only this", None),
    ]
}

async fn error(answer: Response<Bytes>) -> Error {
    let response = Script::always(answer).listener().get("/v1/x").await.unwrap();
    response.error_for_status().unwrap_err()
}

#[tokio::test]
async fn a_refusal_is_told_in_the_apis_words_whatever_form_they_have() {
    for (form, body, words, code) in forms() {
        let error = error(answer(404, body.to_string())).await;
        let expected = format!("the API refused the call: {words} (HTTP 404)");
        assert_eq!(error.to_string(), expected, "{form}");
        assert_eq!((error.code(), error.status()), (code, Some(404)), "{form}");
    }
    let plain = error(answer(404, "\n nothing is here\n")).await.to_string();
    assert_eq!(plain, "the API refused the call: nothing is here (HTTP 404)");
}

#[tokio::test]
async fn a_page_is_never_quoted() {
    for status in [403, 404, 500, 503] {
        for page in
            ["<!DOCTYPE html><html><body>Sorry</body></html>", " <html>Sorry", "<HTML><p>Sorry"]
        {
            let text = error(answer(status, page)).await.to_string();
            assert!(text.contains("with an HTML page") && !text.contains("Sorry"), "{text}");
        }
    }
}

#[tokio::test]
async fn what_an_api_does_not_say_is_not_said() {
    for body in ["", "{}", "null", "{\"access_token\":\"x\"}", "{\"broken"] {
        let text = error(answer(404, body)).await.to_string();
        assert_eq!(text, "the API refused the call (HTTP 404)", "{body}");
        let text = error(answer(400, body)).await.to_string();
        assert!(!text.contains("words"), "{text}");
    }
}

#[tokio::test]
async fn a_token_that_is_repeated_is_not_told_in_any_form() {
    for (form, body, words, _) in forms() {
        let body = body.to_string().replace(words, "TOKEN");
        let script = Script::new(move |_, request| {
            answer(404, body.replace("TOKEN", &format!("who is {}", token_of(request))))
        });
        let response = script.listener().get("/v1/x").await.unwrap();
        let error = response.error_for_status().unwrap_err();
        let told = format!("{error} {error:?} {:?}", error.code());
        assert!(told.contains("[redacted]") && !told.contains("access-token"), "{form}: {told}");
    }
}

#[tokio::test]
async fn a_challenge_that_asks_for_a_scope_names_it_and_renews_nothing() {
    let challenge = r#"Basic realm="x", Bearer error="insufficient_scope", scope="mail calendar""#;
    for (status, header, body) in [
        (403, challenge, ""),
        (401, challenge, ""),
        (403, "", r#"{"error":"insufficient_scope","scope":"mail calendar"}"#),
        (401, "", r#"{"error":"insufficient_scope","scope":"mail calendar"}"#),
    ] {
        let mut answer = answer(status, body);
        answer.headers_mut().insert("www-authenticate", header.parse().unwrap());
        let script = Script::always(answer);
        let response = script.listener().get("/v1/x").await.unwrap();
        let error = response.error_for_status().unwrap_err();
        assert_eq!(
            (error.kind(), error.reason()),
            (ErrorKind::Configuration, Reason::InsufficientScope)
        );
        assert!(error.to_string().contains("`mail`, `calendar`"), "{error}");
        assert_eq!(error.code(), Some("insufficient_scope"));
        assert_eq!((script.calls().len(), script.token_requests().len()), (1, 1), "{status}");
    }
}

#[tokio::test]
async fn what_looks_like_a_challenge_is_none() {
    let challenge = r#"Bearer realm="insufficient_scope", Other error="insufficient_scope""#;
    let mut answer = answer(401, "insufficient_scope is not it");
    answer.headers_mut().insert("www-authenticate", challenge.parse().unwrap());
    let script = Script::always(answer);
    let error = script.listener().get("/v1/x").await.unwrap().error_for_status().unwrap_err();
    assert_eq!(error.reason(), Reason::NewTokenRefused);
    assert_eq!(script.token_requests().len(), 2, "it was renewed");
}

#[tokio::test]
async fn a_challenge_speaks_where_the_body_does_not() {
    let challenge = r#"Bearer error="invalid_request", error_description="no \"x\" there""#;
    let mut answer = answer(400, "");
    answer.headers_mut().insert("www-authenticate", challenge.parse().unwrap());
    let error = error(answer).await;
    assert!(error.to_string().contains("no \"x\" there"), "{error}");
    assert_eq!(error.code(), Some("invalid_request"));
}
