//! What comes back through the browser: a refusal, somebody else's callback, the real one late.

use spotify_flow::{ErrorKind, Reason, Suspended, UserAgent as _};

use crate::scene::{CALLBACK, Scene, archive, mixtape, profile, relic};

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
async fn an_attempt_is_taken_up_by_no_other_app_and_in_no_other_state() {
    let attempt = mixtape().begin().authorize().unwrap();
    let kept = serde_json::to_string(&attempt.suspend()).unwrap();
    let another = crate::scene::Mixtape { client_id: "another".into(), ..mixtape() };
    let waiting: Suspended<mixtape::state::AwaitingConsent> = serde_json::from_str(&kept).unwrap();
    let error = waiting.resume(&another).unwrap_err();
    assert_eq!(error.reason(), Reason::SuspendedMismatch);
    let received: Suspended<mixtape::state::CodeReceived> = serde_json::from_str(&kept).unwrap();
    let error = received.resume(&mixtape()).unwrap_err();
    assert_eq!(error.reason(), Reason::SuspendedMismatch);
}

#[tokio::test]
async fn a_login_that_cannot_begin_says_what_the_user_sees() {
    let scene = Scene::set().await;
    let elsewhere = "http://127.0.0.1:8888/elsewhere".parse().unwrap();
    let app = crate::scene::Mixtape { redirect_uri: elsewhere, ..mixtape() };
    let attempt = app.begin().authorize().unwrap();
    let error = scene.simulator.user().visit(attempt.authorize_url()).await.unwrap_err();
    assert!(error.to_string().contains("INVALID_CLIENT: Invalid redirect URI"), "{error}");
}

#[tokio::test]
async fn localhost_is_refused_before_the_browser_opens() {
    let localhost = "http://localhost:8888/callback".parse().unwrap();
    let app = crate::scene::Mixtape { redirect_uri: localhost, ..mixtape() };
    let failed = app.begin().authorize().unwrap_err();
    assert_eq!(failed.error().reason(), Reason::RedirectUriNotAllowed);
    assert!(failed.error().to_string().contains("127.0.0.1"), "{failed}");
}
