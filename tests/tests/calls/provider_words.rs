//! What a spec file says of an app's variables, and of what every call carries: both doors send it,
//! byte by byte.

use std::sync::Arc;
use std::time::Duration;

use serde_json::json;
use spotify_flow::bytes::Bytes;
use spotify_flow::http::Request;
use spotify_flow::{
    App as _, AppSecret, BaseUrl, ClientId, ClientSecret, Config, Host, Label, Machine, Reason,
    RedirectUri, Server, Session, flow, load,
};
use spotify_flow_tests::package_folder;

use crate::script::{Script, ok};

#[flow(spec = "flows/words_user.toml")]
struct Desk {
    client_id: ClientId,
    redirect_uri: RedirectUri,
    tenant: Label,
    region: desk::Region,
    account: Label,
    key: AppSecret,
}

#[flow(spec = "flows/words_service.toml", scopes(read, write))]
struct Robot {
    client_id: ClientId,
    client_secret: ClientSecret,
    audience: String,
    site: Host,
    base: BaseUrl,
    environment: robot::Environment,
}

fn desk_in(region: desk::Region) -> Desk {
    Desk {
        client_id: "the-id".into(),
        redirect_uri: "http://127.0.0.1:8888/callback".parse().unwrap(),
        tenant: "acme".parse().unwrap(),
        region,
        account: "7".parse().unwrap(),
        key: "the-key".into(),
    }
}

fn robot_in(environment: robot::Environment, audience: &str) -> Robot {
    Robot {
        client_id: "the-id".into(),
        client_secret: "the-secret".into(),
        audience: audience.to_owned(),
        site: "a.b".parse().unwrap(),
        base: "https://self.example/jira/".parse().unwrap(),
        environment,
    }
}

/// A request with every byte of it: line, headers in their order, body.
fn bytes_of(request: &Request<Bytes>) -> String {
    let mut text = format!("{} {}\n", request.method(), request.uri());
    for (name, value) in request.headers() {
        text.push_str(&format!("{name}: {}\n", value.to_str().unwrap()));
    }
    text + "\n" + std::str::from_utf8(request.body()).unwrap()
}

#[test]
fn variables_and_headers_are_one_table_whether_generated_or_loaded() {
    let file = |name| load::file(package_folder().join("flows").join(name)).unwrap();
    assert_eq!(file("words_user.toml"), *Desk::flow());
    assert_eq!(file("words_service.toml"), *Robot::flow());
}

#[tokio::test]
async fn a_call_carries_the_providers_headers_at_the_tenants_api_below_its_path() {
    let script = Script::always(ok(&json!({})));
    let session = script.session_of(&desk_in(desk::Region::Eu));
    session.get("/contacts").query("a", "b").await.unwrap();
    let agent = concat!("spotify-flow/", env!("CARGO_PKG_VERSION"));
    assert_eq!(
        bytes_of(&script.calls()[0]),
        format!(
            "GET https://acme.api.eu.tenancy.example/v3/7/contacts?a=b\n\
             accept: application/json\naccept-encoding: identity\nuser-agent: {agent}\n\
             tenancy-version: 2026-01-01\nclient-id: the-id\ndeveloper-key: the-key\n\
             tenancy-token: Token access-token-1\n\n"
        )
    );
    let headers = script.calls()[0].headers().clone();
    assert!(headers["developer-key"].is_sensitive() && headers["tenancy-token"].is_sensitive());
    assert!(!headers["client-id"].is_sensitive());
    let renewal = script.token_requests()[0].uri().to_string();
    assert_eq!(renewal, "https://acme.eu.tenancy.example/token");
}

#[tokio::test]
async fn a_call_may_say_another_version_and_not_another_token() {
    let script = Script::always(ok(&json!({})));
    let session = script.session_of(&desk_in(desk::Region::Us));
    session.get("/a").header("tenancy-version", "2027").await.unwrap();
    assert_eq!(script.calls()[0].headers()["tenancy-version"], "2027");
    let error = session.get("/a").header("Tenancy-Token", "x").await.unwrap_err();
    assert_eq!(error.reason(), Reason::ValueInvalid);
    let elsewhere = "https://other.api.tenancy.example/v3/7/a";
    let error = session.get(elsewhere).await.unwrap_err();
    assert_eq!(error.reason(), Reason::ForeignOrigin);
    session.get("https://acme.api.tenancy.example/v4/a").await.unwrap();
    assert_eq!(script.calls().last().unwrap().uri().path(), "/v4/a");
}

#[test]
fn the_issuer_of_a_tenant_is_compared_and_no_other() {
    let callback = |issuer: &str| {
        let attempt = desk_in(desk::Region::Eu).begin().authorize().unwrap();
        let state = attempt.state().to_owned();
        let url = format!("http://127.0.0.1:8888/callback?code=c&state={state}&iss={issuer}");
        attempt.receive(url).map(|_| ()).map_err(|failed| failed.error().reason())
    };
    assert_eq!(callback("https://acme.eu.tenancy.example"), Ok(()));
    assert_eq!(callback("https://acme.tenancy.example"), Err(Reason::IssMismatch));
    assert_eq!(callback("https://evil.eu.tenancy.example"), Err(Reason::IssMismatch));
}

#[tokio::test]
async fn an_apps_own_token_is_asked_for_again_with_all_that_it_was_asked_for_with() {
    let script = Script::always(ok(&json!({})));
    let robot = robot_in(robot::Environment::Sandbox, "https://api.example");
    let session = robot.connect(&script).await.unwrap();
    session.get("/a").await.unwrap();
    script.clock.advance(Duration::from_secs(4000));
    session.get("https://self.example/jira/b").await.unwrap();
    let sent: Vec<String> = script.token_requests().iter().map(bytes_of).collect();
    assert_eq!(sent.len(), 2);
    assert_eq!(sent[0], sent[1]);
    assert!(sent[0].starts_with("POST https://login.test.services.example/token\n"), "{}", sent[0]);
    let form = "grant_type=client_credentials&scope=read%3Aall%2Cwrite%3Aall\
                &audience=https%3A%2F%2Fapi.example&site=a.b\
                &client_id=the-id&client_secret=the-secret";
    assert!(sent[0].ends_with(form), "{}", sent[0]);
    let calls: Vec<String> = script.calls().iter().map(|call| call.uri().to_string()).collect();
    assert_eq!(calls, ["https://api.test.services.example/a", "https://self.example/jira/b"]);
}

#[tokio::test]
async fn an_option_of_an_app_without_users_is_remembered_when_the_session_asks_again() {
    let script = Script::always(ok(&json!({})));
    let robot = robot_in(robot::Environment::Production, "a");
    let attempt = robot.begin().tier("iron").tier("gold").request(&script).await.unwrap();
    let session = Session::over(&robot, attempt, script.clone());
    for _ in 0..3 {
        session.get("/a").await.unwrap();
        script.clock.advance(Duration::from_secs(4000));
    }
    let sent: Vec<String> = script.token_requests().iter().map(bytes_of).collect();
    assert_eq!(sent.len(), 3);
    assert!(sent[0].contains("&tier=gold&"), "{}", sent[0]);
    assert!(sent.iter().all(|it| *it == sent[0]));
}

#[test]
fn what_an_app_sends_along_is_part_of_the_server_that_its_session_belongs_to() {
    let server = |environment, audience: &str| {
        let robot = robot_in(environment, audience);
        Server::of(Robot::flow(), &robot.config()).as_str().to_owned()
    };
    let one = server(robot::Environment::Sandbox, "a b");
    assert_eq!(
        one,
        "https://login.test.services.example/token https://self.example/jira audience=a+b site=a.b"
    );
    assert_ne!(one, server(robot::Environment::Production, "a b"));
    assert_ne!(one, server(robot::Environment::Sandbox, "c"));
}

#[test]
fn a_program_without_types_is_told_of_a_value_that_its_flow_does_not_take() {
    let config = |name: &'static str, value: &str| {
        let redirect_uri: RedirectUri = "http://127.0.0.1:8888/callback".parse().unwrap();
        let config = Config::new(&ClientId::from("the-id")).redirect_uri(&redirect_uri);
        let config = config.variable(name, value);
        let rest = [("tenant", "acme"), ("region", "eu"), ("account", "7"), ("locale", "de")];
        rest.iter().fold(config, |config, (name, value)| config.variable(*name, value))
    };
    let table = Arc::new(load::file(package_folder().join("flows/words_user.toml")).unwrap());
    let redirect = |name, value| {
        let machine = Machine::begin_shared(Arc::clone(&table), config(name, value));
        let taken = machine.redirect(0);
        taken
            .map(|it| it.shown(url(&table)).to_owned())
            .map_err(|failed| failed.error().to_string())
    };
    let sent = redirect("region", "us").unwrap();
    assert!(sent.starts_with("https://acme.tenancy.example/authorize?"), "{sent}");
    assert!(sent.ends_with("&ui=de"), "{sent}");
    for (name, value, why) in [
        ("tenant", "evil.example/", "which is no label"),
        ("tenant", "7up", "which does not look like `[a-z][a-z0-9-]*`"),
        ("region", "mars", "which is none of `us`, `eu`"),
    ] {
        let error = redirect(name, value).unwrap_err();
        assert!(error.contains(why), "{error}");
    }
}

fn url(table: &spotify_flow::flow_def::FlowDef) -> usize {
    table.slots.iter().position(|slot| slot.name == "authorize_url").unwrap()
}

#[test]
fn a_listed_value_is_read_by_its_name() {
    assert_eq!("eu".parse::<desk::Region>().unwrap().as_str(), "eu");
    let error = "mars".parse::<desk::Region>().unwrap_err().to_string();
    assert!(error.contains("write `us`, `eu`"), "{error}");
    assert_eq!(serde_json::from_str::<desk::Region>("\"us\"").unwrap(), desk::Region::Us);
    assert!(serde_json::from_str::<desk::Region>("\"mars\"").is_err());
}
