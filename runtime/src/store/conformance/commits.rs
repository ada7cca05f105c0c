//! Records are replaced, one by one and as a whole.

use std::sync::Arc;
use std::task::{Context, Waker};

use super::broken::{Broken, promise};
use super::records::{OTHER, SERVER, is_same, key, record};
use super::trial::Trial;
use crate::store::{Committed, Key};

pub(super) async fn commits_and_loads(trial: &Trial) -> Result<(), Broken> {
    let key = key("loads");
    promise(trial.load(&key).await?.is_none(), "an empty store has no record")?;
    for generation in 1..=3 {
        let kept = record(generation, &format!("refresh-{generation}-\u{fc}\"\n"));
        let committed = trial.commit(&key, generation - 1, &kept).await?;
        promise(committed == Committed::Done, "a commit that expects what is there is done")?;
        let same = is_same(&key, trial.load(&key).await?.as_ref(), &kept);
        promise(same, "what was committed is loaded, as a whole")?;
    }
    Ok(())
}

pub(super) async fn conflicts(trial: &Trial) -> Result<(), Broken> {
    let key = key("conflicts");
    let committed = trial.commit(&key, 4, &record(5, "late")).await?;
    promise(committed == Committed::Conflict, "a commit on a record that is gone is a conflict")?;
    promise(trial.load(&key).await?.is_none(), "a conflict keeps nothing")?;
    let _ = trial.commit(&key, 0, &record(1, "first")).await?;
    for expected in [0, 2] {
        let committed = trial.commit(&key, expected, &record(expected + 1, "other")).await?;
        promise(committed == Committed::Conflict, "a commit on another generation is a conflict")?;
    }
    let kept = trial.load(&key).await?;
    promise(is_same(&key, kept.as_ref(), &record(1, "first")), "a conflict changes nothing")
}

pub(super) async fn keys_are_apart(trial: &Trial) -> Result<(), Broken> {
    let names = ["alice", "Alice", "../alice", "alice/..", "", "a\0b", "\u{1f3b5}"];
    let long = "x".repeat(300);
    let others = [
        Key::new("conformance", SERVER, "client", "client_credentials", "alice"),
        Key::new("conformance", SERVER, "clien", "tauthorization_code_pkce", "alice"),
        Key::new("conformance", OTHER, "client", "authorization_code_pkce", "alice"),
        Key::new("other", SERVER, "client", "authorization_code_pkce", "alice"),
    ];
    let keys: Vec<Key> =
        names.iter().copied().chain([long.as_str()]).map(key).chain(others).collect();
    for (number, key) in keys.iter().enumerate() {
        promise(trial.load(key).await?.is_none(), "two keys share no record")?;
        let _ = trial.commit(key, 0, &record(1, &format!("refresh-{number}"))).await?;
    }
    for (number, key) in keys.iter().enumerate() {
        let own = record(1, &format!("refresh-{number}"));
        let same = is_same(key, trial.load(key).await?.as_ref(), &own);
        promise(same, "two keys share no record")?;
    }
    Ok(())
}

pub(super) async fn many_writers(trial: &Trial) -> Result<(), Broken> {
    const WRITERS: usize = 8;
    const COMMITS: u64 = 5;
    let writers = (0..WRITERS).map(|_| tokio::spawn(writer(trial.clone(), COMMITS)));
    for writer in writers.collect::<Vec<_>>() {
        writer.await.map_err(|_| Broken::new("a store does not panic"))??;
    }
    let kept = trial.load(&key("writers")).await?;
    let all = u64::try_from(WRITERS).unwrap_or_default() * COMMITS;
    promise(kept.map(|it| it.generation()) == Some(all), "of many writers none loses a commit")
}

async fn writer(trial: Trial, commits: u64) -> Result<(), Broken> {
    let key = key("writers");
    let mut done = 0;
    while done < commits {
        let generation = trial.load(&key).await?.map_or(0, |it| it.generation());
        let next = record(generation + 1, "refresh");
        if trial.commit(&key, generation, &next).await? == Committed::Done {
            done += 1;
        }
    }
    Ok(())
}

/// A commit of which nobody waits for the answer.
pub(super) async fn one_that_is_dropped(trial: &Trial) -> Result<(), Broken> {
    let (key, store) = (key("dropped"), Arc::clone(&trial.store));
    let (first, second) = (record(1, "first"), record(2, "second"));
    let _ = trial.commit(&key, 0, &first).await?;
    let begun = {
        let (key, second) = (key.clone(), second.clone());
        move || {
            let mut commit = store.commit(&key, 1, &second);
            drop(commit.as_mut().poll(&mut Context::from_waker(Waker::noop())));
        }
    };
    let begun = tokio::task::spawn_blocking(begun).await;
    begun.map_err(|_| Broken::new("a store does not panic"))?;
    let found = trial.load(&key).await?;
    let whole = [&first, &second].iter().any(|it| is_same(&key, found.as_ref(), it));
    promise(whole, "a commit that is dropped is done as a whole or not at all")?;
    // Whether it is done later or never, who follows is done at some time.
    let mut next = found.map_or(0, |it| it.generation());
    while trial.commit(&key, next, &record(next + 1, "last")).await? == Committed::Conflict {
        let there = trial.load(&key).await?.map_or(0, |it| it.generation());
        promise(there != next, "a commit that expects what is there is done")?;
        next = there;
    }
    Ok(())
}
