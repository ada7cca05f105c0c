//! Promise 6: a provider that does not exist, one whose flow does not, and a word in the wrong place.

use spotify_flow::{ClientId, ClientSecret, flow};

#[flow(spottify, client_credentials)]
struct Service {
    client_id: ClientId,
    client_secret: ClientSecret,
}

#[flow(acme, client_credentials)]
struct Elsewhere {
    client_id: ClientId,
    client_secret: ClientSecret,
}

#[flow(spotify, device_code)]
struct Television {
    client_id: ClientId,
}

fn main() {
    let app = Service::from_env().unwrap();
    let _attempt = app.begin();
}
