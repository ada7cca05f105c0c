//! A program of a user's, with one dependency. It runs a flow of Spotify's and one that its own
//! file declares, over a transport of its own.

// Generated code must be silent in the strictest of houses.
#![deny(warnings, missing_debug_implementations, missing_docs, unreachable_pub)]
#![deny(rust_2018_idioms, unused_qualifications, unsafe_code)]

mod desk;

use std::error::Error;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use acme::api::{ListTunes, ListTunesOrder};
use desk::Desk;
use spotify_flow::{ClientId, ClientSecret, Label, RedirectUri, flow, spotify_flow};

#[spotify_flow(client_credentials)]
struct Catalog {
    client_id: ClientId,
    client_secret: ClientSecret,
}

mod acme {
    spotify_flow::provider!("flows/acme.toml");
}

#[flow(spec = "flows/acme.toml", provider = crate::acme, calls(list_tunes, get_news))]
struct Jukebox {
    client_id: ClientId,
    redirect_uri: RedirectUri,
    tenant: Label,
}

async fn album() -> Result<String, Box<dyn Error>> {
    let app = Catalog { client_id: "catalog".into(), client_secret: "a client secret".into() };
    let session = app.connect(&Desk).await?;
    let album = session.get("https://api.spotify.com/v1/albums/1").await?;
    Ok(album.text())
}

async fn tunes() -> Result<String, Box<dyn Error>> {
    let app = Jukebox {
        client_id: "jukebox".into(),
        redirect_uri: RedirectUri::new("http://127.0.0.1:8888/callback")?,
        tenant: Label::new("riga")?,
    };
    let attempt = app.begin().authorize()?;
    let callback = desk::consent(attempt.authorize_url());
    let attempt = attempt.receive(callback)?.exchange(&Desk).await?;
    let session = app.session(attempt).with_transport(Desk);
    session.refresh().await?;
    let tunes = session.call(ListTunes::new().order(ListTunesOrder::Newest)).response().await?;
    Ok(tunes.text())
}

/// Nothing here ever waits, so asking again is enough.
fn finish<T>(future: impl Future<Output = T>) -> T {
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(done) = future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            return done;
        }
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    println!("album: {}", finish(album())?);
    println!("tunes: {}", finish(tunes())?);
    Ok(())
}
