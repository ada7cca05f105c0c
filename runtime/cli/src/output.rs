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

fn tolerate_closed_pipe(error: io::Error) -> io::Result<()> {
    if error.kind() == ErrorKind::BrokenPipe { Ok(()) } else { Err(error) }
}
