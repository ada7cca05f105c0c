//! Values that nobody can guess.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use zeroize::Zeroizing;

use crate::{Error, Reason};

/// 256 bits: RFC 7636 section 7.1 for verifiers, and more than RFC 6749 section 10.10 asks.
const BYTES: usize = 32;

/// Makes `count` random values and hands them out; the system is asked once.
pub(super) fn mint(count: usize, mut give: impl FnMut(usize, String)) -> Result<(), Error> {
    let mut bytes = Zeroizing::new(vec![0; count * BYTES]);
    getrandom::fill(&mut bytes).map_err(|source| {
        Error::new(Reason::NoRandomness, "the system gave no random numbers").with_source(source)
    })?;
    for (nth, bytes) in bytes.chunks_exact(BYTES).enumerate() {
        give(nth, URL_SAFE_NO_PAD.encode(bytes));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_value_is_256_bits_of_its_own() {
        let mut values = Vec::new();
        mint(3, |nth, value| values.push((nth, value))).unwrap();
        for (nth, (given, value)) in values.iter().enumerate() {
            assert_eq!(nth, *given);
            assert_eq!(URL_SAFE_NO_PAD.decode(value).unwrap().len() * 8, 256);
            assert!(values.iter().skip(nth + 1).all(|(_, other)| other != value));
        }
        assert_eq!(values.len(), 3);
    }

    #[test]
    fn a_step_that_mints_nothing_is_given_nothing() {
        mint(0, |_, _| panic!("nobody asked for a value")).unwrap();
    }
}
