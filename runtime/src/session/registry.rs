//! The sessions of many users.

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::future::poll_fn;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::Poll;
use std::time::Duration;

use super::asleep::Asleep;
use super::core::Core;
use super::crowd::Crowd;
use super::event::AccountEvents;
use super::keeper::{Keeper, LOOKS};
use super::not_kept::NotKept;
use super::session::{PATIENCE, Session};
use super::{renewal, task};
use crate::Error;
use crate::app::{App, Storable};
use crate::store::{Account, Record, Store};
use crate::transport::patience::Patience;
use crate::transport::{BoxFuture, Shared, Transport};

/// How many sessions are held in memory unless the program says otherwise.
const MOST: usize = 10_000;

/// How many of them are ready to be used at once. The others are held in as few bytes as they take.
const AWAKE: usize = 1_000;

/// So many times as many are held where the store takes nothing.
const UNKEPT: usize = 10;

/// So many records are listed at a time.
const PAGE: usize = 1_000;

/// At so many sessions one looks at most for each that is asked for, to find one that can sleep.
const TRIED: usize = 4;

/// So many are settled at the same time.
const TOGETHER: usize = 32;

/// A store that has taken nothing in this time is silent. Its own limit is a minute, more or less
/// the ticks of clocks.
const SILENCE: Duration = Duration::from_secs(59);

/// The sessions of many users of one app, each under the name of an account.
///
/// A session is read from the store when it is first asked for; whoever asks again shares it, and
/// the one renewal that it makes. Those that were not asked for for a while are held in a few bytes
/// more than their tokens take, and where there are too many, those that were not asked for the
/// longest are forgotten. Nothing is lost by that: the store has them. One whose server wants to be
/// left alone, or whose new token the API refuses, is not among them as long as that is so, up to
/// ten times as many as are held else: who asks for it again would ask the server again.
///
/// One of which it has not all, because it failed when it should have taken it, is held until it has,
/// whatever [`hold_at_most`](Self::hold_at_most) says. The store is offered it again and again, as
/// long as anybody asks for any session. Such tokens end with the process, and there is a limit: with
/// ten times as many as are held else, no further user's token is renewed before the store takes some;
/// those who need one are told `store_unavailable`. [`unkept_now`](Self::unkept_now) says how many
/// there are, [`events`](Self::events) tell of each.
///
/// What other processes do to a session in the store is seen when it is asked for, within five
/// seconds: a log-out, a new login, new scopes.
///
/// ```
/// # use std::sync::Arc;
/// use spotify_flow::store::MemoryStore;
/// use spotify_flow::{ClientId, RedirectUri, Sessions, spotify_flow};
///
/// #[spotify_flow(authorization_code_pkce)]
/// struct Mixtape {
///     client_id: ClientId,
///     redirect_uri: RedirectUri,
/// }
///
/// # async fn f(app: Mixtape) -> Result<(), spotify_flow::Error> {
/// let sessions = Sessions::new(app, Arc::new(MemoryStore::default()));
/// match sessions.get("alice").await? {
///     Some(alice) => drop(alice.token().await?),
///     None => println!("alice has to log in"),
/// }
/// # Ok(())
/// # }
/// ```
pub struct Sessions<A: App> {
    app: A,
    store: Arc<dyn Store>,
    http: Arc<dyn Transport>,
    most: usize,
    looks: Duration,
    crowd: Arc<Crowd>,
    held: Mutex<Held>,
}

/// The sessions in memory.
#[derive(Default)]
struct Held {
    accounts: HashMap<String, Place>,
    /// The accounts whose session is awake, by when they were last asked for.
    order: BTreeMap<u64, String>,
    asked: u64,
    asleep: Asleep,
}

/// A session, and when it was last asked for.
struct Place {
    asked: u64,
    core: Arc<Core>,
}

impl<A: Storable> Sessions<A> {
    /// The sessions of an app in a store.
    pub fn new(app: A, store: Arc<dyn Store>) -> Self {
        let (crowd, held) = (Arc::new(Crowd::new(UNKEPT * MOST)), Mutex::default());
        Self { app, store, http: Arc::new(Shared), most: MOST, looks: LOOKS, crowd, held }
    }

    /// The same over a transport of one's own, for the sessions that are read from now on.
    #[must_use]
    pub fn with_transport(self, http: impl Transport + 'static) -> Self {
        Self { http: Arc::new(http), ..self }
    }

    /// Holds so many sessions in memory, instead of ten thousand; and those that are in use, or of
    /// which the store has not all.
    #[must_use]
    pub fn hold_at_most(self, most: usize) -> Self {
        let most = most.max(1);
        self.crowd.hold_at_most(most.saturating_mul(UNKEPT));
        Self { most, ..self }
    }

    /// Asks the store what others made of a session when it was not asked for so long, instead of
    /// five seconds. That goes for the sessions that are read from now on.
    #[must_use]
    pub fn look_every(self, looks: Duration) -> Self {
        Self { looks, ..self }
    }

    /// The session of an account; `None` where the store has none. One that has ended is there, too:
    /// see [`has_ended`](Session::has_ended).
    ///
    /// # Errors
    ///
    /// The store fails, or holds what it should not. A session that is in memory is given out all the
    /// same, unless it has ended.
    pub async fn get(&self, account: &str) -> Result<Option<Session<A>>, Error> {
        self.offer_one();
        let core = match self.held(|held| held.find(account, self.most)) {
            Some(core) => core,
            None => match self.read(account).await? {
                Some(core) => core,
                None => return Ok(None),
            },
        };
        // By the session's own clock: it may be from a time when there was another transport.
        renewal::look(&core, Patience::of(PATIENCE, core.http.clock())).await;
        if core.has_ended() && self.keeper(account).load().await?.is_none() {
            self.held(|held| held.remove(account));
            return Ok(None);
        }
        Ok(Some(Session::shared(core)))
    }

    /// The session of an account that is not awake.
    async fn read(&self, account: &str) -> Result<Option<Arc<Core>>, Error> {
        let keeper = self.keeper(account);
        let core = match self.held(|held| held.asleep.take(account)) {
            Some((record, look)) => {
                let core = self.core(keeper, record);
                core.change(|held| held.look_at(look));
                core
            }
            None => match keeper.load().await? {
                Some(record) => self.core(keeper, record),
                None => return Ok(None),
            },
        };
        // Who was faster has put one there: it is the one that all share.
        Ok(Some(self.held(|held| held.put(account, Arc::new(core), false, self.most))))
    }

    fn core(&self, keeper: Keeper, record: Record) -> Core {
        Core::new(A::flow(), self.app.config(), record, Arc::clone(&self.http), Some(keeper))
    }

    /// Keeps the session of a user who has just logged in, in the place of the one that was there.
    ///
    /// # Errors
    ///
    /// As [`Session::keep_in`]: the session is given back.
    pub async fn put(
        &self,
        account: &str,
        session: Session<A>,
    ) -> Result<Session<A>, NotKept<Session<A>>> {
        let kept = session.kept_by(self.keeper(account)).await?;
        self.held(|held| held.put(account, Arc::clone(&kept.core), true, self.most));
        Ok(kept)
    }

    /// Logs a user out, for all who share the store, and removes what it has of the session.
    ///
    /// # Errors
    ///
    /// The store fails, or can't remove. Where it failed at that the user is logged out all the same.
    pub async fn remove(&self, account: &str) -> Result<(), Error> {
        if let Some(session) = self.get(account).await? {
            session.log_out().await?;
        }
        self.keeper(account).remove().await?;
        self.held(|held| held.remove(account));
        Ok(())
    }

    /// The names of the accounts of which the store has a session of this app, also one that has
    /// ended.
    ///
    /// # Errors
    ///
    /// The store fails, or can't list.
    pub async fn accounts(&self) -> Result<Vec<String>, Error> {
        let (mut accounts, mut after) = (Vec::new(), None);
        loop {
            let page = self.store.list(after.as_ref(), PAGE).await?;
            let Some(last) = page.last().cloned() else { return Ok(accounts) };
            let ours = page.into_iter().filter(|key| *self.keeper(key.account()).key == *key);
            accounts.extend(ours.map(|key| key.account().to_owned()));
            after = Some(last);
        }
    }

    /// How many sessions are held in memory.
    pub fn held_now(&self) -> usize {
        self.held(|held| held.order.len() + held.asleep.len())
    }

    /// How many of them have a token that the store did not take: they end with this process.
    pub fn unkept_now(&self) -> usize {
        self.crowd.unkept()
    }

    /// What happens in all sessions from now on, each with the account that it is of.
    pub fn events(&self) -> AccountEvents {
        AccountEvents::new(self.crowd.listen())
    }

    /// Waits until nothing goes on behind, as [`Session::settle`] does, in all sessions that are
    /// awake; each token that the store did not take is offered to it once more. A program that may
    /// end now waits for this.
    ///
    /// Some dozens are offered at a time. Where the store lets a minute pass and takes nothing, no
    /// others are offered: [`unkept_now`](Self::unkept_now) says how many are left.
    pub async fn settle(&self) {
        let all = self.held(|held| {
            let cores = held.accounts.values().map(|place| &place.core);
            cores.filter(|core| !core.is_settled()).map(Arc::clone).collect::<Vec<_>>()
        });
        let mut is_silent = false;
        for some in all.chunks(TOGETHER) {
            // What is not offered any more may still be renewed, and that has an end of its own.
            let some = some.iter().filter(|core| !is_silent || core.held().is_kept());
            let some: Vec<_> = some.collect();
            let silent = settled(&some).await;
            is_silent |= silent;
        }
    }

    /// The app.
    pub fn app(&self) -> &A {
        &self.app
    }

    fn keeper(&self, name: &str) -> Keeper {
        let account = Account::new(Arc::clone(&self.store), name);
        let keeper = Session::<A>::keeper(&self.app.config(), &account);
        keeper.driven_by(&*self.http).among(&self.crowd, self.looks)
    }

    /// Offers the store a token that it did not take before, if it is time to: who asks for one
    /// session helps another.
    fn offer_one(&self) {
        let Some(account) = self.crowd.next_unkept() else { return };
        let core =
            self.held(|held| held.accounts.get(&account).map(|place| Arc::clone(&place.core)));
        let due = |core: &Arc<Core>| core.held().to_keep(core.http.clock()).is_some();
        if let Some(core) = core.filter(due) {
            task::begin(self.http.driver(), async move { renewal::keep_again(&core).await });
        }
    }

    fn held<T>(&self, f: impl FnOnce(&mut Held) -> T) -> T {
        f(&mut self.held.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Settles sessions at the same time. Says whether the store was silent: it let its own limit pass,
/// and has not taken all.
async fn settled(cores: &[&Arc<Core>]) -> bool {
    let Some(first) = cores.first() else { return false };
    let begun = first.http.clock().monotonic();
    let mut under_way: Vec<BoxFuture<'_, ()>> = Vec::with_capacity(cores.len());
    for core in cores {
        under_way.push(Box::pin(renewal::settle(core)));
    }
    poll_fn(|context| {
        under_way.retain_mut(|it| it.as_mut().poll(context).is_pending());
        if under_way.is_empty() { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
    let took = first.http.clock().monotonic().saturating_sub(begun);
    took >= SILENCE && cores.iter().any(|core| !core.held().is_kept())
}

impl Held {
    /// The session of an account, if it is awake.
    fn find(&mut self, account: &str, most: usize) -> Option<Arc<Core>> {
        let core = Arc::clone(&self.accounts.get(account)?.core);
        Some(self.put(account, core, true, most))
    }

    /// Holds a session, unless there is one and it is not to be replaced; gives back the one that is
    /// held.
    fn put(&mut self, account: &str, core: Arc<Core>, replaces: bool, most: usize) -> Arc<Core> {
        let there = self.remove(account).filter(|_| !replaces);
        let core = there.unwrap_or(core);
        self.insert(account.to_owned(), Arc::clone(&core));
        self.forget(most);
        core
    }

    fn insert(&mut self, account: String, core: Arc<Core>) {
        self.asked += 1;
        self.order.insert(self.asked, account.clone());
        self.accounts.insert(account, Place { asked: self.asked, core });
    }

    fn remove(&mut self, account: &str) -> Option<Arc<Core>> {
        let Some(place) = self.accounts.remove(account) else {
            self.asleep.forget(account);
            return None;
        };
        self.order.remove(&place.asked);
        Some(place.core)
    }

    /// Puts those to sleep that were not asked for the longest, but none that is in use, none of
    /// which the store may not have all, and none that knows more than its record, unless there are
    /// far too many: that counts as asked for now.
    fn forget(&mut self, most: usize) {
        let awake = most.min(AWAKE);
        for _ in 0..TRIED {
            if self.order.len() <= awake {
                return;
            }
            let Some((_, account)) = self.order.pop_first() else { return };
            let Some(Place { core, .. }) = self.accounts.remove(&account) else { continue };
            let is_crowded = self.order.len() >= most.saturating_mul(UNKEPT);
            match Arc::try_unwrap(core) {
                Ok(core) if core.is_settled() && (is_crowded || !core.knows_more()) => {
                    let held = core.held();
                    self.asleep.put(&account, &held.record, held.next_look(), most - awake);
                }
                Ok(core) => self.insert(account, Arc::new(core)),
                Err(core) => self.insert(account, core),
            }
        }
    }
}

impl<A: App> fmt::Debug for Sessions<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sessions").field("app", &A::NAME).field("most", &self.most).finish()
    }
}
