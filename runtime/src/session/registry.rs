//! The sessions of many users.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use super::asleep::Asleep;
use super::{Core, Session};
use crate::Error;
use crate::app::{App, Storable};
use crate::store::{Account, Store};
use crate::transport::{Shared, Transport};

/// How many sessions are held in memory unless the program says otherwise.
const MOST: usize = 10_000;

/// How many of them are ready to be used at once. The others are held in as few bytes as they take.
const AWAKE: usize = 1_000;

/// The sessions of many users of one app, each under the name of an account.
///
/// A session is read from the store when it is first asked for; whoever asks again shares it, and
/// the one renewal that it makes. Those that were not asked for for a while are held in a few bytes
/// more than their tokens take, and where there are too many, those that were not asked for the
/// longest are forgotten. Nothing is lost by that: the store has them. One of which it has not all,
/// because it failed when it should have taken it, is held until it has.
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
    held: Mutex<Held>,
}

/// The sessions in memory.
#[derive(Default)]
struct Held {
    accounts: HashMap<String, Place>,
    /// The accounts whose session is held, by when they were last asked for.
    order: BTreeMap<u64, String>,
    asked: u64,
    asleep: Asleep,
}

struct Place {
    /// There as long as anybody has the session, so that two never renew side by side.
    core: Weak<Core>,
    /// Held here, too, with when it was last asked for.
    held: Option<(u64, Arc<Core>)>,
}

impl<A: Storable> Sessions<A> {
    /// The sessions of an app in a store.
    pub fn new(app: A, store: Arc<dyn Store>) -> Self {
        let (http, held) = (Arc::new(Shared), Mutex::default());
        Self { app, store, http, most: MOST, held }
    }

    /// The same over a transport of one's own.
    #[must_use]
    pub fn with_transport(self, http: impl Transport + 'static) -> Self {
        Self { http: Arc::new(http), held: Mutex::default(), ..self }
    }

    /// Holds so many sessions in memory, instead of ten thousand.
    #[must_use]
    pub fn hold_at_most(self, most: usize) -> Self {
        Self { most, ..self }
    }

    /// The session of an account; `None` where the store has none.
    ///
    /// # Errors
    ///
    /// The store fails, or holds what it should not.
    pub async fn get(&self, account: &str) -> Result<Option<Session<A>>, Error> {
        if let Some(core) = self.held(|held| held.find(account, self.most)) {
            return Ok(Some(Session::shared(core)));
        }
        let (config, place) = (self.app.config(), self.account(account));
        let keeper = Session::<A>::keeper(&config, &place).driven_by(self.http.driver());
        let record = match self.held(|held| held.asleep.take(account)) {
            Some(record) => Some(record),
            None => keeper.load().await?,
        };
        let Some(record) = record else { return Ok(None) };
        let http = Arc::clone(&self.http);
        let core = Arc::new(Core::new(A::flow(), config, record, http, Some(keeper)));
        // Who was faster has put one there: it is the one that all share.
        Ok(Some(Session::shared(self.held(|held| held.put(account, core, false, self.most)))))
    }

    /// Keeps the session of a user who has just logged in, in the place of the one that was there.
    ///
    /// # Errors
    ///
    /// As [`Session::keep_in`].
    pub async fn put(&self, account: &str, session: Session<A>) -> Result<Session<A>, Error> {
        let kept = session.keep_in(&self.account(account)).await?;
        self.held(|held| held.put(account, Arc::clone(&kept.core), true, self.most));
        Ok(kept)
    }

    /// How many sessions are held in memory.
    pub fn held_now(&self) -> usize {
        self.held(|held| held.order.len() + held.asleep.len())
    }

    /// The app.
    pub fn app(&self) -> &A {
        &self.app
    }

    fn account(&self, name: &str) -> Account {
        Account::new(Arc::clone(&self.store), name)
    }

    fn held<T>(&self, f: impl FnOnce(&mut Held) -> T) -> T {
        f(&mut self.held.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Held {
    /// The session of an account, if anybody has it. One that has ended is not found: a login in
    /// another process may have followed, and the store knows.
    fn find(&mut self, account: &str, most: usize) -> Option<Arc<Core>> {
        let core = self.there(account)?;
        Some(self.put(account, core, true, most))
    }

    fn is_settled(&self, account: &str) -> bool {
        let held = self.accounts.get(account).and_then(|place| place.held.as_ref());
        held.is_none_or(|(_, core)| core.is_settled())
    }

    fn there(&self, account: &str) -> Option<Arc<Core>> {
        self.accounts.get(account)?.core.upgrade().filter(|core| !core.has_ended())
    }

    /// Holds a session, unless there is one and it is not to be replaced; gives back the one that is
    /// held.
    fn put(&mut self, account: &str, core: Arc<Core>, replaces: bool, most: usize) -> Arc<Core> {
        let core = self.there(account).filter(|_| !replaces).unwrap_or(core);
        self.asked += 1;
        let held = Some((self.asked, Arc::clone(&core)));
        let place = Place { core: Arc::downgrade(&core), held };
        match self.accounts.insert(account.to_owned(), place) {
            Some(before) => drop(before.held.map(|(asked, _)| self.order.remove(&asked))),
            None => self.asleep.forget(account),
        }
        self.order.insert(self.asked, account.to_owned());
        self.forget(most.max(1));
        core
    }

    /// Puts those to sleep that were not asked for the longest, but none of which the store may not
    /// have all.
    fn forget(&mut self, most: usize) {
        let awake = most.min(AWAKE);
        let too_many = self.order.len().saturating_sub(awake);
        let settled = self.order.iter().filter(|(_, account)| self.is_settled(account));
        let tired: Vec<u64> = settled.take(too_many).map(|(asked, _)| *asked).collect();
        for asked in tired {
            let Some(account) = self.order.remove(&asked) else { continue };
            let held = self.accounts.get_mut(&account).and_then(|place| place.held.take());
            // Who is in use elsewhere is found there.
            if let Some(core) = held.and_then(|(_, core)| Arc::into_inner(core)) {
                self.asleep.put(&account, &core.held().record, most - awake);
                self.accounts.remove(&account);
            }
        }
        // Places of sessions that nobody has any more are swept when they are as many again.
        if self.accounts.len() > 2 * awake {
            self.accounts.retain(|_, place| place.core.strong_count() > 0);
        }
    }
}

impl<A: App> fmt::Debug for Sessions<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sessions").field("app", &A::NAME).field("most", &self.most).finish()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
    use std::time::{Duration, SystemTime};

    use super::*;
    use crate::protocol::token::{AccessToken, Token};
    use crate::protocol::values::Secret;
    use crate::store::{Committed, Key, Lease, MemoryStore, Record, StoreError};
    use crate::transport::BoxFuture;
    use crate::{ClientId, ErrorKind, RedirectUri, spotify_flow};

    const USERS: usize = AWAKE + AWAKE / 2;

    #[spotify_flow(authorization_code_pkce)]
    struct Mixtape {
        client_id: ClientId,
        redirect_uri: RedirectUri,
    }

    /// A store that counts how often it is asked.
    #[derive(Default)]
    struct Counting {
        inner: MemoryStore,
        loads: AtomicUsize,
    }

    impl Store for Counting {
        fn load<'a>(&'a self, key: &'a Key) -> BoxFuture<'a, Result<Option<Record>, StoreError>> {
            self.loads.fetch_add(1, SeqCst);
            self.inner.load(key)
        }

        fn commit<'a>(
            &'a self,
            key: &'a Key,
            expected: u64,
            record: &'a Record,
        ) -> BoxFuture<'a, Result<Committed, StoreError>> {
            self.inner.commit(key, expected, record)
        }

        fn lease<'a>(
            &'a self,
            key: &'a Key,
            patience: Duration,
        ) -> BoxFuture<'a, Result<Lease, StoreError>> {
            self.inner.lease(key, patience)
        }
    }

    /// More users than are held awake, all of them logged in.
    async fn crowd() -> (Arc<Counting>, Sessions<Mixtape>) {
        let app = Mixtape {
            client_id: "mixtape".into(),
            redirect_uri: "http://127.0.0.1:8888/callback".parse().unwrap(),
        };
        let store = Arc::new(Counting::default());
        let sessions = Sessions::new(app, Arc::clone(&store) as Arc<dyn Store>);
        for user in 0..USERS {
            let mut token = Token::from_refresh_token(format!("refresh {user}"), None);
            let (access, end) = (format!("access-{user}"), SystemTime::now() + AN_HOUR);
            token.access = Some(AccessToken::new(Secret::new(access), None, Some(end)));
            let account = sessions.account(&user.to_string());
            let key = Session::<Mixtape>::keeper(&sessions.app.config(), &account).key;
            let kept = store.commit(&key, 0, &Record::of(1, token)).await.unwrap();
            assert_eq!(kept, Committed::Done);
        }
        (store, sessions)
    }

    const AN_HOUR: Duration = Duration::from_secs(3600);

    async fn ask_for_all(sessions: &Sessions<Mixtape>) {
        for user in 0..USERS {
            let session = sessions.get(&user.to_string()).await.unwrap().unwrap();
            let token = session.token().await.unwrap();
            assert_eq!(token.expose(), format!("access-{user}"));
        }
    }

    #[tokio::test]
    async fn who_was_not_asked_for_for_a_while_sleeps_and_wakes_without_the_store() {
        let (store, sessions) = crowd().await;
        ask_for_all(&sessions).await;
        ask_for_all(&sessions).await;
        assert_eq!((sessions.held_now(), store.loads.load(SeqCst)), (USERS, USERS));
        let awake = sessions.held(|held| held.order.len());
        assert_eq!(awake, AWAKE);
    }

    #[tokio::test]
    async fn who_logged_out_does_not_wake() {
        let (_, sessions) = crowd().await;
        ask_for_all(&sessions).await;
        // It slept, and wakes to log out.
        sessions.get("0").await.unwrap().unwrap().log_out().await.unwrap();
        for user in 1..USERS {
            sessions.get(&user.to_string()).await.unwrap().unwrap();
        }
        let session = sessions.get("0").await.unwrap().unwrap();
        assert_eq!(session.token().await.unwrap_err().kind(), ErrorKind::ConsentRequired);
    }

    #[tokio::test]
    async fn who_is_in_use_elsewhere_is_not_put_to_sleep() {
        let (_, sessions) = crowd().await;
        let first = sessions.get("0").await.unwrap().unwrap();
        ask_for_all(&sessions).await;
        ask_for_all(&sessions).await;
        let again = sessions.get("0").await.unwrap().unwrap();
        assert!(Arc::ptr_eq(&first.core, &again.core));
    }

    async fn get(sessions: &Sessions<Mixtape>, user: usize) -> Session<Mixtape> {
        sessions.get(&user.to_string()).await.unwrap().unwrap()
    }

    #[tokio::test]
    async fn who_is_awake_is_found_without_the_store() {
        let (store, sessions) = crowd().await;
        for user in [0, 0, 1, 0] {
            // The first is nobody's but the registry's when it is asked for again.
            get(&sessions, user).await;
        }
        assert_eq!((store.loads.load(SeqCst), sessions.held_now()), (2, 2));
    }

    #[tokio::test]
    async fn who_logs_in_again_is_the_one_that_is_found() {
        let (_, sessions) = crowd().await;
        let (first, second) = (get(&sessions, 0).await, get(&sessions, 1).await);
        let again = sessions.put("0", second).await.unwrap();
        let found = get(&sessions, 0).await;
        assert!(Arc::ptr_eq(&again.core, &found.core) && !Arc::ptr_eq(&first.core, &found.core));
    }

    #[tokio::test]
    async fn no_more_are_held_than_the_program_says() {
        for most in [0, 1, 10, AWAKE + 100] {
            let (_, sessions) = crowd().await;
            let sessions = sessions.hold_at_most(most);
            ask_for_all(&sessions).await;
            let held = sessions.held_now();
            assert!(most.clamp(1, AWAKE) <= held && held <= most.max(1), "{most}: {held}");
        }
    }

    #[tokio::test]
    async fn who_was_called_over_one_transport_is_not_held_for_another() {
        let (_, sessions) = crowd().await;
        get(&sessions, 0).await;
        let sessions = sessions.with_transport(Shared);
        assert_eq!(sessions.held_now(), 0);
    }

    #[tokio::test]
    async fn places_of_sessions_that_nobody_has_are_swept_when_they_are_as_many_again() {
        let (_, sessions) = crowd().await;
        let sessions = sessions.hold_at_most(3);
        let places = || sessions.held(|held| held.accounts.len());
        let mut in_use = Vec::new();
        for user in 0..6 {
            in_use.push(get(&sessions, user).await);
        }
        // 3, 4 and 5 are held; 0, 1 and 2 were in use elsewhere.
        in_use.drain(..3);
        get(&sessions, 3).await;
        assert_eq!(places(), 6);
        get(&sessions, 6).await;
        assert_eq!(places(), 4);
        let same = get(&sessions, 4).await;
        assert!(Arc::ptr_eq(&same.core, &in_use[1].core), "who is in use keeps its place");
    }

    #[tokio::test]
    async fn what_is_printed_is_the_app_and_how_many_it_holds() {
        let (_, sessions) = crowd().await;
        let printed = format!("{sessions:?}");
        assert_eq!(printed, format!("Sessions {{ app: \"Mixtape\", most: {MOST} }}"));
    }
}
