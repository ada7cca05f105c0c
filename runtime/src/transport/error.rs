//! Why there is no answer.

use std::error::Error as StdError;
use std::fmt;

use crate::{Error, Reason};

/// Why there is no answer. It names hosts, never a query, a body or a header.
#[derive(Debug)]
pub struct TransportError {
    kind: TransportErrorKind,
    message: String,
    advice: Option<String>,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

/// At what point the way to the answer ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// The request must not be sent there.
    Refused,
    /// The transport can't be used here: a runtime that it needs, or a setting, is missing. Nothing was
    /// sent.
    Unusable,
    /// No connection: nothing was sent.
    Connect,
    /// The time was over. The server may have the request.
    Timeout,
    /// The connection broke. The server may have the request.
    Interrupted,
    /// The answer was larger than it may be.
    BodyTooLarge,
}

impl TransportError {
    /// An error of this kind, with a sentence for people that holds no secret.
    pub fn new(kind: TransportErrorKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), advice: None, source: None }
    }

    /// Names what caused it; it must hold no secret either.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// Says what to do about it.
    #[must_use]
    pub fn with_advice(mut self, advice: impl Into<String>) -> Self {
        self.advice = Some(advice.into());
        self
    }

    /// Whether the server may have the request.
    pub(crate) fn was_sent(&self) -> bool {
        match self.kind {
            TransportErrorKind::Refused
            | TransportErrorKind::Unusable
            | TransportErrorKind::Connect => false,
            TransportErrorKind::Timeout
            | TransportErrorKind::Interrupted
            | TransportErrorKind::BodyTooLarge => true,
        }
    }

    /// At what point the way to the answer ended.
    #[must_use]
    pub fn kind(&self) -> TransportErrorKind {
        self.kind
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|source| source as &(dyn StdError + 'static))
    }
}

impl From<TransportError> for Error {
    fn from(mut error: TransportError) -> Self {
        let reason = match error.kind {
            TransportErrorKind::Refused => Reason::ForeignOrigin,
            TransportErrorKind::Unusable => Reason::ClientUnavailable,
            TransportErrorKind::Connect => Reason::Unreachable,
            TransportErrorKind::Timeout => Reason::Timeout,
            TransportErrorKind::Interrupted => Reason::Interrupted,
            TransportErrorKind::BodyTooLarge => Reason::BodyTooLarge,
        };
        let advice = error.advice.take();
        let told = Self::new(reason, error.message.clone()).with_source(error);
        match advice {
            Some(advice) => told.with_advice(advice),
            None => told,
        }
    }
}
