//! Those who wait in this process for locks that are held for moments.

use std::collections::{BTreeMap, VecDeque};
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

use super::lock::Lock;
use super::place::Place;
use crate::store::StoreError;

/// For how many locks a process waits at once: each takes a thread, which the kernel lets go when it
/// is its turn. Who waits for others waits for one of these threads first.
const MOST: usize = 64;

/// What is done with a lock by who waited for it, on the thread that got it.
pub(super) type Turn = Box<dyn FnOnce(Result<Lock, StoreError>) + Send>;

/// A line for each lock that somebody waits for. However many they are, one thread waits for the
/// lock, and has its place in the line of all processes.
#[derive(Default)]
pub(super) struct Lines {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    // No hash map: that panics where the system gives no random numbers.
    lines: BTreeMap<String, VecDeque<Turn>>,
    /// How many threads wait.
    threads: usize,
    /// The lines that no thread waits for yet.
    later: VecDeque<String>,
}

/// The lock, or why it can't be had; `None` where somebody else has it.
pub(super) fn attempt(place: &Place, name: &str) -> Option<Result<Lock, StoreError>> {
    place.directory().and_then(|directory| Lock::attempt(&directory, name)).transpose()
}

impl Lines {
    /// Takes the lock if it is free, or else a place in its line.
    pub(super) fn take(self: &Arc<Self>, place: &Arc<Place>, name: &str, turn: Turn) {
        let waited_for = self.state().lines.contains_key(name);
        match (!waited_for).then(|| attempt(place, name)).flatten() {
            Some(lock) => turn(lock),
            None => self.join(place, name, turn),
        }
    }

    fn join(self: &Arc<Self>, place: &Arc<Place>, name: &str, turn: Turn) {
        let mut state = self.state();
        if let Some(line) = state.lines.get_mut(name) {
            return line.push_back(turn);
        }
        state.lines.insert(name.to_owned(), VecDeque::from([turn]));
        if state.threads == MOST {
            return state.later.push_back(name.to_owned());
        }
        let (lines, place, first) = (Arc::clone(self), Arc::clone(place), name.to_owned());
        let thread = thread::Builder::new().name("spotify-flow lock".to_owned());
        match thread.spawn(move || lines.wait(&place, first)) {
            Ok(_) => state.threads += 1,
            // Who waits is told that there is no answer.
            Err(_) => drop(state.lines.remove(name)),
        }
    }

    /// What a thread does until no line is left for it.
    fn wait(&self, place: &Place, first: String) {
        let mut line = Some(first);
        while let Some(name) = line {
            while self.serve(place, &name) {}
            line = self.later();
        }
    }

    /// Waits for the lock, and gives the next in the line its turn. Whether there are more.
    fn serve(&self, place: &Place, name: &str) -> bool {
        let lock = Lock::wait(place, name);
        if let Some(turn) = self.next(name) {
            // What panics has told so to who waits, by its silence.
            catch_unwind(AssertUnwindSafe(|| turn(lock))).ok();
        }
        !self.is_over(name)
    }

    fn next(&self, name: &str) -> Option<Turn> {
        self.state().lines.get_mut(name)?.pop_front()
    }

    /// Whether nobody waits in the line any more. It is then none.
    fn is_over(&self, name: &str) -> bool {
        let mut state = self.state();
        let over = state.lines.get(name).is_none_or(VecDeque::is_empty);
        if over {
            state.lines.remove(name);
        }
        over
    }

    /// The next line for a thread; `None` when it is to end.
    fn later(&self) -> Option<String> {
        let mut state = self.state();
        let next = state.later.pop_front();
        state.threads -= usize::from(next.is_none());
        next
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // What is done under it can't panic.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Lines {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Lines").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::PathBuf;
    use std::sync::mpsc;

    use super::*;

    fn place(test: &str) -> (Arc<Place>, PathBuf) {
        let name = format!("spotify-flow-{test}-{}", std::process::id());
        let path = std::env::temp_dir().join(name);
        (Arc::new(Place::open(&path).unwrap()), path)
    }

    #[test]
    fn who_waits_gets_a_turn_in_the_order_of_coming_and_one_thread_waits() {
        let (place, path) = place("line");
        let (lines, (told, turns)) = (Arc::new(Lines::default()), mpsc::channel());
        let held = attempt(&place, "a.lock").unwrap().unwrap();
        for number in 0..20 {
            let told = told.clone();
            let turn = move |lock: Result<Lock, StoreError>| {
                assert!(lock.is_ok());
                told.send(number).unwrap();
                // Whoever panics keeps nobody from the lock.
                assert_ne!(number, 7);
            };
            lines.take(&place, "a.lock", Box::new(turn));
        }
        assert_eq!(lines.state().threads, 1);
        assert!(turns.try_recv().is_err());
        drop((held, told));
        assert_eq!(turns.iter().collect::<Vec<_>>(), (0..20).collect::<Vec<_>>());
        fs::remove_dir_all(&path).unwrap();
    }

    #[test]
    fn a_thread_serves_all_lines_that_are_left_for_it_and_counts_no_more() {
        let (place, path) = place("served");
        let (lines, (told, turns)) = (Lines::default(), mpsc::channel());
        for name in ["a.lock", "b.lock"] {
            let told = told.clone();
            let turn: Turn = Box::new(move |_| told.send(name).unwrap());
            lines.state().lines.insert(name.to_owned(), VecDeque::from([turn]));
        }
        lines.state().later.push_back("b.lock".to_owned());
        lines.state().threads = 1;
        lines.wait(&place, "a.lock".to_owned());
        drop(told);
        assert_eq!(turns.iter().collect::<Vec<_>>(), ["a.lock", "b.lock"]);
        let state = lines.state();
        assert_eq!((state.threads, state.lines.len(), state.later.len()), (0, 0, 0));
        fs::remove_dir_all(&path).unwrap();
    }

    #[test]
    fn who_waits_for_one_lock_too_many_gets_a_turn_when_a_thread_is_free() {
        let (place, path) = place("lines");
        let (lines, (told, turns)) = (Arc::new(Lines::default()), mpsc::channel());
        let name = |number| format!("{number}.lock");
        let all = 0..MOST + 10;
        let mut held: Vec<_> =
            all.clone().map(|it| attempt(&place, &name(it)).unwrap().unwrap()).collect();
        for number in all.clone() {
            let told = told.clone();
            let turn = move |_: Result<Lock, StoreError>| told.send(number).unwrap();
            lines.take(&place, &name(number), Box::new(turn));
        }
        let waiting = {
            let state = lines.state();
            (state.threads, state.later.len())
        };
        assert_eq!(waiting, (MOST, 10));
        // The lock of one that no thread waits for is free, and it waits all the same.
        held.pop();
        held.clear();
        drop(told);
        let mut got: Vec<_> = turns.iter().collect();
        got.sort_unstable();
        assert_eq!(got, all.collect::<Vec<_>>());
        fs::remove_dir_all(&path).unwrap();
    }
}
