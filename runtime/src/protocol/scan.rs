//! Looks through texts.

/// Whether any byte of a text is strange. All of them are looked at, whatever the first ones are: a
/// loop that may stop early is not done sixteen bytes at a time, and nearly no text is strange.
pub(crate) fn any(text: &str, strange: impl Fn(u8) -> bool) -> bool {
    text.bytes().fold(false, |found, byte| found | strange(byte))
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
}
