//! A code is sent once, whoever holds the attempt.

use std::sync::Mutex;

use bytes::Bytes;
use spotify_flow::http::{Request, Response};
use spotify_flow::{
    App as _, BoxFuture, Machine, Reason, Transport, TransportError, TransportErrorKind,
};

use crate::scene::{Mixtape, Scene, mixtape};

/// A way to nowhere, which counts who went.
struct Nowhere(TransportErrorKind, Mutex<u32>);

impl Transport for Nowhere {
    fn send<'a>(
        &'a self,
        _: Request<Bytes>,
    ) -> BoxFuture<'a, Result<Response<Bytes>, TransportError>> {
        *self.1.lock().unwrap() += 1;
        Box::pin(async { Err(TransportError::new(self.0, "nobody is there")) })
    }
}

/// The step that leaves the state an attempt is in.
fn step(machine: &Machine) -> usize {
    machine.leaving().next().unwrap().0
}

/// An attempt that holds a code.
async fn with_code(scene: &Scene) -> Machine {
    let machine = Machine::begin(Mixtape::flow(), mixtape().config());
    let authorize = step(&machine);
    let machine = machine.redirect(authorize).unwrap();
    let slot = machine.flow().slots.iter().position(|slot| slot.name == "authorize_url").unwrap();
    let callback = scene.agree(machine.shown(slot)).await;
    let receive = step(&machine);
    machine.receive(receive, &callback, std::time::SystemTime::now()).unwrap()
}

#[tokio::test]
async fn a_code_that_may_have_gone_out_is_sent_by_no_other_step() {
    use TransportErrorKind::{BodyTooLarge, Interrupted, Timeout};
    let scene = Scene::set().await;
    for kind in [Timeout, Interrupted, BodyTooLarge] {
        let nowhere = Nowhere(kind, Mutex::new(0));
        let machine = with_code(&scene).await;
        let exchange = step(&machine);
        let failed = machine.post(exchange, &nowhere).await.unwrap_err();
        let again = failed.into_attempt().post(exchange, &scene.http).await.unwrap_err();
        assert_eq!(again.error().reason(), Reason::WrongStep, "{kind:?}");
        assert!(again.error().message().contains("can be sent once"), "{again}");
        assert!(again.into_attempt().request(exchange).is_err());
        assert_eq!(*nowhere.1.lock().unwrap(), 1);
    }
    assert!(scene.token_requests().is_empty());
}

#[tokio::test]
async fn a_code_that_a_server_has_refused_is_sent_by_no_other_step() {
    let scene = Scene::set().await;
    for status in [400, 503] {
        let mut machine = with_code(&scene).await;
        let exchange = step(&machine);
        machine.request(exchange).unwrap();
        let body = Bytes::from_static(br#"{"error":"invalid_grant"}"#);
        let answer = Response::builder().status(status).body(body).unwrap();
        let now = std::time::SystemTime::now();
        let failed = machine.accept(exchange, &answer, now).unwrap_err();
        let again = failed.into_attempt().request(exchange).unwrap_err();
        assert_eq!(again.reason(), Reason::WrongStep);
    }
}

#[tokio::test]
async fn a_code_that_did_not_leave_is_there_for_the_next_try() {
    use TransportErrorKind::{Connect, Refused, Unusable};
    let scene = Scene::set().await;
    for kind in [Connect, Refused, Unusable] {
        let machine = with_code(&scene).await;
        let exchange = step(&machine);
        let failed = machine.post(exchange, &Nowhere(kind, Mutex::new(0))).await.unwrap_err();
        let machine = failed.into_attempt().post(exchange, &scene.http).await.unwrap();
        assert!(machine.token().access_token().is_some(), "{kind:?}");
    }
}
