//! Threads of the stores' own.
//!
//! Those of a runtime may all be taken by callers who wait for a store, and then nobody would do
//! what they wait for.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

/// How many there are at most. None of them waits for a lock; a keyring may wait for its user.
const MOST: usize = 64;

/// How long one waits for more to do before it ends.
const IDLE: Duration = Duration::from_secs(10);

pub(super) type Job = Box<dyn FnOnce() + Send>;

#[derive(Default)]
struct Workers {
    jobs: VecDeque<Job>,
    threads: usize,
    /// Those that wait for a job.
    idle: usize,
    /// Of which process they are: a child that was forked has none of them.
    process: u32,
}

static WORKERS: Mutex<Option<Workers>> = Mutex::new(None);
static MORE: Condvar = Condvar::new();

/// Has the work done on one of the threads. Where there can be none, it is dropped.
pub(super) fn run(job: Job) {
    let mut guard = lock();
    let workers = guard.get_or_insert_with(Workers::default);
    if workers.process != process::id() {
        *workers = Workers { process: process::id(), ..Workers::default() };
    }
    workers.jobs.push_back(job);
    if workers.jobs.len() <= workers.idle {
        MORE.notify_one();
    } else if workers.threads < MOST {
        let begun = thread::Builder::new().name("spotify-flow store".to_owned()).spawn(work);
        workers.threads += usize::from(begun.is_ok());
        if workers.threads == 0 {
            workers.jobs.clear();
        }
    }
}

fn lock() -> MutexGuard<'static, Option<Workers>> {
    // What is done under it can't panic.
    WORKERS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What a thread does until there is nothing more to do.
fn work() {
    while let Some(job) = next() {
        // Who waits for the answer is told that there is none.
        catch_unwind(AssertUnwindSafe(job)).ok();
    }
}

fn next() -> Option<Job> {
    let mut guard = lock();
    loop {
        let workers = guard.as_mut()?;
        if let Some(job) = workers.jobs.pop_front() {
            return Some(job);
        }
        workers.idle += 1;
        let (after, waited) =
            MORE.wait_timeout(guard, IDLE).unwrap_or_else(PoisonError::into_inner);
        guard = after;
        let workers = guard.as_mut()?;
        workers.idle -= 1;
        if waited.timed_out() && workers.jobs.is_empty() {
            workers.threads -= 1;
            return None;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    #[test]
    fn a_job_that_panics_takes_no_thread_with_it_and_as_many_as_wait_go_on() {
        for _ in 0..2 * MOST {
            run(Box::new(|| panic!("as it was told to")));
        }
        let (told, done) = mpsc::channel();
        for number in 0..2 * MOST {
            let told = told.clone();
            run(Box::new(move || told.send(number).unwrap()));
        }
        drop(told);
        let mut done: Vec<_> = done.iter().collect();
        done.sort_unstable();
        assert_eq!(done, (0..2 * MOST).collect::<Vec<_>>());
        assert!((1..=MOST).contains(&lock().as_ref().unwrap().threads));
    }
}
