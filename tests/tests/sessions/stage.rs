//! A simulated Spotify that rotates refresh tokens, and an app whose sessions are kept.

use std::sync::Arc;
use std::time::Duration;

use spotify_flow::store::{Account, MemoryStore, Store};
use spotify_flow::{ClientId, RedirectUri, Session, spotify_flow};
use spotify_flow_simulator::{RefreshPolicy, SimulatedApp, Simulator, SimulatorTransport};

pub(crate) const AN_HOUR: Duration = Duration::from_secs(3600);
const CALLBACK: &str = "http://127.0.0.1:8888/callback";

#[derive(Debug)]
#[spotify_flow(authorization_code_pkce)]
pub(crate) struct Mixtape {
    pub(crate) client_id: ClientId,
    pub(crate) redirect_uri: RedirectUri,
}

/// An app that asks for a scope.
#[derive(Debug)]
#[spotify_flow(authorization_code_pkce, scopes(user_read_email))]
pub(crate) struct Asking {
    client_id: ClientId,
    redirect_uri: RedirectUri,
}

pub(crate) fn asking() -> Asking {
    Asking { client_id: "mixtape".into(), redirect_uri: CALLBACK.parse().unwrap() }
}

pub(crate) struct Stage {
    pub(crate) simulator: Simulator,
    pub(crate) http: SimulatorTransport,
}

impl Stage {
    pub(crate) async fn set() -> Stage {
        let simulator = Simulator::start().await.unwrap();
        simulator.register(SimulatedApp::public("mixtape").redirect_uri(CALLBACK));
        simulator.set_refresh_policy(RefreshPolicy::Rotate);
        let http = simulator.transport();
        Stage { simulator, http }
    }

    /// A session of a user who has just logged in, kept in a store.
    pub(crate) async fn kept(&self, account: &Account) -> Session<Mixtape> {
        let session = mixtape().login(&self.http, self.simulator.user()).await.unwrap();
        session.keep_in(account).await.unwrap()
    }

    /// The session that another process finds.
    pub(crate) async fn restored(&self, account: &Account) -> Session<Mixtape> {
        let session = Session::restore(&mixtape(), account).await.unwrap().unwrap();
        session.with_transport(self.http.clone())
    }

    pub(crate) fn pass(&self, time: Duration) {
        self.simulator.clock().advance(time);
    }

    /// How many renewals the server has seen.
    pub(crate) fn renewals(&self) -> usize {
        let requests = self.simulator.requests().into_iter();
        requests.filter(|it| it.form("grant_type") == Some("refresh_token")).count()
    }
}

pub(crate) fn mixtape() -> Mixtape {
    Mixtape { client_id: "mixtape".into(), redirect_uri: CALLBACK.parse().unwrap() }
}

pub(crate) fn alice() -> Account {
    MemoryStore::default().account("alice")
}

pub(crate) fn of(store: &Arc<impl Store + 'static>, name: &str) -> Account {
    Account::new(Arc::clone(store) as Arc<dyn Store>, name)
}

pub(crate) fn refresh_token(session: &Session<Mixtape>) -> String {
    session.token_snapshot().expose_refresh_token().unwrap().to_owned()
}
