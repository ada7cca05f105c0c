//! Printing for somebody who may have stopped to read.

use std::fmt::Display;
use std::io::{self, ErrorKind, Write as _};

/// Prints a text as it is.
///
/// Who reads may stop early, as `head` does. That is no mistake: the rest is printed for nobody, and
/// the exit code still says what was found.
pub(crate) fn print(text: impl Display) {
    let mut output = io::stdout().lock();
    let written = write!(output, "{text}").and_then(|()| output.flush());
    if let Err(error) = written.or_else(tolerate_closed_pipe) {
        eprintln!("error: the output can't be written: {error}");
        std::process::exit(2);
    }
}

/// Prints a text and ends the line.
pub(crate) fn print_line(text: impl Display) {
    print(format_args!("{text}\n"));
}

/// A text of a file on one line: what would move the cursor, end the line or turn its direction around
/// is spelt out, so that no file forges what the program says.
pub(crate) fn one_line(text: &str) -> String {
    let shown = |c: char| match c {
        c if c.is_control() || turns(c) => c.escape_unicode().to_string(),
        c => c.to_string(),
    };
    text.chars().map(shown).collect()
}

/// Marks of direction (Unicode standard annex 9).
fn turns(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        || matches!(c, '\u{2028}' | '\u{2029}')
}

fn tolerate_closed_pipe(error: io::Error) -> io::Result<()> {
    if error.kind() == ErrorKind::BrokenPipe { Ok(()) } else { Err(error) }
}

#[cfg(test)]
mod tests {
    use super::one_line;

    #[test]
    fn a_text_can_not_forge_a_line_nor_clear_the_screen() {
        let forged = "one\nfake.toml:1:1: error[FS999]: x\u{1b}[2J\u{202e}";
        let shown = one_line(forged);
        assert_eq!(shown, "one\\u{a}fake.toml:1:1: error[FS999]: x\\u{1b}[2J\\u{202e}");
    }
}
