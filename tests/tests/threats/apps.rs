//! An app for each of Spotify's flows, and a simulated Spotify where all of them are registered.

use spotify_flow::{ClientId, ClientSecret, RedirectUri, spotify_flow};
use spotify_flow_simulator::{RefreshPolicy, SimulatedApp, Simulator, SimulatorTransport};

use crate::canaries::Canaries;

pub(crate) const CALLBACK: &str = "http://127.0.0.1:8888/callback";
pub(crate) const CLIENT_SECRET: &str = "cnry-secret-4d1f0c6b8e27";

#[derive(Debug)]
#[spotify_flow(authorization_code, scopes(user_read_email, user_library_read))]
pub(crate) struct Archive {
    pub(crate) client_id: ClientId,
    pub(crate) client_secret: ClientSecret,
    pub(crate) redirect_uri: RedirectUri,
}

#[derive(Debug)]
#[spotify_flow(authorization_code_pkce, scopes(user_read_email, user_library_read))]
pub(crate) struct Mixtape {
    pub(crate) client_id: ClientId,
    pub(crate) redirect_uri: RedirectUri,
}

#[derive(Debug)]
#[spotify_flow(client_credentials)]
pub(crate) struct Service {
    pub(crate) client_id: ClientId,
    pub(crate) client_secret: ClientSecret,
}

#[allow(deprecated)]
#[derive(Debug)]
#[spotify_flow(implicit_grant, scopes(user_read_email))]
pub(crate) struct Relic {
    pub(crate) client_id: ClientId,
    pub(crate) redirect_uri: RedirectUri,
}

/// A simulated Spotify that rotates its refresh tokens.
pub(crate) async fn spotify() -> (Simulator, SimulatorTransport) {
    let simulator = Simulator::start().await.unwrap();
    for id in ["archive", "service"] {
        simulator.register(SimulatedApp::confidential(id, CLIENT_SECRET).redirect_uri(CALLBACK));
    }
    for id in ["mixtape", "relic"] {
        simulator.register(SimulatedApp::public(id).redirect_uri(CALLBACK));
    }
    simulator.set_before_sunset(true);
    simulator.set_refresh_policy(RefreshPolicy::Rotate);
    let http = simulator.transport();
    (simulator, http)
}

/// The client secret, to begin with.
pub(crate) fn canaries() -> Canaries {
    let mut canaries = Canaries::default();
    canaries.add("client secret", CLIENT_SECRET);
    canaries
}

pub(crate) fn archive() -> Archive {
    Archive {
        client_id: "archive".into(),
        client_secret: CLIENT_SECRET.into(),
        redirect_uri: CALLBACK.parse().unwrap(),
    }
}

pub(crate) fn mixtape() -> Mixtape {
    Mixtape { client_id: "mixtape".into(), redirect_uri: CALLBACK.parse().unwrap() }
}

pub(crate) fn service() -> Service {
    Service { client_id: "service".into(), client_secret: CLIENT_SECRET.into() }
}

pub(crate) fn relic() -> Relic {
    Relic { client_id: "relic".into(), redirect_uri: CALLBACK.parse().unwrap() }
}
