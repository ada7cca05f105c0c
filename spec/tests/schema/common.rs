//! What several kinds of file have in common.

use serde_json::{Value, json};
use spotify_flow_spec::FORMAT;
use spotify_flow_spec::flow::VariableKind;

use crate::node::{
    Key, either, flag, form, free, list, may, must, name, named, one_of, table, text, words,
};

/// `format` and `allow`, which every file may have.
pub(crate) fn keys() -> Vec<Key> {
    let format = json!({ "const": FORMAT, "description": "The version of the spec language." });
    let at = "What stands on the line of the finding: written otherwise, the waiver ends.";
    let waiver = table(
        "A rule that does not apply.",
        vec![must("at", name(at)), must("because", name("Why.")), may("source", source())],
    );
    let allow = json!({
        "type": "object",
        "description": "Rules that are waived here, each at one place and with a reason.",
        "propertyNames": { "pattern": "^FS[0-9]{3}$", "examples": ["FS601"] },
        "additionalProperties": waiver,
    });
    vec![must("format", format), may("allow", allow)]
}

/// A deprecation.
pub(crate) fn deprecated() -> Value {
    let date = form("The date.", "^[0-9]{4}-[0-9]{2}-[0-9]{2}$", "2025-11-27");
    table(
        "Set where the provider has ended it or will: the compiler warns.",
        vec![
            must("since", date),
            must("note", name("What happened.")),
            may("use", text("What to use instead.")),
        ],
    )
}

/// Where a fact is from.
pub(crate) fn source() -> Value {
    form("The page that says so.", "^https?://", "https://a.example")
}

/// What the app brings, of a flow or of all flows of a provider.
pub(crate) fn variables() -> Value {
    let kinds = VariableKind::ALL.map(VariableKind::as_str);
    let says = "What it may be: `label` (one label of a host, or a step of a path), `host` (labels \
                with dots), `origin` (scheme, host, port), `url` (an origin with a path), `string` \
                (a parameter or a header), `secret` (the same, not to be seen).";
    let several = free("Its texts, each by a name: `{variable.name}`.", text("A text."));
    let text_of = either(vec![text("What is sent."), several]);
    let values = either(vec![
        list("The only values that it may have.", text("A value.")),
        free("The only values that it may have, each with what it stands for.", text_of),
    ]);
    let pattern = "How it must look: characters and classes, as in `[a-z0-9-]+` or `\\d{3}`.";
    let variable = table(
        "A value that the app brings: a field of its struct.",
        vec![
            may("type", words(says, kinds)),
            may("values", values),
            may("pattern", form(pattern, "^[^^$|()]+$", "[a-z0-9-]+")),
            may("default", text("What it is where the app brings none.")),
            may("optional", flag("Whether the app may leave it out: `{variable?}`.")),
            may("summary", text("What it is.")),
        ],
    );
    named("What the app brings beside its credentials.", one_of(variable, &["type", "values"]))
}
