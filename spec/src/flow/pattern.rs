//! How the text of a variable must look: a small part of regular expressions, for a whole text.

/// A pattern: characters and classes of them, each with how often it comes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    /// As it is written.
    pub written: String,
    /// Its pieces, in order.
    pub pieces: Vec<Piece>,
}

/// Characters of one class that stand side by side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// The class: the first and the last of each range.
    pub ranges: Vec<(char, char)>,
    /// How many there are at least.
    pub least: u32,
    /// How many there are at most.
    pub most: u32,
}

/// So many pieces a pattern may have.
const MOST: usize = 64;

/// What a piece without an end to it comes to: no value is longer.
const ENDLESS: u32 = 4096;

impl Pattern {
    /// Reads a pattern: literal characters, `[a-z0-9]`, `\d` and `\w`, each followed by nothing or by
    /// `?`, `*`, `+`, `{n}` or `{n,m}`.
    ///
    /// # Errors
    ///
    /// What is not understood.
    pub(crate) fn read(written: &str) -> Result<Self, String> {
        let mut rest = written;
        let mut pieces = Vec::new();
        while !rest.is_empty() {
            let (ranges, after) = class(rest)?;
            let (least, most, after) = repeated(after)?;
            pieces.push(Piece { ranges, least, most });
            rest = after;
        }
        if pieces.is_empty() || pieces.len() > MOST {
            return Err(format!("a pattern has 1 to {MOST} pieces"));
        }
        Ok(Self { written: written.to_owned(), pieces })
    }

    /// Whether a whole text looks so.
    pub(crate) fn fits(&self, text: &str) -> bool {
        let chars: Vec<char> = text.chars().collect();
        let mut ends = vec![0];
        for piece in &self.pieces {
            let mut next: Vec<usize> = ends.iter().flat_map(|at| piece.ends(&chars, *at)).collect();
            next.sort_unstable();
            next.dedup();
            ends = next;
        }
        ends.contains(&chars.len())
    }
}

impl Piece {
    /// Where it may end, beginning here.
    fn ends(&self, chars: &[char], at: usize) -> impl Iterator<Item = usize> {
        let fits = |c: &&char| self.ranges.iter().any(|(from, to)| (from..=to).contains(c));
        let most = usize::try_from(self.most).unwrap_or(usize::MAX);
        let run = chars.iter().skip(at).take(most).take_while(fits).count();
        let least = usize::try_from(self.least).unwrap_or(usize::MAX);
        (least..=run).map(move |length| at + length)
    }
}

type Class = Vec<(char, char)>;

/// A character or a class of them, and what follows.
fn class(text: &str) -> Result<(Class, &str), String> {
    let mut chars = text.chars();
    let Some(first) = chars.next() else { return Err("there is nothing to repeat".to_owned()) };
    match first {
        '[' => among(chars.as_str()),
        '\\' => escaped(chars.as_str()),
        '(' | ')' | '|' => Err(format!("`{first}` is not understood: list the `values` instead")),
        '^' | '$' => Err(format!("`{first}` says nothing: a pattern is for the whole text")),
        '.' => Err("`.` would be anything: write `\\.` for a dot, or a class".to_owned()),
        '*' | '+' | '?' | '{' | '}' | ']' => Err(format!("`{first}` stands behind nothing")),
        c if c.is_ascii_graphic() || c == ' ' => Ok((vec![(c, c)], chars.as_str())),
        c => Err(format!("`{}` is no character of ASCII", c.escape_debug())),
    }
}

/// What stands behind a backslash.
fn escaped(text: &str) -> Result<(Class, &str), String> {
    let mut chars = text.chars();
    let class = match chars.next() {
        Some('d') => vec![('0', '9')],
        Some('w') => vec![('a', 'z'), ('A', 'Z'), ('0', '9'), ('_', '_')],
        Some(c) if c.is_ascii_punctuation() => vec![(c, c)],
        _ => return Err("a backslash stands before a sign, `d` or `w`".to_owned()),
    };
    Ok((class, chars.as_str()))
}

/// The class that `[` begins.
fn among(text: &str) -> Result<(Class, &str), String> {
    if text.starts_with('^') {
        return Err("a class says what there is, not what there is not".to_owned());
    }
    let (mut ranges, mut rest) = (Class::new(), text);
    loop {
        let mut chars = rest.chars();
        let first = match chars.next() {
            Some(']') if !ranges.is_empty() => return Ok((ranges, chars.as_str())),
            Some('\\') => {
                let (class, after) = escaped(chars.as_str())?;
                ranges.extend(class);
                rest = after;
                continue;
            }
            Some(c) if (c.is_ascii_graphic() || c == ' ') && c != '[' && c != ']' => c,
            _ => return Err("a class is written as in `[a-z0-9-]`".to_owned()),
        };
        let after = chars.as_str();
        let last = after.strip_prefix('-').and_then(|it| it.chars().next().filter(|c| *c != ']'));
        match last {
            Some(last) if last.is_ascii_alphanumeric() && first <= last => {
                ranges.push((first, last));
                rest = after.get(2..).unwrap_or_default();
            }
            Some(last) => return Err(format!("`{first}-{last}` is no range")),
            None => {
                ranges.push((first, first));
                rest = after;
            }
        }
    }
}

/// How often what stands before it comes, and what follows.
fn repeated(text: &str) -> Result<(u32, u32, &str), String> {
    let mut chars = text.chars();
    match chars.next() {
        Some('?') => Ok((0, 1, chars.as_str())),
        Some('*') => Ok((0, ENDLESS, chars.as_str())),
        Some('+') => Ok((1, ENDLESS, chars.as_str())),
        Some('{') => counted(chars.as_str()),
        _ => Ok((1, 1, text)),
    }
}

/// `n}`, `n,}` or `n,m}`.
fn counted(text: &str) -> Result<(u32, u32, &str), String> {
    let wrong = || "a number of times is written as in `{3}` or `{1,8}`".to_owned();
    let (inner, after) = text.split_once('}').ok_or_else(wrong)?;
    let (least, most) = inner.split_once(',').unwrap_or((inner, inner));
    let least: u32 = least.parse().map_err(|_| wrong())?;
    let most = if most.is_empty() { ENDLESS } else { most.parse().map_err(|_| wrong())? };
    if least > most || most == 0 || most > ENDLESS {
        return Err(wrong());
    }
    Ok((least, most, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fits(pattern: &str, text: &str) -> bool {
        Pattern::read(pattern).unwrap().fits(text)
    }

    #[test]
    fn a_pattern_is_for_the_whole_text() {
        for (pattern, good, bad) in [
            ("[a-z0-9-]+", ["acme-7", "a"], ["", "Acme"]),
            ("\\d{3}", ["123", "000"], ["12", "1234"]),
            ("\\d{2,3}", ["12", "123"], ["1", "1234"]),
            ("[A-Z]{2}\\d*", ["AB", "AB12"], ["A1", "ab"]),
            ("us\\d?-\\w+", ["us-x", "us2-a_B"], ["us-", "us22-x"]),
            ("a+ab", ["aab", "aaab"], ["ab", "aaa"]),
            ("[\\d.]+", ["1.2", "."], ["a", ""]),
            ("x{2,}", ["xx", "xxxxx"], ["x", "xxy"]),
            ("[a-]", ["a", "-"], ["b", "a-"]),
        ] {
            for text in good {
                assert!(fits(pattern, text), "{pattern} {text}");
            }
            for text in bad {
                assert!(!fits(pattern, text), "{pattern} {text}");
            }
        }
    }

    #[test]
    fn what_a_pattern_does_not_understand_is_told() {
        for pattern in [
            "", "^a$", "a|b", "(a)", ".*", "*", "a{", "a{x}", "a{3,1}", "a{0}", "[", "[]", "[^a]",
            "[z-a]", "\\", "\\b", "é", "a}", "]",
        ] {
            assert!(Pattern::read(pattern).is_err(), "{pattern}");
        }
        assert!(Pattern::read(&"a".repeat(MOST + 1)).is_err());
    }

    #[test]
    fn a_pattern_is_compared_in_little_time() {
        let pattern = Pattern::read(&"a*".repeat(MOST)).unwrap();
        assert!(!pattern.fits(&("a".repeat(500) + "b")));
    }
}
