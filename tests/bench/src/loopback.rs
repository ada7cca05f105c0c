//! Exchanges at a server on this machine.

use std::pin::Pin;
use std::rc::Rc;

use serde::Deserialize;
use tokio::runtime::Runtime;

use crate::values::{CLIENT_ID, CODE, REDIRECT_URI, VERIFIER};
use crate::{Work, oauth2_client, ours};

/// One exchange of a code for a token. It begins when it is awaited.
pub type Exchange = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Ours, the same by hand over `reqwest`, and by `oauth2` over `reqwest`; each keeps its
/// connections. So many are under way at once.
pub fn contenders(origin: &str, at_once: usize) -> [Work; 3] {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let runtime = Rc::new(runtime);
    [
        batches(&runtime, at_once, ours::exchanges(origin)),
        batches(&runtime, at_once, by_hand(origin)),
        batches(&runtime, at_once, oauth2_client::exchanges(origin)),
    ]
}

/// Work that makes so many exchanges at once, and after each of them the next.
pub(crate) fn batches(
    runtime: &Rc<Runtime>,
    at_once: usize,
    exchange: impl Fn() -> Exchange + 'static,
) -> Work {
    let prepare = move || -> Vec<Vec<Exchange>> {
        (0..at_once).map(|_| (0..each(at_once)).map(|_| exchange()).collect()).collect()
    };
    let runtime = Rc::clone(runtime);
    Work::new(prepare, move |lines| {
        runtime.block_on(async {
            let lines = lines.into_iter().map(|line| {
                tokio::spawn(async {
                    for exchange in line {
                        exchange.await;
                    }
                })
            });
            for line in lines.collect::<Vec<_>>() {
                line.await.unwrap();
            }
        });
    })
}

/// How many exchanges follow one another in a piece of work. They are prepared before, and together
/// must not be more than a processor keeps at hand.
pub fn each(at_once: usize) -> usize {
    if at_once == 1 { 100 } else { 10 }
}

/// As one writes it without a library for OAuth.
fn by_hand(origin: &str) -> impl Fn() -> Exchange + 'static {
    let (url, http) = (format!("{origin}/api/token"), reqwest_client());
    move || {
        let (url, http) = (url.clone(), http.clone());
        Box::pin(async move {
            let form = [
                ("grant_type", "authorization_code"),
                ("code", CODE),
                ("redirect_uri", REDIRECT_URI),
                ("code_verifier", VERIFIER),
                ("client_id", CLIENT_ID),
            ];
            let answer = http.post(&url).form(&form).send().await.unwrap();
            let token: Token = answer.error_for_status().unwrap().json().await.unwrap();
            assert!(token.expires_in > 0 && token.refresh_token.is_some());
            assert!(!token.access_token.is_empty() && !token.token_type.is_empty());
            assert!(token.scope.is_some());
        })
    }
}

#[derive(Deserialize)]
struct Token {
    access_token: String,
    token_type: String,
    expires_in: u64,
    refresh_token: Option<String>,
    scope: Option<String>,
}

/// `reqwest` as it comes, but for redirects: what `oauth2` tells its users to set.
pub(crate) fn reqwest_client() -> reqwest::Client {
    // Nobody is trusted: the server speaks plain http.
    let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
    let tls = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(rustls::RootCertStore::empty())
        .with_no_client_auth();
    let client = reqwest::Client::builder().tls_backend_preconfigured(tls);
    client.redirect(reqwest::redirect::Policy::none()).build().unwrap()
}
