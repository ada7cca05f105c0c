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

/// The threads of this process.
static POOL: Pool = Pool::new(IDLE);

struct Pool {
    workers: Mutex<Option<Workers>>,
    /// Told where there is a job for one that waits.
    more: Condvar,
    idle: Duration,
}

#[derive(Default)]
struct Workers {
    jobs: VecDeque<Job>,
    threads: usize,
    /// Those that wait for a job.
    idle: usize,
    /// Of which process they are: a child that was forked has none of them.
    process: u32,
}

/// Has the work done on one of the threads. Where there can be none, it is dropped.
pub(super) fn run(job: Job) {
    POOL.run(job);
}

impl Pool {
    const fn new(idle: Duration) -> Self {
        Self { workers: Mutex::new(None), more: Condvar::new(), idle }
    }

    fn run(&'static self, job: Job) {
        let mut guard = self.lock();
        let workers = guard.get_or_insert_with(Workers::default);
        if workers.process != process::id() {
            *workers = Workers { process: process::id(), ..Workers::default() };
        }
        workers.jobs.push_back(job);
        if workers.jobs.len() <= workers.idle {
            self.more.notify_one();
        } else if workers.threads < MOST {
            let thread = thread::Builder::new().name("spotify-flow store".to_owned());
            workers.threads += usize::from(thread.spawn(move || self.work()).is_ok());
            if workers.threads == 0 {
                workers.jobs.clear();
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, Option<Workers>> {
        // What is done under it can't panic.
        self.workers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What a thread does until there is nothing more to do.
    fn work(&self) {
        while let Some(job) = self.next() {
            // Who waits for the answer is told that there is none.
            catch_unwind(AssertUnwindSafe(job)).ok();
        }
    }

    fn next(&self) -> Option<Job> {
        let mut guard = self.lock();
        loop {
            let workers = guard.as_mut()?;
            if let Some(job) = workers.jobs.pop_front() {
                return Some(job);
            }
            workers.idle += 1;
            let waited = self.more.wait_timeout(guard, self.idle);
            let (after, waited) = waited.unwrap_or_else(PoisonError::into_inner);
            guard = after;
            let workers = guard.as_mut()?;
            workers.idle -= 1;
            if waited.timed_out() && workers.jobs.is_empty() {
                workers.threads -= 1;
                return None;
            }
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
        assert!((1..=MOST).contains(&POOL.lock().as_ref().unwrap().threads));
    }

    /// A pool of which the threads wait for nothing.
    fn impatient() -> &'static Pool {
        Box::leak(Box::new(Pool::new(Duration::ZERO)))
    }

    #[test]
    fn a_thread_that_waited_in_vain_ends_and_makes_room_for_another() {
        let pool = impatient();
        for number in 0..2 * MOST {
            let (told, done) = mpsc::channel();
            pool.run(Box::new(move || told.send(number).unwrap()));
            assert_eq!(done.recv(), Ok(number));
            while pool.lock().as_ref().is_some_and(|workers| workers.threads > 0) {
                thread::yield_now();
            }
            assert_eq!(pool.lock().as_ref().unwrap().idle, 0);
        }
    }

    #[test]
    fn no_thread_is_begun_where_one_waits_for_a_job() {
        let pool: &'static Pool = Box::leak(Box::new(Pool::new(Duration::from_secs(3600))));
        for _ in 0..3 {
            let (told, done) = mpsc::channel();
            pool.run(Box::new(move || told.send(()).unwrap()));
            done.recv().unwrap();
            while pool.lock().as_ref().is_some_and(|workers| workers.idle == 0) {
                thread::yield_now();
            }
            assert_eq!(pool.lock().as_ref().unwrap().threads, 1);
        }
    }

    #[test]
    fn who_was_forked_off_does_not_count_on_the_threads_of_its_parent() {
        let (pool, (told, done)) = (impatient(), mpsc::channel());
        let process = process::id().wrapping_add(1);
        let theirs = Workers { threads: MOST, idle: MOST, process, ..Workers::default() };
        *pool.lock() = Some(theirs);
        pool.run(Box::new(move || told.send(()).unwrap()));
        assert!(pool.lock().as_ref().unwrap().threads <= 1);
        assert_eq!(done.recv(), Ok(()));
    }

    #[test]
    fn a_thread_does_what_is_left_before_it_ends() {
        let (pool, (told, done)) = (impatient(), mpsc::channel());
        let jobs = (0..3).map(|number| {
            let told = told.clone();
            Box::new(move || told.send(number).unwrap()) as Job
        });
        *pool.lock() = Some(Workers { jobs: jobs.collect(), threads: 1, ..Workers::default() });
        pool.work();
        drop(told);
        assert_eq!(done.iter().collect::<Vec<_>>(), [0, 1, 2]);
        assert_eq!(pool.lock().as_ref().unwrap().threads, 0);
    }
}
