//! `POST /api/token`: codes, refresh tokens and credentials against access tokens.
//!
//! Source: <https://developer.spotify.com/documentation/web-api/tutorials/code-flow> and its
//! neighbours; the texts of the errors as developers report them.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::json;
use sha2::{Digest as _, Sha256};

use super::RefreshPolicy;
use super::answer::{self, Answer, token_error};
use super::calendar::six_months_after;
use super::record::RecordedRequest;
use super::world::{ACCESS_LIFE, CODE_LIFE, Grant, State, World};

/// A refusal: error and description.
type Refusal = (&'static str, &'static str);

/// Who asks.
struct Client {
    id: String,
    authenticated: bool,
}

pub(super) fn post(world: &World, request: &RecordedRequest) -> Answer {
    let answered = match request.form("grant_type") {
        None => Err(("unsupported_grant_type", "grant_type parameter is missing")),
        Some("authorization_code") => exchange(world, request),
        Some("refresh_token") => refresh(world, request),
        Some("client_credentials") => credentials(world, request),
        Some(_) => Err((
            "unsupported_grant_type",
            "grant_type must be client_credentials, authorization_code or refresh_token",
        )),
    };
    answered.unwrap_or_else(|(error, description)| token_error(error, description))
}

/// Who the client is: by Basic, by a secret in the form, or by its id alone.
fn client(state: &State, request: &RecordedRequest) -> Result<Client, Refusal> {
    let basic = match request.header("authorization") {
        None => None,
        Some(header) => Some(basic(header).ok_or(("invalid_client", "Invalid client"))?),
    };
    let in_form = request.form("client_id").map(str::to_owned);
    let (id, secret) = match basic {
        Some((id, secret)) => (id, Some(secret)),
        None => {
            let id = in_form.ok_or(("invalid_client", "Invalid client"))?;
            (id, request.form("client_secret").map(str::to_owned))
        }
    };
    let app = state.apps.get(&id).ok_or(("invalid_client", "Failed to get client"))?;
    match secret {
        None => Ok(Client { id, authenticated: false }),
        Some(secret) if app.client_secret.as_deref() == Some(secret.as_str()) => {
            Ok(Client { id, authenticated: true })
        }
        Some(_) => Err(("invalid_client", "Invalid client secret")),
    }
}

fn basic(header: &str) -> Option<(String, String)> {
    let (scheme, credentials) = header.split_once(' ')?;
    let credentials = Some(credentials).filter(|_| scheme.eq_ignore_ascii_case("basic"))?;
    let bytes = STANDARD.decode(credentials).ok()?;
    let text = String::from_utf8(bytes).ok()?;
    let (id, secret) = text.split_once(':')?;
    Some((id.to_owned(), secret.to_owned()))
}

fn exchange(world: &World, request: &RecordedRequest) -> Result<Answer, Refusal> {
    let now = world.now();
    world.with(|state| {
        let client = client(state, request)?;
        let code = request.form("code").filter(|code| !code.is_empty());
        let code = code.ok_or(("invalid_request", "code must be supplied"))?;
        // Whatever comes of it, a code is good for one try.
        let code = state.codes.remove(code);
        let code = code.filter(|code| code.grant.client_id == client.id);
        let code = code.ok_or(("invalid_grant", "Invalid authorization code"))?;
        if now >= code.grant.authorized_at + CODE_LIFE {
            return Err(("invalid_grant", "Authorization code expired"));
        }
        if request.form("redirect_uri") != Some(code.redirect_uri.as_str()) {
            return Err(("invalid_grant", "Invalid redirect URI"));
        }
        match &code.challenge {
            Some(challenge) if !verified(challenge, request.form("code_verifier")) => {
                return Err(("invalid_grant", "code_verifier was incorrect"));
            }
            None if !client.authenticated => return Err(("invalid_client", "Invalid client")),
            Some(_) | None => {}
        }
        let refresh_token = state.issue_refresh(code.grant.clone());
        Ok(granted(state, &code.grant, Some(refresh_token), now))
    })
}

fn verified(challenge: &str, verifier: Option<&str>) -> bool {
    verifier.is_some_and(|verifier| {
        (43..=128).contains(&verifier.len())
            && URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes())) == challenge
    })
}

fn refresh(world: &World, request: &RecordedRequest) -> Result<Answer, Refusal> {
    let now = world.now();
    world.with(|state| {
        let client = client(state, request)?;
        let token = request.form("refresh_token").filter(|token| !token.is_empty());
        let token = token.ok_or(("invalid_request", "refresh_token must be supplied"))?;
        let known = state.refresh.get(token).filter(|it| it.grant.client_id == client.id);
        let known = known.ok_or(("invalid_grant", "Invalid refresh token"))?;
        let (grant, revoked) = (known.grant.clone(), known.revoked);
        if !grant.pkce && !client.authenticated {
            return Err(("invalid_client", "Invalid client"));
        }
        if revoked {
            // Somebody has used it before: whoever has its successor may be a thief.
            state.revoke(&grant.family);
            return Err(("invalid_grant", "Refresh token revoked"));
        }
        if now >= six_months_after(grant.authorized_at) {
            return Err(("invalid_grant", "Refresh token expired"));
        }
        let next = match state.policy {
            RefreshPolicy::Omit => None,
            RefreshPolicy::Repeat => Some(token.to_owned()),
            RefreshPolicy::Rotate => {
                if let Some(old) = state.refresh.get_mut(token) {
                    old.revoked = true;
                }
                Some(state.issue_refresh(grant.clone()))
            }
        };
        Ok(granted(state, &grant, next, now))
    })
}

fn credentials(world: &World, request: &RecordedRequest) -> Result<Answer, Refusal> {
    let now = world.now();
    world.with(|state| {
        let client = client(state, request)?;
        if !client.authenticated {
            return Err(("invalid_client", "Invalid client"));
        }
        let token = state.issue_access(&client.id, None, now);
        Ok(answer::json(
            200,
            &json!({
                "access_token": token,
                "token_type": "Bearer",
                "expires_in": ACCESS_LIFE.as_secs(),
            }),
        ))
    })
}

/// The answer to a user's grant.
fn granted(
    state: &mut State,
    grant: &Grant,
    refresh_token: Option<String>,
    now: std::time::SystemTime,
) -> Answer {
    let mut body = json!({
        "access_token": state.issue_access(&grant.client_id, Some(grant.clone()), now),
        "token_type": "Bearer",
        "expires_in": ACCESS_LIFE.as_secs(),
        "scope": grant.scopes.join(" "),
    });
    if let (Some(token), Some(members)) = (refresh_token, body.as_object_mut()) {
        members.insert("refresh_token".to_owned(), token.into());
    }
    answer::json(200, &body)
}
