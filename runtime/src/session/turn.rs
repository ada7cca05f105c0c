//! Whose turn it is to renew: one caller's at a time.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::Notify;

use super::task;

/// The turns of one session. There is no queue: those who wait for the end of a turn hear of it
/// together, and a turn is nobody's who does not take it. So a caller that is kept and polled no more
/// keeps nobody waiting, and a thousand that want what the turn brings do not wait for each other.
#[derive(Default)]
pub(super) struct Turns {
    taken: AtomicBool,
    ends: Notify,
}

/// One turn: it ends when this is dropped.
pub(super) struct Turn(Arc<Turns>);

impl Turns {
    /// A turn, unless somebody has it.
    pub(super) fn take(self: &Arc<Self>) -> Option<Turn> {
        task::others_may_come_between();
        let taken = self.taken.swap(true, Ordering::AcqRel);
        (!taken).then(|| Turn(Arc::clone(self)))
    }

    /// A turn, as soon as there is one.
    pub(super) async fn wait(self: &Arc<Self>) -> Turn {
        loop {
            let end = self.end();
            match self.take() {
                Some(turn) => return turn,
                None => end.await,
            }
        }
    }

    /// The end of the next turn that ends from now on, also if it does before this is awaited.
    pub(super) fn end(&self) -> impl Future<Output = ()> {
        self.ends.notified()
    }

    /// Whether nobody has it.
    pub(super) fn is_free(&self) -> bool {
        task::others_may_come_between();
        !self.taken.load(Ordering::Acquire)
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.0.taken.store(false, Ordering::Release);
        self.0.ends.notify_waiters();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::pin::pin;
    use std::task::{Context, Waker};

    #[test]
    fn one_has_the_turn_until_it_is_dropped() {
        let turns = Arc::<Turns>::default();
        let turn = turns.take().unwrap();
        assert!(turns.take().is_none() && !turns.is_free());
        drop(turn);
        assert!(turns.is_free() && turns.take().is_some());
    }

    #[test]
    fn an_end_is_not_missed_by_who_looks_before_it_waits() {
        let turns = Arc::<Turns>::default();
        let turn = turns.take().unwrap();
        let mut end = pin!(turns.end());
        drop(turn);
        assert!(end.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_ready());
    }

    #[test]
    fn who_waits_and_is_polled_no_more_keeps_nobody_out() {
        let turns = Arc::<Turns>::default();
        let turn = turns.take().unwrap();
        let context = &mut Context::from_waker(Waker::noop());
        let (mut kept, mut other) = (pin!(turns.wait()), pin!(turns.wait()));
        assert!(kept.as_mut().poll(context).is_pending());
        assert!(other.as_mut().poll(context).is_pending());
        drop(turn);
        assert!(other.as_mut().poll(context).is_ready());
    }
}
