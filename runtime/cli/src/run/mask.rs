//! What may be shown, and what is hidden.

use spotify_flow_spec::Flow;
use spotify_flow_spec::flow::{Binding, Parameter, Part};

/// What is printed in the place of a secret.
const SECRET: &str = "[secret]";

/// Names that OAuth gives to values which anybody may see. Whatever else a server sends is hidden:
/// what is not known to be harmless is taken for a secret.
const PLAIN: [&str; 9] = [
    "client_id",
    "error",
    "error_description",
    "error_uri",
    "expires_in",
    "iss",
    "scope",
    "state",
    "token_type",
];

/// Names under which a server that refuses says why, in words of its own. Of a success they may be
/// anything.
const REASONS: [&str; 7] =
    ["detail", "errorMessage", "errorSummary", "error_summary", "message", "msg", "title"];

/// A value shorter than this is no secret to search for: it stands in many a word.
const SHORTEST: usize = 6;

/// The longest text that is shown.
const LONGEST: usize = 300;

/// Hides secrets, and remembers those it has seen: a server may repeat one in its words.
#[derive(Default)]
pub(super) struct Mask {
    seen: Vec<String>,
}

impl Mask {
    /// Remembers a secret.
    pub(super) fn remember(&mut self, secret: &str) {
        if secret.len() >= SHORTEST {
            self.seen.push(secret.to_owned());
        }
    }

    /// A value as it may be shown.
    pub(super) fn value(&mut self, value: &str, secret: bool) -> String {
        if secret {
            self.remember(value);
            return SECRET.to_owned();
        }
        self.text(value)
    }

    /// A text without the secrets seen so far.
    pub(super) fn hide(&self, text: &str) -> String {
        let hide = |text: String, secret: &String| text.replace(secret, SECRET);
        self.seen.iter().fold(text.to_owned(), hide)
    }

    /// A server's text without the secrets seen so far, bounded, and without anything that would
    /// move a terminal's cursor.
    pub(super) fn text(&self, text: &str) -> String {
        let text = self.hide(text);
        let more = if text.chars().nth(LONGEST).is_some() { "..." } else { "" };
        let shown = text.chars().take(LONGEST).flat_map(|c| {
            let plain = (!moves(c)).then_some(c);
            let escaped = moves(c).then(|| c.escape_unicode());
            plain.into_iter().chain(escaped.into_iter().flatten())
        });
        shown.chain(more.chars()).collect()
    }
}

/// Whether a character is none that one sees: it moves the cursor, or turns the writing round.
fn moves(c: char) -> bool {
    let turns =
        matches!(c, '\u{200e}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    c.is_control() || turns
}

/// Whether a parameter that is sent is secret: as secret as the slots in it, and a hash gives
/// nothing away.
pub(super) fn sent_is_secret(flow: &Flow, parameters: &[Parameter], name: &str) -> bool {
    let Some(parameter) = parameters.iter().find(|parameter| parameter.name == name) else {
        return name != "client_id";
    };
    parameter.value.0.iter().any(|part| match part {
        Part::Slot { slot, filter: None, .. } => {
            flow.slot(*slot).is_none_or(|slot| slot.class.is_secret())
        }
        Part::Slot { filter: Some(_), .. } | Part::Literal(_) => false,
    })
}

/// Whether a member of an answer is secret: as secret as the slot it is for, and without one unless
/// its name says that it is harmless.
pub(super) fn answer_is_secret(flow: &Flow, bindings: &[&Binding], name: &str) -> bool {
    match bindings.iter().find(|binding| binding.parameter == name) {
        Some(binding) => flow.slot(binding.slot).is_none_or(|slot| slot.class.is_secret()),
        None => !PLAIN.contains(&name),
    }
}

/// Whether a member of a refusal says why it is one.
pub(super) fn says_why(name: &str) -> bool {
    REASONS.contains(&name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_that_comes_again_in_a_text_is_hidden_there_too() {
        let mut mask = Mask::default();
        assert_eq!(mask.value("s3cret-value", true), "[secret]");
        assert_eq!(mask.text("bad code s3cret-value!"), "bad code [secret]!");
    }

    #[test]
    fn what_would_move_the_cursor_is_escaped_and_what_is_long_is_cut() {
        let mask = Mask::default();
        assert_eq!(mask.text("a\u{1b}[2Jb\u{202e}"), "a\\u{1b}[2Jb\\u{202e}");
        assert_eq!(mask.text(&"x".repeat(301)), format!("{}...", "x".repeat(300)));
    }

    #[test]
    fn a_member_that_nobody_knows_is_taken_for_a_secret() {
        let flow = spotify_flow_spec::bundled::flow("spotify", "client_credentials").unwrap();
        assert!(answer_is_secret(&flow, &[], "access_token"));
        assert!(answer_is_secret(&flow, &[], "x_session"));
        assert!(!answer_is_secret(&flow, &[], "expires_in"));
        assert!(answer_is_secret(&flow, &[], "message") && says_why("message"));
        assert!(!says_why("access_token") && !says_why("code"));
        assert!(sent_is_secret(&flow, &[], "client_secret"));
    }
}
