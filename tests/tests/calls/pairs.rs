//! A user's session and an app's own, side by side.

use spotify_flow::spotify::api::{
    GetAlbum, GetPlaylist, GetUsersSavedTracks, SaveLibraryItems, Search, SearchType,
};
use spotify_flow::{Error, Operation, Pair};

use crate::apps::{Listener, Service};
use crate::stage::{Stage, bearer};

const ALBUM: &str = "1ATL5GLyefJaxhQzSPVrLX";

/// What a function of a user's own may look like.
async fn total<O>(spotify: &Pair<Listener, Service>, operation: O) -> Result<u64, Error>
where
    O: Operation + 'static,
    O::Access: spotify_flow::api::Route<Listener, Service>,
{
    Ok(spotify.call(operation).await?["total"].as_u64().unwrap_or_default())
}

#[tokio::test]
async fn each_call_of_a_pair_goes_through_the_session_that_it_is_for() {
    let stage = Stage::set().await;
    let pair = Pair::new(stage.listener().await, stage.service().await);
    let (user, app) = (bearer(pair.user()), bearer(pair.service()));
    let last = || stage.calls().pop().unwrap().header("authorization").unwrap().to_owned();
    assert_ne!(user, app);

    pair.call(GetAlbum::new(ALBUM)).await.unwrap();
    assert_eq!(last(), app);
    pair.call(Search::new("the", [SearchType::Album])).await.unwrap();
    assert_eq!(last(), app);
    pair.call(GetPlaylist::new(ALBUM)).response().await.unwrap();
    assert_eq!(last(), app, "what is public to some is asked for as by anybody");
    pair.user().call(GetPlaylist::new(ALBUM)).response().await.unwrap();
    assert_eq!(last(), user, "unless one says so");

    assert_eq!(total(&pair, GetUsersSavedTracks::new()).await.unwrap(), 45);
    assert_eq!(last(), user);
    pair.call(SaveLibraryItems::new([format!("spotify:album:{ALBUM}")])).await.unwrap();
    assert_eq!(last(), user);
    let mut pages = pair.clone().call(GetUsersSavedTracks::new()).pages();
    pages.next().await.unwrap().unwrap();
    assert_eq!(last(), user);
}

#[tokio::test]
async fn a_pair_shows_no_token() {
    let stage = Stage::set().await;
    let pair = Pair::new(stage.listener().await, stage.service().await);
    let shown = format!("{pair:?}");
    for token in [bearer(pair.user()), bearer(pair.service())] {
        assert!(!shown.contains(token.strip_prefix("Bearer ").unwrap()), "{shown}");
    }
}
