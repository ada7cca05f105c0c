//! Looks through texts.

use zeroize::Zeroizing;

/// Whether any byte of a text is strange. All of them are looked at, whatever the first ones are: a
/// loop that may stop early is not done sixteen bytes at a time, and nearly no text is strange.
pub(crate) fn any(text: &str, strange: impl Fn(u8) -> bool) -> bool {
    text.bytes().fold(false, |found, byte| found | strange(byte))
}

/// A body as text for a reader of JSON that must not fail over what stands beside what it looks for:
/// without a byte order mark, and with a replacement for bytes that are no UTF-8 and for the control
/// characters that some servers leave within their strings. It may hold a secret, and is wiped.
pub(crate) fn text(body: &[u8]) -> Zeroizing<String> {
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    let mut text = Zeroizing::new(String::with_capacity(body.len() + 64));
    let (mut within, mut escaped) = (false, false);
    let mut fit = |c: char| {
        within ^= c == '"' && !escaped;
        escaped = within && c == '\\' && !escaped;
        match (c < ' ', within) {
            (true, true) => char::REPLACEMENT_CHARACTER,
            (true, false) => ' ',
            (false, _) => c,
        }
    };
    for chunk in body.utf8_chunks() {
        text.extend(chunk.valid().chars().map(&mut fit));
        if !chunk.invalid().is_empty() {
            text.push(char::REPLACEMENT_CHARACTER);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::any;

    #[test]
    fn the_last_byte_counts_as_the_first_does() {
        let control = |byte: u8| byte < 0x20;
        assert!(any("\n and more", control) && any("more and \n", control));
        assert!(!any("", control) && !any("more", control));
    }

    #[test]
    fn a_body_is_text_whatever_it_is() {
        use super::text;
        for (body, expected) in [
            (b"plain".as_slice(), "plain"),
            (b"\xef\xbb\xbfmarked", "marked"),
            (b"a\xe9b\xff\xfe", "a\u{fffd}b\u{fffd}\u{fffd}"),
            (b"a\nb\0c\x7f", "a b c\x7f"),
            (b"\n\"a\nb\\\"\0\"\n", " \"a\u{fffd}b\\\"\u{fffd}\" "),
            (b"", ""),
        ] {
            assert_eq!(text(body).as_str(), expected, "{body:?}");
        }
    }
}
