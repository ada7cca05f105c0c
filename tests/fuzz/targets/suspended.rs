//! Whatever a suspended attempt was made into while it was away: it is refused, or it goes on as
//! this app's.

#![no_main]

use libfuzzer_sys::fuzz_target;
use spotify_flow::{ClientId, RedirectUri, Suspended, spotify_flow};

#[spotify_flow(authorization_code_pkce)]
struct Mixtape {
    client_id: ClientId,
    redirect_uri: RedirectUri,
}

fuzz_target!(|input: &[u8]| {
    let redirect_uri = RedirectUri::new("http://127.0.0.1:8888/callback").unwrap();
    let app = Mixtape { client_id: "mixtape".into(), redirect_uri };
    let kept = serde_json::from_slice::<Suspended<mixtape::state::AwaitingConsent>>(input);
    let Ok(kept) = kept else { return };
    match kept.resume(&app) {
        Ok(attempt) => {
            let _ = attempt.authorize_url();
            let _ = attempt.receive("http://127.0.0.1:8888/callback?code=c&state=s");
        }
        Err(error) => drop(error.to_string()),
    }
});
