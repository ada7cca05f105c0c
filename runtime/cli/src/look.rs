//! How reports look: in colours or without, as wide as the terminal.

use std::io::{IsTerminal, stdout};

use clap::ValueEnum;
use spotify_flow_spec::Look;

/// When colours are shown.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    /// On a terminal that has them, unless `NO_COLOR` is set.
    Auto,
    /// Always, also into a pipe.
    Always,
    /// Never.
    Never,
}

/// How a report looks on the standard output.
pub(crate) fn look(color: Color) -> Look {
    let plain = Look::default();
    let color = match color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => stdout().is_terminal() && may(&set),
    };
    Look { color, width: width().unwrap_or(plain.width) }
}

/// What the environment says of colours (no-color.org: an empty `NO_COLOR` says nothing).
fn may(set: &dyn Fn(&str) -> Option<String>) -> bool {
    let asked = set("NO_COLOR").is_some_and(|value| !value.is_empty());
    let dumb = set("TERM").is_some_and(|terminal| terminal == "dumb");
    !asked && !dumb
}

fn set(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// The fewest columns in which a line with a caret can be read.
const NARROW: usize = 40;

/// How wide the page is: as `COLUMNS` says, else as the terminal says. Into a pipe there is no page.
fn width() -> Option<usize> {
    let said = set("COLUMNS").and_then(|columns| columns.parse().ok());
    let columns = said.or_else(terminal).filter(|columns| *columns > 0)?;
    Some(columns.max(NARROW))
}

#[cfg(unix)]
fn terminal() -> Option<usize> {
    rustix::termios::tcgetwinsize(stdout()).ok().map(|size| size.ws_col.into())
}

#[cfg(not(unix))]
fn terminal() -> Option<usize> {
    None
}

#[cfg(test)]
mod tests {
    use super::may;

    #[test]
    fn colours_are_shown_unless_somebody_says_otherwise() {
        let colored = |name: &'static str, value: &'static str| {
            may(&|asked: &str| (asked == name).then(|| value.to_owned()))
        };
        assert!(colored("TERM", "xterm-256color"));
        assert!(colored("NO_COLOR", ""));
        assert!(!colored("NO_COLOR", "1"));
        assert!(!colored("TERM", "dumb"));
    }
}
