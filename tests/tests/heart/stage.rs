//! A session whose renewal is held at a step, in a store that outlives it.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use spotify_flow::bytes::Bytes;
use spotify_flow::http::{Request, Response};
use spotify_flow::store::{Account, Committed, Key, Lease, MemoryStore, Record, Store, StoreError};
use spotify_flow::{App as _, BoxFuture, Session, Token, Transport, TransportError, block_on};
use spotify_flow_tests::rotating::{Player, access_token, player, refresh_token, token_answer};

use crate::gate::{Gate, Step};

/// A session that has to renew, a server that takes each refresh token once, a gate between.
pub(crate) struct Stage {
    pub(crate) session: Session<Player>,
    pub(crate) gate: Gate,
    server: Server,
    store: MemoryStore,
}

impl Stage {
    pub(crate) fn held_at(step: Step) -> Stage {
        let (gate, store, server) = (Gate::at(step), MemoryStore::default(), Server::default());
        let app = player("https://rotating.example");
        let token = Token::from_refresh_token(refresh_token(0), None);
        // It is kept before anything is held.
        let session = Session::over(&app, token, server.clone());
        block_on(async {
            session.keep_in(&store.clone().account("alice")).await.map(drop).map_err(Into::into)
        })
        .unwrap();
        let gated = Gated { store: store.clone(), gate: gate.clone() };
        let account = Account::new(Arc::new(gated), "alice");
        let http = Behind { server: server.clone(), gate: gate.clone() };
        let sessions = spotify_flow::Sessions::new(app, Arc::clone(account.store()));
        let sessions = sessions.with_transport(http);
        // Reading it is no step of a renewal.
        let session =
            gate.opened_for(Step::Load, || block_on(sessions.get("alice")).unwrap().unwrap());
        Stage { session, gate, server, store }
    }

    /// The first refresh token was sent once, the second never, and it is in the store.
    pub(crate) fn assert_nothing_is_lost(&self) {
        assert_eq!(self.server.presented(), [refresh_token(0)]);
        let app = player("https://rotating.example");
        let key = Key::of(Player::flow(), &app.config(), "alice");
        let kept = block_on(async { Ok(self.store.load(&key).await) }).unwrap().unwrap().unwrap();
        assert_eq!(kept.generation(), 3, "{kept:?}");
        let session = block_on(Session::restore(&app, &self.store.clone().account("alice")));
        let kept = session.unwrap().unwrap().token_snapshot();
        assert_eq!(kept.expose_refresh_token(), Some(refresh_token(1).as_str()));
        assert_eq!(kept.access_token().unwrap().expose(), access_token(1));
    }
}

/// A server that gives a new refresh token for the newest, and ends the family for any other.
#[derive(Clone, Default)]
struct Server(Arc<Mutex<Vec<String>>>);

impl Server {
    fn presented(&self) -> Vec<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn answer(&self, body: &[u8]) -> Response<Bytes> {
        let form: Vec<(String, String)> = url::form_urlencoded::parse(body).into_owned().collect();
        let sent = form.into_iter().find(|(name, _)| name == "refresh_token").unwrap().1;
        let mut presented = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let number = presented.len();
        let newest = refresh_token(number);
        presented.push(sent.clone());
        if sent != newest {
            let refused = Bytes::from_static(br#"{"error":"invalid_grant"}"#);
            return Response::builder().status(400).body(refused).unwrap();
        }
        Response::new(Bytes::from(token_answer(number + 1)))
    }
}

impl Transport for Server {
    fn send<'a>(
        &'a self,
        request: Request<Bytes>,
    ) -> BoxFuture<'a, Result<Response<Bytes>, TransportError>> {
        Box::pin(async move { Ok(self.answer(request.body())) })
    }
}

/// The server behind the gate: the request arrives, the answer is held.
struct Behind {
    server: Server,
    gate: Gate,
}

impl Transport for Behind {
    fn send<'a>(
        &'a self,
        request: Request<Bytes>,
    ) -> BoxFuture<'a, Result<Response<Bytes>, TransportError>> {
        Box::pin(async move {
            let answer = self.server.answer(request.body());
            self.gate.pass(Step::Send).await;
            Ok(answer)
        })
    }
}

/// The store behind the gate.
struct Gated {
    store: MemoryStore,
    gate: Gate,
}

impl Store for Gated {
    fn load<'a>(&'a self, key: &'a Key) -> BoxFuture<'a, Result<Option<Record>, StoreError>> {
        Box::pin(async move {
            self.gate.pass(Step::Load).await;
            self.store.load(key).await
        })
    }

    fn commit<'a>(
        &'a self,
        key: &'a Key,
        expected: u64,
        record: &'a Record,
    ) -> BoxFuture<'a, Result<Committed, StoreError>> {
        Box::pin(async move {
            // The login is of the first generation, its note of the second.
            let step = if expected == 1 { Step::Note } else { Step::Keep };
            self.gate.pass(step).await;
            self.store.commit(key, expected, record).await
        })
    }

    fn lease<'a>(
        &'a self,
        key: &'a Key,
        patience: Duration,
    ) -> BoxFuture<'a, Result<Lease, StoreError>> {
        Box::pin(async move {
            self.gate.pass(Step::Lease).await;
            self.store.lease(key, patience).await
        })
    }
}
