//! The tables of a flow.

use serde_json::{Value, json};
use spotify_flow_spec::flow::{Authentication, OptionKind};
use spotify_flow_spec::property::Property;

use crate::common::{deprecated, variables};
use crate::node::{Key, either, flag, form, free, may, must, name, named, table, text, words};
use crate::{grant, provider};

/// The tables of a flow that names its grant and may hold its provider, beside `format` and `allow`.
pub(crate) fn keys() -> Vec<Key> {
    let mut keys = own();
    keys.push(may("transitions", adjustments()));
    keys.push(may("renew", adjusted_renewal()));
    keys
}

/// The tables of a flow that holds its grant.
pub(crate) fn keys_with_grant() -> Vec<Key> {
    own().into_iter().chain(grant::keys()).collect()
}

/// The tables of either.
pub(crate) fn keys_of_both() -> Vec<Key> {
    let mut keys = own();
    let of_grant = grant::keys().into_iter().map(|(name, _, value)| match name {
        "transitions" => may(name, either(vec![adjustments(), value])),
        "renew" => may(name, either(vec![adjusted_renewal(), value])),
        _ => may(name, value),
    });
    keys.extend(of_grant);
    keys
}

fn own() -> Vec<Key> {
    let properties =
        Property::ALL.map(|it| must(it.key(), flag(&format!("{}: a claim.", it.title()))));
    let url = "An absolute URL; `{variable}` for a part that the app brings.";
    let mut keys = vec![
        must("flow", flow()),
        must(
            "properties",
            table("The four properties, each proved or a restriction.", properties.into()),
        ),
        may("endpoints", named("The endpoints that the grant asks for.", text(url))),
        must("client", client()),
        may("variables", variables()),
        may("options", options()),
    ];
    // A provider may stand in the same file.
    keys.extend(provider::keys().into_iter().map(|(name, _, value)| may(name, value)));
    keys
}

fn flow() -> Value {
    table(
        "A grant at a provider.",
        vec![
            must("name", name("Its name, in snake_case.")),
            may("title", text("Its name for people.")),
            may("summary", text("One sentence that says what it does.")),
            may("provider", name("The name of its provider; not needed beside `[provider]`.")),
            must("grant", name("The name of its grant.")),
            may("deprecated", deprecated()),
        ],
    )
}

fn client() -> Value {
    let all = Authentication::ALL;
    let says = "How the client authenticates: `none` for a public client, `basic` (a header), \
                `basic_raw` (the same, unencoded), `body` (in the form).";
    let authentication = words(says, all.map(Authentication::as_str));
    table("The client.", vec![must("authentication", authentication)])
}

fn options() -> Value {
    let kinds = [OptionKind::Bool, OptionKind::String, OptionKind::Integer].map(OptionKind::as_str);
    let place = form(
        "A transition and its part: `authorize.query`, `exchange.form`.",
        "^[a-z][a-z0-9_]*\\.(query|form)$",
        "authorize.query",
    );
    let option = table(
        "A parameter that the app may set.",
        vec![
            must("type", words("What it may be.", kinds)),
            must("in", place),
            may("summary", text("What it does.")),
        ],
    );
    named("Parameters that the app may set.", option)
}

/// Parameters that a flow adds to its grant, replaces or leaves out.
fn adjustments() -> Value {
    let mut post = part("form");
    let within = "The member of the answer that the token stands in.";
    post["properties"]["token_in"] = name(within);
    let step = table(
        "What is different in this step of the grant.",
        vec![may("redirect", part("query")), may("post", post)],
    );
    named("What is different from the grant, step by step.", step)
}

fn adjusted_renewal() -> Value {
    table("What is different in the grant's renewal.", vec![may("post", part("form"))])
}

fn part(name: &'static str) -> Value {
    let left_out = json!({ "const": false, "description": "The parameter is left out." });
    let value = either(vec![text("The value that is sent."), left_out]);
    table("The request.", vec![may(name, free("Parameters.", value))])
}
