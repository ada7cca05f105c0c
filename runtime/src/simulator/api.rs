//! The Web API: who may call it, and what is there to be called.
//!
//! Source: <https://developer.spotify.com/documentation/web-api/concepts/api-calls>

use http::Method;

use super::answer::{self, Answer, api_error};
use super::catalogue;
use super::record::RecordedRequest;
use super::world::World;

/// Who a token acts for.
pub(super) struct Caller {
    /// The scopes granted; `None` for the app's own token.
    pub(super) scopes: Option<Vec<String>>,
    /// Whether the app is in development mode.
    pub(super) development_mode: bool,
}

/// An operation: method, path with `{}` for an id, and what serves it.
type Operation = (Method, &'static str, fn(&Caller, &RecordedRequest, &str) -> Answer);

const OPERATIONS: &[Operation] = &[
    (Method::GET, "/v1/me", catalogue::me),
    (Method::GET, "/v1/me/playlists", catalogue::playlists),
    (Method::GET, "/v1/me/player", catalogue::player),
    (Method::PUT, "/v1/me/player/play", catalogue::play),
    (Method::GET, "/v1/albums/{}", catalogue::album),
    (Method::GET, "/v1/search", catalogue::search),
    (Method::GET, "/v1/browse/new-releases", catalogue::new_releases),
];

pub(super) fn call(world: &World, request: &RecordedRequest) -> Answer {
    let caller = match authenticate(world, request.header("authorization")) {
        Ok(caller) => caller,
        Err(Refusal::Api(status, message)) => return api_error(status, message),
        Err(Refusal::Gateway(text)) => return answer::text(403, text),
    };
    for (method, path, serve) in OPERATIONS {
        if let Some(id) = matches(path, &request.path).filter(|_| request.method == method.as_str())
        {
            return serve(&caller, request, id);
        }
    }
    api_error(404, "Service not found")
}

/// The id in a path, if the path is of this form; empty where there is none.
fn matches<'a>(form: &str, path: &'a str) -> Option<&'a str> {
    match form.split_once("{}") {
        None => (form == path).then_some(""),
        Some((before, after)) => path
            .strip_prefix(before)?
            .strip_suffix(after)
            .filter(|id| !id.is_empty() && !id.contains('/')),
    }
}

/// Why a call is not served.
enum Refusal {
    /// In the form of the API's errors.
    Api(u16, &'static str),
    /// 403 in plain text: from before the API itself.
    Gateway(&'static str),
}

const NO_PREMIUM: &str = "Active premium subscription required for the owner of the app.";
const NOT_LISTED: &str =
    "Check settings on developer.spotify.com/dashboard, the user may not be registered.";

fn authenticate(world: &World, header: Option<&str>) -> Result<Caller, Refusal> {
    let header = header.ok_or(Refusal::Api(401, "No token provided"))?;
    let bearer = header.strip_prefix("Bearer ").filter(|token| !token.is_empty());
    let token = bearer.ok_or(Refusal::Api(400, "Only valid bearer authentication supported"))?;
    let now = world.now();
    world.with(|state| {
        let invalid = Refusal::Api(401, "Invalid access token");
        let Some(access) = state.access.get(token) else { return Err(invalid) };
        let Some(app) = state.apps.get(&access.client_id) else { return Err(invalid) };
        if now >= access.expires_at {
            return Err(Refusal::Api(401, "The access token expired"));
        }
        if !app.owner_has_premium {
            return Err(Refusal::Gateway(NO_PREMIUM));
        }
        if !app.user_is_listed && access.grant.is_some() {
            return Err(Refusal::Gateway(NOT_LISTED));
        }
        let scopes = access.grant.as_ref().map(|grant| grant.scopes.clone());
        Ok(Caller { scopes, development_mode: app.development_mode })
    })
}
