//! What the API's objects have in common.

use serde_json::{Value, json};

use super::seed::Seed;
use super::uri::Uri;

/// The members of one object and those of another.
pub(crate) fn merged(mut object: Value, more: Value) -> Value {
    if let (Some(members), Value::Object(more)) = (object.as_object_mut(), more) {
        members.extend(more);
    }
    object
}

/// What everything with a URI has.
pub(crate) fn object(uri: &Uri) -> Value {
    json!({
        "id": uri.id,
        "type": uri.kind.name(),
        "uri": uri.to_string(),
        "href": uri.href(),
        "external_urls": { "spotify": uri.page() },
    })
}

/// A picture in the three sizes that there are.
pub(crate) fn images(id: &str) -> Value {
    let image = |side: usize| {
        let name = Seed::new(id, side).hex(40);
        json!({ "url": format!("https://i.scdn.co/image/{name}"), "height": side, "width": side })
    };
    json!([image(640), image(300), image(64)])
}

/// Where it can be heard, as the object of somebody who did not name a market.
pub(crate) fn markets() -> Value {
    json!(["AU", "BR", "CA", "DE", "ES", "FR", "GB", "JP", "MX", "NL", "NO", "SE", "US"])
}

/// Text for people, plain and as HTML.
pub(crate) fn description(text: &str) -> Value {
    json!({ "description": text, "html_description": format!("<p>{text}</p>") })
}
