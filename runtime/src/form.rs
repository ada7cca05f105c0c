//! `application/x-www-form-urlencoded` (RFC 6749 appendix B), for queries and bodies.

use bytes::Bytes;
use url::form_urlencoded::byte_serialize;
use zeroize::Zeroizing;

/// A list of parameters while it is written.
#[derive(Default)]
pub(crate) struct Form(Zeroizing<String>);

impl Form {
    /// Continues a text that holds parameters already, or a URL and its `?`.
    pub(crate) fn after(start: String) -> Self {
        Self(Zeroizing::new(start))
    }

    /// Adds a parameter.
    pub(crate) fn append(&mut self, name: &str, value: &str) {
        if !self.0.is_empty() && !self.0.ends_with(['?', '&']) {
            self.0.push('&');
        }
        self.0.extend(byte_serialize(name.as_bytes()));
        self.0.push('=');
        self.0.extend(byte_serialize(value.as_bytes()));
    }

    /// The text so far.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// The text as a body.
    pub(crate) fn finish(&self) -> Bytes {
        Bytes::copy_from_slice(self.0.as_bytes())
    }
}

/// Reads a query or a fragment: its parameters in their order, decoded.
///
/// What can't be decoded, a broken escape or bytes that are no UTF-8, becomes U+FFFD. It stays in
/// the value, so that whoever needs the value refuses it: guessing what was meant would make two
/// texts out of one. Whoever does not need it goes on.
pub(crate) fn pairs(text: &str) -> Vec<(String, String)> {
    let pairs = text.split('&').filter(|pair| !pair.is_empty());
    let pairs = pairs.map(|pair| pair.split_once('=').unwrap_or((pair, "")));
    pairs.map(|(name, value)| (decode(name), decode(value))).collect()
}

fn decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let spaced = text.replace('+', " ");
    let mut parts = spaced.split('%');
    bytes.extend_from_slice(parts.next().unwrap_or_default().as_bytes());
    for part in parts {
        // The plus that Rust would take for a sign is a space by now.
        let byte = |hex: &str| u8::from_str_radix(hex, 16).ok();
        match part.split_at_checked(2).and_then(|(hex, rest)| Some((byte(hex)?, rest))) {
            Some((byte, rest)) => {
                bytes.push(byte);
                bytes.extend_from_slice(rest.as_bytes());
            }
            None => {
                bytes.extend_from_slice("\u{fffd}".as_bytes());
                bytes.extend_from_slice(part.as_bytes());
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parameter_joins_what_is_there_by_one_sign() {
        for (start, joined) in [
            ("", "a=b"),
            ("https://c.example?", "https://c.example?a=b"),
            ("https://c.example?d=e", "https://c.example?d=e&a=b"),
            ("https://c.example?d=e&", "https://c.example?d=e&a=b"),
        ] {
            let mut form = Form::after(start.to_owned());
            form.append("a", "b");
            assert_eq!(form.as_str(), joined);
        }
    }

    #[test]
    fn a_name_alone_has_an_empty_value() {
        let read = pairs("a&b=c&&d=e=f");
        let read: Vec<_> = read.iter().map(|(name, value)| (&**name, &**value)).collect();
        assert_eq!(read, [("a", ""), ("b", "c"), ("d", "e=f")]);
    }

    #[test]
    fn an_escape_is_two_hexadecimal_digits_and_nothing_else() {
        let read = |text: &str| pairs(text).remove(0).1;
        assert_eq!(read("a=%41%2b%2B"), "A++");
        for broken in ["%", "%4", "%+4", "% 4", "%-4", "%g1", "%é", "%%41"] {
            assert!(read(&format!("a={broken}")).contains('\u{fffd}'), "{broken}");
        }
    }
}
