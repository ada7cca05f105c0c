//! One call of the Web API by the crate `rspotify`: what `tests/bench/build` puts beside the calls of
//! this library.

use rspotify::prelude::*;
use rspotify::{AuthCodePkceSpotify, Token};

type Failure = Box<dyn std::error::Error>;

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let access_token = std::env::var("SPOTIFY_ACCESS_TOKEN")?;
    let spotify = AuthCodePkceSpotify::from_token(Token { access_token, ..Token::default() });
    println!("{:#?}", spotify.me().await?);
    Ok(())
}
