//! A user who grants less than was asked for.

use spotify_flow::spotify::api::{
    CheckLibraryContains, GetAlbum, GetPlaylistItems, GetUsersSavedTracks, SaveLibraryItems,
    SkipToNext, UpdatePlaylistItems,
};
use spotify_flow::{ClientId, ErrorKind, Reason, RedirectUri, spotify_flow};

use crate::apps::CALLBACK;
use crate::stage::Stage;

const ALBUM: &str = "1ATL5GLyefJaxhQzSPVrLX";

#[tokio::test]
async fn a_session_knows_which_scopes_are_missing() {
    let stage = Stage::set().await;
    let all = stage.granting(&["user-library-read", "playlist-modify-public"]).await;
    let missing = [
        "user-library-modify",
        "user-follow-read",
        "user-read-playback-state",
        "user-modify-playback-state",
        "playlist-read-private",
        "playlist-modify-private",
    ];
    assert_eq!(all.missing_scopes(), missing);
    assert_eq!(all.scopes(), ["user-library-read", "playlist-modify-public"]);
    let error = all.granted_all().await.unwrap_err();
    assert_eq!(error.reason(), Reason::ScopeNotGranted);
    assert_eq!(error.kind(), ErrorKind::ConsentRequired);
    assert!(missing.iter().all(|scope| error.to_string().contains(scope)), "{error}");
}

#[tokio::test]
async fn a_session_that_has_all_of_them_misses_none() {
    let stage = Stage::set().await;
    let session = stage.listener().await;
    assert_eq!(session.missing_scopes(), [""; 0]);
    session.granted_all().await.unwrap();
    session.refresh().await.unwrap();
    session.granted_all().await.expect("nor after a renewal");
    let service = stage.service().await;
    assert_eq!(service.missing_scopes(), [""; 0]);
    service.granted_all().await.unwrap();
}

#[tokio::test]
async fn a_user_who_grants_nothing_grants_nothing() {
    let stage = Stage::set().await;
    let session = stage.granting(&[]).await;
    assert_eq!(session.missing_scopes().len(), 8);
    let error = session.call(GetUsersSavedTracks::new()).await.unwrap_err();
    assert_eq!(error.reason(), Reason::ScopeNotGranted);
}

#[tokio::test]
async fn a_call_that_needs_a_missing_scope_is_not_sent() {
    let stage = Stage::set().await;
    let session = stage.granting(&["playlist-modify-public"]).await;
    let error = session.call(GetUsersSavedTracks::new()).await.unwrap_err();
    assert_eq!(error.reason(), Reason::ScopeNotGranted);
    assert_eq!(error.kind(), ErrorKind::ConsentRequired);
    assert_eq!((error.status(), error.step()), (None, Some("get-users-saved-tracks")));
    assert!(error.to_string().contains("`user-library-read`"), "{error}");
    let error = session.call(SkipToNext::new()).response().await.unwrap_err();
    assert_eq!(error.reason(), Reason::ScopeNotGranted);
    let mut pages = session.call(GetUsersSavedTracks::new()).pages();
    assert_eq!(pages.next().await.unwrap().unwrap_err().reason(), Reason::ScopeNotGranted);
    assert!(pages.next().await.is_none());
    assert_eq!(stage.calls().len(), 0);
    session.call(GetAlbum::new(ALBUM)).await.expect("what needs no scope needs none");
}

#[tokio::test]
async fn of_a_group_one_granted_scope_will_do() {
    let stage = Stage::set().await;
    let track = format!("spotify:track:{ALBUM}");
    let session = stage.granting(&["playlist-modify-public", "user-library-read"]).await;
    // Whether it is the right one, the API knows.
    let call = UpdatePlaylistItems::new("37i9dQZF1DXcBWIGoYBM5M").range_start(0).insert_before(1);
    session.call(call).response().await.unwrap();
    session.call(SaveLibraryItems::new([&track])).response().await.unwrap();
    session.call(CheckLibraryContains::new([&track])).response().await.unwrap();
    assert_eq!(stage.calls().len(), 3);
}

#[tokio::test]
async fn of_a_group_none_granted_is_a_refusal_that_names_them_all() {
    let stage = Stage::set().await;
    let session = stage.granting(&["user-follow-read"]).await;
    let call = UpdatePlaylistItems::new("37i9dQZF1DXcBWIGoYBM5M").range_start(0);
    let error = session.call(call).await.unwrap_err();
    assert_eq!(error.reason(), Reason::ScopeNotGranted);
    let named = "`playlist-modify-public` or `playlist-modify-private`";
    assert!(error.to_string().contains(named), "{error}");
    assert_eq!(stage.calls().len(), 0);
}

/// An app that asks for one thing.
#[derive(Debug)]
#[spotify_flow(authorization_code_pkce, scopes(user_library_read))]
struct Modest {
    client_id: ClientId,
    redirect_uri: RedirectUri,
}

#[tokio::test]
async fn a_scope_that_the_app_did_not_ask_for_is_the_developers_to_add() {
    let stage = Stage::set().await;
    let app = Modest { client_id: "listener".into(), redirect_uri: CALLBACK.parse().unwrap() };
    let user = stage.simulator.user();
    let session = app.login(&stage.simulator.transport(), user).await.unwrap();
    let call = GetPlaylistItems::new("37i9dQZF1DXcBWIGoYBM5M");
    let error = session.call(call).await.unwrap_err();
    assert_eq!(error.reason(), Reason::InsufficientScope);
    assert_eq!(error.kind(), ErrorKind::Configuration, "a new login would change nothing");
    assert!(error.to_string().contains("`playlist-read-private`"), "{error}");
}
