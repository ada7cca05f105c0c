//! Before a user is sent away the store is asked: another process may have a later login.

use spotify_flow::Reason;
use spotify_flow::spotify::api::GetUsersSavedTracks;
use spotify_flow::store::{MemoryStore, Store as _};

use crate::stage::Stage;

#[tokio::test]
async fn scopes_that_were_granted_elsewhere_are_used_though_this_process_knew_of_none() {
    let (stage, alice) = (Stage::set().await, MemoryStore::default().account("alice"));
    let few = stage.granting(&["playlist-modify-public"]).await.keep_in(&alice).await.unwrap();
    let error = few.call(GetUsersSavedTracks::new()).await.unwrap_err();
    assert_eq!(error.reason(), Reason::ScopeNotGranted, "nobody else knows better");
    // Elsewhere the user logs in again, and agrees to all.
    stage.simulator.withdraw_consent("listener");
    stage.listener().await.keep_in(&alice).await.unwrap();
    few.call(GetUsersSavedTracks::new()).await.unwrap();
}

#[tokio::test]
async fn a_login_elsewhere_is_seen_where_the_api_takes_the_token_for_ended() {
    let (stage, alice) = (Stage::set().await, MemoryStore::default().account("alice"));
    let here = stage.listener().await.keep_in(&alice).await.unwrap();
    // The user took consent back, and has agreed again to another process.
    stage.simulator.withdraw_consent("listener");
    stage.listener().await.keep_in(&alice).await.unwrap();
    let requests = stage.token_requests().len();
    here.call(GetUsersSavedTracks::new()).await.unwrap();
    assert_eq!(stage.token_requests().len(), requests, "its refresh token is not sent");
}
