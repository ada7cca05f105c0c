//! Promise 7: all mistakes of a file are reported in one go, each with its line and a caret.

use spotify_flow::{ClientId, Error, Label, RedirectUri, flow};

#[flow(spec = "compile_fail/specs/mistakes.toml")]
struct Acme {
    client_id: ClientId,
    redirect_uri: RedirectUri,
    tenant: Label,
}

fn begin() -> Result<(), Error> {
    let app = Acme::from_env()?;
    app.begin().authorize()?;
    Ok(())
}

#[flow(spec = "compile_fail/specs/not_toml.toml")]
struct NotToml {
    client_id: ClientId,
}

#[flow(spec = "compile_fail/specs/unsafe_claims.toml")]
struct Unsafe {
    client_id: ClientId,
    redirect_uri: RedirectUri,
}

fn main() {}
