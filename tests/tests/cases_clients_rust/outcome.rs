//! What a request must be, and what must come of its answer.

use bytes::Bytes;
use http::Request;
use serde_json::Value;
use spotify_flow::{Error, ErrorKind, Reason};
use spotify_flow_tests::cases::{Answer, Facts, assert_is, passes, value_of};

/// The answer that a case gives; none is a connection that fails.
pub(crate) fn answer(response: Facts) -> Answer {
    let mut response = response;
    let Some(status) = response.number("status") else { return Answer::Nothing };
    let mut answer = Answer::bare(status as u16, &response.text("body").unwrap_or_default());
    for (name, value) in response.facts("headers").into_texts() {
        answer = answer.header(&name, &value);
    }
    response.finish();
    answer
}

/// Fails unless a request is what a case expects.
pub(crate) fn check_request(mut expected: Facts, request: &Request<Bytes>) {
    assert_eq!(request.method(), expected.text("method").unwrap().as_str());
    assert_eq!(request.uri().path(), expected.text("path").unwrap());
    for (name, value) in expected.facts("headers").into_texts() {
        assert_eq!(request.headers()[&name], value, "{name}");
    }
    let body = std::str::from_utf8(request.body()).unwrap();
    for (name, value) in expected.facts("form").into_texts() {
        assert_eq!(value_of(body, &name), Some(value), "{name}");
    }
    for name in expected.texts("form_absent").unwrap_or_default() {
        assert_eq!(value_of(body, &name), None, "{name}");
    }
    expected.finish();
}

/// Fails unless an error is what a case expects.
pub(crate) fn check_error(expect: &mut Facts, error: &Error) {
    assert_is(error, &expect.text("class").unwrap());
    let said = format!("{error} {error:?}");
    if let Some(code) = expect.text("error") {
        assert_eq!(error.code(), Some(code.as_str()));
    }
    if let Some(description) = expect.text("error_description") {
        assert_eq!(error.description(), Some(description.as_str()));
    }
    if let Some(uri) = expect.take("error_uri") {
        assert_eq!(error.uri(), uri.as_str());
    }
    if let Some(status) = expect.number("status") {
        assert_eq!(error.status(), Some(status as u16));
    }
    if let Some(retryable) = expect.take("retryable") {
        assert_eq!(passes(error), retryable.as_bool().unwrap());
    }
    if let Some(seconds) = expect.number("retry_after_seconds") {
        assert_eq!(error.retry_after().unwrap().as_secs_f64(), seconds);
    }
    if let Some(capped) = expect.text("retry_after") {
        assert_eq!(capped, "capped (24 h in huskarl)");
        assert_eq!(error.retry_after().unwrap().as_secs(), 24 * 3600);
    }
    if let Some(meaning) = expect.text("meaning") {
        assert_eq!(error.kind(), kind_of(&meaning));
    }
    for secret in expect.texts("debug_must_not_contain").unwrap_or_default() {
        assert!(!said.contains(&secret), "{said}");
    }
    check_words(expect, error, &error.to_string());
}

/// Who has to do something, in the words of a case.
fn kind_of(meaning: &str) -> ErrorKind {
    match meaning {
        "credential dead" => ErrorKind::ConsentRequired,
        "request at fault" | "client auth" | "client not allowed" => ErrorKind::Configuration,
        "extension kept verbatim" => ErrorKind::Rejected,
        unknown => panic!("nobody knows the meaning {unknown}"),
    }
}

/// What a message must say. Its words are ours, its facts are theirs.
fn check_words(expect: &mut Facts, error: &Error, said: &str) {
    let holds = |fact: &str| assert!(said.contains(fact), "`{said}` lacks `{fact}`");
    if expect.text("display").is_some() {
        let status = error.status().map(|status| status.to_string());
        [error.code(), error.description(), status.as_deref()]
            .into_iter()
            .flatten()
            .for_each(holds);
    }
    if let Some(length) = expect.number("display_max_len") {
        assert!(said.len() as f64 <= length, "{said}");
    }
    if let Some(length) = expect.number("display_mentions_length") {
        holds(&length.to_string());
    }
    if expect.take("body_preview_bounded") == Some(Value::Bool(true)) {
        assert!(said.len() <= 400, "{said}");
    }
    expect.text("message").iter().for_each(|text| holds(text));
    expect.text("param").iter().for_each(|name| holds(&format!("`{name}`")));
    // The type that is not understood.
    expect.text("token_type").iter().for_each(|name| holds(&format!("`{name}`")));
    if let Some(member) = expect.text("missing") {
        assert_eq!((member.as_str(), error.reason()), ("access_token", Reason::AccessTokenMissing));
    }
    // Where JSON ends is told by line and column; a member by its name.
    match (expect.text("json_path").as_deref(), expect.number("line")) {
        (Some(".") | None, Some(line)) => {
            holds(&format!("line {line}, column {}", expect.number("column").unwrap()));
        }
        (Some(member), None) => holds(&format!("`{member}`")),
        other => assert_eq!(other, (None, None)),
    }
}
