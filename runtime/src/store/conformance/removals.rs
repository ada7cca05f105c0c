//! What is removed is gone, and what is there is listed.

use std::collections::BTreeSet;

use super::broken::{Broken, promise};
use super::records::{key, record};
use super::trial::Trial;
use crate::store::{Committed, Key};

pub(super) async fn removes(trial: &Trial) -> Result<(), Broken> {
    let key = key("removed");
    let _ = trial.commit(&key, 0, &record(1, "first")).await?;
    for expected in [0, 2] {
        let Some(removed) = trial.remove(&key, expected).await? else { return Ok(()) };
        let conflict = removed == Committed::Conflict && trial.load(&key).await?.is_some();
        promise(conflict, "a removal on another generation is a conflict, and changes nothing")?;
    }
    let removals = (0..4).map(|_| {
        let (trial, key) = (trial.clone(), key.clone());
        tokio::spawn(async move { trial.remove(&key, 1).await })
    });
    let mut done = 0;
    for removal in removals.collect::<Vec<_>>() {
        let removed = removal.await.map_err(|_| Broken::new("a store does not panic"))??;
        done += usize::from(removed == Some(Committed::Done));
    }
    promise(done == 1, format!("of many who remove a record one does, and not {done}"))?;
    promise(trial.load(&key).await?.is_none(), "what was removed is gone")?;
    let again = trial.commit(&key, 0, &record(1, "again")).await?;
    promise(again == Committed::Done, "after a removal a key counts anew")?;
    let removed = trial.remove(&key, 1).await?;
    promise(removed == Some(Committed::Done), "what counts anew is removed again")
}

pub(super) async fn lists(trial: &Trial) -> Result<(), Broken> {
    const MOST: usize = 2;
    let (mut listed, mut last) = (BTreeSet::new(), None::<Key>);
    loop {
        let Some(page) = trial.list(last.as_ref(), MOST).await? else { return Ok(()) };
        promise(page.len() <= MOST, "a page has as many keys as were asked for, or fewer")?;
        let Some(end) = page.last() else { break };
        last = Some(end.clone());
        for key in page {
            promise(listed.insert(key), "no key is listed twice")?;
        }
    }
    for account in ["loads", "conflicts", "writers", "dropped", "../alice", "a\0b", ""] {
        promise(listed.contains(&key(account)), "every record is listed by its key")?;
    }
    for found in &listed {
        promise(trial.load(found).await?.is_some(), "what is listed is there")?;
    }
    Ok(())
}
