//! A flow that is nothing but its slots, for unit tests.

use std::borrow::Cow;

use crate::protocol::flow_def::{
    Authentication, Expires, FlowDef, Properties, ProviderDef, SlotDef, VariableDef, VariableKind,
};

pub(crate) fn slot(name: &'static str, from_app: bool) -> SlotDef {
    SlotDef { name: name.into(), secret: false, from_app, variable: None }
}

/// The slot of a variable that may be any text.
pub(crate) fn variable(name: &'static str) -> SlotDef {
    let variable = VariableDef {
        name: name.into(),
        kind: VariableKind::String,
        default: None,
        values: Cow::Borrowed(&[]),
        pattern: None,
    };
    SlotDef { variable: Some(variable), ..slot(name, true) }
}

pub(crate) fn flow(slots: Vec<SlotDef>) -> FlowDef {
    FlowDef {
        name: "flow".into(),
        provider: ProviderDef {
            name: "provider".into(),
            title: "Provider".into(),
            issuer: None,
            api_origins: Cow::Borrowed(&[]),
            api_origin_from: None,
            api_headers: Cow::Borrowed(&[]),
            api_token: None,
            api_path: Cow::Borrowed(&[]),
            redirect: Cow::Borrowed(&[]),
            scope_separator: " ".into(),
            implied_scopes: Cow::Borrowed(&[]),
            token_kinds: Cow::Borrowed(&[]),
            json: false,
            scope_array: false,
            errors: Cow::Borrowed(&[]),
            token_lifetime: None,
            expires: Expires::Seconds,
            members: Cow::Borrowed(&[]),
            limit_by_user: false,
            limit_reset: None,
            refusals: Cow::Borrowed(&[]),
            refresh_lifetime: None,
        },
        properties: Properties {
            needs_user_consent: true,
            refreshable: false,
            short_lived: true,
            user_scoped: true,
        },
        authentication: Authentication::None,
        slots: slots.into(),
        endpoints: Cow::Borrowed(&[]),
        states: Cow::Borrowed(&[]),
        initial: 0,
        transitions: Cow::Borrowed(&[]),
        renew: None,
        kept: Cow::Borrowed(&[]),
        granted: None,
        options: Cow::Borrowed(&[]),
    }
}
