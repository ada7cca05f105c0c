//! What of a callback and of answers stays with a session: through a login that is put away, through
//! stores and renewals, in both doors.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use spotify_flow::store::MemoryStore;
use spotify_flow::store::Store as _;
use spotify_flow::{
    App, ClientId, Machine, Reason, RedirectUri, Session, SuspendedMachine, Token, flow, load,
};
use spotify_flow_tests::package_folder;

use crate::script::Script;

mod provider {
    spotify_flow::provider!("flows/kept.toml");
}

#[flow(spec = "flows/kept.toml", scopes(accounting, reports), provider = provider)]
struct Books {
    client_id: ClientId,
    redirect_uri: RedirectUri,
}

fn app() -> Books {
    let redirect_uri = "https://app.example/callback".parse().unwrap();
    Books { client_id: "id".into(), redirect_uri }
}

const AN_HOUR: Duration = Duration::from_secs(3600);

/// What the server answers: a token, and this beside it.
fn answer(token: &str, beside: &str) -> String {
    format!(
        r#"{{"access_token":"{token}","token_type":"Bearer","expires_in":3600,
            "refresh_token":"more"{beside}}}"#
    )
}

fn callback(state: &str, beside: &str) -> String {
    format!("https://app.example/callback?code=c&state={state}{beside}")
}

/// A login whose callback and answer say this beside what they must.
async fn session(server: &Script, beside: &str) -> Session<Books> {
    let attempt = app().begin().authorize().unwrap();
    let callback = callback(attempt.state(), beside);
    let kept = serde_json::to_string(&attempt.receive(callback).unwrap().suspend()).unwrap();
    let kept: spotify_flow::Suspended<books::state::CodeReceived> =
        serde_json::from_str(&kept).unwrap();
    let token = kept.resume(&app()).unwrap().exchange(server).await.unwrap();
    app().session(token).with_transport(server.clone())
}

#[tokio::test]
async fn what_a_login_brings_stays_with_the_session_in_its_store_and_at_its_renewals() {
    let first = answer("a1", r#","owner":"Ada","extra":{"ticket":"hush-1"}"#);
    let (second, third) = (answer("a2", r#","extra":{"ticket":"hush-2"}"#), answer("a3", ""));
    let server = Script::of([(200, &*first), (200, &*second), (200, &*third)]);
    let session = session(&server, "&realmId=4711&region=eu").await;
    let kept = session.kept().unwrap();
    assert_eq!((kept.realm_id(), kept.region(), kept.owner()), ("4711", Some("eu"), Some("Ada")));
    assert_eq!(kept.ticket(), "hush-1");

    let account = MemoryStore::default().account("ada");
    let session = session.keep_in(&account).await.unwrap();
    server.wait(AN_HOUR);
    assert_eq!(session.token().await.unwrap().expose(), "a2");
    // The answer names one of them anew, and leaves the other out.
    let kept = session.kept().unwrap();
    assert_eq!((kept.owner(), kept.ticket()), (Some("Ada"), "hush-2"));

    let restored = Session::restore(&app(), &account).await.unwrap().unwrap();
    let restored = restored.with_transport(server.clone());
    let kept = restored.kept().unwrap();
    assert_eq!((kept.realm_id(), kept.region(), kept.owner()), ("4711", Some("eu"), Some("Ada")));
    server.wait(AN_HOUR);
    assert_eq!(restored.token().await.unwrap().expose(), "a3");
    assert_eq!(restored.kept().unwrap().ticket(), "hush-2");

    let bodies: Vec<String> = server.asked().into_iter().map(|(_, body)| body).collect();
    assert!(bodies[0].starts_with("grant_type=authorization_code&code=c&"), "{}", bodies[0]);
    assert!(bodies[0].ends_with("&region=eu&client_id=id"), "{}", bodies[0]);
    let renewal = "grant_type=refresh_token&refresh_token=more&company=4711&region=eu&client_id=id";
    assert_eq!(bodies[1..], [renewal, renewal]);
}

#[tokio::test]
async fn what_may_be_missing_fails_no_login_and_what_must_be_there_does() {
    let bare = answer("a1", r#","extra":{"ticket":"hush"},"owner":null"#);
    let server = Script::of([(200, &*bare)]);
    let session = session(&server, "&realmId=4711&region=").await;
    let kept = session.kept().unwrap();
    assert_eq!((kept.realm_id(), kept.region(), kept.owner()), ("4711", None, None));
    assert!(!server.asked()[0].1.contains("region"));

    let attempt = app().begin().authorize().unwrap();
    let without = callback(attempt.state(), "");
    let failed = attempt.receive(without).unwrap_err();
    assert_eq!(failed.error().reason(), Reason::ParameterMissing);
    let server = Script::of([(200, answer("a1", "").leak() as &str)]);
    let attempt = failed.into_attempt();
    let whole = callback(attempt.state(), "&realmId=4711");
    let error = attempt.receive(whole).unwrap().exchange(&server).await;
    // The refresh token that came is not lost; the session says what it lacks.
    let token: Token = error.unwrap().into();
    assert_eq!(token.kept().get("realm_id"), Some("4711"));
    let error = app().session(token).kept().err().unwrap();
    assert_eq!(error.reason(), Reason::KeptMissing);
    assert!(error.to_string().contains("the session has no `ticket`"), "{error}");
}

#[tokio::test]
async fn scopes_that_a_callback_names_are_granted_where_the_answer_names_none() {
    let answer = |beside: &str| answer("a1", &format!(r#","extra":{{"ticket":"t"}}{beside}"#));
    let (silent, telling) = (answer(""), answer(r#","scope":"reports""#));
    let server = Script::of([(200, &*silent), (200, &*silent), (200, &*telling)]);
    let granted = session(&server, "&realmId=1&scope=accounting").await;
    assert_eq!(granted.scopes(), ["accounting"]);
    // It has the other one in it.
    assert!(granted.missing_scopes().is_empty());
    let silent = session(&server, "&realmId=1").await;
    assert_eq!(silent.scopes(), ["accounting", "reports"], "nobody said otherwise");
    let telling = session(&server, "&realmId=1&scope=accounting").await;
    assert_eq!(
        (telling.scopes(), telling.missing_scopes()),
        (vec!["reports".to_owned()], vec!["accounting".to_owned()],)
    );
}

#[test]
fn who_asks_for_a_scope_may_call_what_needs_one_that_is_in_it() {
    #[flow(spec = "flows/kept.toml", scopes(accounting), provider = provider, module = wide)]
    struct Wide {
        client_id: ClientId,
        redirect_uri: RedirectUri,
    }
    fn asks_for<A: spotify_flow::api::Requests<provider::scope::Reports>>(_: &A) {}
    let redirect_uri = "https://app.example/callback".parse().unwrap();
    let app = Wide { client_id: "id".into(), redirect_uri };
    asks_for(&app);
    assert!(app.begin().authorize().unwrap().authorize_url().contains("&scope=accounting&"));
}

#[tokio::test]
async fn a_session_from_elsewhere_keeps_what_it_is_given() {
    let renewed = answer("a2", "");
    let server = Script::of([(200, &*renewed)]);
    let bare = Token::from_refresh_token("more", None);
    let session = app().session(bare.clone()).with_transport(server.clone());
    assert_eq!(session.kept().err().unwrap().reason(), Reason::KeptMissing);
    // The renewal says the company: without it, it is not sent.
    assert_eq!(session.token().await.unwrap_err().reason(), Reason::ValueMissing);
    assert!(server.asked().is_empty());

    let token = bare.keeping("realm_id", "4711").keeping("ticket", "hush");
    let session = app().session(token).with_transport(server.clone());
    assert_eq!(session.kept().unwrap().realm_id(), "4711");
    session.token().await.unwrap();
    let body = &server.asked()[0].1;
    assert_eq!(body, "grant_type=refresh_token&refresh_token=more&company=4711&client_id=id");
}

#[tokio::test]
async fn nothing_that_is_kept_is_printed() {
    let first = answer("a1", r#","owner":"Ada Lovelace","extra":{"ticket":"hush-hush"}"#);
    let refusal = r#"{"error":"invalid_grant","error_description":"not with hush-hush"}"#;
    let server = Script::of([(200, &*first), (400, refusal)]);
    let session = session(&server, "&realmId=4711").await;
    let shown = format!("{session:?} {:?} {:?}", session.kept().unwrap(), session.token_snapshot());
    assert!(shown.contains(r#"{"owner", "realm_id", "ticket"}"#), "{shown}");
    let error = session.refresh().await.unwrap_err();
    for said in [shown, format!("{error} {error:?}")] {
        for hidden in ["Ada Lovelace", "hush-hush", "4711"] {
            assert!(!said.contains(hidden), "{said}");
        }
    }
}

#[tokio::test]
async fn a_flow_that_is_loaded_keeps_the_same() {
    let table = load::file(package_folder().join("flows/kept.toml")).unwrap();
    assert_eq!(table, *Books::flow());
    let table = Arc::new(table);
    let now = SystemTime::UNIX_EPOCH;
    let machine = Machine::begin_shared(Arc::clone(&table), app().config()).redirect(0).unwrap();
    let url = machine.flow().slots.iter().position(|slot| slot.name == "state").unwrap();
    let callback = callback(machine.shown(url), "&realmId=4711");
    let machine = machine.receive(1, &callback, now).unwrap();
    let text = serde_json::to_string(&machine.suspend(now)).unwrap();
    let kept: SuspendedMachine = serde_json::from_str(&text).unwrap();
    let machine = kept.resume_shared(table, app().config(), now).unwrap();
    let first = answer("a1", r#","owner":7,"extra":{"ticket":"hush"}"#);
    let machine = machine.post(2, &Script::of([(200, &*first)])).await.unwrap();
    let token = machine.into_token();
    let names: Vec<&str> = token.kept().names().collect();
    assert_eq!(names, ["owner", "realm_id", "ticket"]);
    assert_eq!(
        (token.kept().get("owner"), token.kept().get("realm_id")),
        (Some("7"), Some("4711"))
    );
}
