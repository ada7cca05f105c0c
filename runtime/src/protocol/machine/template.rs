//! Templates, filled in.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

use super::slots::{Slots, sound};
use crate::protocol::flow_def::{FlowDef, ParameterDef, Part};
use crate::protocol::form::{Form, Value};
use crate::protocol::scan;
use crate::protocol::values::Secret;
use crate::{Error, Reason};

/// A template filled in.
pub(super) struct Rendered<'a> {
    pub(super) text: Value<'a>,
    /// Whether an optional slot was empty.
    pub(super) lacks: bool,
}

/// Fills in a template. A value is put in as it is: braces in it mean nothing.
pub(super) fn render<'a>(
    parts: &'a [Part],
    slots: &'a Slots,
    flow: &'a FlowDef,
) -> Result<Rendered<'a>, Error> {
    if let [part] = parts {
        let text = fill(part, slots, flow)?;
        let lacks = text.is_none();
        return Ok(Rendered { text: text.unwrap_or(Value::Kept("")), lacks });
    }
    let pieces = parts.iter().map(|part| fill(part, slots, flow)).collect::<Result<Vec<_>, _>>()?;
    let length = pieces.iter().flatten().map(|piece| piece.len()).sum();
    let mut text = String::with_capacity(length);
    pieces.iter().flatten().for_each(|piece| text.push_str(piece));
    let mut text = Secret::new(text);
    let lacks = pieces.iter().any(Option::is_none);
    if lacks {
        // "offline_access {scope?}" without scopes is "offline_access".
        text = Secret::new(text.expose().trim());
    }
    Ok(Rendered { text: Value::Made(text), lacks })
}

/// What a part of a template stands for; nothing for an optional slot that is empty.
fn fill<'a>(part: &'a Part, slots: &'a Slots, flow: &FlowDef) -> Result<Option<Value<'a>>, Error> {
    Ok(match part {
        Part::Literal(literal) => Some(Value::Kept(literal)),
        Part::Slot(slot) => Some(Value::Kept(slots.required(*slot, flow)?.expose())),
        Part::Optional(slot) => slots.optional(*slot, flow)?.map(Value::Kept),
        Part::S256(slot) => {
            let challenge = challenge(slots.required(*slot, flow)?.expose())?;
            Some(Value::Made(Secret::new(challenge)))
        }
    })
}

/// Whether a text can be a verifier (RFC 7636 section 4.1): 43 to 128 characters, all of them
/// unreserved.
pub(super) fn is_verifier(text: &str) -> bool {
    let odd = |byte: u8| {
        let mark = (byte == b'-') | (byte == b'.') | (byte == b'_') | (byte == b'~');
        !(byte.is_ascii_alphanumeric() | mark)
    };
    (43..=128).contains(&text.len()) && !scan::any(text, odd)
}

/// The challenge of a verifier. The engine mints good ones; what an app brings may be none.
fn challenge(verifier: &str) -> Result<String, Error> {
    if is_verifier(verifier) {
        return Ok(s256(verifier));
    }
    let message = "a code verifier has 43 to 128 letters, digits, `-`, `.`, `_` and `~`";
    Err(Error::new(Reason::ValueInvalid, message))
}

/// The base64url SHA-256 of a verifier (RFC 7636 section 4.2).
fn s256(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes()))
}

/// Adds parameters to a query or a form.
pub(super) fn append<'a>(
    form: &mut Form<'a>,
    parameters: &'a [ParameterDef],
    slots: &'a Slots,
    flow: &'a FlowDef,
) -> Result<(), Error> {
    append_with(form, parameters, slots, flow, None)
}

/// As [`append`], where a renewal brings the refresh token of its session.
pub(super) fn append_with<'a>(
    form: &mut Form<'a>,
    parameters: &'a [ParameterDef],
    slots: &'a Slots,
    flow: &'a FlowDef,
    refresh_token: Option<&'a Secret>,
) -> Result<(), Error> {
    for parameter in parameters {
        if let ([Part::Slot(slot)], Some(token)) = (parameter.value.as_ref(), refresh_token)
            && flow.slots.get(*slot).is_some_and(|slot| slot.name == "refresh_token")
        {
            form.append(&parameter.name, Value::Kept(sound("refresh_token", token.expose())?));
            continue;
        }
        let rendered = render(&parameter.value, slots, flow)?;
        if !(rendered.lacks && rendered.text.is_empty()) {
            form.append(&parameter.name, rendered.text);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::config::Config;
    use crate::protocol::machine::bare::{flow, slot};

    /// A parameter `p` as it is sent when the slot `scope` holds this.
    fn sent(value: Vec<Part>, scope: Option<&str>) -> String {
        let flow = flow(vec![slot("scope", true)]);
        let mut slots = Slots::new(&flow, &Config::new(&"id".into()));
        scope.into_iter().for_each(|scope| slots.set(0, scope.to_owned(), &flow));
        let mut form = Form::with_capacity(1);
        let parameters = [ParameterDef { name: "p".into(), value: value.into() }];
        append(&mut form, &parameters, &slots, &flow).unwrap();
        form.body()
    }

    #[test]
    fn a_parameter_is_left_out_when_it_is_empty_for_want_of_an_optional_value() {
        let optional = || Part::Optional(0);
        let with_more = || vec![Part::Literal("offline_access ".into()), optional()];
        assert_eq!(sent(vec![optional()], None), "");
        assert_eq!(sent(vec![optional()], Some("a b")), "p=a%20b");
        assert_eq!(sent(with_more(), None), "p=offline_access");
        assert_eq!(sent(with_more(), Some("a")), "p=offline_access%20a");
        assert_eq!(sent(vec![Part::Literal("".into())], None), "p=");
    }

    #[test]
    fn s256_is_the_example_of_rfc_7636_appendix_b() {
        let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
        assert_eq!(s256(verifier), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }
}
