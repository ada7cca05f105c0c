//! Refusals for which a server gave no reason.

use std::time::{Duration, SystemTime};

/// Refusals of a refresh token for which the server gave no reason, one after the other.
///
/// Some servers say nothing else of a refresh token that is dead: an empty 400, or a page. So do some
/// that have a bad minute. The refresh token counts as dead where it was refused like this three times
/// over at least an hour, and was good before: a login or a renewal brought the access token that is
/// there. Any other answer of the server's begins the count anew, and so does a new token; where nobody
/// answered nothing is counted. It is part of the record, so that it survives a restart, and processes
/// that share a store count together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mute {
    pub(crate) times: u32,
    /// When the first of them was.
    pub(crate) since: SystemTime,
}

impl Mute {
    /// So often, and for so long, that it is no bad minute of the server's.
    const TIMES: u32 = 3;
    const LONG: Duration = Duration::from_secs(3600);

    pub(crate) fn is_an_end(&self, now: SystemTime) -> bool {
        let lasts = now.duration_since(self.since).unwrap_or_default();
        self.times >= Self::TIMES && lasts >= Self::LONG
    }
}
