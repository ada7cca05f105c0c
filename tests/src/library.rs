//! A provider of one's own, in a crate that others share.

use spotify_flow::{ClientId, Label, RedirectUri, flow};

spotify_flow::provider!("flows/library.toml");

/// An app of this crate.
#[flow(spec = "flows/library.toml", provider = crate::library, scopes(tunes))]
#[derive(Debug)]
pub struct Jukebox {
    /// Its id.
    pub client_id: ClientId,
    /// Where it waits for callbacks.
    pub redirect_uri: RedirectUri,
    /// The customer of the library's.
    pub tenant: Label,
}
