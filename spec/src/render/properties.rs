//! The property table.

use crate::flow::Flow;
use crate::property::Property;

/// One flow's properties as a Markdown table, with what each means for its user.
#[must_use]
pub fn markdown(flow: &Flow) -> String {
    let mut text = String::from("| property | | so |\n|---|---|---|\n");
    for property in Property::ALL {
        let value = flow.properties.get(property);
        let row = (property.title(), yes_no(value), meaning(property, value));
        text.push_str(&format!("| {} | {} | {} |\n", row.0, row.1, row.2));
    }
    text
}

/// The word for a property's value in every table.
#[must_use]
pub fn yes_no(value: bool) -> &'static str {
    if value { "yes" } else { "no" }
}

/// What a property's value means for whoever uses the flow.
fn meaning(property: Property, value: bool) -> &'static str {
    match (property, value) {
        (Property::NeedsUserConsent, true) => "a user must agree once, in a browser: `login`",
        (Property::NeedsUserConsent, false) => "the app gets its token alone: `connect`",
        (Property::Refreshable, true) => "a session renews its token; `refresh` does it at once",
        (Property::Refreshable, false) => "there is no `refresh`",
        (Property::ShortLived, true) => "when the token ends, the user must come again",
        (Property::ShortLived, false) => "a session outlives its tokens",
        (Property::UserScoped, true) => "the token acts for a user, within the scopes asked for",
        (Property::UserScoped, false) => "the token acts for no user, and has no scopes",
    }
}
