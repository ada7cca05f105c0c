//! The tables of a grant.

use serde_json::Value;
use spotify_flow_spec::flow::{Class, Generator};

use crate::node::{
    Key, either, flag, free, list, may, must, name, named, one_of, table, text, words,
};

const TEMPLATE: &str = "A literal, or `{slot}`, `{slot|filter}`, `{slot?}` (left out when empty).";

/// The tables of a grant, beside `format` and `allow`.
pub(crate) fn keys() -> Vec<Key> {
    let grant = table(
        "The machine of a protocol, free of any provider.",
        vec![
            must("name", name("Its name, in snake_case.")),
            may("sources", list("Where it is specified.", text("An RFC and its section."))),
            may("initial", text("The state in which an attempt begins.")),
        ],
    );
    let states = named("The states of the machine.", state());
    vec![
        must("grant", grant),
        must("states", states),
        may("transitions", transitions()),
        may("renew", renew()),
    ]
}

fn state() -> Value {
    table(
        "A place in the machine: a type in the module of an app.",
        vec![
            may("summary", text("What it means, for people.")),
            may("final", flag("Whether the attempt ends here, with a token.")),
            may("shows", list("What the app may read here.", text("A slot."))),
        ],
    )
}

/// The steps of the machine.
pub(crate) fn transitions() -> Value {
    let generators = [Generator::Random, Generator::PkceVerifier].map(Generator::as_str);
    let transition = table(
        "A step between two states: a method of an attempt. It does one thing.",
        vec![
            must("from", name("The state that it leaves.")),
            must("to", name("The state that it enters.")),
            may("mint", free("Slots that are drawn fresh first.", words("How.", generators))),
            may("redirect", redirect()),
            may("callback", callback()),
            may("post", post("A request to the server, through the back channel.")),
        ],
    );
    named("The steps of the machine.", one_of(transition, &["redirect", "callback", "post"]))
}

fn redirect() -> Value {
    table(
        "Builds the URL that the user's browser is sent to.",
        vec![
            must("endpoint", name("The name of an endpoint of the flow.")),
            may("query", free("What is sent, in this order.", text(TEMPLATE))),
        ],
    )
}

fn callback() -> Value {
    table(
        "Reads what came back through the user's browser.",
        vec![
            must("in", words("Where the answer's parameters stand.", ["query", "fragment"])),
            may("expect", free("Parameters that must equal a slot.", text("Such as `{state}`."))),
            may("bind", bind()),
            may("token", flag("Whether the parameters are a token answer.")),
        ],
    )
}

fn post(says: &str) -> Value {
    table(
        says,
        vec![
            must("endpoint", name("The name of an endpoint of the flow.")),
            may("form", free("What is sent, without the client's credentials.", text(TEMPLATE))),
            may("bind", bind()),
            may("token", flag("Whether the answer is a token answer.")),
        ],
    )
}

fn bind() -> Value {
    let classes =
        [Class::Public, Class::Personal, Class::OneTime, Class::Secret, Class::LongSecret];
    let own = table(
        "A value of the protocol's own.",
        vec![
            must("from", name("Its name in the answer.")),
            may("class", words("How carefully it must be handled.", classes.map(Class::as_str))),
            may("keep", flag("Whether the session keeps it, with its token.")),
            may("scopes", flag("Whether it names the scopes that were granted.")),
            may("optional", flag("Whether the answer may be without it.")),
        ],
    );
    let registered = text("The name in the answer of a value that OAuth has registered.");
    free("Slots that keep a part of the answer.", either(vec![registered, own]))
}

/// How a session gets a new access token.
pub(crate) fn renew() -> Value {
    let post = post("The request of a refresh.");
    table(
        "How a session gets a new access token; not a step of an attempt.",
        vec![must("post", post)],
    )
}
