//! What is measured of this library.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::SystemTime;

use bytes::Bytes;
use http::{Request, Response};
use spotify_flow::flow_def::FlowDef;
use spotify_flow::{
    App as _, BoxFuture, ClientId, HttpClient, Machine, Origin, RedirectUri, Session, Transport,
    TransportError, flow, spotify_flow,
};

use crate::Work;
use crate::loopback::Exchange;
use crate::memory::ready;
use crate::values::{CLIENT_ID, CODE, REDIRECT_URI, STATE, TOKEN_ANSWER, VERIFIER};

#[spotify_flow(authorization_code_pkce, scopes(user_read_email, playlist_read_private))]
pub(crate) struct Mixtape {
    client_id: ClientId,
    redirect_uri: RedirectUri,
}

#[flow(spec = "flows/loopback.toml", provider = spotify_flow::spotify)]
pub(crate) struct Loopback {
    client_id: ClientId,
    redirect_uri: RedirectUri,
    base: Origin,
}

/// A server that is no further away than memory.
struct Memory;

impl Transport for Memory {
    fn send<'a>(
        &'a self,
        _: Request<Bytes>,
    ) -> BoxFuture<'a, Result<Response<Bytes>, TransportError>> {
        Box::pin(std::future::ready(Ok(answer())))
    }
}

fn answer() -> Response<Bytes> {
    let mut answer = Response::new(Bytes::from_static(TOKEN_ANSWER.as_bytes()));
    let json = http::HeaderValue::from_static("application/json");
    answer.headers_mut().insert(http::header::CONTENT_TYPE, json);
    answer
}

fn app() -> Mixtape {
    Mixtape { client_id: CLIENT_ID.into(), redirect_uri: REDIRECT_URI.parse().unwrap() }
}

pub(crate) fn authorize_url() -> Work {
    let (app, flow) = (app(), without_mint(Mixtape::flow()));
    let slot = |name| flow.slots.iter().position(|slot| slot.name == name).unwrap();
    let (state, verifier, url) = (slot("state"), slot("code_verifier"), slot("authorize_url"));
    let run = move |()| {
        let machine = Machine::begin(flow, app.config());
        let machine = machine.set_option(state, STATE).set_option(verifier, VERIFIER);
        let machine = machine.redirect(0).unwrap();
        assert!(!machine.shown(url).is_empty());
        machine
    };
    Work::new(|| (), run)
}

/// The same flow, whose state and verifier are given instead of minted.
fn without_mint(flow: &FlowDef) -> &'static FlowDef {
    let mut flow = flow.clone();
    for transition in flow.transitions.to_mut() {
        transition.mint = Cow::Borrowed(&[]);
    }
    Box::leak(Box::new(flow))
}

pub(crate) fn start() -> Work {
    let app = app();
    Work::new(|| (), move |()| app.begin().authorize().unwrap())
}

pub(crate) fn token_answer() -> Work {
    let (app, now) = (app(), SystemTime::now());
    let prepare = move || {
        let machine = Machine::begin(Mixtape::flow(), app.config()).redirect(0).unwrap();
        let url = "authorize_url";
        let url = machine.flow().slots.iter().position(|slot| slot.name == url).unwrap();
        let callback = callback(machine.shown(url));
        (machine.receive(1, &callback, now).unwrap(), answer())
    };
    Work::new(prepare, move |(machine, answer)| machine.accept(2, &answer, now).unwrap())
}

pub(crate) fn exchange() -> Work {
    let app = app();
    let prepare = move || {
        let attempt = app.begin().authorize().unwrap();
        let callback = callback(attempt.authorize_url());
        attempt.receive(callback).unwrap()
    };
    Work::new(prepare, |attempt| ready(attempt.exchange(&Memory)).unwrap())
}

/// A session with a token that is good for an hour.
pub(crate) fn session() -> Session<Mixtape> {
    let attempt = app().begin().authorize().unwrap();
    let callback = callback(attempt.authorize_url());
    let attempt = attempt.receive(callback).unwrap();
    app().session(ready(attempt.exchange(&Memory)).unwrap())
}

/// The same at a server on loopback.
pub(crate) fn session_at(origin: &str) -> Session<Loopback> {
    loopback(origin).session(session().token_snapshot())
}

/// Where the browser comes back to from an authorize URL.
fn callback(authorize_url: &str) -> String {
    let state = authorize_url.split("&state=").nth(1).unwrap().split('&').next().unwrap();
    format!("{REDIRECT_URI}?code={CODE}&state={state}")
}

fn loopback(origin: &str) -> Loopback {
    Loopback {
        client_id: CLIENT_ID.into(),
        redirect_uri: REDIRECT_URI.parse().unwrap(),
        base: origin.parse().unwrap(),
    }
}

/// Exchanges at a server on loopback.
pub(crate) fn exchanges(origin: &str) -> impl Fn() -> Exchange + 'static {
    let http = Arc::new(HttpClient::new().unwrap());
    let app = loopback(origin);
    move || {
        let attempt = app.begin().authorize().unwrap();
        let callback = callback(attempt.authorize_url());
        let (attempt, http) = (attempt.receive(callback).unwrap(), Arc::clone(&http));
        Box::pin(async move {
            let done = attempt.exchange(&http).await.unwrap();
            assert!(done.token().has_refresh_token());
        })
    }
}
