//! `/authorize`: where the user agrees.

use url::form_urlencoded::Serializer;

use super::answer::{self, Answer};
use super::record::RecordedRequest;
use super::world::{ACCESS_LIFE, Code, Grant, State, World, random};
use super::{page, redirect};

/// The scopes that an ordinary app may ask for.
///
/// Source: <https://developer.spotify.com/documentation/web-api/concepts/scopes>
const SCOPES: [&str; 19] = [
    "ugc-image-upload",
    "user-read-playback-state",
    "user-modify-playback-state",
    "user-read-currently-playing",
    "app-remote-control",
    "streaming",
    "playlist-read-private",
    "playlist-read-collaborative",
    "playlist-modify-private",
    "playlist-modify-public",
    "user-follow-modify",
    "user-follow-read",
    "user-read-playback-position",
    "user-top-read",
    "user-read-recently-played",
    "user-library-modify",
    "user-library-read",
    "user-read-email",
    "user-read-private",
];

/// What a login asks for, once it is known to be in order.
struct Asked {
    client_id: String,
    redirect_uri: String,
    scopes: Vec<String>,
    state: Option<String>,
    challenge: Option<String>,
    implicit: bool,
}

/// The browser arrives: a page that asks, or at once the way back.
pub(super) fn visit(world: &World, request: &RecordedRequest) -> Answer {
    let asked = match world.with(|state| check(state, &request.query)) {
        Ok(asked) => asked,
        Err(text) => return answer::html(400, page::refusal(text)),
    };
    let approved = world.with(|state| state.has_approved(&asked.client_id, &asked.scopes));
    if approved && request.query("show_dialog") != Some("true") {
        let scopes = asked.scopes.clone();
        return grant(world, &asked, scopes);
    }
    answer::html(200, page::consent(&asked.client_id, &asked.scopes, &request.query))
}

/// The user has decided.
pub(super) fn decide(world: &World, request: &RecordedRequest) -> Answer {
    let asked = match world.with(|state| check(state, &request.form)) {
        Ok(asked) => asked,
        Err(text) => return answer::html(400, page::refusal(text)),
    };
    if last(&request.form, "decision") != Some("allow") {
        return back(&asked, &[("error", "access_denied")], false);
    }
    let scopes = match last(&request.form, "granted") {
        None => asked.scopes.clone(),
        Some(granted) => {
            let granted = words(granted);
            asked.scopes.iter().filter(|scope| granted.contains(scope)).cloned().collect()
        }
    };
    grant(world, &asked, scopes)
}

/// What the page adds stands behind all that the app has written.
fn last<'a>(form: &'a [(String, String)], name: &str) -> Option<&'a str> {
    form.iter().rev().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
}

/// Whether a login can begin. Where it can't there is no way back to the app: the user sees a page.
fn check(state: &State, query: &[(String, String)]) -> Result<Asked, &'static str> {
    let value = |name: &str| {
        let found = query.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.clone()).filter(|value| !value.is_empty())
    };
    let client_id = value("client_id").ok_or("Missing required parameter: client_id")?;
    let app = state.apps.get(&client_id).ok_or("INVALID_CLIENT: Invalid client")?;
    let redirect_uri = value("redirect_uri").ok_or("Missing required parameter: redirect_uri")?;
    if !redirect::is_secure(&redirect_uri) {
        return Err("INVALID_CLIENT: Insecure redirect URI");
    }
    if !app.allows(&redirect_uri) {
        return Err("INVALID_CLIENT: Invalid redirect URI");
    }
    let implicit = match value("response_type").as_deref() {
        Some("code") => false,
        Some("token") => true,
        _ => return Err("response_type must be code or token"),
    };
    let scopes = words(&value("scope").unwrap_or_default());
    if scopes.iter().any(|scope| !SCOPES.contains(&scope.as_str())) {
        return Err("Illegal scope");
    }
    let challenge = value("code_challenge");
    if challenge.is_some() && value("code_challenge_method").as_deref() != Some("S256") {
        return Err("code_challenge_method must be S256");
    }
    let state = value("state");
    Ok(Asked { client_id, redirect_uri, scopes, state, challenge, implicit })
}

fn words(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_owned).collect()
}

/// The way back with a code, or as it once was with a token.
fn grant(world: &World, asked: &Asked, scopes: Vec<String>) -> Answer {
    if asked.implicit && !world.with(|state| state.before_sunset) {
        return back(asked, &[("error", "unsupported_response_type")], true);
    }
    let now = world.now();
    let (client_id, family) = (asked.client_id.clone(), random());
    world.with(|state| state.approve(&client_id, &scopes));
    let pkce = asked.challenge.is_some();
    let grant = Grant { client_id, scopes, authorized_at: now, family, pkce };
    if asked.implicit {
        let token = world.with(|state| state.issue_access(&asked.client_id, Some(grant), now));
        let life = ACCESS_LIFE.as_secs().to_string();
        let pairs =
            [("access_token", token.as_str()), ("token_type", "Bearer"), ("expires_in", &life)];
        return back(asked, &pairs, true);
    }
    let code = random();
    let (redirect_uri, challenge) = (asked.redirect_uri.clone(), asked.challenge.clone());
    world.with(|state| state.codes.insert(code.clone(), Code { grant, redirect_uri, challenge }));
    back(asked, &[("code", &code)], false)
}

/// Sends the browser back to the app.
fn back(asked: &Asked, pairs: &[(&str, &str)], fragment: bool) -> Answer {
    let mut query = Serializer::new(String::new());
    query.extend_pairs(pairs);
    if let Some(state) = &asked.state {
        query.append_pair("state", state);
    }
    let mark = match (fragment, asked.redirect_uri.contains('?')) {
        (true, _) => '#',
        (false, true) => '&',
        (false, false) => '?',
    };
    answer::redirect(&format!("{}{mark}{}", asked.redirect_uri, query.finish()))
}
