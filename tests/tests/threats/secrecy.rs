//! Where secrets could be read by others, T-082 to T-084 and T-088; what types show is in
//! `printed`, what is in memory in `memory`.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use spotify_flow::store::{FileStore, Key, Record, Store as _};
use spotify_flow::{
    App, ClientSecret, Error, Refreshable, Session, Suspended, SuspendedMachine, UserAgent as _,
};
use spotify_flow_simulator::{Fault, Target};
use spotify_flow_tests::cases::{Client, VERIFIER};
use spotify_flow_tests::{SPOTIFY, alice, record};
use url::form_urlencoded::byte_serialize;

use crate::apps::archive::state::CodeReceived;
use crate::apps::{CALLBACK, archive, canaries, mixtape, relic, service, spotify};
use crate::canaries::{Canaries, chain};
use crate::server::{Server, ask, client, http, ok, session};

/// A secret that is in an answer, a record or an attempt.
const CANARY: &str = "cnry-2f7d90b1c6e84a35";

/// The code of a login.
const CODE: &str = "code-51f0d3a7b9";

fn canary() -> Canaries {
    let mut canaries = Canaries::default();
    canaries.add("canary", CANARY);
    canaries
}

/// What a session does in its life.
async fn live<A: App + Refreshable>(session: &Session<A>, canaries: &mut Canaries) {
    for _ in 0..2 {
        session.get("/v1/me").query("market", "SE").await.unwrap();
        session.put("/v1/me/library").query("uris", "spotify:track:x").await.unwrap();
        canaries.token(&session.token_snapshot());
        session.refresh().await.unwrap();
    }
    canaries.token(&session.token_snapshot());
}

#[tokio::test]
async fn t_082_no_secret_is_in_a_url_and_nobody_is_told_where_one_comes_from() {
    let (simulator, http) = spotify().await;
    let mut canaries = canaries();
    let session = archive().login(&http, simulator.user()).await.unwrap();
    live(&session, &mut canaries).await;
    let attempt = mixtape().begin().authorize().unwrap();
    let mut visited = attempt.authorize_url().to_owned();
    let callback = simulator.user().visit(attempt.authorize_url()).await.unwrap();
    let token = attempt.receive(&callback).unwrap().exchange(&http).await.unwrap();
    let exchange = simulator.requests().pop().unwrap();
    canaries.add("verifier", exchange.form("code_verifier").unwrap());
    live(&mixtape().session(token).with_transport(http.clone()), &mut canaries).await;
    let service = service().connect(&http).await.unwrap();
    canaries.token(&service.token_snapshot());
    service.get("/v1/albums/4aawyAB9vmqN3uQ7FjRGTy").await.unwrap();
    let relic = relic().login(&http, simulator.user()).await.unwrap();
    canaries.token(&relic.token_snapshot());
    relic.get("/v1/me").await.unwrap();

    let requests = simulator.requests();
    assert!(requests.len() > 20);
    for request in requests {
        visited += &format!("{} {:?}\n", request.path, request.query);
        let told = ["referer", "origin", "cookie"].map(|name| request.header(name));
        assert_eq!(told, [None; 3], "{request:?}");
    }
    canaries.assert_unsaid(&visited);
}

/// A thing for an answer to be read as.
#[derive(Debug, serde::Deserialize)]
struct Thing {
    #[allow(dead_code)]
    count: u64,
}

/// JSON that holds the canary where nobody expects it.
fn malformed() -> Vec<String> {
    let mut bodies = vec![
        CANARY.to_owned(),
        format!("\"{CANARY}\""),
        format!("[\"{CANARY}\"]"),
        format!("{{\"access_token\":\"{CANARY}\""),
        format!("{{\"access_token\":\"{CANARY}\\u12\"}}"),
        format!("{{\"access_token\":\"{CANARY}\",\"access_token\":\"{CANARY}\"}}"),
        format!("{{\"access_token\":\"{CANARY}\",\"token_type\":\"Bearer\",\"expires_in\":\"x\"}}"),
        format!("{{\"access_token\":\"{CANARY}\\n\",\"token_type\":\"Bearer\"}}"),
        format!("{{\"access_token\":\"{CANARY}\",\"token_type\":\"mac\"}}"),
        format!("{{\"refresh_token\":\"{CANARY}\",\"token_type\":\"Bearer\"}}"),
        format!("access_token={CANARY}&token_type=Bearer"),
        format!("<html>{CANARY}</html>"),
    ];
    for name in ["access_token", "token_type", "refresh_token", "scope", "expires_in"] {
        let mut answer = json!({
            "access_token": CANARY, "refresh_token": CANARY, "token_type": "Bearer",
        });
        answer[name] = json!([CANARY, { CANARY: CANARY }]);
        bodies.push(answer.to_string());
    }
    bodies
}

#[tokio::test]
async fn t_083_an_answer_that_is_malformed_is_not_quoted() {
    let canaries = canary();
    for body in malformed() {
        let error = ask(&Server::sends(ok(&body)).await).await.unwrap_err();
        canaries.assert_unsaid(&chain(&error));
        let answer = Server::sends(ok(&body)).await;
        let error = session(&answer).token().await.unwrap_err();
        canaries.assert_unsaid(&chain(&error));
    }
}

#[test]
fn t_083_what_is_kept_and_malformed_is_not_quoted() {
    let canaries = canary();
    let key = alice();
    let whole: Value = serde_json::from_slice(&record(&key, 1).to_bytes(&key)).unwrap();
    let members: Vec<String> = whole.as_object().unwrap().keys().cloned().collect();
    for name in members {
        for odd in [json!(CANARY), json!([CANARY]), json!({ CANARY: 1 })] {
            let mut damaged = whole.clone();
            damaged[&name] = odd;
            if let Err(error) = Record::from_bytes(&key, damaged.to_string().as_bytes())
                && !["provider", "server", "flow"].contains(&name.as_str())
            {
                canaries.assert_unsaid(&chain(&error));
            }
        }
    }
    let attempt = archive().begin().authorize().unwrap();
    let mut kept = serde_json::to_value(attempt.suspend()).unwrap();
    kept["slots"]["state"] = json!([CANARY]);
    for text in [
        kept.to_string(),
        format!("\"{CANARY}\""),
        format!("{{\"version\":\"{CANARY}\"}}"),
        format!("{{\"version\":1,\"slots\":\"{CANARY}\"}}"),
    ] {
        let error = serde_json::from_str::<Suspended<CodeReceived>>(&text).unwrap_err();
        canaries.assert_unsaid(&chain(&error));
        let error = serde_json::from_str::<SuspendedMachine>(&text).unwrap_err();
        canaries.assert_unsaid(&chain(&error));
    }
    // A secret that somebody wrote without quotes.
    let mut number = Canaries::default();
    number.add("client secret", "482915073364");
    for text in ["482915073364", "[482915073364]", "{\"482915073364\":1}"] {
        number.assert_unsaid(&chain(&serde_json::from_str::<ClientSecret>(text).unwrap_err()));
    }
}

#[tokio::test]
async fn t_083_an_answer_of_the_api_is_not_quoted_with_its_token() {
    let (simulator, http) = spotify().await;
    let session = mixtape().login(&http, simulator.user()).await.unwrap();
    let mut canaries = Canaries::default();
    canaries.token(&session.token_snapshot());
    let token = session.token().await.unwrap().expose().to_owned();
    for body in [format!("{{\"count\":\"{token}\"}}"), format!("\"{token}\""), token] {
        let answer = Fault::Answer { status: 200, content_type: "application/json", body };
        simulator.fail_next(Target::Api, answer);
        let answer = session.get("/v1/me").await.unwrap();
        canaries.assert_unsaid(&chain(&answer.json::<Thing>().unwrap_err()));
    }
}

/// Refusals in which a server says again what it was told.
fn echoes(said: &str) -> Vec<(u16, String)> {
    let words = |text: String| json!({ "error": "invalid_grant", "error_description": text });
    let long = format!("{}{said}", "no ".repeat(60));
    let encoded: String = byte_serialize(said.as_bytes()).collect();
    vec![
        (400, words(format!("unknown: {said}")).to_string()),
        (400, words(long).to_string()),
        (400, words(format!("unknown: {encoded}")).to_string()),
        (400, json!({ "error": said }).to_string()),
        (
            400,
            json!({ "error": "no", "error_uri": format!("https://x.example/{said}") }).to_string(),
        ),
        (400, json!({ "message": said }).to_string()),
        (401, json!({ "error": { "message": said } }).to_string()),
        (403, format!("<html>{said}</html>")),
        (200, json!({ "error": "no", "error_description": said }).to_string()),
        (500, said.to_owned()),
    ]
}

/// What a secret is sent in.
enum Sent {
    /// A login with PKCE.
    Login,
    /// A renewal.
    Renewal,
    /// A request of an app for itself.
    Robot,
}

impl Sent {
    async fn to(&self, server: &Server) -> Error {
        match self {
            Sent::Login => {
                let mut login = Client::pkce();
                login.base = server.origin();
                login.token(CODE, VERIFIER, &client()).await.unwrap_err()
            }
            Sent::Renewal => session(server).token().await.unwrap_err(),
            Sent::Robot => ask(server).await.unwrap_err(),
        }
    }
}

#[tokio::test]
async fn t_084_no_error_says_a_secret_nor_do_its_causes_though_a_server_repeats_it() {
    let secrets = [
        (Sent::Login, CODE),
        (Sent::Login, VERIFIER),
        (Sent::Renewal, "refresh-0"),
        (Sent::Renewal, "the-secret"),
        (Sent::Robot, "the-secret"),
    ];
    for (sent, secret) in secrets {
        let mut canaries = Canaries::default();
        canaries.add("secret that was sent", secret);
        let mut hidden = 0;
        for (status, body) in echoes(secret) {
            let server = Server::sends(http(&format!("{status} No"), "", &body)).await;
            let said = chain(&sent.to(&server).await);
            canaries.assert_unsaid(&said);
            hidden += usize::from(said.contains("[redacted]"));
        }
        assert!(hidden >= 7, "the words around it are said");
    }
}

#[tokio::test]
async fn t_084_nobody_quotes_a_callback_that_is_refused() {
    let canaries = canary();
    let attempt = || archive().begin().authorize().unwrap();
    for callback in [
        format!("{CALLBACK}?code={CANARY}&state={CANARY}"),
        format!("{CALLBACK}?code={CANARY}&code={CANARY}"),
        format!("{CALLBACK}?code={CANARY}"),
        format!("{CALLBACK}#access_token={CANARY}"),
        format!("https://elsewhere.example/?code={CANARY}"),
        format!("no url, and {CANARY}"),
    ] {
        let error: Error = attempt().receive(&callback).map(|_| ()).unwrap_err().into();
        canaries.assert_unsaid(&chain(&error));
    }
}

/// The names of all files and folders below this one.
fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    let below = |path: PathBuf| if path.is_dir() { names(&path) } else { Vec::new() };
    let named = |entry: fs::DirEntry| {
        let name = entry.file_name().into_string().unwrap();
        below(entry.path()).into_iter().chain([name]).collect::<Vec<_>>()
    };
    entries.flat_map(named).collect()
}

#[tokio::test]
async fn t_088_no_file_has_a_name_that_says_whose_it_is() {
    let folder = std::env::temp_dir().join(format!("spotify-flow-names-{}", std::process::id()));
    let store = FileStore::open(&folder).unwrap();
    let (simulator, http) = spotify().await;
    let session = mixtape().login(&http, simulator.user()).await.unwrap();
    let session =
        session.keep_in(&store.clone().account("cnry-account@example.org")).await.unwrap();
    session.refresh().await.unwrap();
    let key = Key::new(
        "spotify",
        SPOTIFY,
        "mixtape",
        "authorization_code_pkce",
        "cnry-account@example.org",
    );
    let lease = store.lease(&key, std::time::Duration::from_secs(1)).await.unwrap();
    let names = names(&folder);
    drop(lease);
    fs::remove_dir_all(&folder).unwrap();
    assert!(names.len() >= 2, "{names:?}");
    for name in names {
        let stem = name.split('.').next().unwrap();
        assert_eq!(stem.len(), 43, "{name}");
        for part in ["cnry", "example", "mixtape", "spotify"] {
            assert!(!name.contains(part), "{name}");
        }
    }
}
