//! The tables of a provider.

use serde_json::{Value, json};
use spotify_flow_spec::flow::Authentication;
use spotify_flow_spec::provider::{Expires, Meaning, Pkce, RedirectKind, Rotation};

use crate::api;
use crate::common::{deprecated, source, variables};
use crate::node::{
    Key, either, flag, form, free, list, may, must, name, named, number, one_of, table, text, words,
};

/// The tables of a provider's own file, beside `format` and `allow`.
pub(crate) fn file_keys() -> Vec<Key> {
    keys().into_iter().chain([may("variables", variables())]).collect()
}

/// The tables of a provider, in a flow's file or in its own.
pub(crate) fn keys() -> Vec<Key> {
    vec![
        must("provider", provider()),
        may("redirect", redirect()),
        may("refresh_tokens", refresh_tokens()),
        may("tokens", tokens()),
        may("servers", servers()),
        may("support", support()),
        may("limits", limits()),
        may("refusals", refusals()),
        may("scopes", scopes()),
        may("api", api::inline()),
        may("operations", api::operations()),
    ]
}

fn provider() -> Value {
    let origin = "Scheme, host and port, with variables, or `https://*.a.example`.";
    let from = name("The member of a token answer that says which of them it is.");
    let mut origins = list("The only origins that a token is sent to.", text(origin));
    origins["minItems"] = json!(1);
    let headers = "Headers of every call: with variables, `{client_id}`, or `{access_token}` where the \
                   token has a header or a scheme of its own.";
    let path = "What the path of every call begins with; with variables.";
    let calls = vec![
        may("origins", origins),
        may("from", from),
        may("headers", free(headers, text("A value."))),
        may("path", form(path, "^/.*[^/]$", "/v3/{account}")),
    ];
    table(
        "An authorization server and its API.",
        vec![
            must("name", name("Its name, in snake_case.")),
            may("title", text("Its name for people.")),
            may(
                "env",
                form("What variables of the environment begin with.", "^[A-Z][A-Z0-9_]*$", "ACME"),
            ),
            may(
                "issuer",
                form(
                    "Its issuer identifier (RFC 9207), when it sends one; with variables.",
                    "^(https://|\\{)",
                    "https://a.example",
                ),
            ),
            may("api", table("Its API.", calls)),
        ],
    )
}

fn redirect() -> Value {
    let kinds = RedirectKind::ALL.map(RedirectKind::as_str);
    let mut allow = list("The kinds of redirect URI that it takes.", words("A kind.", kinds));
    allow["minItems"] = json!(1);
    table(
        "Which redirect URIs it takes; without this, every kind.",
        vec![may("allow", allow), may("source", source())],
    )
}

fn refresh_tokens() -> Value {
    let lifetime = table(
        "How long a refresh token lives.",
        vec![
            may("months", number("Calendar months.", 0, 1200)),
            may("days", number("Days, on top of the months.", 0, 36_525)),
            must("from", words("What the time counts from.", ["authorization", "use"])),
        ],
    );
    let rotation = [Rotation::Never, Rotation::Optional, Rotation::Always].map(Rotation::as_str);
    table(
        "What it does with refresh tokens.",
        vec![
            may("issued", issued()),
            may("rotation", words("Whether a refresh brings a new one.", rotation)),
            may("lifetime", lifetime),
            may("source", source()),
        ],
    )
}

fn tokens() -> Value {
    let kinds = "Values of `token_type` beside `Bearer` whose tokens are sent in the same way.";
    let errors = "Error codes of its own, or a status and what the words hold, each with the code of \
                  OAuth that it means.";
    let members = "Members of an answer that stand elsewhere: OAuth's names, each with a path.";
    let lifetime = either(vec![
        words("Whether a token ends.", ["limited", "unlimited"]),
        number("How long it lives where its answer does not say, in seconds.", 1, 315_360_000),
    ]);
    let expires = words("How an answer says its end.", Expires::ALL.map(|(word, _)| word));
    table(
        "What its tokens are like.",
        vec![
            may("lifetime", lifetime),
            may("expires", expires),
            may("members", free(members, text("Such as `data.token`."))),
            may("request", words("How a token is asked for.", ["form", "json"])),
            may("scope", words("How an answer writes its scopes.", ["text", "array"])),
            may("kinds", list(kinds, text("A kind."))),
            may("errors", free(errors, text("A code of RFC 6749."))),
            may("source", source()),
        ],
    )
}

fn servers() -> Value {
    let domain = form("A registrable domain.", "^[^:/]+$", "accounts.example");
    table(
        "Its own servers.",
        vec![
            must("domains", list("Domains beside the authorization endpoint's.", domain)),
            must("source", source()),
        ],
    )
}

fn limits() -> Value {
    let reset = "The header that says when a limit ends, in seconds since 1970.";
    table(
        "By what its API counts calls.",
        vec![
            may("by", words("Whose calls it counts.", ["client", "user"])),
            may("reset", form(reset, "^[A-Za-z0-9_-]+$", "x-ratelimit-reset")),
            may("source", source()),
        ],
    )
}

fn support() -> Value {
    let ways = words("A way.", Authentication::ALL.map(Authentication::as_str));
    table(
        "What it supports of what clients should do.",
        vec![
            may(
                "pkce",
                words("Which clients it takes PKCE from.", Pkce::ALL.map(|(word, _)| word)),
            ),
            may("authentication", list("How its clients may authenticate.", ways)),
            must("source", source()),
        ],
    )
}

fn refusals() -> Value {
    let answer = "A status, and what the words of the answer hold.";
    let says = |says: &str| list(says, form(answer, "^[234][0-9]{2}( .+)?$", "403 no such thing"));
    let meaning = |meaning| match meaning {
        Meaning::Ended => says("The token has ended."),
        Meaning::Scope => says("The token lacks a scope."),
        Meaning::Limited => says("There were too many calls."),
    };
    let mut keys: Vec<Key> =
        Meaning::ALL.into_iter().map(|(key, it)| may(key, meaning(it))).collect();
    keys.push(may("source", source()));
    table("What answers of its API mean, where their status does not say it.", keys)
}

fn issued() -> Value {
    let pairs = "Such as `\"authorize.query.access_type\" = \"offline\"`.";
    let mut when = free(pairs, text("The value that is sent."));
    when["minProperties"] = json!(1);
    let condition = table(
        "When a request says so.",
        vec![may("when", when), may("scope", name("The value of a scope that is asked for."))],
    );
    let always = words("Always, or never.", ["never", "always"]);
    either(vec![always, one_of(condition, &["when", "scope"])])
}

fn scopes() -> Value {
    let scope = table(
        "A permission.",
        vec![
            must("value", name("Its name for the server.")),
            may("summary", text("What it grants.")),
            may("implies", list("The scopes that it has in it.", text("A scope, by its name."))),
            may("deprecated", deprecated()),
        ],
    );
    let group = table(
        "Scopes of which any one will do.",
        vec![
            must("any", list("The scopes.", text("A scope, by its name here."))),
            may("summary", text("What decides which one is needed.")),
        ],
    );
    table(
        "What may be asked for.",
        vec![
            may(
                "separator",
                form("What separates scopes in a request.", "^[ -/:-@\\[-`{-~]$", ","),
            ),
            may("open", flag("Whether there are more scopes than the list has.")),
            may("source", source()),
            may("list", named("The scopes, by their names in Rust.", scope)),
            may("groups", named("Groups of scopes, by their names in Rust.", group)),
        ],
    )
}
