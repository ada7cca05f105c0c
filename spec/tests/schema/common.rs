//! What several kinds of file have in common.

use serde_json::{Value, json};
use spotify_flow_spec::FORMAT;

use crate::node::may;
use crate::node::{Key, form, must, name, table, text};

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
