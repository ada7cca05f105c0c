//! Tokens that an API refuses although they are new.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// For so long a token that was refused in vain, and taken since, is not renewed for a refusal: what
/// some calls miss is something else. After that it may have ended.
const A_WHILE: Duration = Duration::from_secs(60);

/// What became of the token that the last renewal for a refusal brought. A refused token is renewed
/// once; whether that helped, the API says.
#[derive(Debug, Default)]
pub(crate) struct Refused(Mutex<Option<Brought>>);

#[derive(Debug)]
struct Brought {
    /// Which token it is, of those that the session had.
    token: u64,
    /// Whether the API has taken it.
    taken: bool,
    /// When it was refused itself, by the monotonic clock.
    in_vain: Option<Duration>,
}

impl Brought {
    fn renews(&self, now: Duration) -> bool {
        self.taken && !self.was_refused_lately(now)
    }

    fn was_refused_lately(&self, now: Duration) -> bool {
        self.in_vain.is_some_and(|at| now.saturating_sub(at) < A_WHILE)
    }
}

impl Refused {
    /// A renewal for a refusal brought this token.
    pub(super) fn brought(&self, token: u64) {
        self.with(|known| {
            if known.as_ref().is_none_or(|known| known.token != token) {
                *known = Some(Brought { token, taken: false, in_vain: None });
            }
        });
    }

    /// The API took a token.
    pub(crate) fn taken(&self, token: u64) {
        self.with(|known| {
            known.iter_mut().filter(|it| it.token == token).for_each(|it| it.taken = true);
        });
    }

    /// Whether another token may help in the place of one that the API refused. The one that a renewal
    /// brought for another refusal is not renewed unless the API took it meanwhile.
    pub(crate) fn renews(&self, token: u64, now: Duration) -> bool {
        self.with(|known| {
            let Some(known) = known.as_mut().filter(|it| it.token == token) else { return true };
            let renews = known.renews(now);
            if !known.taken && !known.was_refused_lately(now) {
                known.in_vain = Some(now);
            }
            renews
        })
    }

    /// Whether a refusal of this token is known to mean something else than its end: no other is
    /// asked for.
    pub(super) fn in_vain(&self, token: u64, now: Duration) -> bool {
        self.with(|known| known.as_ref().is_some_and(|it| it.token == token && !it.renews(now)))
    }

    fn with<T>(&self, f: impl FnOnce(&mut Option<Brought>) -> T) -> T {
        f(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Duration = Duration::from_secs(1000);
    const LATER: Duration = Duration::from_secs(1060);

    #[test]
    fn each_token_is_renewed_once() {
        let refused = Refused::default();
        assert!(refused.renews(1, NOW));
        refused.brought(2);
        assert!(refused.renews(1, NOW), "an old one, in a call that was slow");
        refused.brought(2);
        assert!(!refused.renews(2, NOW) && !refused.renews(2, NOW));
        assert!(!refused.renews(2, LATER), "the API never took it");
        assert!(refused.renews(3, LATER), "one that came by itself");
        assert!(refused.in_vain(2, LATER) && !refused.in_vain(3, LATER));
    }

    #[test]
    fn a_token_that_was_good_may_end_like_any_other() {
        let refused = Refused::default();
        refused.brought(2);
        refused.taken(1);
        assert!(!refused.renews(2, NOW));
        let refused = Refused::default();
        refused.brought(2);
        refused.taken(2);
        assert!(refused.renews(2, NOW));
    }

    #[test]
    fn what_is_known_of_a_token_stays_until_a_renewal_brings_another() {
        let refused = Refused::default();
        refused.brought(2);
        refused.taken(2);
        refused.brought(2);
        assert!(refused.renews(2, NOW), "it was taken");
        refused.brought(3);
        assert!(refused.in_vain(3, NOW) && !refused.in_vain(2, NOW));
    }

    #[test]
    fn a_refusal_counts_from_the_first_one_that_was_in_vain() {
        let refused = Refused::default();
        refused.brought(2);
        assert!(!refused.renews(2, NOW));
        assert!(!refused.renews(2, LATER - Duration::from_secs(1)));
        refused.taken(2);
        assert!(refused.renews(2, LATER));
    }

    #[test]
    fn what_one_call_is_refused_for_and_another_is_not_is_no_end_for_a_while() {
        let refused = Refused::default();
        refused.brought(2);
        assert!(!refused.renews(2, NOW));
        for _ in 0..3 {
            refused.taken(2);
            assert!(!refused.renews(2, LATER - Duration::from_secs(1)));
        }
        assert!(refused.renews(2, LATER));
    }
}
