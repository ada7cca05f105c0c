//! Interim answers (1xx, RFC 9110 section 15.2), which may come before the one that counts.

use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::Poll;

use tokio::sync::Notify;

/// As many as any true server sends.
const MOST: usize = 100;

/// The interim answers to one request.
pub(super) struct Interim(Arc<Notify>);

impl Interim {
    /// Counts those to a request.
    pub(super) fn of<B>(request: &mut http::Request<B>) -> Self {
        let (count, flood) = (AtomicUsize::new(0), Arc::new(Notify::new()));
        let told = Arc::clone(&flood);
        hyper::ext::on_informational(request, move |_| {
            if count.fetch_add(1, Ordering::Relaxed) == MOST {
                told.notify_one();
            }
        });
        Self(flood)
    }

    /// Waits for the answer that counts; nothing when there are too many before it.
    pub(super) async fn until<T>(self, answer: impl Future<Output = T>) -> Option<T> {
        let (mut answer, mut flood) = (pin!(answer), pin!(self.0.notified()));
        poll_fn(|context| match answer.as_mut().poll(context) {
            Poll::Ready(answer) => Poll::Ready(Some(answer)),
            Poll::Pending => flood.as_mut().poll(context).map(|()| None),
        })
        .await
    }
}
