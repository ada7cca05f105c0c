//! Whether a callback came to the redirect URI.

use std::fmt::Write as _;

use url::Url;

use crate::protocol::values::RedirectUri;
use crate::{Error, Reason};

/// The answer comes to the redirect URI, and nowhere else (RFC 8252 section 8.10). Both are compared
/// as RFC 3986 section 6.2 normalizes them: what frameworks and systems write anew on the way.
pub(super) fn same(redirect: Option<&RedirectUri>, url: &Url) -> Result<(), Error> {
    let Some(redirect) = redirect.and_then(|uri| Url::parse(uri.as_str()).ok()) else {
        return Ok(());
    };
    let queried = redirect.query_pairs().all(|pair| url.query_pairs().any(|other| other == pair));
    let plain = url.username().is_empty() && url.password().is_none();
    if normal(url) == normal(&redirect) && queried && plain {
        return Ok(());
    }
    let message = "the callback came to another address than the redirect URI";
    Err(Error::new(Reason::RedirectUriMismatch, message))
}

/// Scheme, host, port and path of a URL, normalized. A host is not there, or empty, in
/// `com.example.app:/callback`: such a path is a part of its own.
fn normal(url: &Url) -> (String, Option<String>, Option<u16>, String) {
    let host = url.host_str().map(str::to_ascii_lowercase);
    let path = match (&host, url.path()) {
        (Some(_), "") => "/".to_owned(),
        (_, path) => decoded(path),
    };
    (url.scheme().to_owned(), host, url.port_or_known_default(), path)
}

/// A path in which what needs no percent sign has none, and the others have capitals (RFC 3986
/// sections 6.2.2.1 and 6.2.2.2).
fn decoded(path: &str) -> String {
    let mut normal = String::with_capacity(path.len());
    let mut rest = path;
    while let Some((before, after)) = rest.split_once('%') {
        normal.push_str(before);
        let digits = after.get(..2).filter(|two| two.bytes().all(|b| b.is_ascii_hexdigit()));
        rest = after;
        match digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(byte) => {
                rest = after.get(2..).unwrap_or_default();
                push(&mut normal, byte);
            }
            None => normal.push('%'),
        }
    }
    normal.push_str(rest);
    normal
}

fn push(text: &mut String, byte: u8) {
    if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
        text.push(char::from(byte));
    } else {
        // Writing to a text does not fail.
        let _ = write!(text, "%{byte:02X}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_same(redirect: &str, callback: &str) -> bool {
        let redirect = RedirectUri::new(redirect).unwrap();
        same(Some(&redirect), &Url::parse(callback).unwrap()).is_ok()
    }

    #[test]
    fn what_is_written_anew_on_the_way_is_the_same_address() {
        for (redirect, callback) in [
            ("com.example.app://callback", "com.example.app://callback/?code=c"),
            ("com.example.app://callback/", "com.example.app://callback?code=c"),
            ("MyApp://Callback/Done", "myapp://callback/Done?code=c"),
            ("com.example.app:/callback", "COM.example.app:/callback?code=c"),
            ("https://app.example/%7euser%2fcb", "https://APP.example:443/~user%2Fcb?code=c"),
            ("https://app.example", "https://app.example/?code=c"),
            ("https://app.example/a?from=b", "https://app.example/a?code=c&from=b"),
        ] {
            assert!(is_same(redirect, callback), "{redirect} {callback}");
        }
    }

    #[test]
    fn what_is_another_address_stays_another() {
        for (redirect, callback) in [
            ("com.example.app://callback", "com.example.app://callback/other?code=c"),
            ("com.example.app://callback", "com.example.app://callback:1/?code=c"),
            ("com.example.app:/callback", "com.example.app:/callback/?code=c"),
            ("com.example.app:/callback", "com.example.app:/Callback?code=c"),
            ("com.example.app:/callback", "com.example.app://callback?code=c"),
            ("com.example.app:/callback", "com.example.other:/callback?code=c"),
            ("https://app.example/a%2fb", "https://app.example/a/b?code=c"),
            ("https://app.example/a", "https://user@app.example/a?code=c"),
            ("https://app.example/a?from=b", "https://app.example/a?code=c"),
            ("https://app.example/%zz", "https://app.example/%ZZ?code=c"),
        ] {
            assert!(!is_same(redirect, callback), "{redirect} {callback}");
        }
    }
}
