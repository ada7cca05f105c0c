//! Waiting for an answer, not without end.

use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll, Wake};
use std::thread::{self, Thread};
use std::time::{Duration, Instant};

use tokio::sync::oneshot::Receiver;
use tokio::sync::oneshot::error::RecvError;

use crate::transport::clock::{Clock as _, SystemClock};

/// The answer, or `None` when it takes longer. One that is there is looked at before the clock.
pub(super) async fn within<T>(
    answer: Receiver<T>,
    patience: Duration,
) -> Option<Result<T, RecvError>> {
    let (mut answer, mut over) = (pin!(answer), None);
    poll_fn(|context| {
        if let Poll::Ready(answer) = answer.as_mut().poll(context) {
            return Poll::Ready(Some(answer));
        }
        let over = over.get_or_insert_with(|| SystemClock.sleep(patience));
        over.as_mut().poll(context).map(|()| None)
    })
    .await
}

/// The same on this thread, which waits.
pub(super) fn wait_here<T>(
    answer: Receiver<T>,
    patience: Duration,
) -> Option<Result<T, RecvError>> {
    let (mut answer, begun) = (answer, Instant::now());
    let waker = Arc::new(Unpark(thread::current())).into();
    loop {
        if let Poll::Ready(answer) = Pin::new(&mut answer).poll(&mut Context::from_waker(&waker)) {
            return Some(answer);
        }
        let left = patience.checked_sub(begun.elapsed()).filter(|left| !left.is_zero())?;
        thread::park_timeout(left);
    }
}

struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

#[cfg(test)]
mod tests {
    use tokio::sync::oneshot::channel;

    use super::*;

    const AN_HOUR: Duration = Duration::from_secs(3600);
    const A_MOMENT: Duration = Duration::from_millis(1);

    #[test]
    fn a_thread_that_waits_is_woken_by_the_answer() {
        for number in 0..20 {
            let (told, answer) = channel();
            let other = thread::spawn(move || told.send(number));
            assert_eq!(wait_here(answer, AN_HOUR), Some(Ok(number)));
            other.join().unwrap().unwrap();
        }
        let (told, answer) = channel::<()>();
        let other = thread::spawn(move || drop(told));
        assert!(matches!(wait_here(answer, AN_HOUR), Some(Err(_))));
        other.join().unwrap();
    }

    #[test]
    fn nobody_waits_for_longer_than_the_patience_and_what_is_there_needs_none() {
        for patience in [Duration::ZERO, A_MOMENT] {
            let (told, answer) = channel::<()>();
            assert_eq!(wait_here(answer, patience), None);
            drop(told);
            let (told, answer) = channel();
            told.send(7).unwrap();
            assert_eq!(wait_here(answer, patience), Some(Ok(7)));
        }
    }
}
