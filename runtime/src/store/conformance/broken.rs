//! A promise that is broken.

use std::fmt;

/// A promise of stores that a store breaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken(String);

impl Broken {
    pub(super) fn new(promise: impl Into<String>) -> Self {
        Self(promise.into())
    }
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Broken {}

pub(super) fn promise(kept: bool, promise: impl Into<String>) -> Result<(), Broken> {
    if kept { Ok(()) } else { Err(Broken::new(promise)) }
}
