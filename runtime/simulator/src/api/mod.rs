//! The Web API: who may call it, what there is to be called, and what comes back.
//!
//! `operations.json` says what Spotify offers: paths, parameters, scopes. It is read from Spotify's
//! documentation and is the simulator's own; the engine's tables are made elsewhere.
//!
//! Source: <https://developer.spotify.com/documentation/web-api/concepts/api-calls>

mod body;
mod call;
mod caller;
mod development;
mod fields;
mod operation;
mod params;
mod refusal;
mod route;
mod scope;
mod serve;

use self::call::Call;
use self::caller::Caller;
use self::operation::Operation;
use self::refusal::Refusal;
use self::route::Route;
use self::serve::Reply;
use super::answer::{self, Answer};
use super::data::Listener;
use super::record::RecordedRequest;
use super::world::World;

pub(super) fn call(world: &World, request: &RecordedRequest) -> Answer {
    let caller = match caller::authenticate(world, request.header("authorization")) {
        Ok(caller) => caller,
        Err(refusal) => return refusal.into_answer(),
    };
    let path = request.path.strip_prefix("/v1").unwrap_or_default();
    let (operation, path) = match route::find(&request.method, path) {
        Route::Found(operation, path) => (operation, path),
        Route::OtherMethods(allowed) => return refusal::method_not_allowed(&allowed),
        Route::Unknown => return Refusal::new(404, "Service not found").into_answer(),
    };
    // Which scopes are needed may depend on the body; what is wrong with it comes later.
    let (body, readable) = match body::read(operation, request) {
        Ok(body) => (body, Ok(())),
        Err(refusal) => (serde_json::Value::Null, Err(refusal)),
    };
    let call = Call { operation, request, path, body, caller, now: world.now() };
    let served = world.with(|state| {
        admit(&call, &state.listener)?;
        params::check(&call)?;
        readable?;
        (operation.serve)(&call, &mut state.listener)
    });
    served.map_or_else(Refusal::into_answer, |reply| shown(&call, reply))
}

/// Whether this caller may do this at all, whatever the request says.
fn admit(call: &Call<'_>, listener: &Listener) -> Result<(), Refusal> {
    if call.operation.removed && call.caller.development_mode {
        return Err(Refusal::new(403, "Forbidden"));
    }
    if !scope::allows(call, listener) {
        return Err(refusal::scope_missing(call.operation));
    }
    if call.operation.premium_only && !listener.premium {
        return Err(refusal::premium_required());
    }
    Ok(())
}

/// As the operation answers, and as much of it as the app may see.
fn shown(call: &Call<'_>, reply: Reply) -> Answer {
    let success = call.operation.success;
    match reply {
        Reply::Json(mut body) => {
            if call.caller.development_mode {
                development::strip(&mut body);
            }
            answer::json(success, &body)
        }
        Reply::Done => answer::empty(success),
        Reply::Nothing => answer::empty(204),
    }
}

#[cfg(test)]
mod tests {
    use super::Operation;

    /// One that nobody serves is left out when the file is read.
    #[test]
    fn all_operations_are_read_and_each_has_somebody_who_serves_it() {
        assert_eq!(Operation::all().len(), 97);
    }
}
