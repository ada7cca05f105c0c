//! A session belongs to its server: another one gets nothing of it.

use std::sync::{Arc, LazyLock};
use std::time::Duration;

use spotify_flow::flow_def::{FlowDef, Part};
use spotify_flow::store::{Account, MemoryStore, Store};
use spotify_flow::{
    App, ClientId, Config, Label, Origin, Reason, RedirectUri, Session, Sessions, Storable, Token,
    flow, load,
};

use crate::by_hand::ByHand;

#[derive(Debug)]
#[flow(gitlab, authorization_code_pkce)]
struct Merger {
    client_id: ClientId,
    redirect_uri: RedirectUri,
    base: Origin,
}

#[derive(Debug)]
#[flow(gitlab, authorization_code_pkce)]
struct MergerAtHome {
    client_id: ClientId,
    redirect_uri: RedirectUri,
}

#[derive(Debug)]
#[flow(microsoft, authorization_code_pkce)]
struct Mailer {
    client_id: ClientId,
    redirect_uri: RedirectUri,
    tenant: Label,
}

const CALLBACK: &str = "https://app.example/callback";

fn merger(base: &str) -> Merger {
    let redirect_uri = CALLBACK.parse().unwrap();
    Merger { client_id: "app".into(), redirect_uri, base: base.parse().unwrap() }
}

fn mailer(tenant: &str) -> Mailer {
    let redirect_uri = CALLBACK.parse().unwrap();
    Mailer { client_id: "app".into(), redirect_uri, tenant: tenant.parse().unwrap() }
}

/// A store with the session of an app in it.
async fn kept<A: Storable>(app: &A) -> Account {
    let alice = MemoryStore::default().account("alice");
    let session = Session::over(app, Token::from_refresh_token("r0", None), ByHand::new());
    session.keep_in(&alice).await.unwrap();
    alice
}

async fn is_found<A: Storable>(app: &A, alice: &Account) -> bool {
    Session::restore(app, alice).await.unwrap().is_some()
}

#[tokio::test]
async fn a_session_of_one_server_is_not_found_at_another() {
    let alice = kept(&merger("https://gitlab.com")).await;
    assert!(is_found(&merger("https://gitlab.com"), &alice).await);
    for other in [
        "https://git.customer.example",
        "https://gitlab.com:8443",
        "https://gitlab.com.customer.example",
        "http://localhost",
    ] {
        assert!(!is_found(&merger(other), &alice).await, "{other}");
    }
    let alice = kept(&mailer("contoso")).await;
    assert!(is_found(&mailer("contoso"), &alice).await);
    assert!(!is_found(&mailer("fabrikam"), &alice).await);
}

#[tokio::test]
async fn a_server_that_is_written_in_another_way_is_the_same() {
    let alice = kept(&merger("https://git.customer.example")).await;
    for same in ["https://GIT.customer.Example", "https://git.customer.example:443/"] {
        assert!(is_found(&merger(same), &alice).await, "{same}");
    }
}

#[tokio::test]
async fn a_variable_that_is_not_brought_is_the_one_that_goes_without_saying() {
    let redirect_uri = CALLBACK.parse().unwrap();
    let at_home = MergerAtHome { client_id: "app".into(), redirect_uri };
    let alice = kept(&at_home).await;
    assert!(is_found(&merger("https://gitlab.com"), &alice).await);
    assert!(!is_found(&merger("https://git.customer.example"), &alice).await);
}

#[tokio::test]
async fn where_the_callback_comes_to_makes_no_other_session() {
    let alice = kept(&merger("https://gitlab.com")).await;
    let mut moved = merger("https://gitlab.com");
    moved.redirect_uri = "https://other.example/callback".parse().unwrap();
    assert!(is_found(&moved, &alice).await);
}

#[tokio::test]
async fn each_server_has_a_session_of_its_own_and_is_sent_its_own_token() {
    let store: Arc<dyn Store> = Arc::new(MemoryStore::default());
    let servers = ["https://gitlab.com", "https://git.customer.example"];
    for (number, base) in servers.iter().enumerate() {
        let app = merger(base);
        let token = Token::from_refresh_token(format!("r{number}"), None);
        let session = Session::over(&app, token, ByHand::new());
        session.keep_in(&Account::new(Arc::clone(&store), "alice")).await.unwrap();
    }
    for (number, base) in servers.iter().enumerate() {
        let server = ByHand::new();
        let sessions =
            Sessions::new(merger(base), Arc::clone(&store)).with_transport(server.clone());
        let alice = sessions.get("alice").await.unwrap().unwrap();
        let asked = tokio::spawn(async move { alice.token().await });
        let renewal = server.next().await;
        assert_eq!(renewal.uri(), format!("{base}/oauth/token"));
        assert_eq!(renewal.refresh_token(), format!("r{number}"));
        renewal.rotate(5);
        asked.await.unwrap().unwrap();
    }
}

/// A flow whose provider names its issuer: the first is what an edit made of the second.
struct Issued<const OTHER: bool>;

fn issued(issuer: &'static str) -> FlowDef {
    let mut flow = load::bundled("spotify", "authorization_code_pkce").unwrap();
    flow.provider.issuer = Some(vec![Part::Literal(issuer.into())].into());
    flow
}

static ISSUED: LazyLock<FlowDef> = LazyLock::new(|| issued("https://issuer.example"));
static OTHER: LazyLock<FlowDef> = LazyLock::new(|| issued("https://other.example"));

impl<const IS_OTHER: bool> App for Issued<IS_OTHER> {
    const NAME: &'static str = "Issued";

    fn flow() -> &'static FlowDef {
        if IS_OTHER { &OTHER } else { &ISSUED }
    }

    fn config(&self) -> Config {
        Config::new(&"app".into()).redirect_uri(&CALLBACK.parse().unwrap())
    }
}

impl<const IS_OTHER: bool> Storable for Issued<IS_OTHER> {}

#[tokio::test]
async fn a_session_belongs_to_its_issuer_where_the_provider_names_one() {
    let alice = kept(&Issued::<false>).await;
    assert!(is_found(&Issued::<false>, &alice).await);
    assert!(!is_found(&Issued::<true>, &alice).await);
}

/// A session that has a token, at a server that is played by hand by the same clock as another one.
async fn calling(base: &str, server: &ByHand) -> Session<Merger> {
    let token = Token::from_refresh_token("r0", None);
    let session = Session::over(&merger(base), token, server.clone());
    let asked = session.clone();
    let asked = tokio::spawn(async move { asked.token().await });
    server.next().await.rotate(1);
    asked.await.unwrap().unwrap();
    session.wait_at_most(Duration::ZERO)
}

#[tokio::test]
async fn an_api_that_wants_to_be_left_alone_stops_no_call_to_another_server() {
    let (first, mut other) = (ByHand::new(), ByHand::new());
    other.clock = first.clock.clone();
    let at_first = calling("https://gitlab.com", &first).await;
    // GitLab counts the calls of a user: these are one user's.
    let beside = at_first.clone();
    let at_other = calling("https://git.customer.example", &other).await;
    let call = |session: &Session<Merger>| {
        let request = session.get("/api/v4/user");
        tokio::spawn(async move { request.await?.error_for_status().map(|_| ()) })
    };
    let limited = call(&at_first);
    first.next().await.answer(429, "{}");
    assert_eq!(limited.await.unwrap().unwrap_err().reason(), Reason::RateLimited);
    assert_eq!(call(&beside).await.unwrap().unwrap_err().reason(), Reason::RateLimited);
    assert!(first.is_idle(), "it was not asked");
    let served = call(&at_other);
    other.next().await.answer(200, "{}");
    served.await.unwrap().unwrap();
}
