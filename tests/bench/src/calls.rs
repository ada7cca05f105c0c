//! Calls of an API: typed ones of ours, and the same by hand over `reqwest`.

use std::hint::black_box;
use std::rc::Rc;
use std::sync::Arc;

use bytes::Bytes;
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderValue, Request, Response};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use spotify_flow::api::At;
use spotify_flow::spotify::Provider;
use spotify_flow::spotify::api::GetAlbum;
use spotify_flow::{BoxFuture, HttpClient, Session, Transport, TransportError};
use tokio::runtime::Runtime;

use crate::choice::chosen;
use crate::loopback::{self, Exchange};
use crate::memory::ready;
use crate::values::{ALBUM, ALBUM_ID, TOKEN_ANSWER};
use crate::{Work, ours};

/// What a program may want to know of an album.
#[derive(Deserialize)]
struct Album {
    name: String,
    release_date: String,
    total_tracks: u32,
}

/// Without a network: ours, and what `reqwest` leaves to its user, a request with a header that is
/// ready and an answer to be read.
pub fn in_memory() -> Vec<(&'static str, [Work; 2])> {
    chosen(vec![
        ("call, answer as JSON", [typed::<Value>(), by_hand::<Value>()]),
        ("call, answer as a type", [typed::<Album>(), by_hand::<Album>()]),
    ])
}

fn typed<T: DeserializeOwned + 'static>() -> Work {
    let session = ours::session().with_transport(Memory);
    let call = move |()| ready(session.call(GetAlbum::new(ALBUM_ID)).json::<T>()).unwrap();
    Work::new(|| (), call)
}

fn by_hand<T: DeserializeOwned + 'static>() -> Work {
    let (http, authorization) = (loopback::reqwest_client(), authorization());
    let call = move |()| {
        let url = format!("https://api.spotify.com/v1/albums/{ALBUM_ID}");
        let request = http.get(url).header(AUTHORIZATION, authorization.clone()).build().unwrap();
        black_box(request);
        serde_json::from_slice::<T>(black_box(answer()).body()).unwrap()
    };
    Work::new(|| (), call)
}

/// A header that is built once.
fn authorization() -> HeaderValue {
    let token: Value = serde_json::from_str(TOKEN_ANSWER).unwrap();
    let token = token["access_token"].as_str().unwrap();
    let mut header = HeaderValue::try_from(format!("Bearer {token}")).unwrap();
    header.set_sensitive(true);
    header
}

/// A server that is no further away than memory.
struct Memory;

impl Transport for Memory {
    fn send<'a>(
        &'a self,
        request: Request<Bytes>,
    ) -> BoxFuture<'a, Result<Response<Bytes>, TransportError>> {
        black_box(request);
        Box::pin(std::future::ready(Ok(answer())))
    }
}

fn answer() -> Response<Bytes> {
    let mut answer = Response::new(Bytes::from_static(ALBUM.as_bytes()));
    answer.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    answer
}

/// At a server on this machine: ours, and the same by hand. So many are under way at once.
pub fn over_loopback(origin: &str, at_once: usize) -> [Work; 2] {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let runtime: Rc<Runtime> = Rc::new(runtime);
    let http = Arc::new(HttpClient::new().unwrap());
    [
        loopback::batches(&runtime, at_once, calls(ours::session_at(origin).with_transport(http))),
        loopback::batches(&runtime, at_once, calls_by_hand(origin)),
    ]
}

fn calls<A: At<Provider>>(session: Session<A>) -> impl Fn() -> Exchange + 'static {
    move || {
        let session = session.clone();
        Box::pin(async move {
            let album: Album = session.call(GetAlbum::new(ALBUM_ID)).json().await.unwrap();
            check(&album);
        })
    }
}

fn calls_by_hand(origin: &str) -> impl Fn() -> Exchange + 'static {
    let (url, http) = (format!("{origin}/v1/albums/{ALBUM_ID}"), loopback::reqwest_client());
    let authorization = authorization();
    move || {
        let (url, http, authorization) = (url.clone(), http.clone(), authorization.clone());
        Box::pin(async move {
            let answer = http.get(&url).header(AUTHORIZATION, authorization).send().await.unwrap();
            let album: Album = answer.error_for_status().unwrap().json().await.unwrap();
            check(&album);
        })
    }
}

fn check(album: &Album) {
    assert!(!album.name.is_empty() && !album.release_date.is_empty() && album.total_tracks > 0);
}
