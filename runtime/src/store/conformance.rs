//! Whether a store keeps the promises of stores.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use super::{Committed, Key, Record, Store, StoreErrorKind};
use crate::protocol::token::Token;

/// Long enough for a lease that is free, short enough to find that one is not.
const A_MOMENT: Duration = Duration::from_millis(200);

/// The server of most keys here.
const SERVER: &str = "https://conformance.example/token";

/// Tries a store: what is committed is loaded again, of two who expect the same generation one is
/// told of a conflict, keys are kept apart, one lease excludes the next. For tests of a store of
/// one's own; use an empty one, and inside a tokio runtime with time.
///
/// ```
/// # use std::sync::Arc;
/// use spotify_flow::store::{MemoryStore, check_conformance};
///
/// # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
/// check_conformance(Arc::new(MemoryStore::default())).await.unwrap();
/// # });
/// # Ok::<(), std::io::Error>(())
/// ```
///
/// # Errors
///
/// The first promise that is broken, in words.
pub async fn check_conformance(store: Arc<dyn Store>) -> Result<(), Broken> {
    commits_and_loads(&*store).await?;
    conflicts(&*store).await?;
    keys_are_apart(&*store).await?;
    many_writers(&store).await?;
    leases(&store).await
}

/// A promise of stores that a store breaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken(String);

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Broken {}

fn key(account: &str) -> Key {
    Key::new("conformance", SERVER, "client", "authorization_code_pkce", account)
}

fn record(generation: u64, refresh_token: &str) -> Record {
    let at = SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000);
    Record::of(generation, Token::from_refresh_token(refresh_token, Some(at)))
}

fn promise(kept: bool, promise: impl Into<String>) -> Result<(), Broken> {
    if kept { Ok(()) } else { Err(Broken(promise.into())) }
}

fn works<T>(result: Result<T, super::StoreError>, what: &str) -> Result<T, Broken> {
    result.map_err(|error| Broken(format!("{what} works, but: {error}")))
}

async fn load(store: &dyn Store, key: &Key) -> Result<Option<Record>, Broken> {
    works(store.load(key).await, "loading")
}

async fn commit(
    store: &dyn Store,
    key: &Key,
    expected: u64,
    record: &Record,
) -> Result<Committed, Broken> {
    works(store.commit(key, expected, record).await, "committing")
}

async fn commits_and_loads(store: &dyn Store) -> Result<(), Broken> {
    let key = key("loads");
    promise(load(store, &key).await?.is_none(), "an empty store has no record")?;
    for generation in 1..=3 {
        let kept = record(generation, &format!("refresh-{generation}-\u{fc}\"\n"));
        let committed = commit(store, &key, generation - 1, &kept).await?;
        promise(committed == Committed::Done, "a commit that expects what is there is done")?;
        let loaded = load(store, &key).await?;
        let same = loaded.is_some_and(|it| it.to_bytes(&key) == kept.to_bytes(&key));
        promise(same, "what was committed is loaded, as a whole")?;
    }
    Ok(())
}

async fn conflicts(store: &dyn Store) -> Result<(), Broken> {
    let key = key("conflicts");
    let committed = commit(store, &key, 4, &record(5, "late")).await?;
    promise(committed == Committed::Conflict, "a commit on a record that is gone is a conflict")?;
    promise(load(store, &key).await?.is_none(), "a conflict keeps nothing")?;
    let _ = commit(store, &key, 0, &record(1, "first")).await?;
    for expected in [0, 2] {
        let committed = commit(store, &key, expected, &record(expected + 1, "other")).await?;
        promise(committed == Committed::Conflict, "a commit on another generation is a conflict")?;
    }
    let kept = load(store, &key).await?;
    let first = kept.is_some_and(|it| it.to_bytes(&key) == record(1, "first").to_bytes(&key));
    promise(first, "a conflict changes nothing")
}

async fn keys_are_apart(store: &dyn Store) -> Result<(), Broken> {
    let names = ["alice", "Alice", "../alice", "alice/..", "", "a\0b", "\u{1f3b5}"];
    let long = "x".repeat(300);
    let others = [
        Key::new("conformance", SERVER, "client", "client_credentials", "alice"),
        Key::new("conformance", SERVER, "clien", "tauthorization_code_pkce", "alice"),
        Key::new(
            "conformance",
            "https://other.example",
            "client",
            "authorization_code_pkce",
            "alice",
        ),
        Key::new("other", SERVER, "client", "authorization_code_pkce", "alice"),
    ];
    let keys: Vec<Key> =
        names.iter().copied().chain([long.as_str()]).map(key).chain(others).collect();
    for (number, key) in keys.iter().enumerate() {
        promise(load(store, key).await?.is_none(), "two keys share no record")?;
        let _ = commit(store, key, 0, &record(1, &format!("refresh-{number}"))).await?;
    }
    for (number, key) in keys.iter().enumerate() {
        let kept = load(store, key).await?;
        let own = record(1, &format!("refresh-{number}")).to_bytes(key);
        promise(kept.is_some_and(|it| it.to_bytes(key) == own), "two keys share no record")?;
    }
    Ok(())
}

async fn many_writers(store: &Arc<dyn Store>) -> Result<(), Broken> {
    const WRITERS: usize = 8;
    const COMMITS: u64 = 5;
    let writers = (0..WRITERS).map(|_| tokio::spawn(writer(Arc::clone(store), COMMITS)));
    for writer in writers.collect::<Vec<_>>() {
        let result = writer.await.map_err(|_| Broken("a store does not panic".to_owned()));
        result??;
    }
    let kept = load(&**store, &key("writers")).await?;
    let all = u64::try_from(WRITERS).unwrap_or_default() * COMMITS;
    promise(kept.map(|it| it.generation()) == Some(all), "of many writers none loses a commit")
}

async fn writer(store: Arc<dyn Store>, commits: u64) -> Result<(), Broken> {
    let key = key("writers");
    let mut done = 0;
    while done < commits {
        let generation = load(&*store, &key).await?.map_or(0, |it| it.generation());
        let next = record(generation + 1, "refresh");
        if commit(&*store, &key, generation, &next).await? == Committed::Done {
            done += 1;
        }
        tokio::task::yield_now().await;
    }
    Ok(())
}

async fn leases(store: &Arc<dyn Store>) -> Result<(), Broken> {
    let (one, other) = (key("leases"), key("other leases"));
    let held = works(store.lease(&one, A_MOMENT).await, "the first lease")?;
    let second = store.lease(&one, A_MOMENT).await;
    let busy = second.err().map(|error| error.kind());
    promise(busy == Some(StoreErrorKind::Busy), "a lease that is held is given to nobody else")?;
    drop(works(store.lease(&other, A_MOMENT).await, "the lease of another key")?);
    let waiting = tokio::spawn({
        let store = Arc::clone(store);
        async move { store.lease(&key("leases"), Duration::from_secs(10)).await.map(drop) }
    });
    tokio::task::yield_now().await;
    drop(held);
    let got = waiting.await.map_err(|_| Broken("a store does not panic".to_owned()))?;
    works(got, "a lease that was given back")
}
