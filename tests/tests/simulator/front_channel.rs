//! What comes back through the browser: a refusal, somebody else's callback, the real one late.

use spotify_flow::{ErrorKind, Reason, Suspended, UserAgent as _};
use spotify_flow_tests::cases::value_of;

use crate::scene::{CALLBACK, Mixtape, Scene, archive, mixtape, profile, relic};

/// Why a new attempt refuses a callback, if it does. The callback may bring the attempt's state.
fn refusal(app: &Mixtape, callback: impl FnOnce(&str) -> String) -> Option<Reason> {
    let attempt = app.begin().authorize().unwrap();
    let (_, query) = attempt.authorize_url().split_once('?').unwrap();
    let callback = callback(&value_of(query, "state").unwrap());
    attempt.receive(callback).err().map(|failed| failed.error().reason())
}

#[tokio::test]
async fn a_user_who_refuses_is_an_error_that_says_so() {
    let scene = Scene::set().await;
    scene.simulator.set_before_sunset(true);
    let no = || scene.simulator.user().deny();
    let errors = [
        archive().login(&scene.http, no()).await.unwrap_err(),
        mixtape().login(&scene.http, no()).await.unwrap_err(),
        relic().login(&scene.http, no()).await.unwrap_err(),
    ];
    for error in errors {
        assert_eq!(error.kind(), ErrorKind::Denied, "{error}");
        assert_eq!(error.code(), Some("access_denied"));
    }
    assert!(scene.token_requests().is_empty());
}

#[tokio::test]
async fn a_forged_callback_gives_the_attempt_back_and_the_real_one_still_works() {
    let scene = Scene::set().await;
    let attempt = mixtape().begin().authorize().unwrap();
    let real = scene.agree(attempt.authorize_url()).await;
    let theirs = {
        let other = mixtape().begin().authorize().unwrap();
        scene.agree(other.authorize_url()).await
    };
    let forged = [
        (theirs, Reason::StateMismatch),
        (format!("{CALLBACK}?code=forged"), Reason::StateMissing),
        (format!("{CALLBACK}?code=forged&state=forged"), Reason::StateMismatch),
        (format!("{CALLBACK}?error=access_denied&state=forged"), Reason::StateMismatch),
        (format!("{real}&code=forged"), Reason::DuplicateParameter),
        (real.replace("127.0.0.1", "127.0.0.2"), Reason::RedirectUriMismatch),
    ];
    let mut attempt = attempt;
    for (callback, reason) in forged {
        let failed = attempt.receive(callback).unwrap_err();
        assert_eq!(failed.error().kind(), ErrorKind::Callback);
        assert_eq!(failed.error().reason(), reason);
        attempt = failed.into_attempt();
    }
    let token = attempt.receive(real).unwrap().exchange(&scene.http).await.unwrap();
    let session = mixtape().session(token).with_transport(scene.http.clone());
    assert_eq!(profile(&session).await, "simulated-listener");
}

#[test]
fn a_callback_of_64_kib_is_read_and_no_longer_one() {
    let refused = |length: usize| {
        refusal(&mixtape(), |state| {
            let begin = format!("{CALLBACK}?state={state}&code=");
            format!("{begin}{}", "a".repeat(length - begin.len()))
        })
    };
    assert_eq!(refused(64 * 1024), None);
    assert_eq!(refused(64 * 1024 + 1), Some(Reason::CallbackTooLong));
}

#[test]
fn a_callback_may_be_a_path_or_a_query_with_blanks_around_it() {
    for begin in ["/callback?", "?", " /callback?", "\t?"] {
        let refused =
            |end: &str| refusal(&mixtape(), |state| format!("{begin}code=c&state={state}{end}"));
        assert_eq!((refused(""), refused("\r\n")), (None, None), "{begin:?}");
    }
    let elsewhere = refusal(&mixtape(), |state| format!("/elsewhere?code=c&state={state}"));
    assert_eq!(elsewhere, Some(Reason::RedirectUriMismatch));
}

#[test]
fn a_callback_comes_with_the_query_of_its_redirect_uri() {
    let redirect_uri = format!("{CALLBACK}?tenant=a").parse().unwrap();
    let app = Mixtape { redirect_uri, ..mixtape() };
    let refused =
        |query: &str| refusal(&app, |state| format!("{CALLBACK}?{query}code=c&state={state}"));
    assert_eq!(refused("tenant=a&"), None);
    assert_eq!(refused("tenant=b&"), Some(Reason::RedirectUriMismatch));
    assert_eq!(refused(""), Some(Reason::RedirectUriMismatch));
}

#[test]
fn a_callback_with_user_info_came_to_another_address() {
    for user in ["somebody@", ":password@", "somebody:password@"] {
        let callback = CALLBACK.replace("//", &format!("//{user}"));
        let refused = refusal(&mixtape(), |state| format!("{callback}?code=c&state={state}"));
        assert_eq!(refused, Some(Reason::RedirectUriMismatch), "{user}");
    }
}

#[tokio::test]
async fn an_attempt_that_was_put_away_is_taken_up_again_by_another_process() {
    let scene = Scene::set().await;
    let attempt = archive().begin().authorize().unwrap();
    let url = attempt.authorize_url().to_owned();
    let kept = serde_json::to_string(&attempt.suspend()).unwrap();
    let callback = scene.agree(&url).await;

    let attempt: Suspended<archive::state::AwaitingConsent> = serde_json::from_str(&kept).unwrap();
    let attempt = attempt.resume(&archive()).unwrap();
    assert_eq!(attempt.authorize_url(), url);
    let kept = serde_json::to_string(&attempt.receive(callback).unwrap().suspend()).unwrap();

    let attempt: Suspended<archive::state::CodeReceived> = serde_json::from_str(&kept).unwrap();
    let token = attempt.resume(&archive()).unwrap().exchange(&scene.http).await.unwrap();
    let session = archive().session(token).with_transport(scene.http.clone());
    assert_eq!(profile(&session).await, "simulated-listener");
}

#[tokio::test]
async fn what_an_attempt_needs_no_more_is_not_put_away_with_it() {
    let scene = Scene::set().await;
    let attempt = mixtape().begin().authorize().unwrap();
    let callback = scene.agree(attempt.authorize_url()).await;
    let kept = serde_json::to_value(attempt.receive(callback).unwrap().suspend()).unwrap();
    let kept: Vec<&String> = kept["slots"].as_object().unwrap().keys().collect();
    assert_eq!(kept, ["code", "code_verifier"]);
}

#[test]
fn what_is_put_away_shows_where_it_stands_and_not_what_it_holds() {
    let kept = mixtape().begin().authorize().unwrap().suspend();
    let shown = format!("{kept:?}");
    let expected =
        r#"SuspendedMachine { flow: "authorization_code_pkce", state: "awaiting_consent", .. }"#;
    assert_eq!(shown, expected);
}

#[tokio::test]
async fn an_attempt_is_taken_up_by_no_other_app_and_in_no_other_state() {
    let attempt = mixtape().begin().authorize().unwrap();
    let kept = serde_json::to_string(&attempt.suspend()).unwrap();
    let another = Mixtape { client_id: "another".into(), ..mixtape() };
    let waiting: Suspended<mixtape::state::AwaitingConsent> = serde_json::from_str(&kept).unwrap();
    let error = waiting.resume(&another).unwrap_err();
    assert_eq!(error.reason(), Reason::SuspendedMismatch);
    let received: Suspended<mixtape::state::CodeReceived> = serde_json::from_str(&kept).unwrap();
    let error = received.resume(&mixtape()).unwrap_err();
    assert_eq!(error.reason(), Reason::SuspendedMismatch);
}

#[test]
fn an_attempt_of_another_version_provider_server_flow_app_or_state_is_not_taken_up() {
    type Kept = Suspended<mixtape::state::AwaitingConsent>;
    let kept = serde_json::to_value(mixtape().begin().authorize().unwrap().suspend()).unwrap();
    assert!(serde_json::from_value::<Kept>(kept.clone()).unwrap().resume(&mixtape()).is_ok());
    for (member, other) in [
        ("version", serde_json::json!(1)),
        ("version", serde_json::json!(3)),
        ("provider", "another".into()),
        ("server", "https://another.example/token".into()),
        ("flow", "authorization_code".into()),
        ("client_id", "another".into()),
        ("redirect_uri", "http://127.0.0.1:8888/another".into()),
        ("redirect_uri", serde_json::Value::Null),
        ("state", "code_received".into()),
    ] {
        let mut kept = kept.clone();
        kept[member] = other;
        let error = serde_json::from_value::<Kept>(kept).unwrap().resume(&mixtape()).unwrap_err();
        assert_eq!(error.reason(), Reason::SuspendedMismatch, "{member}");
    }
}

#[tokio::test]
async fn a_login_that_cannot_begin_says_what_the_user_sees() {
    let scene = Scene::set().await;
    let elsewhere = "http://127.0.0.1:8888/elsewhere".parse().unwrap();
    let app = Mixtape { redirect_uri: elsewhere, ..mixtape() };
    let attempt = app.begin().authorize().unwrap();
    let error = scene.simulator.user().visit(attempt.authorize_url()).await.unwrap_err();
    let page = std::error::Error::source(&error).unwrap().to_string();
    assert!(page.contains("INVALID_CLIENT: Invalid redirect URI"), "{page}");
}

#[tokio::test]
async fn localhost_is_refused_before_the_browser_opens() {
    let localhost = "http://localhost:8888/callback".parse().unwrap();
    let app = Mixtape { redirect_uri: localhost, ..mixtape() };
    let failed = app.begin().authorize().unwrap_err();
    assert_eq!(failed.error().reason(), Reason::RedirectUriNotAllowed);
    assert!(failed.error().to_string().contains("127.0.0.1"), "{failed}");
}
