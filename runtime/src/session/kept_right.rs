//! Rights to renew that are kept after their renewals, as long as a store is owed a token.

use std::sync::atomic::{AtomicUsize, Ordering};

use super::flight::Right;
use crate::store::Lease;

/// So many rights that take an open file each are kept in a process: systems give it some hundreds of
/// files, and it needs others.
const MOST: usize = 100;

/// How many are kept now.
static KEPT: AtomicUsize = AtomicUsize::new(0);

/// A right that is kept after its renewal.
pub(super) struct KeptRight {
    lease: Lease,
    _counted: Counted,
}

/// Counts as so many, as long as it is there.
struct Counted(usize);

impl Drop for Counted {
    fn drop(&mut self) {
        KEPT.fetch_sub(self.0, Ordering::Relaxed);
    }
}

impl KeptRight {
    /// Keeps a right.
    pub(super) fn of(lease: Lease) -> Self {
        let counted = usize::from(lease.is_scarce());
        KEPT.fetch_add(counted, Ordering::Relaxed);
        Self { lease, _counted: Counted(counted) }
    }

    /// The right, for another renewal.
    pub(super) fn into_lease(self) -> Lease {
        self.lease
    }
}

/// How sure a right is that the store has just given.
pub(super) fn new_right(lease: &Lease) -> Right {
    if lease.expires() {
        return Right::Expires;
    }
    let is_one_too_many = lease.is_scarce() && KEPT.load(Ordering::Relaxed) >= MOST;
    if is_one_too_many { Right::Passing } else { Right::Sure }
}

#[cfg(all(test, feature = "file"))]
mod tests {
    use super::*;

    #[test]
    fn of_rights_that_take_an_open_file_some_are_kept_and_of_others_all() {
        let scarce = || Lease::scarce(());
        let keep = |lease: fn() -> Lease| (0..MOST).map(|_| KeptRight::of(lease())).collect();
        let plain: Vec<KeptRight> = keep(|| Lease::new(()));
        assert_eq!(new_right(&scarce()), Right::Sure);
        let mut kept: Vec<KeptRight> = keep(|| Lease::scarce(()));
        assert_eq!(new_right(&scarce()), Right::Passing);
        assert_eq!(new_right(&Lease::new(())), Right::Sure);
        assert_eq!(new_right(&Lease::expiring(())), Right::Expires);
        let lease = kept.pop().unwrap().into_lease();
        assert!(lease.is_scarce());
        assert_eq!(new_right(&lease), Right::Sure);
        drop((plain, kept));
    }
}
