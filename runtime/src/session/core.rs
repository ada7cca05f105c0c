//! What all copies of a session share.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, SystemTime};

use arc_swap::{ArcSwap, Guard};
use tokio::sync::broadcast;

use super::crowd::Crowd;
use super::event::SessionEvent;
use super::held::Held;
use super::keeper::Keeper;
use super::kept_right::KeptRight;
use super::let_go::let_go;
use super::refused::Refused;
use super::turn::Turns;
use super::{Events, backoff, lifetime, task};
use crate::protocol::config::Config;
use crate::protocol::flow_def::{FlowDef, RefreshLifetime};
use crate::protocol::server::Server;
use crate::store::Record;
use crate::transport::clock::Clock;
use crate::transport::heart::Heart;
use crate::transport::throttle::Throttle;
use crate::transport::{Driver, Transport};
use crate::{Error, Reason};

/// So many events wait for a subscriber who is slow.
const EVENTS: usize = 64;

/// So long before consent ends a session says so.
const SOON: Duration = Duration::from_secs(14 * 24 * 3600);

/// What all copies of a session share.
pub(crate) struct Core {
    pub(crate) flow: &'static FlowDef,
    pub(crate) config: Config,
    /// Known by the transport's clock: it goes before that does.
    pub(crate) throttle: Arc<Throttle>,
    pub(crate) http: Arc<dyn Transport>,
    /// Replaced as a whole, so that whoever has a fresh token in it takes no lock.
    held: ArcSwap<Held>,
    /// What became of the tokens that an API refused.
    pub(crate) refused: Refused,
    /// Taken by the one that renews.
    pub(super) turns: Arc<Turns>,
    /// Where the session is kept, if it is.
    pub(super) keeper: Option<Keeper>,
    /// The right to renew, as long as the store is owed a token.
    lease: Mutex<Option<KeptRight>>,
    /// Whether this is counted as one whose token no store has.
    counted: AtomicBool,
    /// There as soon as somebody listens: most sessions are listened to by nobody.
    events: OnceLock<broadcast::Sender<SessionEvent>>,
}

impl Core {
    /// A session with its record, in the hands of a keeper if it is kept.
    pub(super) fn new(
        flow: &'static FlowDef,
        config: Config,
        record: Record,
        http: Arc<dyn Transport>,
        keeper: Option<Keeper>,
    ) -> Self {
        let mut held = Held::new(record, http.clock());
        if let Some(keeper) = &keeper {
            held.looked(keeper.looks, http.clock());
        }
        let held = ArcSwap::from_pointee(held);
        let throttle = throttle(flow, &config, keeper.as_ref(), http.clock());
        let keeper = keeper.map(|keeper| keeper.driven_by(&*http));
        let (turns, events) = (Arc::default(), OnceLock::new());
        let (lease, counted, refused) =
            (Mutex::default(), AtomicBool::new(false), Refused::default());
        Self { flow, config, throttle, http, held, refused, turns, keeper, lease, counted, events }
    }

    /// The same over another transport, where nobody else has it.
    pub(super) fn over(mut self, http: Arc<dyn Transport>) -> Self {
        let keeper = self.keeper.take();
        let mut new = self.another(http, keeper);
        // What it owes its store, and who listens, goes with it.
        new.lease = Mutex::new(self.lease().take());
        new.counted = AtomicBool::new(self.counted.load(Ordering::Relaxed));
        std::mem::swap(&mut new.events, &mut self.events);
        new
    }

    /// One beside it over another transport: the store sees to it that one of them renews.
    pub(super) fn beside(&self, http: Arc<dyn Transport>, keeper: Keeper) -> Self {
        let new = self.another(http, Some(keeper));
        new.change(|held| held.look_at(Duration::ZERO));
        new
    }

    fn another(&self, http: Arc<dyn Transport>, keeper: Option<Keeper>) -> Self {
        let held = self.held().timed(http.clock());
        let record = Record::clone(&held.record);
        let new = Self::new(self.flow, self.config.clone(), record, http, keeper);
        if new.http.clock().id() == self.http.clock().id() {
            new.throttle.take_over(&self.throttle);
        }
        new.held.store(Arc::new(held));
        new
    }

    /// What is held now. It stays as it is in the hand that has it; a new one takes its place.
    pub(crate) fn held(&self) -> Guard<Arc<Held>> {
        task::others_may_come_between();
        self.held.load()
    }

    /// Changes what is held: in one step, as others see it. Where somebody else was faster, the
    /// change is made again to what they made.
    pub(super) fn change(&self, mut change: impl FnMut(&mut Held)) {
        task::others_may_come_between();
        self.held.rcu(|held| {
            let mut held = Held::clone(held);
            change(&mut held);
            held
        });
    }

    /// The right to renew, if it was not given back.
    pub(super) fn lease(&self) -> MutexGuard<'_, Option<KeptRight>> {
        self.lease.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Gives the right to renew back, unless the store is owed a token, and counts what it has not.
    pub(super) fn settle_up(&self) {
        let mut lease = self.lease();
        // Nobody comes between: who waited for the lock could not go on.
        let held = self.held.load();
        let over = if held.is_owed() { None } else { lease.take() };
        if let Some((crowd, account)) = self.crowd() {
            let unkept = !held.is_kept();
            if self.counted.swap(unkept, Ordering::Relaxed) != unkept {
                crowd.count(account, unkept);
            }
        }
        drop(lease);
        let_go(self.http.driver(), over);
    }

    /// The others that are kept there, and the account's name among them.
    fn crowd(&self) -> Option<(&Crowd, &str)> {
        let keeper = self.keeper.as_ref()?;
        Some((keeper.crowd.as_deref()?, keeper.key.account()))
    }

    /// Why no token is asked for, where too many are held already that no store has.
    pub(super) fn is_crowded(&self) -> Option<Error> {
        let (crowd, _) = self.crowd().filter(|_| self.held().is_kept())?;
        crowd.is_full().map(|error| error.at(&self.flow.name, "renew"))
    }

    /// Who wants to know what happens from now on.
    pub(super) fn events(&self) -> Events {
        let new = || broadcast::channel(EVENTS).0;
        Events::new(self.events.get_or_init(new).subscribe())
    }

    /// Tells whoever listens.
    pub(super) fn tell(&self, event: SessionEvent) {
        if let Some((crowd, account)) = self.crowd() {
            crowd.tell(account, &event);
        }
        if let Some(events) = self.events.get() {
            // That nobody does any more is no failure.
            events.send(event).ok();
        }
    }

    /// How long the user's consent lasts, where the provider says so and no use prolongs it.
    pub(super) fn consent_lifetime(&self) -> Option<RefreshLifetime> {
        let renews = self.flow.properties.refreshable;
        self.flow.provider.refresh_lifetime.filter(|lifetime| renews && !lifetime.from_use)
    }

    pub(super) fn consent_ends_at(&self) -> Option<SystemTime> {
        let from = self.held().record.token.authorized_at();
        lifetime::end(from?, self.consent_lifetime()?)
    }

    pub(super) fn warn_of_the_end(&self) {
        let now = self.http.clock().now();
        let soon = |at: &SystemTime| at.duration_since(now).is_ok_and(|left| left <= SOON);
        if let Some(at) = self.consent_ends_at().filter(soon) {
            self.tell(SessionEvent::ConsentEndsSoon { at });
        }
    }

    /// Whether the user must log in again.
    pub(super) fn has_ended(&self) -> bool {
        self.held().ended.is_some()
    }

    /// In how long the store is offered what it did not take; nothing where it has all.
    pub(super) fn keeps_in(&self) -> Option<Duration> {
        self.held().keeps_in(self.http.clock())
    }

    /// Whether the store has all of the session, and no renewal is about to change that.
    pub(super) fn is_settled(&self) -> bool {
        self.turns.is_free() && self.held().is_kept()
    }

    /// Whether it knows more than its record says that is of use now: that the server wants to be
    /// left alone, or that the API refuses a token that is new.
    pub(super) fn knows_more(&self) -> bool {
        let (held, clock) = (self.held(), self.http.clock());
        let good = held.good_for(Duration::ZERO, clock).is_some();
        let refused = || self.refused.in_vain(held.count.tokens, clock.monotonic());
        held.is_paused(clock) || (good && refused())
    }

    /// Whether a new token can be had without the user.
    pub(crate) fn can_renew(&self) -> bool {
        let properties = &self.flow.properties;
        let refreshes = properties.refreshable && self.held().record.token.has_refresh_token();
        refreshes || !properties.needs_user_consent
    }
}

/// The wait that the API asks for is everybody's whose calls it counts together. A user is known by the
/// account that the session is kept for; one that is not kept is a user of its own.
fn throttle(
    flow: &FlowDef,
    config: &Config,
    keeper: Option<&Keeper>,
    clock: &dyn Clock,
) -> Arc<Throttle> {
    let by_user = flow.provider.limit_by_user && flow.properties.user_scoped;
    let user = keeper.filter(|_| by_user).map(|keeper| keeper.key.account());
    if by_user && user.is_none() {
        return Arc::default();
    }
    Throttle::of(Server::of(flow, config), config.client_id(), user, clock)
}

impl Drop for Core {
    /// With the last who had the session goes a token that the store has not taken: it is offered
    /// until it is, with the right to renew kept. Who begins anew with what the store has waits.
    fn drop(&mut self) {
        let held = self.held.load();
        let (lease, counted) = (self.lease().take(), self.counted.load(Ordering::Relaxed));
        let Some(keeper) = self.keeper.take() else { return };
        let (record, driver) = (Arc::clone(&held.record), self.http.driver());
        let left = Left { keeper, driver, lease, counted };
        if held.is_kept() {
            return;
        }
        let begun = task::begin(driver, async move { left.offer(&record).await });
        if !begun {
            tracing::error!(flow = %self.flow.name, "a new token is lost: no runtime keeps it");
        }
    }
}

/// What is left of a session that nobody has any more, and whose token no store has.
struct Left {
    keeper: Keeper,
    driver: Driver,
    /// The right to renew, until it is kept.
    lease: Option<KeptRight>,
    /// Whether it counts among those that are not kept.
    counted: bool,
}

impl Left {
    /// Offers the token; where the library drives it, until the store takes it.
    async fn offer(self, record: &Record) {
        let mut tries = 1;
        while let Err(error) = self.keeper.catch_up(record).await {
            let (flow, reason) = (self.keeper.key.flow(), error.reason());
            let heart = Heart::get().ok().filter(|_| self.driver == Driver::Library);
            let Some(heart) = heart.filter(|_| reason == Reason::StoreUnavailable) else {
                tracing::error!(flow, %reason, "a new token is lost");
                return;
            };
            tracing::error!(flow, %reason, "a token that nobody has any more is not kept yet");
            tries += 1;
            heart.sleep(backoff::wait(tries)).await;
        }
    }
}

impl Drop for Left {
    fn drop(&mut self) {
        if let Some(crowd) = self.keeper.crowd.as_deref().filter(|_| self.counted) {
            crowd.count(self.keeper.key.account(), false);
        }
        let_go(self.driver, self.lease.take());
    }
}

#[cfg(test)]
#[expect(deprecated, reason = "of the implicit grant no token renews")]
mod tests {
    use super::*;
    use crate::app::App;
    use crate::protocol::token::{AccessToken, Token};
    use crate::protocol::values::Secret;
    use crate::session::lent::Lent;
    use crate::store::{Committed, Key, Store as _};
    use crate::transport::clock::{Clock, ManualClock};
    use crate::transport::patience::Patience;
    use crate::transport::{BoxFuture, TransportError};
    use crate::{ClientId, ClientSecret, RedirectUri, spotify_flow};

    #[spotify_flow(authorization_code_pkce)]
    struct Mixtape {
        client_id: ClientId,
        redirect_uri: RedirectUri,
    }

    #[spotify_flow(implicit_grant)]
    struct Poster {
        client_id: ClientId,
        redirect_uri: RedirectUri,
    }

    #[spotify_flow(client_credentials)]
    struct Service {
        client_id: ClientId,
        client_secret: ClientSecret,
    }

    /// Nobody is asked here.
    #[derive(Default)]
    struct Nobody(ManualClock);

    impl Transport for Nobody {
        fn send<'a>(
            &'a self,
            _: http::Request<bytes::Bytes>,
        ) -> BoxFuture<'a, Result<http::Response<bytes::Bytes>, TransportError>> {
            Box::pin(std::future::pending())
        }

        fn clock(&self) -> &dyn Clock {
            &self.0
        }
    }

    /// A session of somebody who has agreed just now.
    fn core<A: App>(app: &A, refresh_token: bool) -> Core {
        let http = Nobody::default();
        let mut token = Token::from_refresh_token("r", Some(http.0.now()));
        token.refresh = token.refresh.filter(|_| refresh_token);
        Core::new(A::flow(), app.config(), Record::of(0, token), Arc::new(http), None)
    }

    fn mixtape() -> Mixtape {
        let redirect_uri = "http://127.0.0.1:8888/callback".parse().unwrap();
        Mixtape { client_id: "mixtape".into(), redirect_uri }
    }

    fn poster() -> Poster {
        Poster { client_id: "poster".into(), redirect_uri: mixtape().redirect_uri }
    }

    fn service() -> Service {
        Service { client_id: "service".into(), client_secret: "secret".into() }
    }

    #[test]
    fn what_has_a_refresh_token_or_needs_no_user_can_renew() {
        for (refresh_token, renews) in [(true, true), (false, false)] {
            assert_eq!(core(&mixtape(), refresh_token).can_renew(), renews);
        }
        for refresh_token in [true, false] {
            assert!(!core(&poster(), refresh_token).can_renew());
            assert!(core(&service(), refresh_token).can_renew());
        }
    }

    #[tokio::test]
    async fn a_token_that_was_renewed_over_another_transport_counts_and_a_note_does_not() {
        let core = Arc::new(core(&mixtape(), true));
        let (lent, now) = (Lent(Arc::clone(&core)), core.http.clock().now());
        let key = Key::new("provider", "https://one.example/", "client", "flow", "alice");
        let noted = core.held().record.noted(now);
        let renewed = noted.renewed(Token::from_refresh_token("r2", Some(now)));
        for (record, tokens) in [(noted, 0), (renewed, 1)] {
            let expected = core.held().record.generation();
            let committed = lent.commit(&key, expected, &record).await.unwrap();
            assert_eq!((committed, core.held().count.tokens), (Committed::Done, tokens));
        }
        assert!(!lent.blocks(), "what it is asked is in memory");
        let late = lent.commit(&key, 0, &Record::of(1, Token::default())).await.unwrap();
        assert_eq!((late, core.held().count.tokens), (Committed::Conflict, 1));
    }

    #[tokio::test]
    async fn a_wait_goes_with_a_session_to_another_transport_of_the_same_clock() {
        let http = Nobody::default();
        let (clock, a_minute) = (http.0.clone(), Duration::from_secs(60));
        let record = Record::of(0, Token::default());
        let core = Core::new(Poster::flow(), poster().config(), record, Arc::new(http), None);
        core.throttle.pause(&clock, a_minute);
        for (clock, waits) in [(clock, true), (ManualClock::default(), false)] {
            let there = core.another(Arc::new(Nobody(clock.clone())), None);
            let patience = Patience::of(Duration::ZERO, &clock);
            assert_eq!(there.throttle.wait(&clock, patience).await.is_err(), waits);
        }
    }

    #[test]
    fn who_is_told_to_wait_or_refused_in_vain_knows_more_than_its_record() {
        let http = Nobody::default();
        let (clock, mut token) = (http.0.clone(), Token::from_refresh_token("r", None));
        let (now, a_minute) = (clock.now(), Duration::from_secs(60));
        let access = AccessToken::new(Secret::new("a".to_owned()), Some(now), Some(now + a_minute));
        token.access = Some(access);
        let record = Record::of(1, token);
        let core = Core::new(Mixtape::flow(), mixtape().config(), record, Arc::new(http), None);
        assert!(!core.knows_more());
        core.refused.brought(0);
        assert!(core.knows_more(), "the API has not taken it yet");
        core.refused.taken(0);
        assert!(!core.knows_more());
        let busy = Error::new(Reason::ServerUnavailable, "down");
        core.change(|held| held.fail(&busy.share().with_retry_after(Some(a_minute)), &clock));
        assert!(core.knows_more());
        clock.advance(a_minute);
        assert!(!core.knows_more());
    }

    #[test]
    fn the_consent_of_what_is_renewed_lasts_as_long_as_the_provider_says() {
        let lasts = core(&mixtape(), true).consent_lifetime().unwrap();
        assert_eq!((lasts.months, lasts.days), (6, 0));
        assert!(core(&poster(), true).consent_lifetime().is_none());
        assert!(core(&service(), true).consent_lifetime().is_none());
    }

    #[test]
    fn the_end_of_a_consent_is_told_from_two_weeks_before_it_on() {
        let http = Nobody::default();
        let clock = http.0.clone();
        let token = Token::from_refresh_token("r", Some(clock.now()));
        let record = Record::of(0, token);
        let core = Core::new(Mixtape::flow(), mixtape().config(), record, Arc::new(http), None);
        let (at, mut events) = (core.consent_ends_at().unwrap(), core.events());
        let (moment, two_weeks) = (Duration::from_secs(1), Duration::from_secs(14 * 86_400));
        for (now, told) in [
            (at - two_weeks - moment, false),
            (at - two_weeks, true),
            (at - moment, true),
            (at, true),
            (at + moment, false),
        ] {
            clock.set(now);
            core.warn_of_the_end();
            let event = told.then_some(SessionEvent::ConsentEndsSoon { at });
            assert_eq!(events.try_next(), event, "{now:?}");
        }
    }
}
