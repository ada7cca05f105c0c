//! Promise 6, and one mistake is one error: a path that leads nowhere says where was looked.

use spotify_flow::{ClientId, Error, RedirectUri, flow};

#[flow(spec = "compile_fail/specs/nowhere.toml")]
struct Nowhere {
    client_id: ClientId,
    redirect_uri: RedirectUri,
}

fn begin() -> Result<(), Error> {
    let app = Nowhere::from_env()?;
    app.begin().authorize()?;
    Ok(())
}

fn main() {}
