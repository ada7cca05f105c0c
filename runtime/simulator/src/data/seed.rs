//! Values that look like chance and are the same in every run.

/// The digits of Spotify's ids, in its order.
const DIGITS: &[u8; 62] = b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
/// How many of them make 128 bits.
const LENGTH: usize = 22;

/// A source of numbers that depend on nothing but what it is for.
///
/// It is SplitMix64 (Steele, Lea and Flood, 2014), begun at a hash of the name and the number.
pub(crate) struct Seed(u64);

impl Seed {
    pub(crate) fn new(what: &str, number: usize) -> Self {
        // FNV-1a: short, and spreads well enough for names.
        let hash = what.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        Self(hash ^ (number as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15))
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from `least` to just before `end`.
    pub(crate) fn between(&mut self, least: u64, end: u64) -> u64 {
        least + self.next() % (end - least).max(1)
    }

    /// A number from 0 to 1 with three digits.
    pub(crate) fn fraction(&mut self) -> f64 {
        f64::from(u16::try_from(self.between(0, 1000)).unwrap_or_default()) / 1000.0
    }

    /// One of these; nothing if there is none.
    pub(crate) fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        let at = self.next() as usize % from.len().max(1);
        from.get(at).copied().unwrap_or_default()
    }

    /// Hexadecimal digits, as in the addresses of images.
    pub(crate) fn hex(&mut self, length: usize) -> String {
        let digits = (0..length).map(|_| char::from_digit((self.next() % 16) as u32, 16));
        digits.flatten().collect()
    }
}

/// The id of the so-manieth thing of a kind.
pub(crate) fn id(what: &str, number: usize) -> String {
    let mut seed = Seed::new(what, number);
    let mut rest = (u128::from(seed.next()) << 64) | u128::from(seed.next());
    let mut digits = [b'0'; LENGTH];
    for digit in digits.iter_mut().rev() {
        *digit = DIGITS.get((rest % 62) as usize).copied().unwrap_or(b'0');
        rest /= 62;
    }
    digits.iter().copied().map(char::from).collect()
}

/// Whether a text has the form of an id.
pub(crate) fn is_id(text: &str) -> bool {
    text.len() == LENGTH && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}
