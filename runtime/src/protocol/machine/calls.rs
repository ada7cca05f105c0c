//! What every call of the API carries.

use http::header::{Entry, HeaderMap, HeaderName, HeaderValue};

use super::slots::Slots;
use super::template;
use crate::protocol::config::Config;
use crate::protocol::flow_def::{FlowDef, ParameterDef, Part};
use crate::protocol::values::wiped;
use crate::{Error, Reason};

/// Adds the provider's headers, where the call has none of the same name. One whose optional variable
/// nobody brought is left out.
pub(crate) fn add_headers(
    flow: &FlowDef,
    config: &Config,
    headers: &mut HeaderMap,
) -> Result<(), Error> {
    if flow.provider.api_headers.is_empty() {
        return Ok(());
    }
    let slots = Slots::new(flow, config);
    for header in flow.provider.api_headers.iter() {
        let rendered = template::render(&header.value, &slots, flow)?;
        if rendered.lacks && rendered.text.is_empty() {
            continue;
        }
        let name = HeaderName::try_from(header.name.as_ref()).map_err(|_| no_header(header))?;
        let text = (*rendered.text).to_owned();
        let mut value =
            HeaderValue::from_maybe_shared(wiped(text)).map_err(|_| no_header(header))?;
        value.set_sensitive(header.value.iter().any(|part| is_secret(part, flow)));
        if let Entry::Vacant(place) = headers.entry(name) {
            place.insert(value);
        }
    }
    Ok(())
}

fn is_secret(part: &Part, flow: &FlowDef) -> bool {
    match part {
        Part::Literal(_) => false,
        Part::Slot(slot) | Part::Optional(slot) | Part::S256(slot) => {
            flow.slots.get(*slot).is_none_or(|slot| slot.secret)
        }
    }
}

fn no_header(header: &ParameterDef) -> Error {
    let message = format!("the header `{}` can't be sent with this value", header.name);
    Error::new(Reason::ValueInvalid, message)
}

/// What the path of every call begins with.
pub(crate) fn path_of_calls(flow: &FlowDef, config: &Config) -> Result<String, Error> {
    let path = flow.provider.api_path.as_ref();
    if path.is_empty() {
        return Ok(String::new());
    }
    let slots = Slots::new(flow, config);
    Ok((*template::render(path, &slots, flow)?.text).to_owned())
}
