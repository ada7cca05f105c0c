//! One lease excludes the next.

use std::time::{Duration, Instant};

use super::broken::{Broken, promise};
use super::records::key;
use super::trial::{Trial, works};
use crate::store::StoreErrorKind;

/// Long enough to find that a lease is not free. One that is free takes no patience.
const A_MOMENT: Duration = Duration::from_millis(200);

/// As early as a lease may be given up: clocks are coarse.
const ALMOST: Duration = Duration::from_millis(150);

pub(super) async fn leases(trial: &Trial) -> Result<(), Broken> {
    let (one, other) = (key("leases"), key("other leases"));
    let held = works(trial.lease(&one, A_MOMENT).await?, "the first lease")?;
    let begun = Instant::now();
    let busy = trial.lease(&one, A_MOMENT).await?.err().map(|error| error.kind());
    promise(busy == Some(StoreErrorKind::Busy), "a lease that is held is given to nobody else")?;
    promise(begun.elapsed() >= ALMOST, "a lease is waited for as long as the patience lasts")?;
    drop(works(trial.lease(&other, A_MOMENT).await?, "the lease of another key")?);
    let waiting = tokio::spawn({
        let trial = trial.clone();
        async move { trial.lease(&key("leases"), trial.longest).await }
    });
    tokio::time::sleep(A_MOMENT).await;
    drop(held);
    let got = waiting.await.map_err(|_| Broken::new("a store does not panic"))??;
    works(got.map(drop), "a lease that was given back")
}
