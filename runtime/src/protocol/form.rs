//! `application/x-www-form-urlencoded` (RFC 6749 appendix B), for queries and bodies.
//!
//! A space is written `%20`, which whoever decodes a form or a URL reads as one; `+` is one in a form
//! alone, and servers that read a query by RFC 3986 would take two scopes for one.

use std::ops::Deref;

use serde::Serializer as _;
use zeroize::Zeroizing;

use crate::protocol::values::Secret;

/// A list of parameters. It is collected first and written once: a text that grows while it is
/// written leaves copies of its secrets behind.
#[derive(Default)]
pub(crate) struct Form<'a>(Vec<(&'a str, Value<'a>)>);

/// The value of a parameter: read where it is kept, or put together and wiped afterwards.
pub(crate) enum Value<'a> {
    Kept(&'a str),
    Made(Secret),
}

impl Deref for Value<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        match self {
            Self::Kept(text) => text,
            Self::Made(text) => text.expose(),
        }
    }
}

impl<'a> Form<'a> {
    /// A list with room for so many parameters.
    pub(crate) fn with_capacity(count: usize) -> Self {
        Self(Vec::with_capacity(count))
    }

    /// Adds a parameter.
    pub(crate) fn append(&mut self, name: &'a str, value: Value<'a>) {
        self.0.push((name, value));
    }

    /// The list as a body.
    pub(crate) fn body(&self) -> String {
        self.write("", "")
    }

    /// The list as a JSON object, for servers that want one.
    pub(crate) fn json(&self) -> Vec<u8> {
        let length: usize = self.0.iter().map(|(name, value)| name.len() + value.len() + 6).sum();
        let mut body = Vec::with_capacity(2 + length + length / 8);
        let members = self.0.iter().map(|(name, value)| (*name, &**value));
        // Texts can be written.
        let _ = serde_json::Serializer::new(&mut body).collect_map(members);
        body
    }

    /// A URL with the list behind it. It may have a query already.
    pub(crate) fn query_of(&self, url: &str) -> String {
        self.write(url, if url.contains('?') { "" } else { "?" })
    }

    fn write(&self, start: &str, separator: &str) -> String {
        let length: usize = self.0.iter().map(|(name, value)| name.len() + value.len() + 2).sum();
        // Few characters are escaped; where many are, the text grows after all.
        let mut text = Vec::with_capacity(start.len() + 1 + length + length / 8);
        text.extend_from_slice(start.as_bytes());
        text.extend_from_slice(separator.as_bytes());
        for (name, value) in &self.0 {
            if !matches!(text.last(), None | Some(b'?' | b'&')) {
                text.push(b'&');
            }
            encode(name, &mut text);
            text.push(b'=');
            encode(value, &mut text);
        }
        // What is behind the start is ASCII: nothing is lost.
        String::from_utf8(text).unwrap_or_default()
    }
}

/// The bytes that stand for themselves in a form. It is a table, because every byte that is sent is
/// looked up in it.
#[expect(clippy::indexing_slicing, reason = "the compiler runs it, and checks")]
const PLAIN: [bool; 256] = {
    let mut plain = [false; 256];
    let mut at = 0;
    while at < plain.len() {
        let byte = at as u8;
        plain[at] = byte.is_ascii_alphanumeric() || matches!(byte, b'*' | b'-' | b'.' | b'_');
        at += 1;
    }
    plain
};

fn plain(byte: u8) -> bool {
    PLAIN.get(usize::from(byte)) == Some(&true)
}

/// Encodes as browsers do, but for the space: the same as `url::form_urlencoded`, in long runs.
fn encode(text: &str, encoded: &mut Vec<u8>) {
    let mut rest = text.as_bytes();
    loop {
        let at = rest.iter().position(|byte| !plain(*byte)).unwrap_or(rest.len());
        let (run, odd) = rest.split_at_checked(at).unwrap_or((rest, &[]));
        encoded.extend_from_slice(run);
        let Some((odd, more)) = odd.split_first() else { return };
        encoded.extend_from_slice(&[b'%', digit(odd >> 4), digit(odd & 15)]);
        rest = more;
    }
}

/// A hexadecimal digit.
fn digit(nibble: u8) -> u8 {
    if nibble < 10 { b'0' + nibble } else { b'A' + nibble - 10 }
}

/// Reads a query or a fragment: its parameters in their order, decoded.
///
/// What can't be decoded, a broken escape or bytes that are no UTF-8, becomes U+FFFD. It stays in
/// the value, so that whoever needs the value refuses it: guessing what was meant would make two
/// texts out of one. Whoever does not need it goes on.
pub(crate) fn pairs(text: &str) -> Vec<Pair> {
    let pairs = text.split('&').filter(|pair| !pair.is_empty());
    let pairs = pairs.map(|pair| pair.split_once('=').unwrap_or((pair, "")));
    pairs.map(|(name, value)| (decode(name), Zeroizing::new(decode(value)))).collect()
}

/// A parameter that was read: a name, and what may be a secret.
pub(crate) type Pair = (String, Zeroizing<String>);

fn decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut parts = text.split('%');
    bytes.extend(spaced(parts.next().unwrap_or_default()));
    for part in parts {
        match part.split_at_checked(2).and_then(|(hex, rest)| Some((escaped(hex)?, rest))) {
            Some((byte, rest)) => {
                bytes.push(byte);
                bytes.extend(spaced(rest));
            }
            None => {
                bytes.extend_from_slice("\u{fffd}".as_bytes());
                bytes.extend(spaced(part));
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|odd| {
        let odd = Zeroizing::new(odd.into_bytes());
        String::from_utf8_lossy(&odd).into_owned()
    })
}

fn spaced(text: &str) -> impl Iterator<Item = u8> {
    text.bytes().map(|byte| if byte == b'+' { b' ' } else { byte })
}

/// The byte that two digits stand for. (A sign, which Rust would read, is no digit.)
fn escaped(hex: &str) -> Option<u8> {
    let digits = hex.bytes().all(|byte| byte.is_ascii_hexdigit());
    u8::from_str_radix(hex, 16).ok().filter(|_| digits)
}

#[cfg(test)]
mod tests {
    use url::form_urlencoded::byte_serialize;

    use super::*;

    #[test]
    fn a_parameter_joins_what_is_there_by_one_sign() {
        for (start, joined) in [
            ("https://c.example", "https://c.example?a=b"),
            ("https://c.example?", "https://c.example?a=b"),
            ("https://c.example?d=e", "https://c.example?d=e&a=b"),
            ("https://c.example?d=e&", "https://c.example?d=e&a=b"),
        ] {
            let mut form = Form::default();
            form.append("a", Value::Kept("b"));
            assert_eq!(form.body(), "a=b");
            assert_eq!(form.query_of(start), joined);
        }
    }

    #[test]
    fn a_name_alone_has_an_empty_value() {
        let read = pairs("a&b=c&&d=e=f");
        let read: Vec<_> = read.iter().map(|(name, value)| (&**name, value.as_str())).collect();
        assert_eq!(read, [("a", ""), ("b", "c"), ("d", "e=f")]);
    }

    #[test]
    fn an_escape_is_two_hexadecimal_digits_and_nothing_else() {
        let read = |text: &str| pairs(text).remove(0).1.to_string();
        assert_eq!(read("a=%41%2b%2B"), "A++");
        for broken in ["%", "%4", "%+4", "% 4", "%-4", "%g1", "%é", "%%41"] {
            assert!(read(&format!("a={broken}")).contains('\u{fffd}'), "{broken}");
        }
    }

    #[test]
    fn every_character_is_encoded_as_browsers_do_but_the_space() {
        let odd = ["ä", "€", "🎵", "\u{7f}", "a b", "", "%41", "ends in ö"].map(str::to_owned);
        let all = (0..=0x7f).map(char::from).collect::<String>();
        for text in odd.into_iter().chain([all]) {
            let mut encoded = Vec::new();
            encode(&text, &mut encoded);
            let expected: String = byte_serialize(text.as_bytes()).collect();
            let encoded = String::from_utf8(encoded).unwrap();
            assert_eq!(encoded, expected.replace('+', "%20"));
            // By whatever rule a server decodes.
            assert_eq!(decode(&encoded), text);
            assert_eq!(decode(&encoded.replace('+', "%2B")), text);
        }
    }
}
