//! What a session makes of refusals: who is needed, how long to wait, what it says of the refresh
//! token.

use std::sync::Arc;
use std::time::Duration;

use serde_json::json;
use spotify_flow::bytes::Bytes;
use spotify_flow::http::Response;
use spotify_flow::store::{Account, MemoryStore};
use spotify_flow::{ErrorKind, Reason, Session, SessionEvent, Token};
use spotify_flow_tests::cases::{Answer, Client, Code, Desk};

use crate::stage::{AN_HOUR, of};

const A_MINUTE: Duration = Duration::from_secs(60);

fn good(number: u32, scope: Option<&str>) -> Answer {
    let token = json!({
        "access_token": format!("a{number}"), "token_type": "Bearer", "expires_in": 3600,
        "scope": scope,
    });
    Answer::ok(&token.to_string())
}

fn code(status: u16, code: &str) -> Answer {
    Answer::of(status, &json!({ "error": code }).to_string())
}

/// A session at a server that answers like this, kept in a store.
async fn kept(answers: impl IntoIterator<Item = Answer>) -> (Session<Code>, Desk, Account) {
    let alice = of(&Arc::new(MemoryStore::default()), "alice");
    let desk = Desk::with(answers);
    let token = Token::from_refresh_token("r1", None);
    let session = Session::over(&Client::code().app(), token, desk.clone());
    (session.keep_in(&alice).await.unwrap(), desk, alice)
}

/// The session that another process finds.
async fn found(alice: &Account, desk: &Desk) -> Session<Code> {
    let found = Session::restore(&Client::code().app(), alice).await.unwrap().unwrap();
    found.with_transport(desk.clone())
}

#[tokio::test]
async fn a_server_that_wants_the_user_ends_the_session_in_those_words() {
    for wants in
        ["interaction_required", "login_required", "consent_required", "account_selection_required"]
    {
        for status in [400, 401, 200] {
            let (session, desk, alice) = kept([code(status, wants)]).await;
            for _ in 0..3 {
                let error = session.token().await.unwrap_err();
                assert_eq!(error.kind(), ErrorKind::ConsentRequired, "{wants}");
                assert_eq!(error.reason(), Reason::InteractionRequired, "{wants}");
                assert_eq!(error.code(), Some(wants));
                desk.wait(AN_HOUR);
            }
            assert_eq!(desk.token_requests().len(), 1, "{wants}: an end is an end");
            let error = found(&alice, &desk).await.token().await.unwrap_err();
            assert_eq!(error.reason(), Reason::InteractionRequired, "another process knows why");
        }
    }
}

#[tokio::test]
async fn a_callback_that_wants_the_user_says_so() {
    for wants in
        ["interaction_required", "login_required", "consent_required", "account_selection_required"]
    {
        let callback = format!("https://client.example/cb?state=a-state&error={wants}");
        let error = Client::code().receive("a-state", &callback).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ConsentRequired, "{wants}");
        assert_eq!((error.reason(), error.code()), (Reason::InteractionRequired, Some(wants)));
    }
}

#[tokio::test]
async fn an_end_counts_whatever_stands_beside_its_code() {
    let odd: [&[u8]; 3] = [
        b"{\"error\":\"invalid_grant\",\"error_description\":\"Jeton expir\xe9\"}",
        b"\xef\xbb\xbf{\"error\":\"invalid_grant\"}",
        b"{\"error_description\":[\"a\"],\"error\":\"invalid_grant\",\"error_uri\":5} \0",
    ];
    for body in odd {
        for status in [400, 200] {
            let response = Response::builder().status(status);
            let body = Bytes::copy_from_slice(body);
            let (session, desk, _) = kept([Answer::Response(response.body(body).unwrap())]).await;
            for _ in 0..2 {
                assert_eq!(session.token().await.unwrap_err().reason(), Reason::InvalidGrant);
                desk.wait(AN_HOUR);
            }
            assert_eq!(desk.token_requests().len(), 1);
        }
    }
}

#[tokio::test]
async fn who_says_how_long_to_wait_is_left_alone_for_so_long_whatever_it_refuses() {
    let passes = "temporarily_unavailable";
    for refusal in [
        code(400, passes),
        code(401, "invalid_client"),
        code(403, "unauthorized_client"),
        code(200, passes),
        Answer::of(400, "<html>"),
        Answer::of(404, ""),
        Answer::of(501, ""),
        code(503, passes),
    ] {
        let refusal = refusal.header("retry-after", "30");
        let (session, desk, _) = kept([refusal.clone(), good(2, None)]).await;
        let wait = |error: spotify_flow::Error| error.retry_after().map(|it| it.as_secs());
        assert_eq!(wait(session.token().await.unwrap_err()), Some(30), "{refusal:?}");
        desk.wait(Duration::from_secs(29));
        assert_eq!(wait(session.token().await.unwrap_err()), Some(1), "{refusal:?}");
        assert_eq!(desk.token_requests().len(), 1, "{refusal:?}");
        desk.wait(Duration::from_secs(1));
        assert_eq!(session.token().await.unwrap().expose(), "a2");
    }
}

#[tokio::test]
async fn a_wait_of_nothing_is_no_reason_to_ask_without_end() {
    for wait in ["0", "Sun, 06 Nov 1994 08:49:37 GMT"] {
        for refusal in [code(400, "server_error"), Answer::of(429, "")] {
            let (session, desk, _) = kept([refusal.header("retry-after", wait)]).await;
            for _ in 0..600 {
                session.token().await.unwrap_err();
                desk.wait(Duration::from_secs(1));
            }
            let requests = desk.token_requests().len();
            assert!((8..=40).contains(&requests), "{requests} in ten minutes");
        }
    }
}

#[tokio::test]
async fn what_no_later_time_changes_does_not_pass() {
    for status in [501, 505] {
        let (session, desk, _) =
            kept([Answer::of(status, r#"{"message":"no such method"}"#)]).await;
        let error = session.token().await.unwrap_err();
        assert_eq!((error.kind(), error.status()), (ErrorKind::Rejected, Some(status)));
        assert!(error.to_string().contains("no such method"), "{error}");
        assert_eq!(desk.token_requests().len(), 1);
    }
}

/// Of a request that a gateway had nobody can say that it was not carried out, but the server itself.
#[tokio::test]
async fn what_may_have_been_carried_out_is_a_renewal_whose_answer_is_lost() {
    for status in [502, 503, 504, 520, 521, 522, 523, 524] {
        for body in ["", "<html>Down</html>", r#"{"error":"Service Unavailable","status":503}"#] {
            let (session, desk, _) =
                kept([Answer::of(status, body), code(400, "invalid_grant")]).await;
            let error = session.token().await.unwrap_err();
            assert_eq!(error.reason(), Reason::RenewalLost, "{status} {body}");
            assert_eq!(desk.token_requests().len(), 2, "sent again at once");
        }
        for own in ["temporarily_unavailable", "server_error"] {
            let (session, desk, _) = kept([code(status, own), code(400, "invalid_grant")]).await;
            assert_eq!(session.token().await.unwrap_err().kind(), ErrorKind::Transient);
            assert_eq!(desk.token_requests().len(), 1, "{status} {own}");
            let error = session.token().await.unwrap_err();
            assert_eq!(error.reason(), Reason::InvalidGrant, "{status} {own}");
        }
        let later = Answer::of(status, "").header("retry-after", "30");
        let (session, desk, _) = kept([later, code(400, "invalid_grant")]).await;
        assert_eq!(session.token().await.unwrap_err().kind(), ErrorKind::Transient);
        assert_eq!(desk.token_requests().len(), 1, "{status}: it asked to wait");
        desk.wait(A_MINUTE);
        assert_eq!(session.token().await.unwrap_err().reason(), Reason::RenewalLost, "{status}");
    }
}

/// Glewlwyd says nothing at all of a refresh token that is dead.
fn mute() -> Answer {
    Answer::bare(400, "")
}

#[tokio::test]
async fn a_refresh_token_that_is_refused_without_a_word_for_an_hour_is_dead() {
    for body in ["", "<html>Bad Request</html>", "no", "{}", r#"{"message":"no"}"#] {
        let (session, desk, alice) = kept([good(1, None), Answer::bare(400, body)]).await;
        session.token().await.unwrap();
        desk.wait(AN_HOUR);
        assert_eq!(session.token().await.unwrap_err().kind(), ErrorKind::Protocol, "{body}");
        desk.wait(A_MINUTE);
        // Another process, and this one after a restart, go on counting.
        let other = found(&alice, &desk).await;
        assert_eq!(other.token().await.unwrap_err().kind(), ErrorKind::Protocol, "{body}");
        desk.wait(AN_HOUR - 2 * A_MINUTE);
        let other = found(&alice, &desk).await;
        let mut events = other.events();
        assert_eq!(other.token().await.unwrap_err().kind(), ErrorKind::Protocol, "not an hour");
        desk.wait(A_MINUTE);
        let error = other.token().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ConsentRequired, "{body}: {error}");
        assert_eq!(error.reason(), Reason::RefreshTokenRefused, "{body}");
        let ended = SessionEvent::Ended { reason: Reason::RefreshTokenRefused };
        assert!(std::iter::from_fn(|| events.try_next()).any(|event| event == ended));
        let other = found(&alice, &desk).await;
        assert_eq!(other.token().await.unwrap_err().reason(), Reason::RefreshTokenRefused);
        assert!(other.token_snapshot().has_refresh_token(), "set aside: servers have been wrong");
    }
}

#[tokio::test]
async fn a_bad_time_of_the_server_ends_no_session() {
    // Twice over hours is not three times.
    let (session, desk, _) = kept([good(1, None), mute(), mute(), good(2, None)]).await;
    session.token().await.unwrap();
    for _ in 0..2 {
        desk.wait(3 * AN_HOUR);
        assert_eq!(session.token().await.unwrap_err().kind(), ErrorKind::Protocol);
    }
    desk.wait(3 * AN_HOUR);
    session.token().await.unwrap();
    // A bad hour but a minute.
    let answers = [good(1, None)].into_iter().chain(std::iter::repeat_n(mute(), 1000));
    let (session, desk, _) = kept(answers).await;
    session.token().await.unwrap();
    desk.wait(AN_HOUR);
    for _ in 0..59 {
        assert_eq!(session.token().await.unwrap_err().kind(), ErrorKind::Protocol);
        desk.wait(A_MINUTE);
    }
    // Any other answer begins the count anew.
    for other in [code(400, "server_error"), code(401, "invalid_client"), Answer::of(404, "")] {
        let answers = [good(1, None), mute(), mute(), other, mute(), mute(), good(2, None)];
        let (session, desk, _) = kept(answers).await;
        session.token().await.unwrap();
        for _ in 0..5 {
            desk.wait(2 * AN_HOUR);
            assert_ne!(session.token().await.unwrap_err().kind(), ErrorKind::ConsentRequired);
        }
        desk.wait(2 * AN_HOUR);
        session.token().await.unwrap();
    }
    // Who cannot be reached says nothing.
    let (session, desk, _) = kept([good(1, None), mute(), mute(), Answer::Nothing, mute()]).await;
    session.token().await.unwrap();
    for _ in 0..3 {
        desk.wait(2 * AN_HOUR);
        assert_ne!(session.token().await.unwrap_err().kind(), ErrorKind::ConsentRequired);
    }
    desk.wait(2 * AN_HOUR);
    assert_eq!(session.token().await.unwrap_err().reason(), Reason::RefreshTokenRefused);
}

#[tokio::test]
async fn a_refresh_token_that_was_never_good_may_be_one_that_is_set_up_wrongly() {
    let (session, desk, _) = kept([mute()]).await;
    for _ in 0..10 {
        assert_eq!(session.token().await.unwrap_err().kind(), ErrorKind::Protocol);
        desk.wait(AN_HOUR);
    }
    // And no other status means it.
    for status in [401, 403, 404, 500] {
        let (session, desk, _) = kept([good(1, None), Answer::bare(status, "")]).await;
        session.token().await.unwrap();
        for _ in 0..10 {
            desk.wait(AN_HOUR);
            let error = session.token().await.unwrap_err();
            assert_ne!(error.kind(), ErrorKind::ConsentRequired, "{status}");
        }
    }
}

#[tokio::test]
async fn a_lost_answer_and_refusals_without_a_word_are_a_renewal_that_is_lost() {
    let lost = Answer::ok("");
    let (session, desk, _) = kept([good(1, None), lost, mute()]).await;
    session.token().await.unwrap();
    for _ in 0..2 {
        desk.wait(AN_HOUR);
        assert_eq!(session.token().await.unwrap_err().kind(), ErrorKind::Protocol);
    }
    desk.wait(AN_HOUR);
    assert_eq!(session.token().await.unwrap_err().reason(), Reason::RenewalLost);
}

#[tokio::test]
async fn a_renewal_that_names_no_scope_means_the_grant() {
    let scopes = [Some("a b"), Some("a"), None, Some("a"), Some("a b c"), None];
    let answers = (1..).zip(scopes).map(|(number, scope)| good(number, scope));
    let (session, desk, alice) = kept(answers).await;
    let expected: [&[&str]; 6] =
        [&["a", "b"], &["a"], &["a", "b"], &["a"], &["a", "b", "c"], &["a", "b", "c"]];
    for expected in expected {
        session.token().await.unwrap();
        assert_eq!(session.scopes(), expected);
        assert_eq!(found(&alice, &desk).await.scopes(), expected);
        desk.wait(AN_HOUR);
    }
}

#[tokio::test]
async fn a_grant_is_known_after_a_restart_in_the_middle() {
    let (session, desk, alice) =
        kept([good(1, Some("a b")), good(2, Some("a")), good(3, None)]).await;
    session.token().await.unwrap();
    session.refresh().await.unwrap();
    let other = found(&alice, &desk).await;
    assert_eq!((other.scopes(), other.missing_scopes()), (vec!["a".into()], vec!["b".into()]));
    other.refresh().await.unwrap();
    assert_eq!(other.scopes(), ["a", "b"]);
    // Where the login did not say what it granted, it is what was asked for.
    let login = r#"{"access_token":"a1","token_type":"Bearer","refresh_token":"r1"}"#;
    let desk = Desk::with([Answer::ok(login), good(2, Some("a")), good(3, None)]);
    let session = Client::code().app().login(&desk, agree).await.unwrap();
    let session = session.keep_in(&of(&Arc::new(MemoryStore::default()), "bob")).await.unwrap();
    for expected in [vec!["a", "b"], vec!["a"], vec!["a", "b"]] {
        assert_eq!(session.scopes(), expected);
        session.refresh().await.unwrap();
    }
}

/// Sends the user back with a code.
async fn agree(url: String) -> std::io::Result<String> {
    let query = url.split_once('?').unwrap().1;
    let state = spotify_flow_tests::cases::value_of(query, "state").unwrap();
    Ok(format!("https://client.example/cb?code=c&state={state}"))
}

#[tokio::test]
async fn who_was_given_no_refresh_token_is_told_that_and_no_end_that_did_not_come() {
    let (desk, app) = (Desk::with([good(1, None)]), Client::code().app());
    let session = app.login(&desk, agree).await.unwrap();
    let error = session.refresh().await.unwrap_err();
    assert_eq!(error.reason(), Reason::NoRefreshToken);
    let said = error.to_string();
    assert!(said.contains("the server gave no refresh token"), "{said}");
    assert!(!said.contains("has ended"), "{said}");
    session.token().await.unwrap();
}

#[tokio::test]
async fn a_session_that_ended_before_says_how() {
    let (session, desk, alice) = kept([Answer::ok(""), code(400, "invalid_grant")]).await;
    session.token().await.unwrap_err();
    let other = found(&alice, &desk).await;
    assert_eq!(other.token().await.unwrap_err().reason(), Reason::RenewalLost);
    let (session, desk, alice) = kept([good(1, None)]).await;
    let (other, mut events) = (found(&alice, &desk).await, session.events());
    session.log_out().await.unwrap();
    assert_eq!(events.try_next(), Some(SessionEvent::Ended { reason: Reason::LoggedOut }));
    for session in [session, other, found(&alice, &desk).await] {
        let error = session.token().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ConsentRequired);
        assert_eq!(error.reason(), Reason::LoggedOut, "{error}");
    }
}

#[tokio::test]
async fn a_token_that_lasts_just_as_long_as_it_is_wanted_is_good_for_that() {
    let (session, desk, _) = kept([good(1, None), good(2, None)]).await;
    session.token().await.unwrap();
    desk.wait(AN_HOUR - 10 * A_MINUTE);
    let wanted = 10 * A_MINUTE;
    assert_eq!(session.token_valid_for(wanted).await.unwrap().expose(), "a1");
    let a_moment = Duration::from_millis(1);
    assert_eq!(session.token_valid_for(wanted + a_moment).await.unwrap().expose(), "a2");
}
