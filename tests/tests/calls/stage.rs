//! A simulated Spotify where all the apps are registered.

use spotify_flow::{App, Session};
use spotify_flow_simulator::{RecordedRequest, SimulatedApp, Simulator};

use crate::apps::{CALLBACK, CLIENT_SECRET, Listener, Relic, Service, listener, relic, service};

pub(crate) struct Stage {
    pub(crate) simulator: Simulator,
}

impl Stage {
    pub(crate) async fn set() -> Stage {
        let simulator = Simulator::start().await.unwrap();
        for id in ["listener", "other", "relic"] {
            simulator.register(SimulatedApp::public(id).redirect_uri(CALLBACK));
        }
        simulator.register(SimulatedApp::confidential("service", CLIENT_SECRET));
        simulator.set_before_sunset(true);
        Stage { simulator }
    }

    /// A session of a user who agrees to everything, over a transport of its own.
    pub(crate) async fn listener(&self) -> Session<Listener> {
        self.listener_of("listener").await
    }

    pub(crate) async fn listener_of(&self, client_id: &str) -> Session<Listener> {
        let http = self.simulator.transport();
        listener(client_id).login(&http, self.simulator.user()).await.unwrap()
    }

    /// A session of a user who agrees to some.
    pub(crate) async fn granting(&self, scopes: &[&str]) -> Session<Listener> {
        let user = self.simulator.user().grant_only(scopes.iter().copied());
        listener("listener").login(&self.simulator.transport(), user).await.unwrap()
    }

    pub(crate) async fn service(&self) -> Session<Service> {
        service().connect(&self.simulator.transport()).await.unwrap()
    }

    pub(crate) async fn relic(&self) -> Session<Relic> {
        relic().login(&self.simulator.transport(), self.simulator.user()).await.unwrap()
    }

    /// What the Web API was asked.
    pub(crate) fn calls(&self) -> Vec<RecordedRequest> {
        self.requests(|path| path.starts_with("/v1/"))
    }

    /// What the token endpoint was asked.
    pub(crate) fn token_requests(&self) -> Vec<RecordedRequest> {
        self.requests(|path| path == "/api/token")
    }

    fn requests(&self, wanted: impl Fn(&str) -> bool) -> Vec<RecordedRequest> {
        let requests = self.simulator.requests().into_iter();
        requests.filter(|request| wanted(&request.path)).collect()
    }
}

/// The header that a session's token is sent in now.
pub(crate) fn bearer<A: App>(session: &Session<A>) -> String {
    format!("Bearer {}", session.token_snapshot().access_token().unwrap().expose())
}
