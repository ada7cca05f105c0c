//! Questions to the user, and the answers.

use std::io::{self, BufRead as _, IsTerminal as _};

use crate::output::print;

/// Asks until there is an answer; `None` when the input has ended.
pub(super) fn line(question: &str) -> io::Result<Option<String>> {
    loop {
        prompt(question);
        let mut line = String::new();
        if io::stdin().lock().read_line(&mut line)? == 0 {
            return Ok(None);
        }
        let answer = line.trim();
        if !answer.is_empty() {
            return Ok(Some(answer.to_owned()));
        }
    }
}

/// As [`line()`], and a terminal does not show what is typed.
pub(super) fn secret(question: &str) -> io::Result<Option<String>> {
    if !io::stdin().is_terminal() {
        return line(question);
    }
    loop {
        let answer = rpassword::prompt_password(format!("{question}: "))?;
        if !answer.trim().is_empty() {
            return Ok(Some(answer.trim().to_owned()));
        }
    }
}

/// Where nobody types, nobody ends the line of the question either.
fn prompt(question: &str) {
    let end = if io::stdin().is_terminal() { " " } else { "\n" };
    print(format_args!("{question}:{end}"));
}
