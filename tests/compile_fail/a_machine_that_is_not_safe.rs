//! Promise 7: a grant of one's own is proved, too: no secret in a URL, no code sent twice, no value
//! that is not there, no state without a way on.

use spotify_flow::{ClientId, RedirectUri, flow};

#[flow(spec = "compile_fail/specs/unsafe_machine.toml")]
struct Acme {
    client_id: ClientId,
    redirect_uri: RedirectUri,
}

fn main() {
    let _app = Acme::from_env();
}
