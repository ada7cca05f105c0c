use spotify_flow::spotify::api::{CreatePlaylist, GetQueue, StartPlayback};
use spotify_flow::{ClientId, RedirectUri, Session, spotify_flow};

#[spotify_flow(authorization_code_pkce, scopes(user_read_currently_playing))]
struct Remote {
    client_id: ClientId,
    redirect_uri: RedirectUri,
}

async fn one(session: Session<Remote>) {
    let _ = session.call(StartPlayback::new()).await;
}

async fn both(session: Session<Remote>) {
    let _ = session.call(GetQueue::new()).await;
}

async fn one_of_several(session: Session<Remote>) {
    let _ = session.call(CreatePlaylist::new("Rainy days")).await;
}

fn main() {}
