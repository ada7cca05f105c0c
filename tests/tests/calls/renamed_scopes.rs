//! Scopes that a server grants under other names than they were asked for by.

use serde_json::json;
use spotify_flow::spotify::api::GetUsersSavedTracks;
use spotify_flow::{ErrorKind, Reason};

use crate::script::{Script, ok, refused};
use crate::strangers::seller;

fn granting(script: Script, scopes: &str) -> Script {
    script.giving(json!({ "token_type": "Bearer", "expires_in": 3600, "scope": scopes }))
}

#[tokio::test]
async fn what_was_granted_under_another_name_is_asked_of_the_api() {
    let renamed = "https://api.example/auth/library.read playlist-modify-public";
    let script = granting(Script::always(ok(&json!({ "fine": true }))), renamed);
    let session = script.listener();
    session.token().await.unwrap();
    session.call(GetUsersSavedTracks::new()).await.unwrap();
    assert_eq!(script.calls().len(), 1);
}

#[tokio::test]
async fn when_the_api_refuses_it_the_user_has_not_granted_it() {
    let refusal = refused(403, "Insufficient client scope");
    let script = granting(Script::always(refusal), "https://api.example/auth/else");
    let session = script.listener();
    session.token().await.unwrap();
    let error = session.call(GetUsersSavedTracks::new()).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.reason()),
        (ErrorKind::ConsentRequired, Reason::ScopeNotGranted)
    );
    assert!(error.to_string().contains("Insufficient client scope"), "{error}");
    assert_eq!((script.calls().len(), script.token_requests().len()), (1, 1));
}

#[tokio::test]
async fn what_the_user_unticked_is_not_asked_for() {
    let script = granting(Script::always(ok(&json!({}))), "playlist-modify-public");
    let session = script.listener();
    session.token().await.unwrap();
    let error = session.call(GetUsersSavedTracks::new()).await.unwrap_err();
    assert_eq!(error.reason(), Reason::ScopeNotGranted);
    assert_eq!(script.calls().len(), 0);
}

#[tokio::test]
async fn what_a_scope_was_unfolded_into_is_no_scope_that_is_missing() {
    let script = Script::always(ok(&json!({}))).giving(json!({
        "token_type": "Bearer",
        "scope": "refresh_token visualforce api id web",
        "instance_url": "https://acme.my.salesforce.com",
    }));
    let session = script.session_of(&seller());
    session.get("/services/data").await.unwrap().error_for_status().unwrap();
    assert_eq!(session.missing_scopes(), ["full"], "by its name");
    assert_eq!(script.calls().len(), 1);
}

#[tokio::test]
async fn where_the_api_is_may_be_known_only_with_a_token() {
    let script = Script::always(ok(&json!({}))).giving(json!({
        "token_type": "Bearer",
        "instance_url": "https://acme.my.salesforce.com",
    }));
    let session = script.session_of(&seller());
    session.get("/services/data").query("q", "a b").await.unwrap();
    let other = script.session_of(&seller());
    other.get("https://acme.my.salesforce.com/services/data?q=a%20b").await.unwrap();
    let sent: Vec<String> = script.calls().iter().map(|it| it.uri().to_string()).collect();
    assert_eq!(sent, vec!["https://acme.my.salesforce.com/services/data?q=a%20b"; 2]);
    let error = other.get("https://evil.my.salesforce.com/x").await.unwrap_err();
    assert_eq!(error.reason(), Reason::ForeignOrigin);
    let error = script.session_of(&seller()).get("https://evil.example/x").await.unwrap_err();
    assert_eq!(error.reason(), Reason::ForeignOrigin);
    assert_eq!(script.calls().len(), 2);
}
