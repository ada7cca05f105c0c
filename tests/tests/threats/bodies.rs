//! Answers whose body is too much, or is not what it seems.

use std::io::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, SystemTime};

use serde_json::{Value, json};
use spotify_flow::{Error, ErrorKind, Reason, Token};

use crate::server::{Server, TOKEN, ask, http, ok, session, text};

/// What a token answer of this body comes to.
async fn read(body: &str) -> Result<Token, Error> {
    ask(&Server::sends(ok(body)).await).await
}

/// Why a token answer of this body is refused.
async fn reason(body: &str) -> Reason {
    read(body).await.map(|_| panic!("{body} was taken")).unwrap_or_else(|error| error.reason())
}

/// A token answer in which a member is this.
fn with(name: &str, value: Value) -> String {
    let mut answer: Value = serde_json::from_str(TOKEN).unwrap();
    answer[name] = value;
    answer.to_string()
}

#[tokio::test]
async fn t_017_an_endless_body_is_cut_at_one_mebibyte() {
    let heads = [
        ("content-length: 10000000000\r\n", "."),
        ("connection: close\r\n", "."),
        ("transfer-encoding: chunked\r\n", "1000\r\n"),
    ];
    for (head, chunk) in heads {
        let sent = Arc::new(AtomicUsize::new(0));
        let counted = sent.clone();
        let server = Server::start(move |_, mut connection| {
            let sent = counted.clone();
            async move {
                connection.request().await;
                connection.send(format!("HTTP/1.1 200 OK\r\n{head}\r\n").as_bytes()).await;
                let mut piece = chunk.as_bytes().to_vec();
                piece.resize(chunk.len() + 4096, b' ');
                piece.extend(if chunk == "." { "" } else { "\r\n" }.bytes());
                while connection.send(&piece).await {
                    sent.fetch_add(piece.len(), Ordering::Relaxed);
                }
            }
        })
        .await;
        assert_eq!(ask(&server).await.unwrap_err().reason(), Reason::BodyTooLarge, "{head}");
        // More than is read is only what the system's buffers hold.
        assert!(sent.load(Ordering::Relaxed) < 16 << 20, "{head}");
    }
    let (fits, over) = ((1 << 20) - TOKEN.len(), (1 << 20) - TOKEN.len() + 1);
    assert!(read(&format!("{TOKEN}{}", " ".repeat(fits))).await.is_ok());
    assert_eq!(reason(&format!("{TOKEN}{}", " ".repeat(over))).await, Reason::BodyTooLarge);
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[tokio::test]
async fn t_018_a_compressed_answer_is_not_unpacked() {
    let bomb = gzip(&gzip(&vec![b' '; 16 << 20]));
    let answers = [("gzip", gzip(TOKEN.as_bytes())), ("gzip, gzip", bomb), ("br", vec![0x0b; 64])];
    for (encoding, body) in answers {
        let head = format!("HTTP/1.1 200 OK\r\ncontent-encoding: {encoding}\r\n");
        let mut answer = format!("{head}content-length: {}\r\n\r\n", body.len()).into_bytes();
        answer.extend(body);
        let server = Server::sends(answer).await;
        let error = ask(&server).await.unwrap_err();
        assert_eq!(error.reason(), Reason::Packed, "{encoding}");
        assert!(error.to_string().contains(&format!("packed with {encoding}")), "{error}");
        let request = server.requests().remove(0).to_lowercase();
        assert!(request.contains("accept-encoding: identity"), "nobody asked for it: {request}");
    }
}

#[tokio::test]
async fn t_026_a_token_is_read_from_json_alone_whatever_the_content_type_says() {
    let utf16: Vec<u8> = TOKEN.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let bodies: [&[u8]; 7] = [
        b"<html>{\"access_token\":\"evil\"}</html>",
        b"access_token=evil&token_type=Bearer",
        b"\"access_token\"",
        &utf16,
        b"\xef\xbb\xbf{\"access_token\":\"evil\",\"token_type\":\"Bearer\"}",
        b"{\"access_token\":\"ev\xff\xfeil\",\"token_type\":\"Bearer\"}",
        b")]}'\n{\"access_token\":\"evil\",\"token_type\":\"Bearer\"}",
    ];
    let kinds = [
        "application/json",
        "text/html",
        "application/x-www-form-urlencoded",
        "application/json; charset=utf-16",
    ];
    for kind in kinds {
        let head = format!("content-type: {kind}\r\n");
        for body in bodies {
            let mut answer = format!("HTTP/1.1 200 OK\r\n{head}\r\n").into_bytes();
            answer.extend_from_slice(body);
            let error = ask(&Server::sends(answer).await).await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Protocol, "{error}");
            assert!(!error.to_string().contains("evil"), "{error}");
        }
        let json = Server::sends(http("200 OK", &head, TOKEN)).await;
        assert_eq!(text(&ask(&json).await.unwrap()), "good", "{kind}");
    }
    assert_eq!(text(&ask(&Server::sends(http("200 OK", "", TOKEN)).await).await.unwrap()), "good");
}

#[tokio::test]
async fn t_027_a_token_of_an_answer_that_is_no_success_is_never_used() {
    let error = r#"{"error":"invalid_grant"}"#;
    let both = r#"{"error":"invalid_grant","access_token":"evil","token_type":"Bearer"}"#;
    let answers = [
        ("200 OK", error, Reason::InvalidGrant),
        ("200 OK", both, Reason::AmbiguousAnswer),
        ("204 No Content", "", Reason::EmptyBody),
        ("206 Partial Content", TOKEN.trim_end_matches('}'), Reason::NotJson),
        ("304 Not Modified", "", Reason::RedirectRefused),
        ("400 Bad Request", TOKEN, Reason::UnrecognisedErrorBody),
        ("400 Bad Request", both, Reason::InvalidGrant),
        ("401 Unauthorized", TOKEN, Reason::UnrecognisedErrorBody),
        ("429 Too Many Requests", TOKEN, Reason::RateLimited),
        ("500 Internal Server Error", TOKEN, Reason::ServerUnavailable),
        ("503 Service Unavailable", error, Reason::ServerUnavailable),
        ("999 Whatever", TOKEN, Reason::UnrecognisedErrorBody),
    ];
    for (status, body, expected) in answers {
        let server = Server::sends(http(status, "content-type: application/json\r\n", body)).await;
        let said = ask(&server).await.unwrap_err();
        assert_eq!(said.reason(), expected, "{status} {body}");
        assert!(!said.to_string().contains("evil"), "{said}");
    }
}

#[tokio::test]
async fn t_028_json_that_is_made_to_break_its_reader_is_refused_or_skipped() {
    let deep = "[".repeat(100_000);
    assert_eq!(reason(&deep).await, Reason::NotJson);
    assert_eq!(reason(&format!("{{\"access_token\":{deep}")).await, Reason::NotJson);
    let closed = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let asked_for = reason(&format!("{{\"access_token\":{closed}}}")).await;
    assert_eq!(asked_for, Reason::NotJson, "what is wanted may be nested a little");
    let skipped = TOKEN.replacen('{', &format!("{{\"nobody\":{closed},"), 1);
    assert_eq!(text(&read(&skipped).await.unwrap()), "good");
    let crowd: String = (0..70_000).map(|n| format!("\"{n}\":{n},")).collect();
    let crowded = TOKEN.replacen('{', &format!("{{{crowd}"), 1);
    assert_eq!(text(&read(&crowded).await.unwrap()), "good");
    for twice in
        [r#""access_token":"evil""#, r#""access\u005ftoken":"evil""#, r#""scope":"a","scope":"b""#]
    {
        let body = TOKEN.replacen('{', &format!("{{{twice},"), 1);
        assert_eq!(reason(&body).await, Reason::DuplicateMember, "{twice}");
    }
    assert_eq!(reason(&format!("{TOKEN}{TOKEN}")).await, Reason::NotJson);
}

#[tokio::test]
async fn t_029_a_token_of_an_unknown_type_is_refused() {
    for kind in ["mac", "N_A", "DPoP", "Bearer DPoP", "Bearer\u{0}", "bearer ", "\u{ff22}earer"] {
        assert_eq!(reason(&with("token_type", json!(kind))).await, Reason::TokenTypeUnsupported);
    }
    for kind in ["Bearer", "bEARER", "BEARER"] {
        assert!(read(&with("token_type", json!(kind))).await.is_ok(), "{kind}");
    }
}

#[tokio::test]
async fn t_030_no_lifetime_makes_a_token_live_for_ever_or_breaks_the_clock() {
    let ten_years = 10 * 365 * 24 * 3600;
    let lives = [
        ("0", Some(0)),
        ("1e1", Some(10)),
        ("59.9", Some(59)),
        ("\"3600\"", Some(3600)),
        ("9223372036854775807", Some(ten_years)),
        ("18446744073709551616", Some(ten_years)),
        ("1e300", Some(ten_years)),
        ("null", None),
    ];
    for (text, life) in lives {
        let (body, before) = (TOKEN.replace("3600", text), SystemTime::now());
        let token = read(&body).await.unwrap();
        let lasts = token.access_token().unwrap().expires_at().map(|end| {
            end.duration_since(before).unwrap().saturating_sub(Duration::from_secs(life.unwrap()))
        });
        assert_eq!(lasts.is_some(), life.is_some(), "{text}");
        assert!(lasts.is_none_or(|late| late < Duration::from_secs(20)), "{text}: {lasts:?}");
    }
    for text in
        ["-1", "-0.5", "\"\"", "\"-1\"", "\"1e9\"", "\"NaN\"", "\"inf\"", "true", "[]", "{}"]
    {
        assert_eq!(reason(&TOKEN.replace("3600", text)).await, Reason::InvalidExpiresIn, "{text}");
    }
    assert_eq!(reason(&TOKEN.replace("3600", "1e999")).await, Reason::NotJson);
}

#[tokio::test]
async fn t_031_a_member_of_the_wrong_type_is_an_error_with_a_name() {
    let wrong = [json!(true), json!(7), json!(1.5), json!([]), json!(["a"]), json!({"a": 1})];
    for name in ["access_token", "token_type", "refresh_token", "scope"] {
        for value in &wrong {
            assert_eq!(reason(&with(name, value.clone())).await, Reason::WrongType, "{name}");
        }
    }
    assert_eq!(reason(&with("access_token", Value::Null)).await, Reason::AccessTokenMissing);
    for name in ["token_type", "refresh_token", "scope"] {
        assert!(read(&with(name, Value::Null)).await.is_ok(), "{name}");
    }
    for value in &wrong {
        let said = json!({"error": value, "error_description": value, "error_uri": value});
        let server = Server::sends(http("400 Bad Request", "", &said.to_string())).await;
        assert_eq!(ask(&server).await.unwrap_err().reason(), Reason::UnrecognisedErrorBody);
    }
}

#[tokio::test]
async fn t_033_scopes_that_are_not_those_asked_for_are_told() {
    let answers = [
        (json!("a"), vec!["a"]),
        (json!("a b c"), vec!["a", "b", "c"]),
        (json!("A b"), vec!["A", "b"]),
        (json!(""), vec![]),
        (Value::Null, vec!["a", "b"]),
    ];
    for (scope, granted) in answers {
        let server = Server::sends(ok(&with("scope", scope.clone()))).await;
        let session = session(&server);
        session.token().await.unwrap();
        assert_eq!(session.scopes(), granted, "{scope}");
        // Whoever must know whether the server said so, can.
        assert_eq!(session.token_snapshot().scopes().is_some(), !scope.is_null());
    }
}
