//! Giving back what a store gave.

use crate::transport::Driver;
use crate::transport::heart::Heart;

/// Drops what a store gave, on a thread that may wait: it may ask its store, and keep the thread
/// until that has answered. Where the caller drives, or there is no such thread, it is dropped here.
///
/// No lock is held meanwhile: what is to be let go of is taken out first.
pub(super) fn let_go(driver: Driver, guard: Option<impl Send + 'static>) {
    let Some(guard) = guard else { return };
    if driver == Driver::Library
        && let Ok(heart) = Heart::get()
    {
        return drop(heart.carry_beside(move || drop(guard)));
    }
    drop(guard);
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::{Sender, channel};
    use std::thread::{self, ThreadId};

    use tokio::runtime::Builder;

    use super::*;

    /// A guard of a store that is asked, and waited for, when it is dropped.
    struct Blocks(Sender<(ThreadId, bool)>);

    impl Drop for Blocks {
        fn drop(&mut self) {
            let asks = Builder::new_current_thread().build().unwrap();
            let answer = asks.block_on(async { thread::current().id() });
            self.0.send((answer, Heart::is_here())).unwrap();
        }
    }

    #[test]
    fn a_guard_that_blocks_keeps_neither_the_heart_nor_a_runtime() {
        let (told, dropped) = channel();
        let guard = Some(Blocks(told.clone()));
        drop(Heart::get().unwrap().carry(async move { let_go(Driver::Library, guard) }));
        assert!(matches!(dropped.recv(), Ok((_, false))));
        let runtime = Builder::new_current_thread().build().unwrap();
        let guard = Some(Blocks(told));
        runtime.block_on(async move { let_go(Driver::Library, guard) });
        let (on, _) = dropped.recv().unwrap();
        assert_ne!(on, thread::current().id());
    }

    #[test]
    fn in_a_world_that_drives_itself_a_guard_is_dropped_at_once() {
        let (told, dropped) = channel();
        let_go(Driver::Caller, Some(Blocks(told)));
        assert_eq!(dropped.try_recv().unwrap(), (thread::current().id(), false));
    }
}
