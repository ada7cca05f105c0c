//! An app for each of Spotify's flows, and a simulated Spotify where all of them are registered.

use spotify_flow::{App, ClientId, ClientSecret, RedirectUri, Session, UserAgent, spotify_flow};
use spotify_flow_simulator::{RecordedRequest, SimulatedApp, Simulator, SimulatorTransport};
use spotify_flow_tests::Recording;
use tracing::subscriber::{DefaultGuard, NoSubscriber};

pub(crate) use std::time::Duration;

pub(crate) const CALLBACK: &str = "http://127.0.0.1:8888/callback";
/// As Spotify's are: 32 hexadecimal digits.
pub(crate) const CLIENT_SECRET: &str = "3f9c52d07be14a6f8d20c1b7e95a64f8";
/// How long Spotify's access tokens live.
pub(crate) const AN_HOUR: Duration = Duration::from_secs(3600);
/// Longer than any six months.
pub(crate) const HALF_A_YEAR: Duration = Duration::from_secs(185 * 24 * 3600);

#[derive(Debug)]
#[spotify_flow(authorization_code, scopes(user_read_email, playlist_read_private))]
pub(crate) struct Archive {
    pub(crate) client_id: ClientId,
    pub(crate) client_secret: ClientSecret,
    pub(crate) redirect_uri: RedirectUri,
}

#[derive(Debug)]
#[spotify_flow(authorization_code_pkce, scopes(user_read_email, playlist_read_private))]
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

/// A simulated Spotify, the way there, and a record of everything that is said meanwhile.
pub(crate) struct Scene {
    pub(crate) simulator: Simulator,
    pub(crate) http: SimulatorTransport,
    pub(crate) recording: Recording,
    /// While it is there, this thread's events are nobody's.
    _unheard: Option<DefaultGuard>,
}

impl Scene {
    pub(crate) async fn set() -> Scene {
        let recording = Recording::start();
        let simulator = Simulator::start().await.unwrap();
        for id in ["archive", "service"] {
            let app = SimulatedApp::confidential(id, CLIENT_SECRET);
            simulator.register(app.redirect_uri(CALLBACK));
        }
        for id in ["mixtape", "relic"] {
            simulator.register(SimulatedApp::public(id).redirect_uri(CALLBACK));
        }
        let http = simulator.transport();
        Scene { simulator, http, recording, _unheard: None }
    }

    /// A scene whose events are not recorded: for tests that call a lot and hide nothing. The search
    /// for secrets reads everything that was recorded, for each secret anew.
    pub(crate) async fn unheard() -> Scene {
        let unheard = tracing::subscriber::set_default(NoSubscriber::default());
        Scene { _unheard: Some(unheard), ..Scene::set().await }
    }

    /// Goes to the authorization server as the user does, who agrees.
    pub(crate) async fn agree(&self, authorize_url: &str) -> String {
        self.simulator.user().visit(authorize_url).await.unwrap()
    }

    pub(crate) fn pass(&self, time: Duration) {
        self.simulator.clock().advance(time);
    }

    /// What the token endpoint was asked.
    pub(crate) fn token_requests(&self) -> Vec<RecordedRequest> {
        let requests = self.simulator.requests().into_iter();
        requests.filter(|request| request.path == "/api/token").collect()
    }

    pub(crate) fn last_token_request(&self) -> RecordedRequest {
        self.token_requests().pop().unwrap()
    }
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

/// Whose profile the API shows to a session.
pub(crate) async fn profile<A: App>(session: &Session<A>) -> String {
    let me: serde_json::Value = session.get("/v1/me").await.unwrap().json().unwrap();
    me["id"].as_str().unwrap().to_owned()
}

/// The access token that a session has now.
pub(crate) fn access_token<A: App>(session: &Session<A>) -> String {
    session.token_snapshot().access_token().unwrap().expose().to_owned()
}

/// The refresh token that a session has now.
pub(crate) fn refresh_token<A: App>(session: &Session<A>) -> String {
    session.token_snapshot().expose_refresh_token().unwrap().to_owned()
}
