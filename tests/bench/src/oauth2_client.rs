//! The same work by the crate `oauth2`.

use std::convert::Infallible;

use oauth2::basic::{BasicClient, BasicTokenResponse};
use oauth2::{
    AuthUrl, AuthorizationCode, ClientId, CsrfToken, EndpointNotSet, EndpointSet, HttpRequest,
    HttpResponse, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, Scope, TokenResponse as _,
    TokenUrl,
};

use crate::Work;
use crate::loopback::{self, Exchange};
use crate::memory::ready;
use crate::values::{CLIENT_ID, CODE, REDIRECT_URI, SCOPES, STATE, TOKEN_ANSWER, VERIFIER};

type Client = BasicClient<EndpointSet, EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointSet>;

fn client(accounts: &str) -> Client {
    BasicClient::new(ClientId::new(CLIENT_ID.to_owned()))
        .set_auth_uri(AuthUrl::new(format!("{accounts}/authorize")).unwrap())
        .set_token_uri(TokenUrl::new(format!("{accounts}/api/token")).unwrap())
        .set_redirect_uri(RedirectUrl::new(REDIRECT_URI.to_owned()).unwrap())
}

fn spotify() -> Client {
    client("https://accounts.spotify.com")
}

fn scopes() -> impl Iterator<Item = Scope> {
    SCOPES.iter().map(|scope| Scope::new((*scope).to_owned()))
}

pub(crate) fn authorize_url() -> Work {
    let client = spotify();
    let verifier = PkceCodeVerifier::new(VERIFIER.to_owned());
    let run = move |()| {
        let challenge = PkceCodeChallenge::from_code_verifier_sha256(&verifier);
        let request = client.authorize_url(|| CsrfToken::new(STATE.to_owned()));
        request.add_scopes(scopes()).set_pkce_challenge(challenge).url()
    };
    Work::new(|| (), run)
}

pub(crate) fn start() -> Work {
    let client = spotify();
    let run = move |()| {
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let request = client.authorize_url(CsrfToken::new_random).add_scopes(scopes());
        (request.set_pkce_challenge(challenge).url(), verifier)
    };
    Work::new(|| (), run)
}

pub(crate) fn token_answer() -> Work {
    let run = |text: &str| parsed(text.as_bytes());
    Work::new(|| TOKEN_ANSWER, run)
}

fn parsed(text: &[u8]) -> BasicTokenResponse {
    serde_json::from_slice(text).unwrap()
}

pub(crate) fn exchange() -> Work {
    let client = spotify();
    let run = move |(code, verifier)| {
        let request = client.exchange_code(code).set_pkce_verifier(verifier);
        ready(request.request_async(&memory)).unwrap()
    };
    Work::new(one_time_values, run)
}

fn one_time_values() -> (AuthorizationCode, PkceCodeVerifier) {
    (AuthorizationCode::new(CODE.to_owned()), PkceCodeVerifier::new(VERIFIER.to_owned()))
}

/// A server that is no further away than memory.
async fn memory(_: HttpRequest) -> Result<HttpResponse, Infallible> {
    let mut answer = HttpResponse::new(TOKEN_ANSWER.as_bytes().to_vec());
    let json = http::HeaderValue::from_static("application/json");
    answer.headers_mut().insert(http::header::CONTENT_TYPE, json);
    Ok(answer)
}

/// Exchanges at a server on loopback, over a client of `reqwest`.
pub(crate) fn exchanges(origin: &str) -> impl Fn() -> Exchange + 'static {
    let (client, http) = (client(origin), loopback::reqwest_client());
    move || {
        let (client, http) = (client.clone(), http.clone());
        let (code, verifier) = one_time_values();
        Box::pin(async move {
            let send = |request| send(http.clone(), request);
            let request = client.exchange_code(code).set_pkce_verifier(verifier);
            let token = request.request_async(&send).await.unwrap();
            assert!(token.refresh_token().is_some());
        })
    }
}

/// What the crate's own adapter does, for the version of `reqwest` that all use here.
async fn send(http: reqwest::Client, request: HttpRequest) -> Result<HttpResponse, reqwest::Error> {
    let response = http.execute(request.try_into()?).await?;
    let mut answer = HttpResponse::default();
    *answer.status_mut() = response.status();
    *answer.headers_mut() = response.headers().clone();
    *answer.body_mut() = response.bytes().await?.to_vec();
    Ok(answer)
}
