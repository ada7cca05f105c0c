use spotify_flow::{ClientId, ClientSecret, RedirectUri, spotify_flow};

#[spotify_flow(authorization_code_pkce, calls(get_folowed, create_playlist))]
struct Remote {
    client_id: ClientId,
    redirect_uri: RedirectUri,
}

#[spotify_flow(client_credentials, calls(get_album, get_current_users_profile))]
struct Service {
    client_id: ClientId,
    client_secret: ClientSecret,
}

#[spotify_flow(authorization_code_pkce, calls = get_followed)]
struct Other {
    client_id: ClientId,
    redirect_uri: RedirectUri,
}

fn main() {}
