//! Promise 6: a variable of the user's spec is a field, too.

use spotify_flow::{ClientId, RedirectUri, flow};

#[flow(spec = "compile_fail/specs/acme.toml", scopes(tune))]
struct Acme {
    client_id: ClientId,
    redirect_uri: RedirectUri,
}

fn main() {
    let app = Acme::from_env().unwrap();
    let _attempt = app.begin();
}
