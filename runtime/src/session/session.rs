//! An authorized app.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use super::core::Core;
use super::event::{Events, SessionEvent};
use super::keeper::Keeper;
use super::lent::Lent;
use super::not_kept::NotKept;
use super::{flight, renewal, task};
use crate::app::{App, Keeps, Refreshable, Storable};
use crate::protocol::config::Config;
use crate::protocol::scopes::with_implied;
use crate::protocol::token::{AccessToken, Token};
use crate::store::{Account, Key, Record};
use crate::transport::patience::Patience;
use crate::transport::{BoxFuture, Transport};
use crate::{Error, Reason};

/// An authorized app: it knows its token, gets a new one when that ends, and calls the provider's
/// API with it.
///
/// Copies share the token. One copy renews at a time; the others wait for it.
///
/// A flow that is refreshable renews with its refresh token; one that needs no user simply asks
/// again; any other ends with its token, and says
/// [`ConsentRequired`](crate::ErrorKind::ConsentRequired).
///
/// One that is kept in a store looks there every five seconds that it is asked for a token, and
/// always before it says that the user must log in: who logs out or in, in whatever process, is seen.
pub struct Session<A> {
    pub(super) core: Arc<Core>,
    /// How long a call waits where the API asks for it.
    patience: Duration,
    app: PhantomData<fn() -> A>,
}

/// How long a call waits unless the session says otherwise.
pub(super) const PATIENCE: Duration = Duration::from_secs(30);

impl<A: App> Session<A> {
    /// A session over a transport of one's own. Generated code has `session`, which uses the HTTP
    /// client of this library.
    pub fn over(app: &A, token: impl Into<Token>, http: impl Transport + 'static) -> Self {
        let record = Record::of(0, token.into());
        let core = Core::new(A::flow(), app.config(), record, Arc::new(http), None);
        Self { core: Arc::new(core), patience: PATIENCE, app: PhantomData }
    }

    /// The same session over another transport. Copies that were made before stay with theirs, and go
    /// on to share the token: one of them all renews at a time.
    #[must_use]
    pub fn with_transport(self, http: impl Transport + 'static) -> Self {
        let http = Arc::new(http);
        let core = match Arc::try_unwrap(self.core) {
            Ok(core) => core.over(http),
            Err(core) => {
                let own = || {
                    Self::keeper(&core.config, &Account::new(Arc::new(Lent(Arc::clone(&core))), ""))
                };
                let keeper = core.keeper.clone().unwrap_or_else(own);
                core.beside(http, keeper)
            }
        };
        let core = Arc::new(core);
        renewal::keep_later(&core);
        Self { core, patience: self.patience, app: PhantomData }
    }

    /// Keeps the session in a store, in the place of what was there: it is found there by
    /// [`restore`](Self::restore), now and after every renewal. Copies that were made before are not
    /// kept; go on with what this gives back.
    ///
    /// ```
    /// # use spotify_flow::{ClientId, Error, RedirectUri, Session, Token, spotify_flow};
    /// use spotify_flow::store::{MemoryStore, Store as _};
    ///
    /// #[spotify_flow(authorization_code_pkce)]
    /// struct Mixtape {
    ///     client_id: ClientId,
    ///     redirect_uri: RedirectUri,
    /// }
    ///
    /// # async fn f(app: Mixtape) -> Result<(), Error> {
    /// let alice = MemoryStore::default().account("alice");
    /// let session = app.session(Token::from_refresh_token("AQBv...", None));
    /// let session = session.keep_in(&alice).await?;
    ///
    /// // Another day, another process:
    /// let session = Session::restore(&app, &alice).await?.expect("it was kept");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The store fails, or holds what it should not; or the session has ended, and takes nobody's
    /// place. The session is given back with the error.
    // Not an `async fn`: rustc would report the missing bound three times for one call.
    pub fn keep_in<'a>(self, account: &'a Account) -> BoxFuture<'a, Result<Self, NotKept<Self>>>
    where
        A: Storable,
    {
        let keeper = Self::keeper(&self.core.config, account).driven_by(&*self.core.http);
        Box::pin(self.kept_by(keeper))
    }

    /// The session in the hands of a keeper. The turn that this takes is nobody's who may stand still.
    pub(super) async fn kept_by(self, keeper: Keeper) -> Result<Self, NotKept<Self>> {
        let old = Arc::clone(&self.core);
        let kept = async move { kept_anew(&old, keeper).await };
        let kept = task::detached(self.core.http.driver(), kept).await;
        match kept.unwrap_or_else(|end| Err(renewal::cut_off(end))) {
            Ok(core) => Ok(Self { core: Arc::new(core), ..self }),
            Err(error) => Err(NotKept::new(error, self)),
        }
    }

    /// The session that is kept in a store; `None` where there is none. One that has ended is there,
    /// too: [`has_ended`](Self::has_ended), and it says why when it is asked for a token.
    ///
    /// A session belongs to its [`Server`](crate::Server), client, flow and account. An app whose
    /// server has changed, as one that names another `base` or `tenant`, finds nothing here: its users
    /// log in there, and what was kept at the other server stays for when it is named again. Where a
    /// callback comes to makes no other session.
    ///
    /// # Errors
    ///
    /// The store fails, or holds what it should not.
    pub fn restore<'a>(
        app: &'a A,
        account: &'a Account,
    ) -> BoxFuture<'a, Result<Option<Self>, Error>>
    where
        A: Storable,
    {
        Box::pin(async move {
            let config = app.config();
            let keeper = Self::keeper(&config, account);
            let Some(record) = keeper.load().await? else { return Ok(None) };
            let http = Arc::new(crate::transport::Shared);
            let core = Core::new(A::flow(), config, record, http, Some(keeper));
            Ok(Some(Self::shared(Arc::new(core))))
        })
    }

    /// Ends the session: here, and in the store for all processes that share it, which see that within
    /// five seconds. The tokens are forgotten; the provider is not told.
    ///
    /// # Errors
    ///
    /// The store fails. The session goes on, here as elsewhere: log out again.
    pub async fn log_out(&self) -> Result<(), Error> {
        const LOGGED_OUT: &str = Reason::LoggedOut.as_str();
        let ended = |generation| Record::of(generation, Token::default()).with_end(LOGGED_OUT);
        let kept = match &self.core.keeper {
            Some(keeper) => Some(keeper.overwrite(|next| ended(next - 1)).await?),
            None => None,
        };
        self.core.change(|held| {
            let record = kept.clone().unwrap_or_else(|| ended(held.record.generation()));
            held.end(record, flight::gone());
        });
        self.core.settle_up();
        self.core.tell(SessionEvent::Ended { reason: Reason::LoggedOut });
        Ok(())
    }

    /// Whether the session is known to have ended: its user must log in again. A login in another
    /// process may have followed; whoever asks for a token looks.
    #[must_use]
    pub fn has_ended(&self) -> bool {
        self.core.has_ended()
    }

    pub(super) fn keeper(config: &Config, account: &Account) -> Keeper {
        let key = Key::of(A::flow(), config, account.name());
        Keeper::new(Arc::clone(account.store()), key)
    }

    /// The session of what a registry holds.
    pub(super) fn shared(core: Arc<Core>) -> Self {
        Self { core, patience: PATIENCE, app: PhantomData }
    }

    /// What all its copies share, for those who call with it.
    pub(crate) fn core(&self) -> &Arc<Core> {
        &self.core
    }

    /// How long its calls wait.
    pub(crate) fn patience(&self) -> Duration {
        self.patience
    }

    async fn is_newer_elsewhere(&self) -> bool {
        renewal::is_newer_elsewhere(&self.core, self.patience_from_now()).await
    }

    fn patience_from_now(&self) -> Patience {
        Patience::of(self.patience, self.core.http.clock())
    }

    /// The same session, each call of which waits at most so long, all in all: for a new token, and
    /// where the API asks to wait (HTTP 429). The wait is 30 seconds unless this says otherwise; a
    /// longer one is an error, where the API says how long with the time in it. What was begun goes
    /// on: who asks for the token later finds it there.
    ///
    /// Copies that were made before keep their own patience, and go on to share the token.
    #[must_use]
    pub fn wait_at_most(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }

    /// An access token that is good for now: the one that is there, or a new one.
    ///
    /// # Errors
    ///
    /// [`ConsentRequired`](crate::ErrorKind::ConsentRequired) when the user must log in again;
    /// [`Transient`](crate::ErrorKind::Transient) when no new token could be had and the old one has
    /// ended.
    pub async fn token(&self) -> Result<AccessToken, Error> {
        self.token_valid_for(Duration::ZERO).await
    }

    /// An access token that is good for at least this long, unless the server gives shorter ones.
    ///
    /// # Errors
    ///
    /// As [`token`](Self::token).
    pub async fn token_valid_for(&self, at_least: Duration) -> Result<AccessToken, Error> {
        let (token, _) = renewal::token(&self.core, at_least, self.patience_from_now()).await?;
        Ok(token)
    }

    /// Does something with the access token if it is fresh, and else nothing: for whoever can't wait.
    /// It takes no lock, copies nothing, and asks no store.
    ///
    /// ```no_run
    /// # fn f<A: spotify_flow::App>(session: spotify_flow::Session<A>) {
    /// let header = session.if_fresh(|token| token.header().cloned());
    /// # }
    /// ```
    pub fn if_fresh<T>(&self, f: impl FnOnce(&AccessToken) -> T) -> Option<T> {
        renewal::if_fresh(&self.core, f)
    }

    /// Gets a new access token now, though the old one may still be good.
    ///
    /// # Errors
    ///
    /// As [`token`](Self::token).
    // Not an `async fn`: rustc would report the missing bound three times for one call.
    pub fn refresh(&self) -> BoxFuture<'_, Result<AccessToken, Error>>
    where
        A: Refreshable,
    {
        Box::pin(async { Ok(renewal::force(&self.core, self.patience_from_now()).await?.0) })
    }

    /// Waits until nothing goes on behind the session's back. A token that ends soon is given out
    /// while another is asked for: a program that ends meanwhile may take a refresh token with it
    /// that only the server knows. One that may end just after it used a session waits for this.
    ///
    /// Whatever comes of it, this is no error: [`events`](Self::events) tell.
    pub async fn settle(&self) {
        renewal::settle(&self.core).await;
    }

    /// The token as it is: to be shown, or kept where secrets are kept.
    #[must_use]
    pub fn token_snapshot(&self) -> Token {
        self.core.held().record.token.clone()
    }

    /// What the session keeps beside its token, by its names: the company, the workspace, the account
    /// that the token is for.
    ///
    /// ```no_run
    /// # mod quickbooks {
    /// # use spotify_flow::{App, Config, Keeps, KeptMembers, flow_def::FlowDef};
    /// # pub struct Books;
    /// # impl App for Books {
    /// #     const NAME: &'static str = "Books";
    /// #     fn flow() -> &'static FlowDef { unimplemented!() }
    /// #     fn config(&self) -> Config { unimplemented!() }
    /// # }
    /// # pub struct Kept(KeptMembers);
    /// # impl From<KeptMembers> for Kept { fn from(kept: KeptMembers) -> Self { Self(kept) } }
    /// # impl Kept { pub fn realm_id(&self) -> &str { "" } }
    /// # impl Keeps for Books { type Kept = Kept; }
    /// # }
    /// # use quickbooks::Books;
    /// # fn f(session: spotify_flow::Session<Books>) -> Result<(), spotify_flow::Error> {
    /// let kept = session.kept()?;
    /// println!("the company {}", kept.realm_id());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Reason::KeptMissing`](crate::Reason::KeptMissing): the session lacks what every login brings,
    /// for it was begun with a refresh token alone, or before the flow kept it.
    pub fn kept(&self) -> Result<A::Kept, Error>
    where
        A: Keeps,
    {
        let held = self.core.held();
        let kept = &held.record.token.kept;
        let name = |slot: usize| self.core.flow.slots.get(slot).map_or("", |slot| &slot.name);
        let sure = self.core.flow.kept.iter().filter(|it| !it.optional);
        let missing = sure.map(|it| name(it.slot)).find(|name| kept.get(name).is_none());
        match missing {
            None => Ok(kept.clone().into()),
            Some(name) => {
                let message = format!("the session has no `{name}`, which a login brings");
                let advice = "log the user in again, or begin the session with \
                              `Token::from_refresh_token(..).keeping(..)`";
                Err(Error::new(Reason::KeptMissing, message).with_advice(advice))
            }
        }
    }

    /// When the user agreed, if that is known.
    #[must_use]
    pub fn authorized_at(&self) -> Option<SystemTime> {
        self.core.held().record.token.authorized_at()
    }

    /// When the user's consent ends, where the provider says how long it lasts: six months at
    /// Spotify, and renewing does not extend them.
    ///
    /// Source: <https://developer.spotify.com/documentation/web-api/tutorials/refreshing-tokens>
    #[must_use]
    pub fn consent_ends_at(&self) -> Option<SystemTime> {
        self.core.consent_ends_at()
    }

    /// What happens in the session from now on: renewals, failures, its end.
    #[must_use]
    pub fn events(&self) -> Events {
        self.core.events()
    }

    /// The scopes that the session has: those granted, as far as the server said, else those asked
    /// for (RFC 6749 section 5.1).
    #[must_use]
    pub fn scopes(&self) -> Vec<String> {
        let granted = self.core.held().record.token.scopes().map(<[String]>::to_vec);
        granted.unwrap_or_else(|| self.asked())
    }

    fn asked(&self) -> Vec<String> {
        self.core.config.asked_scopes().into_iter().map(ToString::to_string).collect()
    }

    /// The scopes that were asked for and that the user has not granted, as far as the server said:
    /// users may untick some, and some servers know better. Empty where all were granted.
    ///
    /// Names are compared. A server that grants under other names than it is asked by (it renames
    /// `email`, leaves out what follows from another scope, or unfolds `full` into what it stands for) has
    /// some listed here that it may well have granted. A call is not refused for that: it is sent where
    /// the server has named a scope that nobody asked for, and the API is believed.
    ///
    /// ```no_run
    /// # async fn f<A: spotify_flow::App>(session: spotify_flow::Session<A>) -> Result<(), spotify_flow::Error> {
    /// session.granted_all().await?; // or ask `missing_scopes`, and do with less
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn missing_scopes(&self) -> Vec<String> {
        let granted = with_implied(&self.scopes(), &self.core.flow.provider);
        self.asked().into_iter().filter(|scope| !granted.contains(scope)).collect()
    }

    /// An error that names the [`missing_scopes`](Self::missing_scopes), if there are any, also where
    /// the user logged in anew in another process.
    ///
    /// # Errors
    ///
    /// [`Reason::ScopeNotGranted`](crate::Reason::ScopeNotGranted), which is of the kind
    /// [`ConsentRequired`](crate::ErrorKind::ConsentRequired).
    pub async fn granted_all(&self) -> Result<(), Error> {
        let mut missing = self.missing_scopes();
        if !missing.is_empty() && self.is_newer_elsewhere().await {
            missing = self.missing_scopes();
        }
        if missing.is_empty() {
            return Ok(());
        }
        let message = format!("the user has not granted `{}`", missing.join("`, `"));
        Err(Error::new(Reason::ScopeNotGranted, message)
            .with_advice("do with less, or log the user in again"))
    }
}

/// What copies of a session share from then on that is kept in the place of what was there.
async fn kept_anew(old: &Arc<Core>, keeper: Keeper) -> Result<Core, Error> {
    // A renewal that is under way spends the token: what it brings is what is to be kept.
    let _no_renewal = old.turns.wait().await;
    if let Some(ended) = old.held().over() {
        return Err(ended);
    }
    let mut token = old.held().record.token.clone();
    // Those asked for, where the server did not say: a later version may ask for more.
    let asked = || old.config.asked_scopes().into_iter().map(ToString::to_string).collect();
    let asked: Vec<String> = token.granted.take().unwrap_or_else(asked);
    token.scopes.get_or_insert_with(|| asked.clone());
    token.granted = Some(asked);
    let record = |generation| Record::of(generation, token.clone());
    let record = keeper.overwrite(record).await?;
    let (config, http) = (old.config.clone(), Arc::clone(&old.http));
    let core = Core::new(old.flow, config, record, http, Some(keeper));
    core.throttle.take_over(&old.throttle);
    Ok(core)
}

impl<A> Clone for Session<A> {
    fn clone(&self) -> Self {
        Self { core: Arc::clone(&self.core), patience: self.patience, app: PhantomData }
    }
}

impl<A: App> fmt::Debug for Session<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session")
            .field("app", &A::NAME)
            .field("flow", &self.core.flow.name)
            .field("token", &self.token_snapshot())
            .finish()
    }
}
