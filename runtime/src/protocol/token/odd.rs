//! An answer that came and can't be used, and what is kept of it all the same.

use bytes::Bytes;
use http::Response;

use super::each::each_until;
use super::member::Member;
use super::place;
use super::response::coding;
use crate::protocol::scan;
use crate::protocol::values::Secret;

/// The refresh token of a success that can't be used otherwise.
pub(crate) enum Left {
    /// This one: it takes the place of the one that was sent, if one was.
    Another(Secret),
    /// The answer holds none: the one that was sent, if one was, is as good as before.
    None,
    /// There may be one, and it can't be read: the answer is packed, or is no JSON, or what it holds
    /// is no refresh token.
    Unreadable,
    /// The answer is empty or broke off: it did not come.
    CutOff,
}

impl Left {
    /// Looks for it, whatever stands beside it. Where it is there more than once, the last counts
    /// that is one, as for most readers of JSON.
    pub(crate) fn of(response: &Response<Bytes>, within: Option<&str>, path: &str) -> Self {
        if coding(response).is_some() {
            return Self::Unreadable;
        }
        let text = scan::text(response.body());
        if text.trim().is_empty() {
            return Self::CutOff;
        }
        let (within, name) = place::split(within, path);
        match each_until(&text, within.as_deref(), name) {
            (_, Err(error)) if error.is_eof() => Self::CutOff,
            (found, read) => Self::last(&found, read.is_ok()),
        }
    }

    /// The last of what was found, all of it or up to what can't be read.
    fn last(found: &[Member<'_>], all: bool) -> Self {
        let absent = |member: &Member<'_>| member.is_null() || member.as_str() == Some("");
        let usable = |member: &&str| !member.is_empty() && super::answer::is_visible(member);
        match found.iter().rev().filter_map(Member::as_str).find(usable) {
            Some(token) => Self::Another(Secret::new(token)),
            None if all && found.iter().all(absent) => Self::None,
            None => Self::Unreadable,
        }
    }

    /// The refresh token to go on with, if there is another.
    pub(crate) fn another(self) -> Option<Secret> {
        match self {
            Self::Another(token) => Some(token),
            Self::None | Self::Unreadable | Self::CutOff => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn left(body: &[u8]) -> Left {
        Left::of(&Response::new(Bytes::copy_from_slice(body)), None, "refresh_token")
    }

    #[test]
    fn a_refresh_token_is_found_whatever_stands_beside_it() {
        let bodies: [&[u8]; 8] = [
            br#"{"refresh_token":"r"}"#,
            br#"{"expires_in":1e400,"refresh_token":"r","access_token":[[]]}"#,
            br#"{"refresh_token":"","refresh_token":"r","refresh_token":null}"#,
            br#"{"refresh_token":"old","refresh_token":"r"}"#,
            br#"{"refresh_token":"r","refresh_token":1e400}"#,
            b"\xef\xbb\xbf{\"scope\":\"\xff\n\",\"refresh_token\":\"r\"}\0<!-- -->",
            b"{\"\xff\":1,\"refresh_token\":\"r\"}",
            br#"{"error":"server_error","refresh_token":"r"}"#,
        ];
        for body in bodies {
            let shown = String::from_utf8_lossy(body);
            let found = left(body).another();
            assert_eq!(found.as_ref().map(Secret::expose), Some("r"), "{shown}");
        }
    }

    #[test]
    fn what_is_no_refresh_token_is_not_taken_for_one_and_not_for_none() {
        for body in [r#"{}"#, r#"{"refresh_token":null}"#, r#"{"refresh_token":""}"#, "[]", "5"] {
            assert!(matches!(left(body.as_bytes()), Left::None), "{body}");
        }
        let strange = "{\"refresh_token\":\"r\\u0000\"}";
        for body in [r#"{"refresh_token":5}"#, r#"{"refresh_token":["r"]}"#, strange, "<html>"] {
            assert!(matches!(left(body.as_bytes()), Left::Unreadable), "{body}");
        }
        for body in ["", " \r\n", r#"{"refresh_token":"r""#, r#"{"refresh_tok"#] {
            assert!(matches!(left(body.as_bytes()), Left::CutOff), "{body}");
        }
    }
}
