//! What the token endpoint answers.

use std::time::Duration;

use http::header::AUTHORIZATION;
use serde_json::Value;
use spotify_flow::{Error, Reason, Session, Token, Transport as _};
use spotify_flow_tests::cases::{Answer, Case, Client, Desk, VERIFIER, assert_is, block};

fn exchange(answer: Answer) -> (Desk, Result<Token, Error>) {
    let desk = Desk::with([answer]);
    let token = block(Client::code().token("a-code", VERIFIER, &desk));
    assert_eq!(desk.token_requests().len(), 1, "a code is exchanged once");
    (desk, token)
}

fn answer(case: &mut Case) -> Answer {
    let status = case.given.number("status").unwrap() as u16;
    let kind = case.given.text("content_type").unwrap();
    Answer::of(status, &case.given.text("body").unwrap()).header("content-type", &kind)
}

/// How long a token lives.
fn life(desk: &Desk, token: &Token) -> Option<Duration> {
    let end = token.access_token().unwrap().expires_at()?;
    Some(end.duration_since(desk.clock().now()).unwrap())
}

pub(crate) fn token_response(case: &mut Case) {
    let (desk, token) = exchange(answer(case));
    if let Some(code) = case.expect.text("error") {
        assert_eq!(token.unwrap_err().code(), Some(code.as_str()));
        return;
    }
    if case.expect.take("usable_by_bearer_client") == Some(Value::Bool(false)) {
        case.expect.leave(&["access_token", "expires_in", "refresh_token"]);
        assert_eq!(token.unwrap_err().reason(), Reason::TokenTypeUnsupported);
        return;
    }
    let token = token.unwrap();
    let access = token.access_token().unwrap().expose().to_owned();
    assert_eq!(Some(&access), case.expect.text("access_token").as_ref());
    if let Some(seconds) = case.expect.number("expires_in") {
        assert_eq!(life(&desk, &token), Some(Duration::from_secs_f64(seconds)));
    }
    // Of a type there is only one: what it means is how the token is sent.
    assert!(case.expect.text("token_type").is_none_or(|kind| kind == "Bearer"));
    assert_eq!(sent(&token, &desk).unwrap(), format!("Bearer {access}"));
}

pub(crate) fn token_response_invalid(case: &mut Case) {
    let (_, token) = exchange(answer(case));
    assert_is(&token.unwrap_err(), &case.expect.text("error").unwrap());
}

pub(crate) fn expires_in(case: &mut Case) {
    let body = case.given.text("body").unwrap();
    let (desk, token) = exchange(Answer::ok(&body));
    let policy = case.expect.text("policy").unwrap_or_default();
    if let Some(seconds) = case.expect.number("seconds") {
        // "lenient, reported": there is no place to report it; it is taken.
        assert!(policy.is_empty() || policy == "lenient, reported");
        assert_eq!(life(&desk, &token.unwrap()), Some(Duration::from_secs_f64(seconds)));
        return;
    }
    match policy.as_str() {
        "already_expired" => assert_eq!(life(&desk, &token.unwrap()), Some(Duration::ZERO)),
        // What is out of JSON's range is no JSON.
        "reject" | "reject_or_already_expired" => {
            let reason = token.unwrap_err().reason();
            assert!([Reason::InvalidExpiresIn, Reason::NotJson].contains(&reason), "{reason}");
        }
        "clamp" | "clamp_or_reject_no_panic" => {
            let ten_years = Duration::from_secs(10 * 365 * 24 * 3600);
            assert_eq!(life(&desk, &token.unwrap()), Some(ten_years));
        }
        unknown => {
            let absent = [
                "treat_as_absent",
                "unknown lifetime: use provider default or refresh on \
                           401, never \"forever\" silently",
            ];
            assert!(absent.contains(&unknown), "nobody knows the policy {unknown}");
            assert_eq!(life(&desk, &token.unwrap()), None);
        }
    }
}

pub(crate) fn b64token(case: &mut Case) {
    let valid = case.expect.take("valid") == Some(Value::Bool(true));
    let text = case.given.text("token").unwrap();
    let body = serde_json::json!({"access_token": text, "token_type": "Bearer"});
    let (desk, token) = exchange(Answer::ok(&body.to_string()));
    let sent = token.and_then(|token| sent(&token, &desk));
    match sent {
        Ok(header) => assert_eq!((header, valid), (format!("Bearer {text}"), true)),
        Err(error) => {
            let reasons = [Reason::InvalidCharacter, Reason::AccessTokenMissing];
            assert!(!valid && reasons.contains(&error.reason()), "{error}");
            assert!(desk.api_requests().is_empty());
        }
    }
}

/// The header that a token is sent in.
fn sent(token: &Token, desk: &Desk) -> Result<String, Error> {
    let session = Session::over(&Client::code().app(), token.clone(), desk.clone());
    block(session.get("/me").send())?;
    let header = desk.api_requests()[0].headers()[AUTHORIZATION].clone();
    Ok(header.to_str().unwrap().to_owned())
}

pub(crate) fn scope_compare(case: &mut Case) {
    let mut body = serde_json::json!({"access_token": "t", "token_type": "Bearer"});
    body["scope"] = case.given.take("granted").unwrap();
    let (desk, token) = exchange(Answer::ok(&body.to_string()));
    let token = token.unwrap();
    let session = Session::over(&Client::code().app(), token.clone(), desk);
    let asked: Vec<String> =
        case.given.text("requested").unwrap().split(' ').map(Into::into).collect();
    let granted = session.scopes();
    // "Report" means: whoever wants to know, can. `Session::scopes` says what was granted.
    let all_of = |these: &[String], those: &[String]| these.iter().all(|one| those.contains(one));
    let (no_more, no_less) = (all_of(&granted, &asked), all_of(&asked, &granted));
    match case.expect.text("result").unwrap().as_str() {
        "granted = requested" => assert!(token.scopes().is_none() && granted == asked),
        "equal (set)" => assert!(no_more && no_less),
        "narrowed: report" => assert!(no_more && !no_less && !granted.is_empty()),
        "widened: report, keep if policy allows" => assert!(!no_more && no_less),
        "granted nothing, not \"as requested\"" => assert!(granted.is_empty()),
        "different: case sensitive" => assert!(!no_more && !no_less),
        unknown => panic!("nobody knows the result {unknown}"),
    }
}

pub(crate) fn retry_after(case: &mut Case) {
    let header = case.given.text("header").unwrap();
    let delay = case.expect.take("delay").unwrap();
    for status in [429, 503] {
        let answer = Answer::of(status, "").header("retry-after", &header);
        let (desk, token) = exchange(answer);
        let now = desk.clock().now().duration_since(std::time::UNIX_EPOCH).unwrap();
        let expected = match delay.as_str() {
            None => Some(Duration::from_secs(delay.as_u64().unwrap())),
            Some("ignore") => None,
            Some("clamp") => Some(Duration::from_secs(24 * 3600)),
            Some(date) => {
                let date = date.strip_prefix("date ").unwrap().parse().unwrap();
                Some(Duration::from_secs(date) - now)
            }
        };
        // A wait of nothing is none: a pause of our own is then as good.
        let expected = expected.filter(|wait| !wait.is_zero());
        assert_eq!(token.unwrap_err().retry_after(), expected, "{status}");
    }
}
