//! An attempt that is put away is taken up where it was begun, and in time.

use std::time::{Duration, SystemTime};

use serde_json::{Value, json};
use spotify_flow::{ClientId, Error, ErrorKind, Origin, Reason, RedirectUri, Suspended, flow};

#[derive(Debug)]
#[flow(gitlab, authorization_code_pkce)]
struct Merger {
    client_id: ClientId,
    redirect_uri: RedirectUri,
    base: Origin,
}

const AN_HOUR: u64 = 3_600_000;
const A_MINUTE: u64 = 60_000;

fn merger(base: &str) -> Merger {
    let redirect_uri = "https://app.example/callback".parse().unwrap();
    Merger { client_id: "app".into(), redirect_uri, base: base.parse().unwrap() }
}

fn at_home() -> Merger {
    merger("https://gitlab.com")
}

type Waiting = merger::Attempt<merger::state::AwaitingConsent>;

fn put_away() -> Value {
    serde_json::to_value(at_home().begin().authorize().unwrap().suspend()).unwrap()
}

fn taken_up(kept: Value, app: &Merger) -> Result<Waiting, Error> {
    let kept: Suspended<merger::state::AwaitingConsent> = serde_json::from_value(kept).unwrap();
    kept.resume(app)
}

#[test]
fn an_attempt_is_taken_up_at_its_own_server_and_at_no_other() {
    for same in ["https://gitlab.com", "https://GitLab.com:443"] {
        assert!(taken_up(put_away(), &merger(same)).is_ok(), "{same}");
    }
    for other in ["https://git.customer.example", "https://gitlab.com:8443", "http://localhost"] {
        let error = taken_up(put_away(), &merger(other)).unwrap_err();
        assert_eq!(error.reason(), Reason::SuspendedMismatch);
        let said = error.to_string();
        assert!(said.contains("of the server `https://gitlab.com/oauth/token`"), "{said}");
        assert!(said.contains(other) && said.contains("begin the login again"), "{said}");
    }
}

#[test]
fn all_that_differs_is_named() {
    let mut other = merger("https://git.customer.example");
    other.client_id = "another".into();
    other.redirect_uri = "https://app.example/moved".parse().unwrap();
    let said = taken_up(put_away(), &other).unwrap_err().to_string();
    for what in ["server", "client id", "redirect URI"] {
        assert!(said.contains(&format!("of the {what} `")), "{said}");
    }
    assert!(!said.contains("of the flow") && !said.contains("of the state"), "{said}");
    let mut moved = at_home();
    moved.redirect_uri = "https://app.example/moved".parse().unwrap();
    let error = taken_up(put_away(), &moved).unwrap_err();
    assert_eq!(error.reason(), Reason::SuspendedMismatch);
    assert!(!error.to_string().contains("of the server"), "{error}");
}

/// An attempt that was put away so many milliseconds ago, or in the future.
fn away_since(ago: i64, mut kept: Value) -> Value {
    let at = kept["away"]["at"].as_i64().unwrap();
    kept["away"]["at"] = json!(at - ago);
    kept
}

#[test]
fn an_attempt_is_good_for_an_hour_and_then_the_login_begins_again() {
    let (hour, minute) = (AN_HOUR as i64, A_MINUTE as i64);
    assert!(taken_up(away_since(hour - minute, put_away()), &at_home()).is_ok());
    let error = taken_up(away_since(hour + minute, put_away()), &at_home()).unwrap_err();
    assert_eq!(error.reason(), Reason::SuspendedTooOld);
    assert_eq!(error.kind(), ErrorKind::ConsentRequired);
    assert!(error.to_string().contains("begin the login again"), "{error}");
    // The clock was set back since.
    assert!(taken_up(away_since(-5 * minute, put_away()), &at_home()).is_ok());
    let error = taken_up(away_since(-25 * hour, put_away()), &at_home()).unwrap_err();
    assert_eq!(error.reason(), Reason::SuspendedTooOld, "and it does not live for ever");
}

#[test]
fn an_attempt_is_good_for_as_long_as_the_app_says() {
    let attempt = || at_home().begin().authorize().unwrap().suspend();
    let minutes = |minutes| Duration::from_millis(minutes * A_MINUTE);
    let (short, long) = (attempt().good_for(minutes(10)), attempt().good_for(minutes(600)));
    let left = short.ends_at().duration_since(SystemTime::now()).unwrap();
    assert!(left <= minutes(10) && left > minutes(5));
    let kept = |it| serde_json::to_value::<Suspended<merger::state::AwaitingConsent>>(it).unwrap();
    let eleven = 11 * A_MINUTE as i64;
    let error = taken_up(away_since(eleven, kept(short)), &at_home()).unwrap_err();
    assert_eq!(error.reason(), Reason::SuspendedTooOld);
    assert!(taken_up(away_since(9 * AN_HOUR as i64, kept(long)), &at_home()).is_ok());
}

#[test]
fn an_attempt_that_is_put_away_again_ends_when_it_would_have() {
    let kept = away_since(40 * A_MINUTE as i64, put_away());
    let again = taken_up(kept, &at_home()).unwrap().suspend();
    let kept = away_since(30 * A_MINUTE as i64, serde_json::to_value(again).unwrap());
    let error = taken_up(kept, &at_home()).unwrap_err();
    assert_eq!(error.reason(), Reason::SuspendedTooOld);
}

#[test]
fn what_was_minted_is_taken_up_as_it_was_and_not_shorter_or_in_other_letters() {
    for slot in ["code_verifier", "state"] {
        let minted = put_away()["slots"][slot].as_str().unwrap().to_owned();
        let long = "x".repeat(129);
        let short = minted.get(1..).unwrap();
        for changed in ["", "x", short, &format!("{short}!"), &long] {
            let mut kept = put_away();
            kept["slots"][slot] = json!(changed);
            let error = taken_up(kept, &at_home()).unwrap_err();
            assert_eq!(error.reason(), Reason::SuspendedMismatch, "{slot}: {changed}");
            assert!(error.to_string().contains(&format!("`{slot}`")), "{error}");
            assert!(changed.len() < 2 || !error.to_string().contains(changed), "{error}");
        }
    }
}

#[test]
fn an_attempt_of_the_first_version_is_told_by_its_version() {
    let mut kept = put_away();
    for member in ["server", "redirect_uri", "away"] {
        kept.as_object_mut().unwrap().remove(member).unwrap();
    }
    kept["version"] = json!(1);
    let error = taken_up(kept.clone(), &at_home()).unwrap_err();
    assert_eq!(error.reason(), Reason::SuspendedMismatch);
    assert!(error.to_string().contains("of the version `1`, not `2`"), "{error}");
    assert!(!error.to_string().contains("server"), "{error}");
    // One of this version that lacks them was changed.
    kept["version"] = json!(2);
    assert_eq!(taken_up(kept, &at_home()).unwrap_err().reason(), Reason::SuspendedMismatch);
}

#[test]
fn an_attempt_shows_the_state_that_its_callback_names() {
    let attempt = at_home().begin().authorize().unwrap();
    let state = attempt.state().to_owned();
    assert!(attempt.authorize_url().contains(&format!("state={state}")));
    let kept = serde_json::to_value(attempt.suspend()).unwrap();
    let again = taken_up(kept, &at_home()).unwrap();
    assert_eq!(again.state(), state);
    let callback = format!("https://app.example/callback?code=c&state={state}");
    assert!(again.receive(callback).is_ok());
}
