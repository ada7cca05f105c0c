//! Templates, filled in.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use super::slots::Slots;
use crate::flow_def::{FlowDef, ParameterDef, Part};
use crate::form::Form;
use crate::{Error, Reason};

/// A template filled in.
pub(super) struct Rendered {
    text: Zeroizing<String>,
    /// Whether an optional slot was empty.
    lacks: bool,
}

impl Rendered {
    pub(super) fn into_text(self) -> String {
        self.text.as_str().to_owned()
    }
}

/// Fills in a template. A value is put in as it is: braces in it mean nothing.
pub(super) fn render(parts: &[Part], slots: &Slots, flow: &FlowDef) -> Result<Rendered, Error> {
    let mut text = Zeroizing::new(String::new());
    let mut lacks = false;
    for part in parts {
        match part {
            Part::Literal(literal) => text.push_str(literal),
            Part::Slot(slot) => text.push_str(slots.required(*slot, flow)?.expose()),
            Part::Optional(slot) => match slots.optional(*slot, flow)? {
                Some(value) => text.push_str(value.expose()),
                None => lacks = true,
            },
            Part::S256(slot) => text.push_str(&challenge(slots.required(*slot, flow)?.expose())?),
        }
    }
    if lacks {
        // "offline_access {scope?}" without scopes is "offline_access".
        let trimmed = text.trim().to_owned();
        text = Zeroizing::new(trimmed);
    }
    Ok(Rendered { text, lacks })
}

/// The challenge of a verifier. The engine mints good ones; a suspended attempt may bring a damaged
/// one back (RFC 7636 section 4.1: 43 to 128 characters, all of them unreserved).
fn challenge(verifier: &str) -> Result<String, Error> {
    let unreserved = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    if (43..=128).contains(&verifier.len()) && verifier.bytes().all(unreserved) {
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
pub(super) fn append(
    form: &mut Form,
    parameters: &[ParameterDef],
    slots: &Slots,
    flow: &FlowDef,
) -> Result<(), Error> {
    append_with(form, parameters, slots, flow, None)
}

/// As [`append`], where a renewal brings the refresh token of its session.
pub(super) fn append_with(
    form: &mut Form,
    parameters: &[ParameterDef],
    slots: &Slots,
    flow: &FlowDef,
    refresh_token: Option<&str>,
) -> Result<(), Error> {
    for parameter in parameters {
        if let ([Part::Slot(slot)], Some(token)) = (parameter.value.as_ref(), refresh_token)
            && flow.slots.get(*slot).is_some_and(|slot| slot.name == "refresh_token")
        {
            form.append(&parameter.name, token);
            continue;
        }
        let rendered = render(&parameter.value, slots, flow)?;
        if !(rendered.lacks && rendered.text.is_empty()) {
            form.append(&parameter.name, &rendered.text);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use crate::machine::bare::{flow, slot};

    /// A parameter `p` as it is sent when the slot `scope` holds this.
    fn sent(value: Vec<Part>, scope: Option<&str>) -> String {
        let flow = flow(vec![slot("scope", true)]);
        let mut slots = Slots::new(&flow, &Config::new(&"id".into()));
        scope.into_iter().for_each(|scope| slots.set(0, scope.to_owned()));
        let mut form = Form::default();
        let parameter = ParameterDef { name: "p".into(), value: value.into() };
        append(&mut form, &[parameter], &slots, &flow).unwrap();
        form.as_str().to_owned()
    }

    #[test]
    fn a_parameter_is_left_out_when_it_is_empty_for_want_of_an_optional_value() {
        let optional = || Part::Optional(0);
        let with_more = || vec![Part::Literal("offline_access ".into()), optional()];
        assert_eq!(sent(vec![optional()], None), "");
        assert_eq!(sent(vec![optional()], Some("a b")), "p=a+b");
        assert_eq!(sent(with_more(), None), "p=offline_access");
        assert_eq!(sent(with_more(), Some("a")), "p=offline_access+a");
        assert_eq!(sent(vec![Part::Literal("".into())], None), "p=");
    }

    #[test]
    fn s256_is_the_example_of_rfc_7636_appendix_b() {
        let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
        assert_eq!(s256(verifier), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }
}
