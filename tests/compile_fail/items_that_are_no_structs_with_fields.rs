//! A flow is put on a struct with named fields.

use spotify_flow::{ClientId, HttpClient, RedirectUri, flow, spotify_flow};

#[spotify_flow(client_credentials)]
struct Tuple(ClientId);

#[spotify_flow(client_credentials)]
struct Unit;

#[spotify_flow(client_credentials)]
enum Choice {
    One { client_id: ClientId },
}

#[spotify_flow(client_credentials)]
union Overlay {
    client_id: std::mem::ManuallyDrop<ClientId>,
}

#[spotify_flow(client_credentials)]
struct Generic<T> {
    client_id: T,
}

#[spotify_flow(client_credentials)]
struct Borrowed<'a> {
    client_id: &'a ClientId,
}

#[spotify_flow(client_credentials)]
fn function() {}

#[spotify_flow(client_credentials)]
mod module {}

#[spotify_flow(client_credentials)]
trait Behaviour {}

#[spotify_flow(client_credentials)]
#[flow(spotify, authorization_code_pkce)]
struct Two {
    client_id: ClientId,
    redirect_uri: RedirectUri,
}

struct Service {
    client_id: ClientId,
}

#[spotify_flow(client_credentials)]
impl Service {}

async fn used(tuple: Tuple, choice: Choice, http: HttpClient) {
    let _unit = Unit;
    function();
    tuple.begin().request(&http).await;
    choice.connect(&http).await;
    Tuple::from_env();
}

fn main() {}
