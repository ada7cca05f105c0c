//! A process that uses a store in files or in a keyring, for tests that end it, deny it what it asks the system for,
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
    use std::process::{Command, exit};
    use std::sync::Arc;
    use std::task::{Context, Poll, Waker};
    use std::time::Duration;

    use spotify_flow::store::{
        Committed, FileStore, Key, KeyringStore, Store, StoreError, check_conformance,
    };
    use spotify_flow_tests::{SPOTIFY, alice, record};

    pub(super) fn main() {
        let arguments: Vec<String> = env::args().skip(1).collect();
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        if let Err(error) = run(&arguments) {
            // The stream may be what fails.
            writeln!(io::stderr(), "{:?}: {error}", error.kind()).ok();
            exit(1);
        }
    }

    fn run(arguments: &[&str]) -> Result<(), StoreError> {
        match arguments[..] {
            ["commit", folder, generation] => commit(folder, generation.parse().unwrap()),
            ["count", folder, times] => {
                FileStore::open(folder).and_then(|store| count(&store, times.parse().unwrap()))
            }
            ["lease", folder] => lease(folder),
            ["state-dir", program] => state_dir(program),
            ["keyring-promises", locks] => promises(&keyring(locks)?),
            ["keyring-long", locks] => long(&keyring(locks)?),
            ["keyring-load", locks] => now(keyring(locks)?.load(&alice())).map(drop),
            ["keyring-count", locks, times] => count(&keyring(locks)?, times.parse().unwrap()),
            ["keyring-many", locks] => many(locks),
            _ => panic!("{arguments:?}"),
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
    fn count(store: &impl Store, times: u64) -> Result<(), StoreError> {
        let key = alice();
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
    fn keyring(locks: &str) -> Result<KeyringStore, StoreError> {
        KeyringStore::open("spotify-flow's tests", locks)
    }

    fn promises(store: &KeyringStore) -> Result<(), StoreError> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(check_conformance(Arc::new(store.clone()))).unwrap();
        Ok(())
    }

    /// Keeps tokens of 4 KiB, as some providers give.
    fn long(store: &KeyringStore) -> Result<(), StoreError> {
        let key = Key::new("spotify", SPOTIFY, "mixtape", "flow", "x".repeat(4096));
        let long = record(&key, 1);
        assert_eq!(now(store.commit(&key, 0, &long))?, Committed::Done);
        assert_eq!(*now(store.load(&key))?.unwrap().to_bytes(&key), *long.to_bytes(&key));
        Ok(())
    }

    /// 16 processes commit ten times each.
    fn many(locks: &str) -> Result<(), StoreError> {
        let program = env::current_exe().unwrap();
        let start =
            |_| Command::new(&program).args(["keyring-count", locks, "10"]).spawn().unwrap();
        let processes: Vec<_> = (0..16).map(start).collect();
        for mut process in processes {
            assert!(process.wait().unwrap().success());
        }
        let found = now(keyring(locks)?.load(&alice()))?.unwrap();
        assert_eq!(found.generation(), 160);
        Ok(())
    }
}
