//! A process that uses a store in files, for tests that end it, deny it what it asks the system for,
//! or run many of it. It has one thread, so that its system calls come in one order.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout)]

#[cfg(unix)]
fn main() {
    unix::main();
}

#[cfg(not(unix))]
fn main() {}

#[cfg(unix)]
mod unix {
    use std::env;
    use std::io::{self, Read as _, Write as _};
    use std::path::Path;
    use std::pin::pin;
    use std::process::exit;
    use std::task::{Context, Poll, Waker};
    use std::time::Duration;

    use spotify_flow::store::{Committed, FileStore, Store as _, StoreError};
    use spotify_flow_tests::{alice, record};

    pub(super) fn main() {
        let arguments: Vec<String> = env::args().skip(1).collect();
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let result = match arguments[..] {
            ["commit", folder, generation] => commit(folder, generation.parse().unwrap()),
            ["count", folder, times] => count(folder, times.parse().unwrap()),
            ["lease", folder] => lease(folder),
            ["state-dir", program] => state_dir(program),
            _ => panic!("{arguments:?}"),
        };
        if let Err(error) = result {
            // The stream may be what fails.
            writeln!(io::stderr(), "{:?}: {error}", error.kind()).ok();
            exit(1);
        }
    }

    /// Without a runtime a store works on the thread that asks, and is done when it answers.
    fn now<T>(future: impl Future<Output = T>) -> T {
        match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(value) => value,
            Poll::Pending => panic!("it waits"),
        }
    }

    /// Opens the store and commits once. In a trace, the calls of both come after a look at a path.
    fn commit(folder: &str, generation: u64) -> Result<(), StoreError> {
        let key = alice();
        let record = record(&key, generation);
        assert!(!Path::new("/here-it-begins").exists());
        let store = FileStore::open(folder)?;
        let committed = now(store.commit(&key, generation - 1, &record))?;
        assert_eq!(committed, Committed::Done);
        Ok(())
    }

    /// Commits so many times, and prints each generation that it was told is kept.
    fn count(folder: &str, times: u64) -> Result<(), StoreError> {
        let key = alice();
        let store = FileStore::open(folder)?;
        let mut done = 0;
        while done < times {
            let generation = now(store.load(&key))?.map_or(0, |record| record.generation());
            let next = record(&key, generation + 1);
            if now(store.commit(&key, generation, &next))? == Committed::Done {
                done += 1;
                println!("{}", generation + 1);
            }
        }
        Ok(())
    }

    /// Holds the lease for as long as its input is open.
    fn lease(folder: &str) -> Result<(), StoreError> {
        let store = FileStore::open(folder)?;
        let lease = now(store.lease(&alice(), Duration::ZERO))?;
        println!("held");
        io::stdin().read_to_end(&mut Vec::new()).unwrap();
        drop(lease);
        Ok(())
    }

    fn state_dir(program: &str) -> Result<(), StoreError> {
        println!("{}", FileStore::in_state_dir(program)?.path().display());
        Ok(())
    }
}
