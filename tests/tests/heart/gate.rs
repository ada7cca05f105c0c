//! A place at which a renewal is held until a test lets it go on.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::task::{Poll, Waker};

/// The steps of a renewal, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    Lease,
    Load,
    Note,
    Send,
    Keep,
}

pub(crate) const STEPS: [Step; 5] = [Step::Lease, Step::Load, Step::Note, Step::Send, Step::Keep];

/// Holds whoever comes to one step, until it is opened.
#[derive(Clone)]
pub(crate) struct Gate(Arc<(Mutex<Held>, Condvar)>);

struct Held {
    step: Step,
    open: bool,
    reached: bool,
    waiting: Vec<Waker>,
}

impl Gate {
    pub(crate) fn at(step: Step) -> Gate {
        let held = Held { step, open: false, reached: false, waiting: Vec::new() };
        Gate(Arc::new((Mutex::new(held), Condvar::new())))
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.0.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Goes through, if it is this step, when the gate is open.
    pub(crate) async fn pass(&self, step: Step) {
        std::future::poll_fn(|context| {
            let mut held = self.held();
            if held.step != step || held.open {
                return Poll::Ready(());
            }
            held.reached = true;
            held.waiting.push(context.waker().clone());
            self.0.1.notify_all();
            Poll::Pending
        })
        .await;
    }

    /// Waits, on this thread, until somebody is held.
    pub(crate) fn until_reached(&self) {
        let mut held = self.held();
        while !held.reached {
            held = self.0.1.wait(held).unwrap_or_else(PoisonError::into_inner);
        }
    }

    pub(crate) fn open(&self) {
        let mut held = self.held();
        held.open = true;
        held.waiting.drain(..).for_each(Waker::wake);
    }
}

impl Gate {
    /// Does something that comes to a step before the gate counts.
    pub(crate) fn opened_for<T>(&self, step: Step, work: impl FnOnce() -> T) -> T {
        let closed = self.held().step == step;
        self.held().open = closed;
        let done = work();
        self.held().open = false;
        done
    }
}
