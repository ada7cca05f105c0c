//! The login program of the README without this library: what one writes by hand. It is built by
//! `tests/bench/build`, beside the other.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rustls_platform_verifier::BuilderVerifierExt as _;
use serde::Deserialize;
use sha2::{Digest as _, Sha256};
use url::Url;

type Failure = Box<dyn std::error::Error>;

#[derive(Deserialize)]
struct Token {
    access_token: String,
}

fn client() -> Result<reqwest::Client, Failure> {
    let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
    let tls = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_platform_verifier()?
        .with_no_client_auth();
    let client = reqwest::Client::builder().tls_backend_preconfigured(tls);
    Ok(client.redirect(reqwest::redirect::Policy::none()).build()?)
}

fn random() -> Result<String, Failure> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|error| error.to_string())?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let client_id = std::env::var("SPOTIFY_CLIENT_ID")?;
    let redirect_uri = std::env::var("SPOTIFY_REDIRECT_URI")?;
    let (state, verifier) = (random()?, random()?);
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(&verifier));
    let url = Url::parse_with_params(
        "https://accounts.spotify.com/authorize",
        [
            ("response_type", "code"),
            ("client_id", &client_id),
            ("redirect_uri", &redirect_uri),
            ("scope", "user-read-email playlist-read-private"),
            ("state", &state),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
        ],
    )?;
    println!("Log in at\n{url}\nand paste the address that you come back to:");
    let mut line = String::new();
    std::io::stdin().read_line(&mut line)?;
    let callback = Url::parse(line.trim())?;
    let value = |name: &str| {
        callback.query_pairs().find(|(known, _)| known == name).map(|(_, value)| value.into_owned())
    };
    if value("state").as_deref() != Some(&*state) {
        return Err("a foreign callback".into());
    }
    let code = value("code").ok_or("no code")?;
    let http = client()?;
    let form = [
        ("grant_type", "authorization_code"),
        ("code", &*code),
        ("redirect_uri", &*redirect_uri),
        ("client_id", &*client_id),
        ("code_verifier", &*verifier),
    ];
    let answer = http.post("https://accounts.spotify.com/api/token").form(&form).send().await?;
    let token: Token = answer.error_for_status()?.json().await?;
    let me = http.get("https://api.spotify.com/v1/me").bearer_auth(&token.access_token);
    let me: serde_json::Value = me.send().await?.error_for_status()?.json().await?;
    println!("{me:#}");
    Ok(())
}
