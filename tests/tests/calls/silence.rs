//! What is printed of calls: no token, and nothing that is the user's.

use spotify_flow::Error;
use spotify_flow::api::Operation as _;
use spotify_flow::spotify::api::{
    CreatePlaylist, GetAlbum, GetUsersSavedTracks, Search, SearchType,
};
use spotify_flow_tests::{Recording, assert_no_secrets};

use crate::stage::Stage;

/// What a user asks about.
const PRIVATE: &str = "something embarrassing";

#[tokio::test]
async fn calls_in_every_state_show_no_token_and_not_what_they_are_about() -> Result<(), Error> {
    let recording = Recording::start();
    let stage = Stage::set().await;
    let session = stage.listener().await;
    let search = Search::new(PRIVATE, [SearchType::Track]).market(PRIVATE);
    recording.debug(&search);
    recording.debug(&search.clone().into_arguments());
    recording.debug(&session.call(search));
    recording.debug(&CreatePlaylist::new(PRIVATE).description(PRIVATE));
    recording.debug(&session.call(CreatePlaylist::new(PRIVATE)));
    recording.debug(&session.get("/v1/search").query("q", PRIVATE).header("x-note", PRIVATE));
    let mut pages = session.call(GetUsersSavedTracks::new()).pages();
    recording.debug(&pages);
    let first = pages.next().await.unwrap()?;
    recording.debug(&pages);
    let name = first["items"][0]["track"]["name"].as_str().unwrap().to_owned();
    let mut items = session.call(GetUsersSavedTracks::new()).items::<serde_json::Value>();
    items.next().await.unwrap()?;
    recording.debug(&items);
    let response = session.call(GetUsersSavedTracks::new()).response().await?;
    recording.debug(&response);
    recording.debug(&session.call(GetAlbum::new("x")).await.unwrap_err());
    recording.debug(&session);

    let token = session.token_snapshot();
    let access = token.access_token().unwrap().expose().to_owned();
    let refresh = token.expose_refresh_token().unwrap().to_owned();
    assert!(recording.text().contains("get-users-saved-tracks"));
    assert_no_secrets(&recording.text(), &[("access token", access), ("refresh token", refresh)]);
    // Only what was printed by hand: the HTTP library tells its own log which address it asks.
    let text = recording.text();
    let printed: String = text.lines().filter(|line| !line.contains(" TRACE ")).collect();
    assert!(!printed.contains(PRIVATE), "what a call is about");
    assert!(!printed.contains(&name), "what an answer holds");
    Ok(())
}
