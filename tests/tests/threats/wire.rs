//! Servers that break HTTP, or the connection under it.

use std::collections::BTreeSet;

use spotify_flow::Reason;
use spotify_flow_tests::cases::{STATE, value_of};

use crate::server::{Server, TOKEN, ask, client, http, ok, robot, session, text};

/// A server that sends so much of an answer and then breaks off, politely or not.
async fn breaking_off(answer: Vec<u8>, rudely: bool) -> Server {
    Server::start(move |_, mut connection| {
        let answer = answer.clone();
        async move {
            connection.request().await;
            connection.send(&answer).await;
            if rudely {
                connection.stream.set_zero_linger().unwrap();
            }
        }
    })
    .await
}

#[tokio::test]
async fn t_022_an_answer_that_breaks_off_anywhere_is_no_token_and_not_asked_for_again() {
    let whole = ok(TOKEN);
    for rudely in [false, true] {
        for end in 0..whole.len() {
            let server = breaking_off(whole[..end].to_vec(), rudely).await;
            let error = ask(&server).await.unwrap_err();
            // The server may have the request: it must not be taken for one that was never sent.
            assert_eq!(error.reason(), Reason::Interrupted, "{end} bytes: {error}");
            assert_eq!(server.requests().len(), 1);
        }
    }
    let until_closed = format!("HTTP/1.1 200 OK\r\n\r\n{TOKEN}").into_bytes();
    for end in until_closed.len() - TOKEN.len()..until_closed.len() {
        let server = breaking_off(until_closed[..end].to_vec(), false).await;
        let reason = ask(&server).await.unwrap_err().reason();
        assert!([Reason::EmptyBody, Reason::NotJson].contains(&reason), "{end} bytes: {reason}");
    }
}

#[tokio::test]
async fn t_023_an_answer_that_lies_about_its_length_is_refused_and_its_connection_left() {
    let length = TOKEN.len();
    let (more, less) = (length + 1, length - 1);
    let lies = [
        (format!("content-length: {more}\r\n"), Some(Reason::Interrupted)),
        (format!("content-length: {less}\r\n"), Some(Reason::NotJson)),
        (
            format!("content-length: {length}\r\ncontent-length: {less}\r\n"),
            Some(Reason::Interrupted),
        ),
        (format!("content-length: {length}, {less}\r\n"), Some(Reason::Interrupted)),
        ("content-length: -1\r\n".to_owned(), Some(Reason::Interrupted)),
        ("content-length: 0x10\r\n".to_owned(), Some(Reason::Interrupted)),
        ("content-length: 99999999999999999999999\r\n".to_owned(), Some(Reason::Interrupted)),
        (
            format!("transfer-encoding: chunked\r\ncontent-length: {length}\r\n"),
            Some(Reason::Interrupted),
        ),
        ("transfer-encoding: chunked, identity\r\n".to_owned(), None),
    ];
    for (head, expected) in lies {
        let answer = format!("HTTP/1.1 200 OK\r\n{head}\r\n{TOKEN}").into_bytes();
        let server = Server::sends(answer).await;
        let (first, second) = (ask(&server).await, ask(&server).await);
        if let Some(expected) = expected {
            assert_eq!(first.unwrap_err().reason(), expected, "{head}");
            assert_eq!(second.unwrap_err().reason(), expected, "{head}");
        }
        assert_eq!(server.connections(), 2, "{head}");
    }
    // Where both are there, the chunks count (RFC 9112 section 6.3): nothing of the answer is left
    // for the next one, whatever the other length says.
    let head = format!("transfer-encoding: chunked\r\ncontent-length: {less}\r\n");
    let chunks = format!("HTTP/1.1 200 OK\r\n{head}\r\n{length:x}\r\n{TOKEN}\r\n0\r\n\r\n");
    let server = Server::sends_each([chunks.into_bytes(), ok(TOKEN)]).await;
    for _ in 0..2 {
        assert_eq!(text(&ask(&server).await.unwrap()), "good");
    }
}

#[tokio::test]
async fn t_024_a_head_that_is_no_http_is_an_error_and_never_a_flood() {
    let body = format!("content-length: {}\r\n\r\n{TOKEN}", TOKEN.len());
    let heads = [
        format!("HTTP/1.1 200 OK\r\n{}{body}", "x: y\r\n".repeat(100_000)),
        format!("HTTP/1.1 200 OK\r\nx: {}\r\n{body}", "y".repeat(1 << 20)),
        format!("HTTP/1.1 200 {}\r\n{body}", "OK".repeat(1 << 20)),
        format!("HTTP/1.1 200 OK\r\nx y: z\r\n{body}"),
        format!("HTTP/1.1 200 OK\r\n: z\r\n{body}"),
        format!("HTTP/1.1 200 OK\r\nx: a\u{0}b\r\n{body}"),
        format!("HTTP/1.1 20 OK\r\n{body}"),
        format!("HTTP/9.9 200 OK\r\n{body}"),
        format!("\u{0}\u{1}\u{2}{body}"),
        TOKEN.to_owned(),
    ];
    for head in heads {
        let begin: String = head.chars().take(40).collect();
        let error = ask(&Server::sends(head).await).await.unwrap_err();
        assert_eq!(error.reason(), Reason::Interrupted, "{begin:?}: {error}");
    }
    // A thousand hints, and then the answer: it may be taken, it must not be the hints that are.
    let hints = "HTTP/1.1 103 Early Hints\r\nlink: </evil>\r\n\r\n".repeat(1000);
    let server = Server::sends([hints.into_bytes(), ok(TOKEN)].concat()).await;
    assert!(ask(&server).await.is_ok_and(|token| text(&token) == "good"));
}

#[tokio::test]
async fn t_025_http_2_is_neither_offered_nor_understood() {
    let hello = crate::tls::hello().await;
    assert!(hello.starts_with(b"\x16\x03"), "a handshake begins");
    assert!(!hello.windows(3).any(|bytes| bytes == b"\x02h2"), "the handshake offers HTTP/2");
    let settings = b"\0\0\0\x04\0\0\0\0\0".to_vec();
    let flood: Vec<u8> = b"\0\0\0\x09\0\0\0\0\x01".repeat(10_000); // empty CONTINUATION frames
    let error = ask(&Server::sends([settings, flood].concat()).await).await.unwrap_err();
    assert_eq!(error.reason(), Reason::Interrupted);
}

/// An answer to a renewal with the next refresh token.
fn rotated(number: usize) -> Vec<u8> {
    let next = format!(r#""refresh_token":"refresh-{number}","access_token""#);
    ok(&TOKEN.replace(r#""access_token""#, &next))
}

fn refresh_tokens(server: &Server) -> Vec<String> {
    let requests = server.requests();
    let bodies = requests.iter().map(|request| request.split_once("\r\n\r\n").unwrap().1);
    bodies.map(|body| value_of(body, "refresh_token").unwrap()).collect()
}

/// A server that hangs up behind each answer: without a word, or once it has the next request.
async fn hanging_up(late: bool) -> Server {
    Server::start(move |number, mut connection| async move {
        connection.request().await;
        connection.send(&rotated(number + 1)).await;
        if late {
            connection.request().await;
        }
    })
    .await
}

#[tokio::test]
async fn t_046_a_refresh_token_is_never_sent_twice_over_a_connection_that_went_stale() {
    let server = hanging_up(false).await;
    let renewing = session(&server);
    for _ in 0..100 {
        renewing.refresh().await.ok();
    }
    let sent = refresh_tokens(&server);
    let different: BTreeSet<&String> = sent.iter().collect();
    assert_eq!(different.len(), sent.len(), "{sent:?}");
    assert!(sent.len() > 50, "most of them came through");

    let server = hanging_up(true).await;
    let renewing = session(&server);
    renewing.refresh().await.unwrap();
    // Where the request arrived and its answer did not, the session itself asks once more, knowingly:
    // a server that allows for it gives the answer again.
    renewing.refresh().await.unwrap();
    assert_eq!(refresh_tokens(&server), ["refresh-0", "refresh-1", "refresh-1"]);
}

#[tokio::test]
async fn t_047_bytes_behind_an_answer_are_not_the_answer_to_the_next_question() {
    let evil = ok(&TOKEN.replace("good", "evil"));
    let server = Server::sends_each([[ok(TOKEN), evil].concat(), ok(TOKEN)]).await;
    for _ in 0..3 {
        assert_eq!(text(&ask(&server).await.unwrap()), "good");
    }
    assert_eq!(server.connections(), 3, "a connection that says more than it was asked is left");
}

#[tokio::test]
async fn t_048_a_cookie_of_the_server_is_not_kept() {
    let cookie = "set-cookie: id=evil; Path=/\r\nset-cookie: b=c; HttpOnly\r\n";
    let answer = http("200 OK", cookie, TOKEN);
    let server = Server::sends_each([answer.clone(), answer.clone(), answer]).await;
    let (robot, http) = (robot(&server.origin()), client());
    for _ in 0..3 {
        robot.token("", STATE, &http).await.unwrap();
    }
    assert_eq!(server.connections(), 1, "it is the same client on the same connection");
    assert!(server.requests().iter().all(|request| !request.to_lowercase().contains("cookie")));
}
