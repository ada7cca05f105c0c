//! A session is of an app: a struct without an attribute is none.

use spotify_flow::{ClientId, HttpClient, Session, Token};

struct Mixtape {
    client_id: ClientId,
}

fn session(app: Mixtape, token: Token, http: HttpClient) {
    Session::over(&app, token, http);
}

fn main() {}
