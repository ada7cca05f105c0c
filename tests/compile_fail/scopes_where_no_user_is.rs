//! Promise 3: an app that acts for no user has no scopes to ask for.

use spotify_flow::{ClientId, ClientSecret, spotify_flow};

#[spotify_flow(client_credentials, scopes(user_read_email, playlist_modify_public))]
struct Service {
    client_id: ClientId,
    client_secret: ClientSecret,
}

fn main() {
    let app = Service::from_env().unwrap();
    let _attempt = app.begin();
}
