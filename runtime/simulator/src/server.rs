//! The HTTP server.

use std::convert::Infallible;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt as _, Limited};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};

use super::answer::{self, Answer};
use super::fault::Fault;
use super::record::RecordedRequest;
use super::server::body::Body;
use super::world::World;
use super::{api, authorize, token};

mod body;

/// The largest request that is read, in bytes.
const MAX_REQUEST: usize = 1 << 20;

/// Listens on a free port and serves until the task is aborted.
pub(super) async fn start(
    world: Arc<World>,
) -> io::Result<(SocketAddr, tokio::task::JoinHandle<()>)> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let address = listener.local_addr()?;
    let server = tokio::spawn(async move {
        let mut connections = tokio::task::JoinSet::new();
        while let Ok((stream, _)) = listener.accept().await {
            connections.spawn(connection(stream, Arc::clone(&world)));
            while connections.try_join_next().is_some() {}
        }
    });
    Ok((address, server))
}

async fn connection(stream: TcpStream, world: Arc<World>) {
    let service = service_fn(move |request| {
        let world = Arc::clone(&world);
        async move { Ok::<_, Infallible>(serve(&world, request).await) }
    });
    // A client that goes away, or an answer that is cut on purpose, ends the connection: no news.
    let _ = hyper::server::conn::http1::Builder::new()
        .serve_connection(TokioIo::new(stream), service)
        .await;
}

async fn serve(world: &World, request: Request<Incoming>) -> Response<Body> {
    let Some(request) = read(request).await else {
        return whole(answer::html(413, "too large".to_owned()));
    };
    let fault = world.with(|state| {
        state.requests.push(request.clone());
        state.fault(&request.path)
    });
    match fault {
        None => whole(route(world, &request)),
        Some(Fault::RateLimited { retry_after }) => whole(answer::too_many(retry_after, false)),
        Some(Fault::QuotaExceeded) => whole(answer::too_many(None, true)),
        Some(Fault::Unavailable) => whole(answer::unavailable()),
        Some(Fault::Garbled) => whole(answer::garbled()),
        Some(Fault::Slow(wait)) => {
            tokio::time::sleep(wait).await;
            whole(route(world, &request))
        }
        Some(Fault::Held) => {
            world.gate.pass().await;
            whole(route(world, &request))
        }
        Some(Fault::Answer { status, content_type, body }) => {
            whole(answer::answer(status, content_type, body))
        }
        Some(Fault::Cut { after }) => route(world, &request).map(|bytes| Body::cut(bytes, after)),
    }
}

fn route(world: &World, request: &RecordedRequest) -> Answer {
    match (request.method.as_str(), request.path.as_str()) {
        ("GET", "/authorize") => authorize::visit(world, request),
        ("POST", "/authorize") => authorize::decide(world, request),
        ("POST", "/api/token") => token::post(world, request),
        (_, path) if path.starts_with("/v1/") => api::call(world, request),
        _ => answer::html(404, "not found".to_owned()),
    }
}

fn whole(answer: Answer) -> Response<Body> {
    answer.map(Body::whole)
}

/// Reads a request to its end.
async fn read(request: Request<Incoming>) -> Option<RecordedRequest> {
    let (head, body) = request.into_parts();
    let body: Bytes = Limited::new(body, MAX_REQUEST).collect().await.ok()?.to_bytes();
    let headers: Vec<(String, String)> = head
        .headers
        .iter()
        .map(|(name, value)| {
            (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned())
        })
        .collect();
    let is_form = headers.iter().any(|(name, value)| {
        name == "content-type"
            && value.to_ascii_lowercase().starts_with("application/x-www-form-urlencoded")
    });
    let pairs = |bytes: &[u8]| url::form_urlencoded::parse(bytes).into_owned().collect();
    Some(RecordedRequest {
        method: head.method.to_string(),
        path: head.uri.path().to_owned(),
        query: pairs(head.uri.query().unwrap_or_default().as_bytes()),
        form: if is_form { pairs(&body) } else { Vec::new() },
        headers,
        body,
    })
}
