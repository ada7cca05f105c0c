//! Answers of every size, and of none.

use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use spotify_flow::bytes::Bytes;
use spotify_flow::http::{Method, Request, Response};
use spotify_flow::spotify::api::GetUsersSavedTracks;
use spotify_flow::{
    BoxFuture, Chunks, Clock, ErrorKind, ManualClock, Reason, Session, Token, Transport,
    TransportError, TransportErrorKind,
};

use crate::apps::listener;
use crate::script::{Script, answer, ok, refused};

const MIB: usize = 1 << 20;

/// A transport whose answers come in pieces of 64 KiB: so many of them, and then the end, or a break.
#[derive(Clone)]
struct Pieces {
    script: Script,
    pieces: usize,
    breaks: bool,
    /// How many were taken.
    taken: Arc<Mutex<usize>>,
}

struct Body(Pieces);

impl Chunks for Body {
    fn chunk(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, TransportError>> {
        Box::pin(async {
            if self.0.pieces == 0 && self.0.breaks {
                return Err(TransportError::new(TransportErrorKind::Interrupted, "it broke"));
            }
            let left = self.0.pieces.checked_sub(1);
            self.0.pieces = left.unwrap_or_default();
            *self.0.taken.lock().unwrap() += usize::from(left.is_some());
            Ok(left.map(|_| Bytes::from(vec![b' '; 64 << 10])))
        })
    }
}

impl Transport for Pieces {
    fn send<'a>(
        &'a self,
        request: Request<Bytes>,
    ) -> BoxFuture<'a, Result<Response<Bytes>, TransportError>> {
        self.script.send(request)
    }

    fn stream<'a>(
        &'a self,
        request: Request<Bytes>,
    ) -> BoxFuture<'a, Result<Response<Box<dyn Chunks>>, TransportError>> {
        Box::pin(async move {
            let answer = self.script.send(request).await?;
            let body: Box<dyn Chunks> = Box::new(Body(self.clone()));
            Ok(answer.map(|_| body))
        })
    }

    fn clock(&self) -> &dyn Clock {
        let clock: &ManualClock = &self.script.clock;
        clock
    }
}

fn pieces(pieces: usize, status: u16) -> Pieces {
    let script = Script::always(answer(status, ""));
    Pieces { script, pieces, breaks: false, taken: Arc::default() }
}

fn session(pieces: &Pieces) -> Session<crate::apps::Listener> {
    let token = Token::from_refresh_token("the-refresh-token", None);
    Session::over(&listener("listener"), token, pieces.clone())
}

#[tokio::test]
async fn an_answer_may_be_larger_than_a_token_answer_and_is_bounded_all_the_same() {
    let large = pieces(15 * 16, 200);
    let body = session(&large).get("/v1/albums").await.unwrap();
    assert_eq!(body.body().len(), 15 * MIB);
    let larger = pieces(1000, 200);
    let error = session(&larger).get("/v1/albums").await.unwrap_err();
    assert_eq!(error.reason(), Reason::BodyTooLarge);
    assert!(
        error.to_string().contains("16 MiB") && error.to_string().contains("`limit`"),
        "{error}"
    );
    assert_eq!(*larger.taken.lock().unwrap(), 16 * 16 + 1, "no more is read");
}

#[tokio::test]
async fn a_call_says_how_much_of_its_answer_it_reads() {
    let body = session(&pieces(40 * 16, 200)).get("/v1/x").limit(40 * MIB).await.unwrap();
    assert_eq!(body.body().len(), 40 * MIB);
    let error = session(&pieces(2, 200)).get("/v1/x").limit(100_000).await.unwrap_err();
    assert!(error.to_string().contains("100000 bytes"), "{error}");
    // Of a refusal as much is read as it takes to understand it.
    let refused = session(&pieces(2, 404)).get("/v1/x").limit(10).await.unwrap();
    assert_eq!((refused.status().as_u16(), refused.body().len()), (404, 128 << 10));
}

#[tokio::test]
async fn a_stream_is_read_piece_by_piece_and_no_faster_than_it_is_taken() {
    let file = pieces(1000, 200);
    let mut stream = session(&file).get("/v1/file").send_streamed().await.unwrap();
    assert_eq!((stream.status().as_u16(), *file.taken.lock().unwrap()), (200, 0));
    let mut bytes = 0;
    while let Some(chunk) = stream.chunk().await.unwrap() {
        bytes += chunk.len();
        assert_eq!(*file.taken.lock().unwrap() * (64 << 10), bytes);
    }
    assert_eq!(bytes, 1000 * (64 << 10));
    assert!(stream.chunk().await.unwrap().is_none(), "and nothing after the end");
}

#[tokio::test]
async fn a_stream_that_breaks_is_no_whole() {
    let file = Pieces { breaks: true, ..pieces(2, 200) };
    let mut stream = session(&file).get("/v1/file").send_streamed().await.unwrap();
    stream.chunk().await.unwrap().unwrap();
    stream.chunk().await.unwrap().unwrap();
    let error = stream.chunk().await.unwrap_err();
    assert_eq!((error.kind(), error.reason()), (ErrorKind::Transient, Reason::Interrupted));
}

#[tokio::test]
async fn a_transport_that_knows_no_streams_streams_what_it_has() {
    let script = Script::always(answer(200, "all of it"));
    let mut stream = script.listener().get("/v1/file").send_streamed().await.unwrap();
    assert_eq!(stream.chunk().await.unwrap().unwrap(), "all of it");
    assert!(stream.chunk().await.unwrap().is_none());
}

#[tokio::test]
async fn a_streamed_call_renews_waits_and_is_refused_as_any_other() {
    let script = Script::new(|before, _| match before {
        0 => refused(401, "The access token expired"),
        1 => answer(429, ""),
        2 => answer(200, "file"),
        _ => refused(404, "gone"),
    });
    let session = script.listener();
    let mut stream = session.get("/v1/file").send_streamed().await.unwrap();
    assert_eq!(stream.chunk().await.unwrap().unwrap(), "file");
    assert_eq!((script.calls().len(), script.token_requests().len()), (3, 2));
    let error = session.get("/v1/file").send_streamed().await.unwrap_err();
    assert_eq!((error.reason(), error.status()), (Reason::NotFound, Some(404)));
    assert!(error.to_string().contains("gone"), "{error}");
}

#[tokio::test]
async fn an_answer_without_a_body_says_so_where_json_is_wanted() {
    for (status, says) in [(200, "no body"), (204, "204 No Content"), (205, "205 Reset Content")] {
        let session = Script::always(answer(status, "")).listener();
        let error = session.get("/v1/x").await.unwrap().json::<Value>().unwrap_err();
        assert_eq!((error.reason(), error.status()), (Reason::EmptyBody, Some(status)));
        assert!(error.to_string().contains(says), "{error}");
    }
    let session = Script::always(answer(200, "")).listener();
    let error = session.request(Method::HEAD, "/v1/x").await.unwrap().json::<Value>().unwrap_err();
    assert!(error.to_string().contains("`HEAD`"), "{error}");
    let session = Script::always(answer(304, "")).listener();
    let error = session.get("/v1/x").await.unwrap().json::<Value>().unwrap_err();
    assert!(error.to_string().contains("nothing has changed"), "{error}");
}

#[tokio::test]
async fn a_packed_answer_is_told_from_one_that_is_no_json() {
    let mut packed = answer(200, "\u{1f}\u{8b}");
    packed.headers_mut().insert("content-encoding", "gzip".parse().unwrap());
    let session = Script::always(packed).listener();
    let error = session.call(GetUsersSavedTracks::new()).await.unwrap_err();
    assert_eq!(error.reason(), Reason::Packed);
    assert!(error.to_string().contains("gzip"), "{error}");
}

#[tokio::test]
async fn a_wrong_type_names_its_place_and_not_its_value() {
    #[derive(Debug, serde::Deserialize)]
    #[allow(dead_code)]
    struct Page {
        items: Vec<Item>,
    }
    #[derive(Debug, serde::Deserialize)]
    #[allow(dead_code)]
    struct Item {
        track: Track,
    }
    #[derive(Debug, serde::Deserialize)]
    #[allow(dead_code)]
    struct Track {
        name: u8,
    }
    let track = |name: Value| json!({ "track": { "name": name } });
    let body = json!({ "items": [track(1.into()), track("private".into())] });
    let session = Script::always(ok(&body)).listener();
    let error = session.get("/v1/x").await.unwrap().json::<Page>().unwrap_err();
    assert_eq!((error.kind(), error.reason()), (ErrorKind::Protocol, Reason::WrongType));
    assert!(error.to_string().contains("`items[1].track.name`"), "{error}");
    assert!(!error.to_string().contains("private"), "{error}");
    assert!(std::error::Error::source(&error).unwrap().to_string().contains("private"));
}
