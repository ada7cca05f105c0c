//! Requests that are carried to their end.

use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};

use super::deadline::within;
use super::heart::{CutOff, Heart};
use super::{BoxFuture, Chunks, Driver, Transport, TransportError, TransportErrorKind};

type Sent<B = Bytes> = Result<Response<B>, TransportError>;

/// So much later than a transport says itself ends what it did not end: it knows better what it
/// waited for.
const LATER: Duration = Duration::from_secs(1);

/// Sends a request of the back channel, which is carried to its end within a limit, whoever asked
/// for it: what it spends is spent, and what comes back is worth having.
pub(crate) async fn send(http: &dyn Transport, request: Request<Bytes>) -> Sent {
    if http.driver() == Driver::Caller {
        return http.send(request).await;
    }
    let heart = Heart::get().map_err(unavailable)?;
    match http.to_shared().filter(|_| !Heart::is_here()) {
        Some(shared) => {
            let sent = heart
                .carry(async move { limited(heart, shared.longest(), shared.send(request)).await });
            sent.await.unwrap_or_else(cut_off)
        }
        None => limited(heart, http.longest(), http.send(request)).await,
    }
}

/// Sends a call, in the runtime of whoever calls; where there is none, on the library's own thread,
/// which then reads the pieces of the answer, too. The head of the answer comes within a limit, of
/// which the library's own timer tells: that of the caller's runtime may stand still.
pub(crate) async fn call(http: &dyn Transport, request: Request<Bytes>) -> Sent<Box<dyn Chunks>> {
    if http.driver() == Driver::Caller {
        return http.stream(request).await;
    }
    let driven = tokio::runtime::Handle::try_current().is_ok();
    let shared = if driven { None } else { http.to_shared() };
    match (Heart::get(), shared) {
        (Ok(heart), Some(shared)) => {
            let sent = heart.carry(async move {
                limited(heart, shared.longest(), shared.stream(request)).await
            });
            let answer = sent.await.unwrap_or_else(cut_off)?;
            Ok(answer.map(|chunks| -> Box<dyn Chunks> { Box::new(OnTheHeart(Some(chunks))) }))
        }
        (Ok(heart), None) => limited(heart, http.longest(), http.stream(request)).await,
        (Err(error), Some(_)) => Err(unavailable(error)),
        // Whoever drives it by themselves needs no thread of ours.
        (Err(_), None) => http.stream(request).await,
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

async fn limited<B>(
    heart: &Heart,
    longest: Duration,
    sending: impl Future<Output = Sent<B>>,
) -> Sent<B> {
    let limit = longest.saturating_add(LATER);
    within(limit, |wait| heart.sleep(wait), sending).await.unwrap_or_else(|| {
        let message = format!("no answer within {longest:?}");
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
        CutOff::NoThread => "there is no thread to send it",
    };
    Err(TransportError::new(TransportErrorKind::Interrupted, message))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::transport::block_on;

    /// It never answers, though it says that it takes no time.
    #[derive(Clone, Copy)]
    struct Silent;

    impl Transport for Silent {
        fn send<'a>(&'a self, _: Request<Bytes>) -> BoxFuture<'a, Sent> {
            Box::pin(std::future::pending())
        }

        fn longest(&self) -> Duration {
            Duration::ZERO
        }

        fn to_shared(&self) -> Option<Arc<dyn Transport>> {
            Some(Arc::new(*self))
        }
    }

    fn called() -> TransportErrorKind {
        let called = block_on(async { Ok(call(&Silent, Request::default()).await) }).unwrap();
        called.map(drop).unwrap_err().kind()
    }

    #[test]
    fn a_token_request_ends_when_the_transport_does_not_end_it() {
        let sent = block_on(async { Ok(send(&Silent, Request::default()).await) }).unwrap();
        assert_eq!(sent.unwrap_err().kind(), TransportErrorKind::Timeout);
    }

    #[test]
    fn a_call_ends_without_a_runtime_and_in_one_that_nobody_drives() {
        assert_eq!(called(), TransportErrorKind::Timeout);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let _entered = runtime.enter();
        assert_eq!(called(), TransportErrorKind::Timeout);
    }

    #[test]
    fn what_a_transport_says_of_its_time_is_what_its_wrappers_say() {
        let (lent, shared, boxed) = (&Silent, Arc::new(Silent), Box::new(Silent));
        let wrappers: [&dyn Transport; 3] = [&lent, &shared, &boxed];
        for wrapper in wrappers {
            assert_eq!(wrapper.longest(), Duration::ZERO);
        }
    }
}
