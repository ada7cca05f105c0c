//! The one type of all errors.

use std::fmt;
use std::time::Duration;

use super::{ErrorKind, Reason, explain};

/// Anything that went wrong, at a step of a flow, in a session or before either.
///
/// [`kind`](Self::kind) says who has to do something; [`reason`](Self::reason) says exactly what
/// happened. The message says what happened, at which step of which flow, and what to do. It never
/// holds a secret.
///
/// ```
/// use spotify_flow::{ErrorKind, RedirectUri};
///
/// let error = RedirectUri::new("http://example.com/callback").unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::Configuration);
/// assert!(error.to_string().contains("https"));
/// ```
pub struct Error(Box<Inner>);

struct Inner {
    reason: Reason,
    message: String,
    step: Option<Step>,
    advice: Option<String>,
    code: Option<String>,
    description: Option<String>,
    uri: Option<String>,
    status: Option<u16>,
    retry_after: Option<Duration>,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

/// Where in which flow.
struct Step {
    flow: String,
    step: String,
}

/// Models try what follows from a state in many ways.
#[cfg(test)]
impl Clone for Error {
    fn clone(&self) -> Self {
        self.share()
    }
}

impl Error {
    pub(crate) fn new(reason: Reason, message: impl Into<String>) -> Self {
        Self(Box::new(Inner {
            reason,
            message: message.into(),
            step: None,
            advice: None,
            code: None,
            description: None,
            uri: None,
            status: None,
            retry_after: None,
            source: None,
        }))
    }

    /// An error answer of an authorization server: its code and what that means in OAuth, its words
    /// for people, and its page for developers.
    pub(crate) fn from_server(
        reason: Reason,
        (code, means): (&str, &str),
        description: Option<&str>,
        uri: Option<&str>,
    ) -> Self {
        let code = bounded(code, 64);
        let some = |text: &str| Some(bounded(text, 200)).filter(|text| !text.is_empty());
        let description = description.and_then(some);
        let message = match &description {
            Some(text) => format!("the server answered `{code}`: {text}"),
            None => format!("the server answered `{code}`"),
        };
        let mut error = Self::new(reason, message);
        error.0.advice = explain::advice(means, description.as_deref()).map(Into::into);
        error.0.code = Some(code);
        error.0.description = description;
        error.0.uri = uri.and_then(some);
        error
    }

    /// The failure of a [`UserAgent`](crate::UserAgent): no browser, no port to listen on, a user
    /// who gave up. For those who write one; what a closure fails with becomes this by itself.
    pub fn of_user_agent(source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        let message = "the user agent brought no callback";
        Self::new(Reason::UserAgentFailed, message).with_source(source)
    }

    /// Says what to do.
    pub(crate) fn with_advice(mut self, advice: impl Into<String>) -> Self {
        self.0.advice = Some(advice.into());
        self
    }

    /// Says where it happened, unless a deeper place has said so already.
    pub(crate) fn at(mut self, flow: &str, step: &str) -> Self {
        if self.0.step.is_none() {
            self.0.step = Some(Step { flow: flow.to_owned(), step: step.to_owned() });
        }
        self
    }

    /// Names the code that the server gave.
    pub(crate) fn with_code(mut self, code: &str) -> Self {
        self.0.code = Some(bounded(code, 64));
        self
    }

    pub(crate) fn with_status(mut self, status: u16) -> Self {
        self.0.status = Some(status);
        self
    }

    pub(crate) fn with_retry_after(mut self, delay: Option<Duration>) -> Self {
        self.0.retry_after = delay;
        self
    }

    pub(crate) fn with_source(
        mut self,
        source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> Self {
        self.0.source = Some(source.into());
        self
    }

    /// The same error for another who waited for it; the source stays with the first.
    pub(crate) fn share(&self) -> Self {
        let inner = &self.0;
        let step = inner.step.as_ref();
        Self(Box::new(Inner {
            reason: inner.reason,
            message: inner.message.clone(),
            step: step.map(|s| Step { flow: s.flow.clone(), step: s.step.clone() }),
            advice: inner.advice.clone(),
            code: inner.code.clone(),
            description: inner.description.clone(),
            uri: inner.uri.clone(),
            status: inner.status,
            retry_after: inner.retry_after,
            source: None,
        }))
    }

    /// Who has to do something.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        let kind = self.0.reason.kind();
        if matches!(kind, ErrorKind::RateLimited { .. }) {
            return ErrorKind::RateLimited { retry_after: self.0.retry_after };
        }
        kind
    }

    /// What happened, exactly.
    #[must_use]
    pub fn reason(&self) -> Reason {
        self.0.reason
    }

    /// The `error` of the server's answer (RFC 6749 sections 4.1.2.1 and 5.2), such as
    /// `invalid_grant`.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.0.code.as_deref()
    }

    /// The `error_description` of the server's answer, at most 200 characters, control characters
    /// escaped. It is for people: servers change it at will.
    #[must_use]
    pub fn description(&self) -> Option<&str> {
        self.0.description.as_deref()
    }

    /// The `error_uri` of the server's answer: a page for developers, at most 200 characters. It is
    /// the server's word: show it, don't open it.
    #[must_use]
    pub fn uri(&self) -> Option<&str> {
        self.0.uri.as_deref()
    }

    /// The HTTP status of the answer.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        self.0.status
    }

    /// How long the server asked to wait.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// What happened, and nothing else: without flow, step, status and advice, which the whole text
    /// joins.
    ///
    /// ```
    /// use spotify_flow::RedirectUri;
    ///
    /// let error = RedirectUri::new("/callback").unwrap_err();
    /// assert_eq!(error.message(), "`/callback` can't be a redirect URI: it is not absolute");
    /// assert!(error.advice().is_some_and(|advice| advice.starts_with("use https")));
    /// ```
    #[must_use]
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// What to do about it, where something is known.
    #[must_use]
    pub fn advice(&self) -> Option<&str> {
        self.0.advice.as_deref()
    }

    /// The name of the flow in which it happened.
    #[must_use]
    pub fn flow(&self) -> Option<&str> {
        self.0.step.as_ref().map(|step| step.flow.as_str())
    }

    /// The step of the flow at which it happened.
    #[must_use]
    pub fn step(&self) -> Option<&str> {
        self.0.step.as_ref().map(|step| step.step.as_str())
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(step) = &self.0.step {
            write!(f, "{} at `{}`: ", step.flow, step.step)?;
        }
        f.write_str(&self.0.message)?;
        if let Some(status) = self.0.status {
            write!(f, " (HTTP {status})")?;
        }
        if let Some(advice) = &self.0.advice {
            write!(f, "; {advice}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error")
            .field("kind", &self.kind())
            .field("reason", &self.reason())
            .field("message", &self.to_string())
            .finish()
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source.as_deref().map(|source| source as &(dyn std::error::Error + 'static))
    }
}

/// A text shorter than this is no secret to look for: it stands in many a word.
const TELLING: usize = 6;

/// Text from a server, without a secret of ours that it may repeat.
pub(crate) fn without(text: &str, secret: &str) -> String {
    if secret.len() < TELLING {
        return text.to_owned();
    }
    text.replace(secret, "[redacted]")
}

/// Text from a server, fit to be printed: bounded, with what could deceive a reader escaped.
pub(crate) fn bounded(text: &str, max: usize) -> String {
    let mut shown = String::new();
    for c in text.chars().take(max) {
        if deceives(c) {
            shown.extend(c.escape_unicode());
        } else {
            shown.push(c);
        }
    }
    if text.chars().nth(max).is_some() {
        shown.push_str("...");
    }
    shown
}

/// Whether a character could make a message lie: begin a line of its own in a log (controls, and
/// the separators of lines and paragraphs), turn the direction of writing, or not be seen at all.
fn deceives(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{61c}' | '\u{200b}' | '\u{200e}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}')
}
