//! A flow that its provider ended is deprecated: the compiler says so at the annotation.

#![deny(deprecated)]

use spotify_flow::{ClientId, RedirectUri, spotify_flow};

#[spotify_flow(implicit_grant)]
struct Relic {
    client_id: ClientId,
    redirect_uri: RedirectUri,
}

fn main() {
    let app = Relic::from_env().unwrap();
    let _attempt = app.begin().authorize();
}
