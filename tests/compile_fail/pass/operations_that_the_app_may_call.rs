//! What an app may call: by its scopes, by those that its calls need, and by none.

use spotify_flow::spotify::api::{
    CreatePlaylist, GetAlbum, GetCurrentUsersProfile, GetFollowed, GetFollowedType, GetQueue,
    UploadCustomPlaylistCover,
};
use spotify_flow::{
    ClientId, ClientSecret, Error, Label, Pair, RedirectUri, Session, flow, spotify_flow,
};
use spotify_flow_tests::library::api::{GetNews, GetShelf, LendItem};
use spotify_flow_tests::library::{self, Jukebox};

#[spotify_flow(client_credentials)]
struct Service {
    client_id: ClientId,
    client_secret: ClientSecret,
}

// A choice is made by its scope; a scope may be named as its type, which is what messages say.
#[spotify_flow(
    authorization_code_pkce,
    calls(get_current_users_profile, "get-followed", get_queue, create_playlist),
    scopes(PlaylistModifyPrivate)
)]
struct Remote {
    client_id: ClientId,
    redirect_uri: RedirectUri,
}

#[spotify_flow(authorization_code_pkce, scopes(ugc_image_upload, playlist_modify_public))]
struct Painter {
    client_id: ClientId,
    redirect_uri: RedirectUri,
}

#[flow(spec = "flows/library.toml", provider = library, calls(lend_item), scopes(books))]
struct Reader {
    client_id: ClientId,
    redirect_uri: RedirectUri,
    tenant: Label,
}

async fn calls(
    service: Session<Service>,
    remote: Session<Remote>,
    painter: Session<Painter>,
    reader: Session<Reader>,
    jukebox: Session<Jukebox>,
) -> Result<(), Error> {
    service.call(GetAlbum::new("4aawyAB9vmqN3uQ7FjRGTy").market("SE")).await?;
    remote.call(GetCurrentUsersProfile::new()).await?;
    remote.call(GetFollowed::new(GetFollowedType::Artist).limit(3)).await?;
    remote.call(GetQueue::new()).await?;
    remote.call(CreatePlaylist::new("Rainy days").public(false)).await?;
    painter.call(UploadCustomPlaylistCover::new("3cEYpjA9oz9GiPac4AsH4n", "/9j/4AAQ")).await?;
    reader.call(GetNews::new()).await?;
    reader.call(GetShelf::new("novels")).await?;
    reader.call(LendItem::new("novels", "3", "ada").days(14)).await?;
    jukebox.call(GetShelf::new("records")).await?;
    let pair = Pair::new(remote, service);
    pair.call(GetAlbum::new("4aawyAB9vmqN3uQ7FjRGTy")).await?;
    pair.call(GetQueue::new()).await?;
    Ok(())
}

fn main() {}
