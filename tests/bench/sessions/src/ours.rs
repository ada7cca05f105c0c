//! Sessions of this library.

use std::hint::black_box;
use std::sync::Arc;

use http::HeaderValue;
use spotify_flow::{ClientId, HttpClient, Origin, RedirectUri, Session, Token, flow};

use crate::Peer;

/// An app at a server on loopback.
#[flow(spec = "../flows/loopback.toml")]
pub struct Loopback {
    client_id: ClientId,
    redirect_uri: RedirectUri,
    base: Origin,
}

/// A session of ours.
#[derive(Clone)]
pub struct Ours(Session<Loopback>);

impl Ours {
    /// The session itself.
    pub fn session(origin: &str) -> Session<Loopback> {
        let app = Loopback {
            client_id: "bench".into(),
            redirect_uri: "http://127.0.0.1:8888/callback".parse().unwrap(),
            base: origin.parse().unwrap(),
        };
        let session = app.session(Token::from_refresh_token("refresh", None));
        session.with_transport(Arc::new(HttpClient::new().unwrap()))
    }
}

impl Peer for Ours {
    const NAME: &'static str = "ours";

    async fn at(origin: &str) -> Self {
        Self(Self::session(origin))
    }

    async fn header(&self) -> Option<HeaderValue> {
        self.0.token().await.ok()?.header().cloned()
    }
}

/// The same where the header is only looked at.
#[derive(Clone)]
pub struct Borrowed(Ours);

impl Peer for Borrowed {
    const NAME: &'static str = "ours, borrowed";

    async fn at(origin: &str) -> Self {
        Self(Ours::at(origin).await)
    }

    async fn header(&self) -> Option<HeaderValue> {
        self.0.header().await
    }

    async fn touch(&self) {
        self.0.0.if_fresh(|token| drop(black_box(token.header().unwrap()))).unwrap();
    }
}
