//! What a commit costs where there are many accounts.

use std::fs;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;
use std::time::{Duration, Instant};

use spotify_flow::store::{Committed, Key, Store as _};
use spotify_flow_tests::{alice, record, requires};

use crate::folder::{Folder, now};
use crate::strace;

/// Fills a store up to so many records, of which nobody but their number counts.
fn fill(folder: &Folder, from: usize, accounts: usize) {
    for account in from..accounts {
        let key = Key::new("spotify", "server", "mixtape", "flow", account.to_string());
        let path = folder.sessions().join(format!("{}.record", key.digest()));
        fs::OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(true)
            .mode(0o600)
            .open(path)
            .unwrap();
    }
}

#[test]
fn a_commit_looks_at_the_files_of_its_own_key_however_many_there_are() {
    let Some(()) = requires::or_skip(strace::available()) else { return };
    let calls = |accounts| {
        let folder = Folder::with_a_record();
        fill(&folder, 0, accounts);
        let calls = strace::calls(&folder, 2);
        // Opening the store looks at all of them, once.
        let opened = calls.iter().rposition(|call| call.name.starts_with("getdents")).unwrap();
        let names = calls[opened + 1..].iter().map(|call| call.name.clone());
        // What memory takes depends on what was there before.
        names.filter(|name| !name.contains("map") && name != "brk").collect::<Vec<_>>()
    };
    let few = calls(1);
    assert!(few.iter().any(|name| name.starts_with("rename")), "{few:?}");
    assert_eq!(calls(2000), few);
}

/// `cargo test -p spotify-flow-tests --test stores cost_of_a_commit -- --ignored --nocapture`
#[test]
#[ignore = "it makes 100,000 files, and prints what it measures"]
fn the_cost_of_a_commit_is_measured_up_to_100_000_accounts() {
    let above = std::env::var_os("STORES").unwrap_or_else(|| std::env::temp_dir().into());
    let folder = Folder::within(Path::new(&above));
    let (store, key) = (folder.store(), alice());
    let (mut generation, mut accounts) = (0, 0);
    for more in [10, 1_000, 40_000, 100_000] {
        fill(&folder, accounts, more);
        accounts = more;
        let mut times = [Duration::ZERO; 50];
        for time in &mut times {
            let begun = Instant::now();
            let next = record(&key, generation + 1);
            assert_eq!(now(store.commit(&key, generation, &next)).unwrap(), Committed::Done);
            (generation, *time) = (generation + 1, begun.elapsed());
        }
        times.sort();
        println!(
            "{accounts:>7} accounts: {:.2?} a commit (median), {:.2?} (longest)",
            times[25], times[49]
        );
    }
}
