//! What each flow sends, and the token that it ends in, as it was compared with what its provider
//! documents: `golden.txt`. `UPDATE_GOLDEN=1` writes it anew, to be read in the diff.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::sync::Arc;

use bytes::Bytes;
use http::Request;
use spotify_flow::flow_def::{ActionDef, Authentication, FlowDef};
use spotify_flow::{ClientId, ClientSecret, Config, Machine, RedirectUri, Token, load};
use spotify_flow_spec::bundled;
use spotify_flow_tests::package_folder;

use crate::answers;
use crate::script::{Script, browser};

/// What an app brings to a flow: two scopes of the provider's, and variables that have no default.
fn config(provider: &str, name: &str) -> Config {
    let flow = bundled::flow(provider, name).unwrap();
    let scopes = flow.provider.scopes.iter().take(2).map(|scope| scope.value.clone());
    let redirect_uri: RedirectUri = "https://app.example/callback".parse().unwrap();
    let config = Config::new(&ClientId::from("the-id"))
        .client_secret(&ClientSecret::from("the-secret"))
        .redirect_uri(&redirect_uri)
        .scopes(scopes.collect::<Vec<_>>());
    let needed = flow.variables.iter().filter(|variable| variable.default.is_none());
    needed.fold(config, |config, variable| {
        let value = match variable.kind.as_str() {
            "origin" => "https://acme.my.salesforce.com",
            _ => "acme",
        };
        config.variable(variable.name.clone(), value)
    })
}

/// A query or a form, a parameter a line; what is random is left out.
fn pairs(text: &str) -> String {
    let pairs = url::form_urlencoded::parse(text.as_bytes());
    let chance = ["state", "code_challenge", "code_verifier"];
    let line = |(name, value): (Cow<'_, str>, Cow<'_, str>)| {
        let value = if chance.contains(&name.as_ref()) { "[random]".into() } else { value };
        format!("    {name} = {value}\n")
    };
    pairs.map(line).collect()
}

fn request(flow: &FlowDef, request: &Request<Bytes>) -> String {
    let mut text = format!("  POST {}\n", request.uri());
    let header = |name: &str| request.headers().get(name).map(|value| value.to_str().unwrap());
    let authorization = header("authorization");
    assert_eq!(authorization.is_some(), flow.authentication == Authentication::Basic);
    if let Some(value) = authorization {
        writeln!(text, "    authorization: {value}").unwrap();
    }
    let kind = header("content-type").unwrap();
    writeln!(text, "    content-type: {kind}").unwrap();
    let body = std::str::from_utf8(request.body()).unwrap();
    text + &if kind == "application/json" { format!("    {body}\n") } else { pairs(body) }
}

fn token(token: &Token) -> String {
    let access = token.access_token().unwrap();
    let mut text = format!("  token {}", access.expose());
    let end = if access.expires_at().is_some() { "ends" } else { "without an end" };
    write!(text, ", {end}").unwrap();
    if let Some(refresh) = token.expose_refresh_token() {
        write!(text, ", renewed by {refresh}").unwrap();
    }
    if let Some(scopes) = token.scopes() {
        write!(text, ", for {}", scopes.join(" and ")).unwrap();
    }
    if let Some(origin) = token.api_origin() {
        write!(text, ", at {origin}").unwrap();
    }
    text + "\n"
}

/// Goes through a flow, step by step.
async fn walk(provider: &str, name: &str) -> String {
    let flow = load::bundled(provider, name).unwrap();
    let server = Script::of([(200, answers::of(provider, name))]);
    let mut text = format!("{provider}/{name}\n");
    let mut machine = Machine::begin_shared(Arc::new(flow), config(provider, name));
    let mut url = String::new();
    let next = |it: &Machine| it.leaving().next().map(|(step, it)| (step, it.action.clone()));
    while let Some((step, action)) = next(&machine) {
        machine = match action {
            ActionDef::Redirect { url: slot, .. } => {
                let machine = machine.redirect(step).unwrap();
                machine.shown(slot).clone_into(&mut url);
                let (page, query) = url.split_once('?').unwrap();
                write!(text, "  GET {page}\n{}", pairs(query)).unwrap();
                machine
            }
            ActionDef::Callback { .. } => {
                let callback = browser(url.clone()).await.unwrap();
                machine.receive(step, &callback, std::time::SystemTime::now()).unwrap()
            }
            ActionDef::Post(_) => {
                let sent = machine.request(step).unwrap();
                text.push_str(&request(machine.flow(), &sent));
                machine.post(step, &server).await.unwrap()
            }
        };
    }
    text + &token(machine.token()) + "\n"
}

#[tokio::test]
async fn each_flow_sends_what_its_provider_documents() {
    let mut text = String::new();
    for (provider, name) in bundled::names().filter(|(provider, _)| *provider != "spotify") {
        text.push_str(&walk(provider, name).await);
    }
    let path = package_folder().join("tests/providers/golden.txt");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, &text).unwrap();
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(text == expected, "a flow sends something else: UPDATE_GOLDEN=1 writes it anew");
}
