//! Secrets that are looked for in everything that is printed.

use std::error::Error as StdError;
use std::fmt::{Debug, Display};

use spotify_flow::Token;
use spotify_flow_tests::assert_no_secrets;

/// What must not be said.
#[derive(Default)]
pub(crate) struct Canaries(Vec<(&'static str, String)>);

impl Canaries {
    pub(crate) fn add(&mut self, name: &'static str, value: &str) {
        self.0.push((name, value.to_owned()));
    }

    pub(crate) fn token(&mut self, token: &Token) {
        token.access_token().inspect(|token| self.add("access token", token.expose()));
        token.expose_refresh_token().inspect(|token| self.add("refresh token", token));
    }

    /// The values of these parameters, of a URL or a form.
    pub(crate) fn parameters(&mut self, text: &str, names: &[&'static str]) {
        for name in names {
            let value = text.split(['?', '&', '#']).find_map(|pair| pair.strip_prefix(*name));
            self.add(name, value.and_then(|value| value.strip_prefix('=')).unwrap());
        }
    }

    #[track_caller]
    pub(crate) fn assert_unsaid(&self, text: &str) {
        assert!(!self.0.is_empty(), "there is nothing to look for");
        assert_no_secrets(text, &self.0);
    }
}

/// What a program might print of a value.
pub(crate) fn debug(value: &impl Debug) -> String {
    format!("{value:?}\n{value:#?}\n")
}

pub(crate) fn display(value: &(impl Debug + Display)) -> String {
    format!("{}{value}\n", debug(value))
}

/// What a program might print of an error: with all its causes.
pub(crate) fn chain(error: &(dyn StdError + 'static)) -> String {
    let mut said = String::new();
    let mut next = Some(error);
    while let Some(error) = next {
        said += &format!("{error}\n{error:?}\n{error:#?}\n");
        next = error.source();
    }
    said
}
