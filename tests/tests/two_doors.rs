//! One engine, two front doors: a flow that the macro wrote into the program and the same flow
//! loaded at run time are one table, and send the same bytes.

#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use http::{Request, Response};
use spotify_flow::flow_def::{ActionDef, FlowDef};
use spotify_flow::{
    App, BoxFuture, ClientId, ClientSecret, Machine, Origin, RedirectUri, Token, Transport,
    TransportError, flow, load, spotify_flow,
};
use spotify_flow_tests::{bundled_apps, package_folder};
use url::Url;

const CALLBACK: &str = "http://127.0.0.1:8888/callback?from=spotify";
/// Text that every encoding treats in its own way.
const ID: &str = "id of/mine+&=%~é";
const SECRET: &str = "secret: a/b+c&d=e%f~*é";
const CODE: &str = "code/with+odd &characters=";

#[spotify_flow(authorization_code, scopes(user_read_email, playlist_read_private))]
struct Archive {
    client_id: ClientId,
    client_secret: ClientSecret,
    redirect_uri: RedirectUri,
}

#[spotify_flow(authorization_code_pkce, scopes(user_read_email, playlist_read_private))]
struct Mixtape {
    client_id: ClientId,
    redirect_uri: RedirectUri,
}

#[spotify_flow(client_credentials)]
struct Service {
    client_id: ClientId,
    client_secret: ClientSecret,
}

#[allow(deprecated)]
#[spotify_flow(implicit_grant, scopes(user_read_email))]
struct Relic {
    client_id: ClientId,
    redirect_uri: RedirectUri,
}

#[flow(spec = "flows/oidc_pkce.toml", scopes(openid, offline_access))]
struct OwnServer {
    client_id: ClientId,
    redirect_uri: RedirectUri,
    base: Origin,
}

#[flow(spec = "flows/oidc_client_credentials_body.toml")]
struct OwnService {
    client_id: ClientId,
    client_secret: ClientSecret,
    base: Origin,
}

fn archive() -> Archive {
    let redirect_uri = CALLBACK.parse().unwrap();
    Archive { client_id: ID.into(), client_secret: SECRET.into(), redirect_uri }
}

fn mixtape() -> Mixtape {
    Mixtape { client_id: ID.into(), redirect_uri: CALLBACK.parse().unwrap() }
}

fn service() -> Service {
    Service { client_id: ID.into(), client_secret: SECRET.into() }
}

fn relic() -> Relic {
    Relic { client_id: ID.into(), redirect_uri: CALLBACK.parse().unwrap() }
}

fn own_server() -> OwnServer {
    let base = "https://login.example.com:8443".parse().unwrap();
    OwnServer { client_id: ID.into(), redirect_uri: CALLBACK.parse().unwrap(), base }
}

fn own_service() -> OwnService {
    let base = "https://login.example.com:8443".parse().unwrap();
    OwnService { client_id: ID.into(), client_secret: SECRET.into(), base }
}

fn own_file(name: &str) -> FlowDef {
    load::file(package_folder().join("flows").join(name)).unwrap()
}

#[test]
fn every_bundled_flow_is_one_table_whether_generated_or_loaded() {
    let mut generated = vec![Archive::flow(), Mixtape::flow(), Service::flow(), Relic::flow()];
    generated.extend(bundled_apps::tables());
    for table in &generated {
        assert_eq!(load::bundled(&table.provider.name, &table.name).unwrap(), **table);
    }
    let compared = generated.iter().map(|it| (it.provider.name.as_ref(), it.name.as_ref()));
    let bundled: BTreeSet<_> = spotify_flow_spec::bundled::names().collect();
    assert_eq!(compared.collect::<BTreeSet<_>>(), bundled, "a bundled flow is not compared here");
}

#[test]
fn a_file_of_ones_own_is_one_table_whether_generated_or_loaded() {
    assert_eq!(own_file("oidc_pkce.toml"), *OwnServer::flow());
    assert_eq!(own_file("oidc_client_credentials_body.toml"), *OwnService::flow());
}

#[test]
fn a_checked_flow_becomes_the_same_table_as_its_file() {
    let path = package_folder().join("flows/oidc_pkce.toml");
    let loaded = spotify_flow_spec::load(&path, &spotify_flow_spec::Disk).unwrap();
    assert_eq!(load::flow_def(&loaded.flow), *OwnServer::flow());
}

#[test]
fn a_file_with_a_mistake_is_no_table_but_a_report() {
    let report = load::file(package_folder().join("compile_fail/specs/unsafe_claims.toml"));
    assert!(report.unwrap_err().has_errors());
    let report = load::bundled("spotify", "authorization_code_pcke").unwrap_err();
    assert!(report.to_string().contains("did you mean `authorization_code_pkce`"), "{report}");
}

/// Keeps the requests that it was to send, and answers each with the same token.
#[derive(Clone, Default)]
struct Postbox(Arc<Mutex<Vec<Request<Bytes>>>>);

impl Transport for Postbox {
    fn send<'a>(
        &'a self,
        request: Request<Bytes>,
    ) -> BoxFuture<'a, Result<Response<Bytes>, TransportError>> {
        self.0.lock().unwrap().push(request);
        let answer = r#"{"access_token":"a1","token_type":"Bearer","expires_in":3600,
            "refresh_token":"r1","scope":"user-read-email"}"#;
        Box::pin(async { Ok(Response::new(Bytes::from_static(answer.as_bytes()))) })
    }
}

/// All that left the machine, with the random values of the attempt replaced by their names.
#[derive(Debug, Default, PartialEq)]
struct Sent {
    authorize_url: String,
    requests: Vec<String>,
    token: String,
}

/// A request with every byte of it: line, headers in their order, body.
fn bytes_of(request: &Request<Bytes>) -> String {
    let mut text = format!("{} {} {:?}\n", request.method(), request.uri(), request.version());
    for (name, value) in request.headers() {
        text.push_str(&format!("{name}: {}\n", value.to_str().unwrap()));
    }
    text + "\n" + std::str::from_utf8(request.body()).unwrap()
}

/// What a token holds, dates apart: they say when the test ran.
fn facts(token: &Token) -> String {
    let access = token.access_token().unwrap();
    let refresh = token.expose_refresh_token();
    let expires = access.expires_at().is_some();
    format!("{} {refresh:?} {:?} {expires}", access.expose(), token.scopes())
}

/// The value of a parameter as it stands in a query or a form.
fn raw<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let pairs = text.split(['?', '&', '\n']);
    pairs.into_iter().find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))
}

/// Replaces what is random; each such value has 256 bits, which base64url writes in 43 letters.
fn without_chance(text: &str) -> String {
    let mut text = text.to_owned();
    for name in ["state", "code_challenge", "code_verifier"] {
        if let Some(value) = raw(&text, name).map(str::to_owned) {
            assert_eq!(value.len(), 43, "{name} in {text}");
            text = text.replace(&value, &format!("[{name}]"));
        }
    }
    text
}

/// What the authorization server sends the browser back to.
fn callback(authorize_url: &str, fragment: bool) -> String {
    let state = raw(authorize_url, "state").unwrap();
    if fragment {
        let answer = "access_token=a1&token_type=Bearer&expires_in=3600&scope=user-read-email";
        return format!("{CALLBACK}#{answer}&state={state}");
    }
    let mut url = Url::parse(CALLBACK).unwrap();
    url.query_pairs_mut().append_pair("code", CODE).append_pair("state", state);
    url.into()
}

impl Sent {
    fn new(authorize_url: &str, postbox: &Postbox, token: &Token) -> Self {
        let requests = postbox.0.lock().unwrap();
        let requests = requests.iter().map(|request| without_chance(&bytes_of(request))).collect();
        let authorize_url = without_chance(authorize_url);
        Self { authorize_url, requests, token: facts(token) }
    }
}

/// Goes through the door of loaded flows: whatever step the table has, with no type to tell.
async fn through_the_loaded_door(flow: FlowDef, app: &impl App) -> Sent {
    let postbox = Postbox::default();
    let mut machine = Machine::begin_shared(Arc::new(flow), app.config());
    let mut authorize_url = String::new();
    let next = |it: &Machine| it.leaving().next().map(|(step, it)| (step, it.action.clone()));
    while let Some((step, action)) = next(&machine) {
        machine = match action {
            ActionDef::Redirect { url, .. } => {
                for option in machine.flow().options.clone().iter() {
                    machine = machine.set_option(option.slot, "true");
                }
                let machine = machine.redirect(step).unwrap();
                machine.shown(url).clone_into(&mut authorize_url);
                machine
            }
            ActionDef::Callback { fragment, .. } => {
                let callback = callback(&authorize_url, fragment);
                machine.receive(step, &callback, std::time::SystemTime::now()).unwrap()
            }
            ActionDef::Post(_) => machine.post(step, &postbox).await.unwrap(),
        };
    }
    Sent::new(&authorize_url, &postbox, machine.token())
}

#[tokio::test]
async fn authorization_code_sends_the_same_bytes_through_both_doors() {
    let (app, postbox) = (archive(), Postbox::default());
    let attempt = app.begin().show_dialog(true).authorize().unwrap();
    let url = attempt.authorize_url().to_owned();
    let attempt = attempt.receive(callback(&url, false)).unwrap();
    let token: Token = attempt.exchange(&postbox).await.unwrap().into();
    let generated = Sent::new(&url, &postbox, &token);
    assert_eq!(generated.requests.len(), 1);
    let loaded = load::bundled("spotify", "authorization_code").unwrap();
    assert_eq!(through_the_loaded_door(loaded, &app).await, generated);
}

#[tokio::test]
async fn authorization_code_pkce_sends_the_same_bytes_through_both_doors() {
    let (app, postbox) = (mixtape(), Postbox::default());
    let attempt = app.begin().show_dialog(true).authorize().unwrap();
    let url = attempt.authorize_url().to_owned();
    let attempt = attempt.receive(callback(&url, false)).unwrap();
    let token: Token = attempt.exchange(&postbox).await.unwrap().into();
    let generated = Sent::new(&url, &postbox, &token);
    assert!(generated.authorize_url.contains("code_challenge=[code_challenge]&"));
    assert!(generated.requests.iter().all(|it| it.contains("code_verifier=[code_verifier]")));
    let loaded = load::bundled("spotify", "authorization_code_pkce").unwrap();
    assert_eq!(through_the_loaded_door(loaded, &app).await, generated);
}

#[tokio::test]
async fn client_credentials_sends_the_same_bytes_through_both_doors() {
    let (app, postbox) = (service(), Postbox::default());
    let token: Token = app.begin().request(&postbox).await.unwrap().into();
    let generated = Sent::new("", &postbox, &token);
    assert_eq!(generated.requests.len(), 1);
    let loaded = load::bundled("spotify", "client_credentials").unwrap();
    assert_eq!(through_the_loaded_door(loaded, &app).await, generated);
}

#[tokio::test]
async fn implicit_grant_sends_the_same_bytes_through_both_doors() {
    let app = relic();
    let attempt = app.begin().show_dialog(true).authorize().unwrap();
    let url = attempt.authorize_url().to_owned();
    let token: Token = attempt.receive(callback(&url, true)).unwrap().into();
    let generated = Sent::new(&url, &Postbox::default(), &token);
    let loaded = load::bundled("spotify", "implicit_grant").unwrap();
    assert_eq!(through_the_loaded_door(loaded, &app).await, generated);
}

#[tokio::test]
async fn files_of_ones_own_send_the_same_bytes_through_both_doors() {
    let (app, postbox) = (own_server(), Postbox::default());
    let attempt = app.begin().authorize().unwrap();
    let url = attempt.authorize_url().to_owned();
    let attempt = attempt.receive(callback(&url, false)).unwrap();
    let token: Token = attempt.exchange(&postbox).await.unwrap().into();
    let generated = Sent::new(&url, &postbox, &token);
    assert!(generated.authorize_url.starts_with("https://login.example.com:8443/auth?"));
    assert_eq!(through_the_loaded_door(own_file("oidc_pkce.toml"), &app).await, generated);

    let (app, postbox) = (own_service(), Postbox::default());
    let token: Token = app.begin().request(&postbox).await.unwrap().into();
    let generated = Sent::new("", &postbox, &token);
    let loaded = own_file("oidc_client_credentials_body.toml");
    assert_eq!(through_the_loaded_door(loaded, &app).await, generated);
}
