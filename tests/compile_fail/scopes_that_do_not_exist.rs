//! Promise 3: each scope that does not exist is named, with what was probably meant.

use spotify_flow::{ClientId, RedirectUri, spotify_flow};

#[spotify_flow(authorization_code_pkce, scopes(user_read_mail, "user-read-mail", everything, "Everything"))]
struct Mixtape {
    client_id: ClientId,
    redirect_uri: RedirectUri,
}

#[spotify_flow(authorization_code_pkce, scopes("user_read_email"))]
struct QuotedName {
    client_id: ClientId,
    redirect_uri: RedirectUri,
}

#[spotify_flow(authorization_code_pkce, scopes(user-read-email))]
struct UnquotedValue {
    client_id: ClientId,
    redirect_uri: RedirectUri,
}

#[spotify_flow(authorization_code_pkce, scopes("user-read-email user-read-private"))]
struct TwoInOne {
    client_id: ClientId,
    redirect_uri: RedirectUri,
}

fn main() {
    let app = Mixtape::from_env().unwrap();
    let _attempt = app.begin().authorize();
}
