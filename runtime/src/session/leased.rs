//! The right to renew, in the hands of one renewal.

use super::Core;
use super::kept_right::KeptRight;
use super::let_go::let_go;
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
        let kept = self.lease.take().map(KeptRight::of);
        let before = std::mem::replace(&mut *self.core.lease(), kept);
        let_go(self.core.http.driver(), before);
        self.core.settle_up();
    }
}
