//! Requests that are carried to their end.

use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};

use super::deadline::within;
use super::heart::{CutOff, Heart};
use super::{BoxFuture, Chunks, Driver, Transport, TransportError, TransportErrorKind};

type Sent<B = Bytes> = Result<Response<B>, TransportError>;

/// How long a server may take for a request of the back channel, whatever carries it.
const LONGEST: Duration = Duration::from_secs(30);

/// Sends a request of the back channel, which is carried to its end within a limit, whoever asked
/// for it: what it spends is spent, and what comes back is worth having.
pub(crate) async fn send(http: &dyn Transport, request: Request<Bytes>) -> Sent {
    if http.driver() == Driver::Caller {
        return http.send(request).await;
    }
    let heart = Heart::get().map_err(unavailable)?;
    match http.to_shared().filter(|_| !Heart::is_here()) {
        Some(shared) => {
            let sent = heart.carry(async move { limited(heart, shared.send(request)).await });
            sent.await.unwrap_or_else(cut_off)
        }
        None => limited(heart, http.send(request)).await,
    }
}

/// Sends a call, in the runtime of whoever calls; where there is none, on the library's own thread,
/// which then reads the pieces of the answer, too.
pub(crate) async fn call(http: &dyn Transport, request: Request<Bytes>) -> Sent<Box<dyn Chunks>> {
    let driven = tokio::runtime::Handle::try_current().is_ok();
    match http.to_shared().filter(|_| !driven && http.driver() == Driver::Library) {
        Some(shared) => {
            let heart = Heart::get().map_err(unavailable)?;
            let sent = heart.carry(async move { shared.stream(request).await });
            let answer = sent.await.unwrap_or_else(cut_off)?;
            Ok(answer.map(|chunks| -> Box<dyn Chunks> { Box::new(OnTheHeart(Some(chunks))) }))
        }
        None => http.stream(request).await,
    }
}

/// A body whose connection lives on the library's own thread.
struct OnTheHeart(Option<Box<dyn Chunks>>);

impl Chunks for OnTheHeart {
    fn chunk(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, TransportError>> {
        Box::pin(async {
            let heart = Heart::get().map_err(unavailable)?;
            let Some(mut chunks) = self.0.take() else { return cut_off(CutOff::RuntimeEnded) };
            let read = heart.carry(async move {
                let chunk = chunks.chunk().await;
                Ok((chunks, chunk))
            });
            let (chunks, chunk) = read.await.unwrap_or_else(cut_off)?;
            self.0 = Some(chunks);
            chunk
        })
    }
}

async fn limited(heart: &Heart, sending: impl Future<Output = Sent>) -> Sent {
    within(LONGEST, |wait| heart.sleep(wait), sending).await.unwrap_or_else(|| {
        let message = format!("no answer within {} seconds", LONGEST.as_secs());
        Err(TransportError::new(TransportErrorKind::Timeout, message))
    })
}

fn unavailable(error: crate::Error) -> TransportError {
    TransportError::new(TransportErrorKind::Unusable, "the request was not sent").with_source(error)
}

fn cut_off<T>(end: CutOff) -> Result<T, TransportError> {
    let message = match end {
        CutOff::RuntimeEnded => "the process is ending",
        CutOff::Panicked => "the transport panicked",
    };
    Err(TransportError::new(TransportErrorKind::Interrupted, message))
}
