//! Values that nobody can guess.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use zeroize::Zeroizing;

use crate::{Error, Reason};

/// 256 bits: RFC 7636 section 7.1 for verifiers, and more than RFC 6749 section 10.10 asks.
const BYTES: usize = 32;

/// As many values as a step mints, in any flow that is known: a `state`, a verifier, a `nonce`.
const AT_ONCE: usize = 3;

/// Makes `count` random values and hands them out. The system is asked once for all that are made at
/// once: asking is most of what a value costs.
pub(super) fn mint(count: usize, mut give: impl FnMut(usize, String)) -> Result<(), Error> {
    let mut bytes = Zeroizing::new([0; AT_ONCE * BYTES]);
    for first in (0..count).step_by(AT_ONCE) {
        let wanted = AT_ONCE.min(count - first) * BYTES;
        let bytes = bytes.get_mut(..wanted).unwrap_or_default();
        fill(bytes)?;
        for (nth, value) in bytes.chunks_exact(BYTES).enumerate() {
            give(first + nth, URL_SAFE_NO_PAD.encode(value));
        }
    }
    Ok(())
}

fn fill(bytes: &mut [u8]) -> Result<(), Error> {
    getrandom::fill(bytes).map_err(|source| {
        Error::new(Reason::NoRandomness, "the system gave no random numbers").with_source(source)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_value_is_256_bits_of_its_own() {
        let mut values = Vec::new();
        mint(7, |nth, value| values.push((nth, value))).unwrap();
        for (nth, (given, value)) in values.iter().enumerate() {
            assert_eq!(nth, *given);
            assert_eq!(URL_SAFE_NO_PAD.decode(value).unwrap().len() * 8, 256);
            assert!(values.iter().skip(nth + 1).all(|(_, other)| other != value));
        }
        assert_eq!(values.len(), 7);
    }

    #[test]
    fn a_step_that_mints_nothing_is_given_nothing() {
        mint(0, |_, _| panic!("nobody asked for a value")).unwrap();
    }
}
