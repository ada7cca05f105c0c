//! Apps at providers that say what they mean in ways of their own.

use spotify_flow::{ClientId, ClientSecret, RedirectUri, flow};

use crate::apps::{CALLBACK, CLIENT_SECRET};

/// 401 may mean that a scope is missing; limits are each user's, and a header says when they end.
#[derive(Debug)]
#[flow(twitch, authorization_code, scopes(user_read_email))]
pub(crate) struct Streamer {
    client_id: ClientId,
    client_secret: ClientSecret,
    redirect_uri: RedirectUri,
}

/// Refuses with 200.
#[derive(Debug)]
#[flow(slack, authorization_code, scopes(chat_write))]
pub(crate) struct Bot {
    client_id: ClientId,
    client_secret: ClientSecret,
    redirect_uri: RedirectUri,
}

/// Where the API is, a token answer says.
#[derive(Debug)]
#[flow(salesforce, authorization_code_pkce, scopes(full))]
pub(crate) struct Seller {
    client_id: ClientId,
    redirect_uri: RedirectUri,
}

/// 403 with nothing in it is a token that was killed.
#[derive(Debug)]
#[flow(spec = "flows/forbids.toml", scopes(mail))]
pub(crate) struct Forbidden {
    client_id: ClientId,
    redirect_uri: RedirectUri,
}

pub(crate) fn streamer() -> Streamer {
    let redirect_uri = CALLBACK.parse().unwrap();
    Streamer { client_id: "streamer".into(), client_secret: CLIENT_SECRET.into(), redirect_uri }
}

pub(crate) fn bot() -> Bot {
    let redirect_uri = "https://bot.example/callback".parse().unwrap();
    Bot { client_id: "bot".into(), client_secret: CLIENT_SECRET.into(), redirect_uri }
}

pub(crate) fn seller() -> Seller {
    Seller { client_id: "seller".into(), redirect_uri: CALLBACK.parse().unwrap() }
}

pub(crate) fn forbidden() -> Forbidden {
    Forbidden { client_id: "forbidden".into(), redirect_uri: CALLBACK.parse().unwrap() }
}
