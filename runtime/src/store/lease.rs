//! The right to renew.

use std::fmt;

/// The right to renew the session of one key; it ends when this is dropped, or when the process
/// ends.
#[must_use = "a lease that is dropped is over"]
pub struct Lease {
    _guard: Box<dyn Send>,
    expires: bool,
    is_scarce: bool,
}

impl Lease {
    /// A lease that lasts as long as its guard: a locked file, a held mutex.
    ///
    /// Sessions drop the guard on a thread that may wait, and keep no runtime by that: a guard may
    /// ask its store when it is dropped, by a client that blocks. They go on meanwhile, and may ask
    /// for the next lease before this one is given back; a process that ends at once may end before
    /// that. Where a world drives itself, as [`Driver::Caller`](crate::Driver::Caller) says, the guard
    /// is dropped at once, by whoever has it.
    pub fn new<G: Send + 'static>(guard: G) -> Self {
        Self { _guard: Box::new(guard), expires: false, is_scarce: false }
    }

    /// A lease that may be over before its guard is dropped, as one that a server gives for a time.
    /// Who gets the next one leaves a renewal alone that may still be under way.
    pub fn expiring<G: Send + 'static>(guard: G) -> Self {
        Self { _guard: Box::new(guard), expires: true, is_scarce: false }
    }

    /// A lease of which a process can hold some hundreds, as each takes an open file.
    #[cfg(feature = "file")]
    pub(crate) fn scarce<G: Send + 'static>(guard: G) -> Self {
        Self { is_scarce: true, ..Self::new(guard) }
    }

    /// Whether a process can hold few of them.
    pub(crate) fn is_scarce(&self) -> bool {
        self.is_scarce
    }

    /// Whether it may be over before its guard is dropped.
    pub(crate) fn expires(&self) -> bool {
        self.expires
    }
}

impl fmt::Debug for Lease {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Lease")
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    #[cfg(feature = "file")]
    #[test]
    fn a_lease_that_takes_an_open_file_is_scarce_and_no_other_is() {
        let scarce = Lease::scarce(());
        assert!(scarce.is_scarce() && !scarce.expires());
        assert!([Lease::new(()), Lease::expiring(())].iter().all(|lease| !lease.is_scarce()));
    }

    #[test]
    fn a_lease_lasts_as_long_as_it_is_held_and_says_whether_it_may_end_before() {
        let guard = Arc::new(());
        let of = [Lease::new, Lease::expiring].map(|lease| lease(Arc::clone(&guard)));
        assert_eq!(of.each_ref().map(Lease::expires), [false, true]);
        assert_eq!(format!("{:?}", of[0]), "Lease");
        assert_eq!(Arc::strong_count(&guard), 3);
        drop(of);
        assert_eq!(Arc::strong_count(&guard), 1);
    }
}
