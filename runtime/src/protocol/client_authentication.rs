//! How a client proves who it is (RFC 6749 section 2.3).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::HeaderValue;
use zeroize::Zeroizing;

use crate::protocol::error::INVALID_CLIENT;
use crate::protocol::flow_def::Authentication;
use crate::protocol::form::{Form, Value};
use crate::protocol::values::wiped;
use crate::{Error, Reason};

/// Adds the client's credentials to a request: to its form, or as a header; never both.
pub(crate) fn add<'a>(
    authentication: Authentication,
    client_id: &'a str,
    client_secret: Option<&'a str>,
    form: &mut Form<'a>,
) -> Result<Option<HeaderValue>, Error> {
    let secret = || {
        client_secret.ok_or_else(|| {
            Error::new(Reason::ValueMissing, "the flow authenticates with a client secret")
                .with_advice("bring one: a field `client_secret: ClientSecret`")
        })
    };
    match authentication {
        Authentication::None => {
            form.append("client_id", Value::Kept(client_id));
            Ok(None)
        }
        Authentication::Body => {
            form.append("client_id", Value::Kept(client_id));
            form.append("client_secret", Value::Kept(secret()?));
            Ok(None)
        }
        Authentication::Basic => {
            let (id, secret) = (encode(client_id), Zeroizing::new(encode(secret()?)));
            basic(&id, &secret).map(Some)
        }
        Authentication::BasicRaw => basic(client_id, secret()?).map(Some),
    }
}

/// What to do where a server does not know the client: how the client says who it is may be all that
/// is wrong.
pub(crate) fn advised(error: Error, authentication: Authentication) -> Error {
    // Of the secret, or the id alone, the server has said more than this.
    if error.reason() != Reason::InvalidClient || error.advice() != Some(INVALID_CLIENT) {
        return error;
    }
    let all = [
        (Authentication::None, "none"),
        (Authentication::Basic, "basic"),
        (Authentication::BasicRaw, "basic_raw"),
        (Authentication::Body, "body"),
    ];
    let in_force = all.iter().find(|(known, _)| *known == authentication);
    let others = all.iter().filter(|(known, _)| *known != authentication);
    let others: Vec<String> = others.map(|(_, name)| format!("`{name}`")).collect();
    let advice = format!(
        "{INVALID_CLIENT}; or the server wants another `[client] authentication` than `{}`, which the \
         flow's file says: {}",
        in_force.map_or("", |(_, name)| name),
        others.join(", "),
    );
    error.with_advice(advice)
}

fn basic(id: &str, secret: &str) -> Result<HeaderValue, Error> {
    let pair = Zeroizing::new([id, ":", secret].concat());
    // Room for all of it: a text that grows leaves copies behind.
    let mut text = String::with_capacity("Basic ".len() + pair.len().div_ceil(3) * 4);
    text.push_str("Basic ");
    STANDARD.encode_string(pair.as_bytes(), &mut text);
    let mut value = HeaderValue::from_maybe_shared(wiped(text))
        .map_err(|_| Error::new(Reason::ValueInvalid, "the client's credentials make no header"))?;
    value.set_sensitive(true);
    Ok(value)
}

/// Id and secret are form-encoded before they are joined (RFC 6749 section 2.3.1), in the way that
/// nearly every server decodes: a space as `%20`, not `+`, and `-._~*` as they are. Servers that
/// take the bytes as they come then see what was registered. (Against the vectors `basic-form-space`,
/// `basic-form-tilde` and `basic-form-appendix-b`, which encode as a browser's form does.)
fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(3 * text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~*".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_not_known_is_told_how_it_says_who_it_is_and_how_else_it_could() {
        let refused = |description| {
            let code = ("invalid_client", "invalid_client");
            Error::from_server(Reason::InvalidClient, code, description, None)
        };
        let error = advised(refused(None), Authentication::Basic);
        let advice = error.advice().unwrap();
        assert!(advice.contains("`[client] authentication` than `basic`"), "{advice}");
        assert!(advice.ends_with("`none`, `basic_raw`, `body`"), "{advice}");
        // A server that names the secret has seen it.
        let error = advised(refused(Some("Invalid client secret")), Authentication::Basic);
        assert!(!error.advice().unwrap().contains("authentication"), "{error}");
    }

    fn header(authentication: Authentication, id: &str, secret: &str) -> String {
        let mut form = Form::default();
        let value = add(authentication, id, Some(secret), &mut form).unwrap().unwrap();
        assert!(form.body().is_empty(), "one way to authenticate, not two");
        assert!(value.is_sensitive(), "who prints a request does not print this");
        value.to_str().unwrap().to_owned()
    }

    #[test]
    fn basic_encodes_id_and_secret_first() {
        let expected = "Basic YWFhJTJGJTNCJTI2OmJiYiUyRiUzQiUyNg==";
        assert_eq!(header(Authentication::Basic, "aaa/;&", "bbb/;&"), expected);
    }

    #[test]
    fn basic_leaves_as_it_is_what_every_server_reads_alike() {
        let header = header(Authentication::Basic, "a-._~*b", "c d+é");
        let pair = STANDARD.decode(header.strip_prefix("Basic ").unwrap()).unwrap();
        assert_eq!(String::from_utf8(pair).unwrap(), "a-._~*b:c%20d%2B%C3%A9");
    }

    #[test]
    fn raw_basic_takes_them_as_they_are() {
        let expected = "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==";
        assert_eq!(header(Authentication::BasicRaw, "Aladdin", "open sesame"), expected);
    }
}
