//! The right to renew, in the hands of one renewal.

use super::Core;
use super::kept_right::KeptRight;
use crate::store::Lease;

/// The right to renew, in the hands of one renewal. However that ends, it is given back; but where
/// the store is owed a token, the session keeps it.
pub(super) struct Leased<'a> {
    core: &'a Core,
    pub(super) lease: Option<Lease>,
}

impl<'a> Leased<'a> {
    /// With the right that the session has kept, if it has.
    pub(super) fn of(core: &'a Core) -> Self {
        Self { core, lease: core.lease().take().map(KeptRight::into_lease) }
    }
}

impl Drop for Leased<'_> {
    fn drop(&mut self) {
        *self.core.lease() = self.lease.take().map(KeptRight::of);
        self.core.settle_up();
    }
}
