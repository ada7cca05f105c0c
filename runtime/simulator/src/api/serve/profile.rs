//! Users' profiles.

use serde_json::{Value, json};

use super::{Reply, Served, Table};
use crate::api::{Call, refusal};
use crate::data::{Listener, User, merged};

pub(super) const TABLE: Table = &[("get-current-users-profile", me), ("get-users-profile", user)];

/// The user's own profile: each scope adds what it opens.
fn me(call: &Call<'_>, listener: &mut Listener) -> Served {
    let mut me = merged(User::LISTENER.profile(), json!({ "account_id": "simulated-account" }));
    if call.caller.has("user-read-email") {
        me = merged(me, json!({ "email": "listener@example.com" }));
    }
    if call.caller.has("user-read-private") {
        me = merged(me, private(listener));
    }
    Ok(Reply::Json(me))
}

fn private(listener: &Listener) -> Value {
    json!({
        "country": "SE",
        "explicit_content": { "filter_enabled": false, "filter_locked": false },
        "product": if listener.premium { "premium" } else { "free" },
    })
}

fn user(call: &Call<'_>, _: &mut Listener) -> Served {
    let user = call.path("user_id").and_then(User::find).ok_or_else(refusal::not_found)?;
    Ok(Reply::Json(user.profile()))
}
