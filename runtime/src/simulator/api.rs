//! The Web API: a user's profile and playlists, and public albums.
//!
//! Source: <https://developer.spotify.com/documentation/web-api>

use http::Method;
use serde_json::{Value, json};

use super::answer::{self, Answer, api_error};
use super::record::RecordedRequest;
use super::world::World;

/// Who a token acts for.
struct Caller {
    /// The scopes granted; `None` for the app's own token.
    scopes: Option<Vec<String>>,
}

/// An operation: method, path with `{}` for an id, and what serves it.
type Operation = (Method, &'static str, fn(&Caller, &RecordedRequest, &str) -> Answer);

const OPERATIONS: &[Operation] = &[
    (Method::GET, "/v1/me", me),
    (Method::GET, "/v1/me/playlists", playlists),
    (Method::GET, "/v1/albums/{}", album),
];

pub(super) fn call(world: &World, request: &RecordedRequest) -> Answer {
    let caller = match authenticate(world, request.header("authorization")) {
        Ok(caller) => caller,
        Err((status, message)) => return api_error(status, message),
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

fn authenticate(world: &World, header: Option<&str>) -> Result<Caller, (u16, &'static str)> {
    let header = header.ok_or((401, "No token provided"))?;
    let bearer = header.strip_prefix("Bearer ").filter(|token| !token.is_empty());
    let token = bearer.ok_or((400, "Only valid bearer authentication supported"))?;
    let now = world.now();
    world.with(|state| {
        let access = state.access.get(token).ok_or((401, "Invalid access token"))?;
        if now >= access.expires_at {
            return Err((401, "The access token expired"));
        }
        Ok(Caller { scopes: access.grant.as_ref().map(|grant| grant.scopes.clone()) })
    })
}

fn has(caller: &Caller, scope: &str) -> bool {
    caller.scopes.as_ref().is_some_and(|scopes| scopes.iter().any(|granted| granted == scope))
}

fn me(caller: &Caller, _: &RecordedRequest, _: &str) -> Answer {
    if caller.scopes.is_none() {
        return api_error(403, "Insufficient client scope");
    }
    let mut me = json!({
        "id": "simulated-listener",
        "display_name": "Simulated Listener",
        "type": "user",
        "uri": "spotify:user:simulated-listener",
        "href": "https://api.spotify.com/v1/users/simulated-listener",
        "images": [],
    });
    if let Some(members) = me.as_object_mut() {
        if has(caller, "user-read-email") {
            members.insert("email".to_owned(), "listener@example.com".into());
        }
        if has(caller, "user-read-private") {
            members.insert("country".to_owned(), "SE".into());
            members.insert("product".to_owned(), "premium".into());
        }
    }
    answer::json(200, &me)
}

fn playlists(caller: &Caller, request: &RecordedRequest, _: &str) -> Answer {
    if !has(caller, "playlist-read-private") {
        return api_error(403, "Insufficient client scope");
    }
    let number = |name: &str, default: usize| match request.query(name) {
        None => Some(default),
        Some(text) => text.parse().ok(),
    };
    let (Some(limit), Some(offset)) = (number("limit", 20), number("offset", 0)) else {
        return api_error(400, "Invalid limit");
    };
    if !(1..=50).contains(&limit) {
        return api_error(400, "Invalid limit");
    }
    let all: Vec<Value> = ["Road Trip", "Rainy Sunday", "Focus"].iter().map(playlist).collect();
    let items: Vec<&Value> = all.iter().skip(offset).take(limit).collect();
    answer::json(
        200,
        &json!({
            "href": "https://api.spotify.com/v1/me/playlists",
            "items": items,
            "limit": limit,
            "offset": offset,
            "next": null,
            "previous": null,
            "total": all.len(),
        }),
    )
}

fn playlist(name: &&str) -> Value {
    json!({ "name": name, "type": "playlist", "public": false, "owner": { "id": "simulated-listener" } })
}

/// Albums that anybody may see.
const ALBUMS: [(&str, &str, &str); 2] = [
    ("4aawyAB9vmqN3uQ7FjRGTy", "Global Warming", "Pitbull"),
    ("1ATL5GLyefJaxhQzSPVrLX", "Scorpion", "Drake"),
];

fn album(_: &Caller, _: &RecordedRequest, id: &str) -> Answer {
    if id.len() != 22 || !id.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return api_error(400, "invalid id");
    }
    match ALBUMS.iter().find(|(known, ..)| *known == id) {
        Some((id, name, artist)) => answer::json(
            200,
            &json!({
                "id": id,
                "name": name,
                "type": "album",
                "uri": format!("spotify:album:{id}"),
                "artists": [{ "name": artist, "type": "artist" }],
            }),
        ),
        None => api_error(404, "Resource not found"),
    }
}
