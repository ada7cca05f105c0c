//! The tables of an API.

use serde_json::Value;
use spotify_flow_spec::api::{AppToken, Method};

use crate::common::deprecated;
use crate::node::{
    Key, flag, form, free, list, may, must, name, named, number, one_of, table, text, words,
};

/// The tables of an API in a file of its own, beside `format` and `allow`.
pub(crate) fn keys() -> Vec<Key> {
    let mut keys = vec![must("provider", name("The name of its provider."))];
    keys.extend(head());
    vec![must("api", table("A provider's API.", keys)), may("operations", operations())]
}

/// The table `[api]` in a provider's own file.
pub(crate) fn inline() -> Value {
    table("The provider's API.", head())
}

fn head() -> Vec<Key> {
    let base = form("What every path begins with.", "^/.*[^/]$", "/v1");
    let source = text("The page that describes an operation, with `{id}` for its id.");
    vec![may("base", base), may("source", source)]
}

/// The operations, by name.
pub(crate) fn operations() -> Value {
    let mut keys: Vec<Key> = Method::ALL.map(|(key, method)| may(key, path(method))).into();
    keys.extend(what());
    keys.extend(parameters());
    keys.extend(access());
    let operation = table("A call of the API: a type for Rust.", keys);
    let methods = Method::ALL.map(|(key, _)| key);
    named("The operations, by their names in snake_case.", one_of(operation, &methods))
}

fn path(method: Method) -> Value {
    let says =
        format!("The path of a {} request, with `{{name}}` for a parameter.", method.as_str());
    form(&says, "^/", "/things")
}

fn what() -> Vec<Key> {
    vec![
        may("id", text("The provider's own name for it.")),
        may("title", text("Its name for people.")),
        may("summary", text("What is worth knowing about it.")),
        may("success", list("The statuses of a success.", number("A status.", 200, 299))),
        may("page", text("Where in the answer its page is: empty for the answer itself.")),
        may("deprecated", deprecated()),
    ]
}

fn parameters() -> Vec<Key> {
    let one = "(string|integer|number|boolean|object|'[a-z][a-z_-]*'(\\|'[a-z][a-z_-]*')*)";
    let kind = || {
        let says = "`string`, `integer`, `number`, `boolean`, `object` or `'one'|'other'`; then `[]` \
                    for a list, then `?` when it may be left out.";
        form(says, &format!("^{one}(\\[\\])?\\??$"), "string")
    };
    vec![
        may("path", free("Types of the path's parameters, where they are no strings.", kind())),
        may("query", free("Parameters of the query, with their types.", kind())),
        may("json", free("Members of the body, with their types.", kind())),
        may(
            "body",
            form("The media type of a body that is sent as it is.", "^[^/]+/[^/]+$", "image/png"),
        ),
    ]
}

fn access() -> Vec<Key> {
    let app_token =
        words("Whether an app's own token may call it.", AppToken::ALL.map(|(word, _)| word));
    vec![
        must("app_token", app_token),
        may(
            "scopes",
            list("What must have been asked for, all of it.", text("A scope or a group.")),
        ),
        may("optional_scopes", list("What adds to the answer.", text("A scope."))),
        may("premium", flag("Whether the user must be a paying one.")),
    ]
}
