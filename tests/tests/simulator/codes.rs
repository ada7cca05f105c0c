//! Authorization codes: they work once, within ten minutes, for the attempt that they belong to.

use spotify_flow::{Error, ErrorKind, Reason, Suspended};

use crate::scene::{Duration, Mixtape, Scene, mixtape};

/// An attempt that has its code, as it is kept by a program.
async fn with_code(scene: &Scene) -> String {
    let attempt = mixtape().begin().authorize().unwrap();
    let callback = scene.agree(attempt.authorize_url()).await;
    serde_json::to_string(&attempt.receive(callback).unwrap().suspend()).unwrap()
}

async fn exchange(scene: &Scene, kept: &str, app: &Mixtape) -> Result<(), Error> {
    let kept: Suspended<mixtape::state::CodeReceived> = serde_json::from_str(kept).unwrap();
    kept.resume(app)?.exchange(&scene.http).await.map(|_| ())
}

fn assert_restart(error: &Error, description: &str) {
    assert_eq!(error.kind(), ErrorKind::ConsentRequired);
    assert_eq!(error.code(), Some("invalid_grant"));
    assert_eq!(error.description(), Some(description));
    assert_eq!(error.step(), Some("exchange"));
}

#[tokio::test]
async fn a_code_works_once() {
    let scene = Scene::set().await;
    let kept = with_code(&scene).await;
    exchange(&scene, &kept, &mixtape()).await.unwrap();
    let error = exchange(&scene, &kept, &mixtape()).await.unwrap_err();
    assert_restart(&error, "Invalid authorization code");
}

#[tokio::test]
async fn a_code_lives_ten_minutes() {
    let scene = Scene::set().await;
    let in_time = with_code(&scene).await;
    scene.pass(Duration::from_secs(10 * 60 - 1));
    exchange(&scene, &in_time, &mixtape()).await.unwrap();
    let late = with_code(&scene).await;
    scene.pass(Duration::from_secs(10 * 60 + 1));
    let error = exchange(&scene, &late, &mixtape()).await.unwrap_err();
    assert_restart(&error, "Authorization code expired");
    assert!(error.to_string().contains("begin the login again"), "{error}");
}

#[tokio::test]
async fn a_code_is_bound_to_its_verifier() {
    let scene = Scene::set().await;
    let mut kept: serde_json::Value = serde_json::from_str(&with_code(&scene).await).unwrap();
    kept["slots"]["code_verifier"] = "another-verifier-of-forty-three-characters-.".into();
    let error = exchange(&scene, &kept.to_string(), &mixtape()).await.unwrap_err();
    assert_restart(&error, "code_verifier was incorrect");
}

#[tokio::test]
async fn a_code_is_bound_to_its_redirect_uri() {
    let scene = Scene::set().await;
    let kept = with_code(&scene).await;
    let elsewhere = "http://127.0.0.1:8888/elsewhere".parse().unwrap();
    let app = Mixtape { redirect_uri: elsewhere, ..mixtape() };
    // It is not even asked for: the attempt knows where its callback was to come to.
    let error = exchange(&scene, &kept, &app).await.unwrap_err();
    assert_eq!(error.reason(), Reason::SuspendedMismatch);
    // Whoever forges that is told by the server.
    let mut forged: serde_json::Value = serde_json::from_str(&kept).unwrap();
    forged["redirect_uri"] = "http://127.0.0.1:8888/elsewhere".into();
    let error = exchange(&scene, &forged.to_string(), &app).await.unwrap_err();
    assert_restart(&error, "Invalid redirect URI");
}
