//! T-080: no public type shows a secret, and none is overlooked.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use spotify_flow::api::Operation as _;
use spotify_flow::spotify::api::{GetUsersSavedTracks, Search, SearchType};
use spotify_flow::store::{
    Committed, FileStore, Key, KeyringStore, Lease, MemoryStore, Record, Store, StoreError,
    StoreErrorKind,
};
use spotify_flow::{
    App as _, AppSecret, BoxFuture, Error, HttpClient, Pair, Server, Session, Sessions, Suspended,
    Token, TransportError, TransportErrorKind, UserAgent as _,
};
use spotify_flow_simulator::SimulatedApp;
use spotify_flow_tests::cases::{Client, VERIFIER};
use spotify_flow_tests::{SPOTIFY, target_folder, workspace_folder};

use crate::apps::archive::state::CodeReceived;
use crate::apps::{Archive, CLIENT_SECRET, Mixtape, archive, canaries, mixtape, service, spotify};
use crate::canaries::{Canaries, chain, debug, display};

/// Types that no secret comes into, and why.
const HARMLESS: [(&str, &[&str]); 5] = [
    (
        "a part of a flow's table, which holds names and no values",
        &[
            "ActionDef",
            "Authentication",
            "BindingDef",
            "EndpointDef",
            "ErrorDef",
            "Expires",
            "FlowDef",
            "KeptDef",
            "OperationDef",
            "OptionDef",
            "OriginDef",
            "ParameterDef",
            "Part",
            "PatternDef",
            "PieceDef",
            "PostDef",
            "Properties",
            "ProviderDef",
            "RedirectKind",
            "RefreshLifetime",
            "RefusalDef",
            "SlotDef",
            "StateDef",
            "TokenHeaderDef",
            "TransitionDef",
            "VariableDef",
            "VariableKind",
        ],
    ),
    (
        "one of a few words",
        &[
            "Committed",
            "Driver",
            "ErrorKind",
            "Meaning",
            "Reason",
            "RefreshPolicy",
            "StoreErrorKind",
            "Target",
            "TransportErrorKind",
            "UriKind",
        ],
    ),
    (
        "a value that is public by what it is",
        &["BaseUrl", "ClientId", "Host", "Label", "Origin", "RedirectUri", "SpotifyUri"],
    ),
    ("a time, or a type without values", &["ManualClock", "Public", "SystemClock", "User"]),
    ("words of ours, or a test's own", &["Broken", "Fault", "FromEnv"]),
];

/// The names of all types that the crate makes public. (`unreachable_pub` is a lint here: what says
/// `pub` can be reached.)
fn public_types(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            public_types(&path, found);
        } else if path.extension().is_some_and(|end| end == "rs") {
            let text = fs::read_to_string(&path).unwrap();
            let types = text.lines().filter_map(|line| {
                let line = line.trim_start().strip_prefix("pub ")?;
                line.strip_prefix("struct ").or_else(|| line.strip_prefix("enum "))
            });
            let name =
                |rest: &str| rest.split(|c: char| !c.is_alphanumeric()).next().map(str::to_owned);
            found.extend(types.filter_map(name).filter(|name| !name.is_empty()));
        }
    }
}

/// What was printed, by the name of its type.
#[derive(Default)]
struct Shown(Vec<(&'static str, String)>);

impl Shown {
    fn add(&mut self, name: &'static str, text: String) {
        self.0.push((name, text));
    }
}

/// A login, step by step, and what there is along the way.
async fn attempts(shown: &mut Shown, canaries: &mut Canaries) {
    let (simulator, http) = spotify().await;
    let app = archive();
    let attempt = app.begin().authorize().unwrap();
    canaries.parameters(attempt.authorize_url(), &["state"]);
    shown.add("Config", debug(&app.config()));
    shown.add("Server", display(&Server::of(Archive::flow(), &app.config())));
    shown.add("ClientSecret", debug(&app.client_secret));
    shown.add("AppSecret", debug(&AppSecret::from(CLIENT_SECRET)));
    let keeps = Token::from_refresh_token("r", None).keeping("realm_id", CLIENT_SECRET);
    shown.add("KeptMembers", debug(keeps.kept()));
    shown.add("Archive", debug(&app));
    let callback = simulator.user().visit(attempt.authorize_url()).await.unwrap();
    canaries.parameters(&callback, &["code"]);
    let failed = attempt.receive(format!("{callback}x")).unwrap_err();
    shown.add("Failed", display(&failed) + &chain(&failed));
    let attempt = failed.into_attempt().receive(&callback).unwrap();
    shown.add("Attempt", debug(&attempt));
    let kept = serde_json::to_string(&attempt.suspend()).unwrap();
    let kept: Suspended<CodeReceived> = serde_json::from_str(&kept).unwrap();
    shown.add("Suspended", debug(&kept));
    let token = kept.clone().resume(&app).unwrap().exchange(&http).await.unwrap();
    let error: Error = kept.resume(&app).unwrap().exchange(&http).await.unwrap_err();
    shown.add("Error", display(&error) + &chain(&error));
    shown.add("Simulator", debug(&simulator) + &debug(&simulator.requests()));
    shown.add("RecordedRequest", debug(&simulator.requests().pop().unwrap()));
    shown.add("ScriptedUser", debug(&simulator.user()));
    shown.add("SimulatorTransport", debug(&http));
    let session = app.session(token);
    canaries.token(&session.token_snapshot());
    canaries.add("verifier", VERIFIER);
    machine(shown);
}

/// The machine under an attempt, as a flow that is loaded at run time has it.
fn machine(shown: &mut Shown) {
    let machine = Client::pkce().authorize("a-state", VERIFIER).unwrap();
    shown.add("Machine", debug(&machine));
    shown.add("SuspendedMachine", debug(&machine.suspend(std::time::SystemTime::now())));
}

async fn sessions(shown: &mut Shown, canaries: &mut Canaries) {
    let (simulator, http) = spotify().await;
    let session = mixtape().login(&http, simulator.user()).await.unwrap();
    let token: Token = session.token_snapshot();
    canaries.token(&token);
    shown.add("Token", debug(&token));
    shown.add("AccessToken", debug(&token.access_token()));
    let mut events = session.events();
    session.refresh().await.unwrap();
    canaries.token(&session.token_snapshot());
    shown.add("SessionEvent", debug(&events.try_next().unwrap()));
    shown.add("Events", debug(&events));
    shown.add("Session", debug(&session));
    shown.add("ApiRequest", debug(&session.get(format!("/v1/me?q={CLIENT_SECRET}"))));
    let stream = session.get("/v1/me").send_streamed().await.unwrap();
    shown.add("ApiStream", debug(&stream));
    shown.add("ApiResponse", debug(&session.get("/v1/me").await.unwrap()));
    let search = Search::new(CLIENT_SECRET, [SearchType::Track]);
    shown.add("Arguments", debug(&search) + &debug(&search.clone().into_arguments()));
    shown.add("ApiCall", debug(&session.call(search)));
    let mut pages = session.call(GetUsersSavedTracks::new()).pages();
    pages.next().await.unwrap().unwrap();
    shown.add("Pages", debug(&pages));
    let items = session.call(GetUsersSavedTracks::new()).items::<serde_json::Value>();
    shown.add("Items", debug(&items));
    let service = service().connect(&http).await.unwrap();
    canaries.token(&service.token_snapshot());
    shown.add("Pair", debug(&Pair::new(session.clone(), service)));
    stores(shown, session).await;
    shown.add("SimulatedApp", debug(&SimulatedApp::confidential("x", CLIENT_SECRET)));
}

/// A store that does nothing that it is asked to.
struct Failing;

impl Failing {
    fn fails<T: Send + 'static>(&self) -> BoxFuture<'_, Result<T, StoreError>> {
        Box::pin(async { Err(StoreError::new(StoreErrorKind::Unavailable, "it fails")) })
    }
}

impl Store for Failing {
    fn load<'a>(&'a self, _: &'a Key) -> BoxFuture<'a, Result<Option<Record>, StoreError>> {
        self.fails()
    }

    fn commit<'a>(
        &'a self,
        _: &'a Key,
        _: u64,
        _: &'a Record,
    ) -> BoxFuture<'a, Result<Committed, StoreError>> {
        self.fails()
    }

    fn lease<'a>(
        &'a self,
        _: &'a Key,
        _: std::time::Duration,
    ) -> BoxFuture<'a, Result<Lease, StoreError>> {
        self.fails()
    }
}

async fn stores(shown: &mut Shown, session: Session<Mixtape>) {
    let store = Arc::new(MemoryStore::default());
    let alice = spotify_flow::store::Account::new(store.clone(), "alice");
    shown.add("Account", debug(&alice));
    let key = Key::new("spotify", SPOTIFY, "mixtape", "authorization_code_pkce", "alice");
    session.clone().keep_in(&alice).await.unwrap();
    let record = store.load(&key).await.unwrap().unwrap();
    shown.add("MemoryStore", debug(&store));
    shown.add("Record", debug(&record));
    shown.add("Key", debug(&key));
    let lease = store.lease(&key, std::time::Duration::from_secs(1)).await.unwrap();
    shown.add("Lease", debug(&lease));
    let damaged = record.to_bytes(&key);
    let error = Record::from_bytes(&key, &damaged[..damaged.len() - 9]).unwrap_err();
    let error = StoreError::new(StoreErrorKind::Unavailable, "it fails").with_source(error);
    shown.add("StoreError", display(&error) + &chain(&error));
    let failed = session.clone().keep_in(&Failing.account("alice")).await.unwrap_err();
    shown.add("NotKept", display(&failed) + &chain(&failed));
    let sessions = Sessions::new(mixtape(), store);
    shown.add("AccountEvents", debug(&sessions.events()));
    sessions.put("bob", session).await.unwrap();
    shown.add("Sessions", debug(&sessions));
    let folder = target_folder().join("tmp/threats-printed");
    fs::remove_dir_all(&folder).ok();
    shown.add("FileStore", debug(&FileStore::open(&folder).unwrap()));
    shown.add("KeyringStore", debug(&KeyringStore::open("printed", &folder).unwrap()));
    let error = TransportError::new(TransportErrorKind::Timeout, "too late").with_source("why");
    shown.add("TransportError", display(&error) + &chain(&error));
    let builder = HttpClient::builder().proxy("http://user:a-proxys-password@proxy.example");
    shown.add("HttpClientBuilder", debug(&builder));
    shown.add("HttpClient", debug(&builder.build().unwrap()));
}

#[tokio::test]
async fn t_080_no_public_type_shows_a_secret() {
    let (mut shown, mut canaries) = (Shown::default(), canaries());
    attempts(&mut shown, &mut canaries).await;
    sessions(&mut shown, &mut canaries).await;
    for (name, text) in &shown.0 {
        assert!(text.len() > 4, "{name} shows nothing");
        canaries.assert_unsaid(text);
    }
    let mut public = BTreeSet::new();
    for sources in ["runtime/src", "runtime/simulator/src"] {
        public_types(&workspace_folder().join(sources), &mut public);
    }
    let harmless = HARMLESS.iter().flat_map(|(_, names)| names.iter().copied());
    let known: BTreeSet<&str> = shown.0.iter().map(|(name, _)| *name).chain(harmless).collect();
    let overlooked: Vec<_> = public.iter().filter(|name| !known.contains(name.as_str())).collect();
    assert!(overlooked.is_empty(), "nobody printed {overlooked:?}");
    let gone = known.iter().filter(|name| !public.contains(**name));
    // What the attribute writes is in no source of the crate's.
    assert_eq!(gone.collect::<Vec<_>>(), [&"Archive", &"Attempt"]);
}
