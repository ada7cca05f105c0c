//! Sessions of `rspotify`.

use chrono::{DateTime, TimeDelta};
use http::HeaderValue;
use rspotify::clients::BaseClient as _;
use rspotify::{AuthCodePkceSpotify, Config, Credentials, OAuth, Token};

use crate::Peer;

/// A session of `rspotify`.
#[derive(Clone)]
pub struct Rspotify(AuthCodePkceSpotify);

impl Peer for Rspotify {
    const NAME: &'static str = "rspotify";

    async fn at(origin: &str) -> Self {
        let token = Token {
            access_token: "access".to_owned(),
            expires_in: TimeDelta::seconds(3600),
            expires_at: Some(DateTime::UNIX_EPOCH),
            refresh_token: Some("refresh".to_owned()),
            ..Token::default()
        };
        let config = Config { auth_base_url: format!("{origin}/"), ..Config::default() };
        let (app, oauth) = (Credentials::new_pkce("bench"), OAuth::default());
        Self(AuthCodePkceSpotify::from_token_with_config(token, app, oauth, config))
    }

    async fn header(&self) -> Option<HeaderValue> {
        let headers = self.0.auth_headers().await.ok()?;
        // As its HTTP client makes it of the text, for each request.
        HeaderValue::try_from(headers.into_values().next()?).ok()
    }
}
