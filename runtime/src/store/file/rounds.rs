//! Those who wait in this process for locks that others may hold for hours.

use std::collections::{BTreeMap, VecDeque};
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use tokio::sync::oneshot::Sender;

use super::lines;
use super::lock::Lock;
use super::place::Place;
use crate::store::StoreError;

/// So long after a round that brought something the next one is made, and after those that brought
/// nothing twice as long each time, up to the longest.
const SHORTEST: Duration = Duration::from_millis(1);
const LONGEST: Duration = Duration::from_millis(40);

/// Who waits for a lock. It is given back when nobody waits any more.
pub(super) type Turn = Sender<Result<Lock, StoreError>>;

/// A line for each lock that somebody waits for, and one thread for all of them, which tries one
/// lock after the other. A thread that waited in the kernel for one that is held for hours could not
/// leave when nobody wants it any more, and there would be one for each.
#[derive(Default)]
pub(super) struct Rounds {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    // No hash map: that panics where the system gives no random numbers.
    lines: BTreeMap<String, VecDeque<Turn>>,
    /// Whether there is the thread.
    goes_on: bool,
    /// Of which process it is: a child that was forked has it not, and none of those who wait.
    process: u32,
}

/// The lock, or why it can't be had; `None` where somebody else has it. Its file goes with it.
pub(super) fn attempt(place: &Place, name: &str) -> Option<Result<Lock, StoreError>> {
    lines::attempt(place, name).map(|lock| lock.map(Lock::passing))
}

impl Rounds {
    /// Takes the lock if it is free, or else a place in its line.
    pub(super) fn take(self: &Arc<Self>, place: &Arc<Place>, name: &str, turn: Turn) {
        let waited_for = self.state().lines.contains_key(name);
        match (!waited_for).then(|| attempt(place, name)).flatten() {
            Some(lock) => drop(turn.send(lock)),
            None => self.join(place, name, turn),
        }
    }

    fn join(self: &Arc<Self>, place: &Arc<Place>, name: &str, turn: Turn) {
        let mut state = self.state();
        state.lines.entry(name.to_owned()).or_default().push_back(turn);
        if state.goes_on {
            return;
        }
        let (rounds, place) = (Arc::clone(self), Arc::clone(place));
        let thread = thread::Builder::new().name("spotify-flow lease".to_owned());
        match thread.spawn(move || rounds.go(&place)) {
            Ok(_) => state.goes_on = true,
            // Who waits is told that there is no answer.
            Err(_) => state.lines.clear(),
        }
    }

    /// What the thread does until nobody waits any more.
    fn go(&self, place: &Place) {
        let mut pause = SHORTEST;
        while let Some(names) = self.waited_for() {
            let got = names.iter().filter(|name| self.serve(place, name)).count();
            pause = pause_after(pause, got);
            thread::sleep(pause);
        }
    }

    /// The locks that somebody waits for; `None` where there are none, and the thread is to end.
    fn waited_for(&self) -> Option<Vec<String>> {
        let mut state = self.state();
        state.lines.retain(|_, line| {
            line.retain(|turn| !turn.is_closed());
            !line.is_empty()
        });
        state.goes_on = !state.lines.is_empty();
        state.goes_on.then(|| state.lines.keys().cloned().collect())
    }

    /// Gives the next in the line its turn, if the lock is free. Whether it was.
    fn serve(&self, place: &Place, name: &str) -> bool {
        let Some(lock) = attempt(place, name) else { return false };
        if let Some(turn) = self.next(name) {
            // Who waits is woken by code of others.
            catch_unwind(AssertUnwindSafe(|| drop(turn.send(lock)))).ok();
        }
        true
    }

    fn next(&self, name: &str) -> Option<Turn> {
        self.state().lines.get_mut(name)?.pop_front()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // What is done under it can't panic.
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if state.process != process::id() {
            *state = State { process: process::id(), ..State::default() };
        }
        state
    }
}

/// The pause after a round that brought so many locks, by the one before it.
fn pause_after(before: Duration, got: usize) -> Duration {
    if got > 0 { SHORTEST } else { LONGEST.min(before.saturating_mul(2)) }
}

impl fmt::Debug for Rounds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rounds").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::PathBuf;

    use tokio::sync::oneshot::{Receiver, channel};

    use super::*;

    fn place(test: &str) -> (Arc<Place>, PathBuf) {
        let name = format!("spotify-flow-{test}-{}", process::id());
        let path = std::env::temp_dir().join(name);
        (Arc::new(Place::open(&path).unwrap()), path)
    }

    fn join(
        rounds: &Arc<Rounds>,
        place: &Arc<Place>,
        name: &str,
    ) -> Receiver<Result<Lock, StoreError>> {
        let (turn, lock) = channel();
        rounds.take(place, name, turn);
        lock
    }

    #[test]
    fn who_waits_gets_a_turn_in_the_order_of_coming_but_not_who_waits_no_more() {
        let (place, path) = place("rounds");
        let rounds = Arc::<Rounds>::default();
        let held = attempt(&place, "a.lease").unwrap().unwrap();
        let [first, gone, mut last] = [(); 3].map(|()| join(&rounds, &place, "a.lease"));
        drop((gone, held));
        let first = first.blocking_recv().unwrap().unwrap();
        assert!(last.try_recv().is_err(), "the first has it");
        drop(first);
        drop(last.blocking_recv().unwrap().unwrap());
        assert_eq!(fs::read_dir(&path).unwrap().count(), 0);
        fs::remove_dir_all(&path).unwrap();
    }

    #[test]
    fn a_lock_that_is_free_is_taken_at_once_unless_somebody_waits_for_it() {
        let (place, path) = place("free-lease");
        let rounds = Arc::<Rounds>::default();
        let mut first = join(&rounds, &place, "a.lease");
        assert!(first.try_recv().unwrap().is_ok() && !rounds.state().goes_on);
        let (turn, waited_longer) = channel();
        rounds.state().lines.insert("a.lease".to_owned(), VecDeque::from([turn]));
        let mut last = join(&rounds, &place, "a.lease");
        assert!(last.try_recv().is_err(), "it passes by nobody");
        drop(waited_longer.blocking_recv().unwrap().unwrap());
        drop(last.blocking_recv().unwrap().unwrap());
        fs::remove_dir_all(&path).unwrap();
    }

    #[test]
    fn who_was_forked_off_has_none_of_those_who_wait_in_its_parent() {
        let (place, path) = place("forked-lease");
        let rounds = Arc::<Rounds>::default();
        let (turn, mut theirs) = channel();
        *rounds.state.lock().unwrap() = State {
            lines: BTreeMap::from([("a.lease".to_owned(), VecDeque::from([turn]))]),
            goes_on: true,
            process: process::id().wrapping_add(1),
        };
        assert!(join(&rounds, &place, "a.lease").try_recv().unwrap().is_ok(), "nobody waits here");
        assert!(!rounds.state().goes_on && theirs.try_recv().is_err());
        fs::remove_dir_all(&path).unwrap();
    }

    #[test]
    fn lines_say_nothing_of_who_waits() {
        assert_eq!(format!("{:?}", Rounds::default()), "Rounds { .. }");
        assert_eq!(format!("{:?}", lines::Lines::default()), "Lines { .. }");
    }

    #[test]
    fn a_round_that_brought_something_is_followed_soon_and_others_ever_later() {
        let ms = Duration::from_millis;
        assert_eq!((pause_after(LONGEST, 1), pause_after(LONGEST, 9)), (ms(1), ms(1)));
        for (before, after) in [(1, 2), (2, 4), (16, 32), (32, 40), (40, 40)] {
            assert_eq!(pause_after(ms(before), 0), ms(after));
        }
    }

    #[test]
    fn however_many_locks_others_keep_one_that_is_given_back_is_served() {
        let (place, path) = place("kept");
        let rounds = Arc::<Rounds>::default();
        let name = |number: u32| format!("{number}.lease");
        let mut kept: Vec<_> =
            (0..100).map(|it| attempt(&place, &name(it)).unwrap().unwrap()).collect();
        let mut waiting: Vec<_> = (0..100).map(|it| join(&rounds, &place, &name(it))).collect();
        drop(kept.pop());
        let last = waiting.pop().unwrap();
        drop(last.blocking_recv().unwrap().unwrap());
        assert!(waiting.iter_mut().all(|it| it.try_recv().is_err()));
        drop(waiting);
        // Nobody waits any more: the thread ends though the locks are held.
        assert!(rounds.waited_for().is_none());
        drop(kept);
        fs::remove_dir_all(&path).unwrap();
    }
}
