//! Numbers that are the same each time.

/// A generator of numbers (splitmix64).
pub(crate) struct Chance(u64);

impl Chance {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below another.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(bound).unwrap()).unwrap()
    }

    pub(crate) fn one<'a>(&mut self, among: &[&'a str]) -> &'a str {
        among[self.below(among.len())]
    }

    /// A text of so many of these characters.
    pub(crate) fn text(&mut self, length: usize, of: &str) -> String {
        let of: Vec<char> = of.chars().collect();
        (0..length).map(|_| of[self.below(of.len())]).collect()
    }

    pub(crate) fn word(&mut self) -> String {
        let length = 4 + self.below(8);
        self.text(length, "abcdefghijklmnopqrstuvwxyz")
    }

    /// A name in another spelling: its case, and what stands between its words.
    pub(crate) fn spelt(&mut self, name: &str) -> String {
        let between = ["_", "-", "."][self.below(3)];
        let name = name.replace('_', between);
        match self.below(3) {
            0 => name.to_uppercase(),
            1 => name,
            _ => name
                .chars()
                .map(|c| if self.below(2) == 0 { c.to_ascii_uppercase() } else { c })
                .collect(),
        }
    }
}
