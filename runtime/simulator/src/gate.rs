//! Where requests wait until a test lets them go on.

use tokio::sync::watch;

/// A place to wait in. What opens it is a test and not the time, so that nobody has to sleep.
#[derive(Debug, Default)]
pub(super) struct Gate(watch::Sender<Seen>);

#[derive(Debug, Default)]
struct Seen {
    waiting: usize,
    /// How often it was opened.
    opened: u64,
}

/// Somebody who waits; who goes away without waiting to the end is counted out all the same.
struct Place<'a>(&'a Gate);

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.0.send_modify(|seen| seen.waiting -= 1);
    }
}

impl Gate {
    /// Waits until it is opened the next time.
    pub(super) async fn pass(&self) {
        let mut opened_before = 0;
        self.0.send_modify(|seen| {
            seen.waiting += 1;
            opened_before = seen.opened;
        });
        let _place = Place(self);
        // It fails only when the gate is gone, and `self` is it.
        let _ = self.0.subscribe().wait_for(|seen| seen.opened > opened_before).await;
    }

    /// Lets all go on that wait.
    pub(super) fn open(&self) {
        self.0.send_modify(|seen| seen.opened += 1);
    }

    /// Waits until so many wait.
    pub(super) async fn until_waiting(&self, count: usize) {
        let _ = self.0.subscribe().wait_for(|seen| seen.waiting >= count).await;
    }
}
