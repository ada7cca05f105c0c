//! A limit of time that counts only time in which somebody drove what is waited for.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use super::BoxFuture;

/// Into so many parts a limit is divided. Stillness, however long, costs one.
const SLICES: u32 = 10;
/// What an answer that has arrived needs to come through, at the end.
const MOMENT: Duration = Duration::from_millis(10);

/// Waits for a future, `total` at most; `None` when it did not end in time.
///
/// The future is looked at before the time. A process that was stopped, or a task that nobody
/// polled, finds its timer ended, and the answer in the socket, not yet read: so the time is counted
/// in slices, each begun when the one before it was seen to end, and stillness counts as one. After
/// the last there are some moments more, in which the runtime reads what is there.
///
/// `sleep` waits so long, by whatever drives the caller: [`Clock::sleep`](crate::Clock::sleep), say.
/// It is asked for nothing where the future is ready at once.
pub(crate) async fn within<'s, T>(
    total: Duration,
    sleep: impl Fn(Duration) -> BoxFuture<'s, ()>,
    future: impl Future<Output = T>,
) -> Option<T> {
    let mut future = pin!(future);
    for slice in slices(total) {
        let mut pause = None;
        let ended = poll_fn(|context| match future.as_mut().poll(context) {
            Poll::Ready(output) => Poll::Ready(Some(output)),
            Poll::Pending => {
                pause.get_or_insert_with(|| sleep(slice)).as_mut().poll(context).map(|()| None)
            }
        });
        if let Some(output) = ended.await {
            return Some(output);
        }
    }
    None
}

/// The parts of a limit, and the moments after it.
fn slices(total: Duration) -> impl Iterator<Item = Duration> {
    let repeated = |part| std::iter::repeat_n(part, SLICES as usize);
    repeated(total / SLICES).chain(repeated(MOMENT))
}

#[cfg(test)]
mod tests {
    use std::future::{pending, ready};
    use std::sync::Mutex;
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    const TOTAL: Duration = Duration::from_secs(30);

    /// Runs without any runtime; every wait ends at once, and is written down.
    async fn waited<T>(future: impl Future<Output = T>) -> (Option<T>, Vec<Duration>) {
        let waits = Mutex::new(Vec::new());
        let sleep = |wait| -> BoxFuture<'_, ()> {
            waits.lock().unwrap().push(wait);
            Box::pin(ready(()))
        };
        let output = within(TOTAL, sleep, future).await;
        (output, waits.into_inner().unwrap())
    }

    fn run<T>(future: impl Future<Output = T>) -> T {
        let mut context = std::task::Context::from_waker(std::task::Waker::noop());
        match pin!(future).poll(&mut context) {
            Poll::Ready(output) => output,
            Poll::Pending => panic!("nothing here waits"),
        }
    }

    #[test]
    fn what_never_ends_takes_the_limit_and_a_moment() {
        let (output, waits) = run(waited(pending::<()>()));
        assert_eq!(output, None);
        let waited: Duration = waits.iter().sum();
        assert_eq!(waited, TOTAL + MOMENT * SLICES);
    }

    #[test]
    fn what_is_there_is_taken_without_a_look_at_the_time() {
        assert_eq!(run(waited(ready(7))), (Some(7), Vec::new()));
    }

    /// All timers have ended when it is looked at again, and the answer comes through a task that is
    /// polled after ours: it is there at the second look.
    #[test]
    fn an_answer_that_is_there_after_stillness_is_taken_however_long_it_was() {
        let looks = AtomicU32::new(0);
        let answer = poll_fn(|_| match looks.fetch_add(1, Ordering::Relaxed) {
            0 => Poll::Pending,
            _ => Poll::Ready("the answer"),
        });
        let (output, waits) = run(waited(answer));
        assert_eq!((output, waits.len()), (Some("the answer"), 1));
    }

    #[test]
    fn an_answer_that_is_there_when_the_last_slice_ends_is_taken() {
        let looks = AtomicU32::new(0);
        let answer = poll_fn(|_| match looks.fetch_add(1, Ordering::Relaxed) {
            SLICES.. => Poll::Ready("the answer"),
            _ => Poll::Pending,
        });
        assert_eq!(run(waited(answer)).0, Some("the answer"));
    }

    #[tokio::test]
    async fn a_real_timer_ends_it_after_the_limit_and_not_before() {
        let (total, begun) = (Duration::from_millis(30), std::time::Instant::now());
        let sleep = |wait| -> BoxFuture<'_, ()> { Box::pin(tokio::time::sleep(wait)) };
        assert_eq!(within(total, sleep, pending::<()>()).await, None);
        assert!(begun.elapsed() >= total);
    }
}
