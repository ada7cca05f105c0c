//! A wait that needs no runtime.

use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

/// A wait on a thread of its own, for whoever has no runtime with a timer.
pub(super) struct Alarm(Arc<Mutex<Bell>>);

/// Whether it is over, and who waits for that.
#[derive(Default)]
struct Bell {
    rung: bool,
    waiting: Option<Waker>,
}

impl Alarm {
    /// Rings after this time; at once where a system has no threads.
    pub(super) fn after(wait: Duration) -> Self {
        let bell = Arc::<Mutex<Bell>>::default();
        let rings = Arc::clone(&bell);
        let begun = std::thread::Builder::new().spawn(move || {
            std::thread::sleep(wait);
            ring(&rings);
        });
        if begun.is_err() {
            ring(&bell);
        }
        Self(bell)
    }
}

fn ring(bell: &Mutex<Bell>) {
    let mut bell = bell.lock().unwrap_or_else(PoisonError::into_inner);
    bell.rung = true;
    if let Some(waiting) = bell.waiting.take() {
        waiting.wake();
    }
}

impl Future for Alarm {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let mut bell = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if bell.rung {
            return Poll::Ready(());
        }
        bell.waiting = Some(context.waker().clone());
        Poll::Pending
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Instant;

    #[tokio::test]
    async fn it_rings_after_its_time_and_not_before() {
        let begun = Instant::now();
        Alarm::after(Duration::from_millis(20)).await;
        assert!(begun.elapsed() >= Duration::from_millis(20));
    }
}
