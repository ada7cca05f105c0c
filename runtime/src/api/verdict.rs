//! What a refused call means to who called.

use std::time::Duration;

use http::{Response, StatusCode};

use super::granted;
use super::refusal::{self, Refusal};
use crate::protocol::error::{Words, bounded, explain, in_words};
use crate::protocol::flow_def::Meaning;
use crate::session::Core;
use crate::transport::Chunks;
use crate::{Error, Reason};

/// So much is told of what an API says.
const MOST: usize = 200;

/// What a refused call means to who called: who has to do what.
pub(super) struct Verdict {
    refusal: Refusal,
    status: StatusCode,
    /// Whether the token was new, and the one before it was refused as well.
    pub(super) is_new: bool,
    /// How long the API asks to wait.
    pub(super) wait: Option<Duration>,
    /// What it means if it is about a scope.
    scope: (Reason, &'static str),
    /// Whether a user agreed to the token, and can again.
    for_user: bool,
}

impl Verdict {
    /// What a refusal means, of a call that needs these scopes: of each list one.
    pub(super) fn of(
        core: &Core,
        refusal: Refusal,
        needed: &[&[&str]],
        response: &Response<Box<dyn Chunks>>,
    ) -> Self {
        let now = core.http.clock().now();
        let named = refusal.scopes.iter().map(String::as_str);
        let wanted: Vec<&str> =
            named.chain(needed.iter().flat_map(|any| any.iter().copied())).collect();
        Self {
            wait: refusal::wait(&core.flow.provider, refusal.means, response, now),
            scope: granted::explain(core, &wanted),
            for_user: core.flow.properties.needs_user_consent,
            status: response.status(),
            is_new: false,
            refusal,
        }
    }

    pub(super) fn means(&self) -> Option<Meaning> {
        self.refusal.means
    }

    /// Whether a quota is used up, which no short wait brings back.
    pub(super) fn is_quota(&self) -> bool {
        self.explained().0 == Reason::QuotaExceeded
    }

    /// The error, in the API's own words without what must not be said.
    pub(super) fn error(&self, unsaid: impl Fn(&str) -> String) -> Error {
        let shown = self.refusal.words.shown(&unsaid, MOST);
        let code = self.refusal.codes.last().map(|code| unsaid(code));
        let said = match (&self.refusal.words, shown.as_ref().or(code.as_ref())) {
            (Words::Page, None) => " with an HTML page".to_owned(),
            (_, None) => String::new(),
            (_, Some(said)) => format!(": {}", bounded(said, MOST + 3)),
        };
        let (reason, advice) = self.explained();
        let mut error =
            Error::new(reason, format!("the API refused the call{said}{}", self.wants(&unsaid)))
                .with_status(self.status.as_u16())
                .with_retry_after(self.wait);
        if let Some(code) = code {
            error = error.with_code(&code);
        }
        match (self.wait, advice) {
            (Some(wait), _) if self.means() == Some(Meaning::Limited) => {
                error.with_advice(format!("call again in {}", in_words(wait)))
            }
            (_, "") => error,
            (_, advice) => error.with_advice(advice),
        }
    }

    /// The scopes that the API names, where it misses some.
    fn wants(&self, unsaid: impl Fn(&str) -> String) -> String {
        if self.means() != Some(Meaning::Scope) || self.refusal.scopes.is_empty() {
            return String::new();
        }
        let scopes = bounded(&unsaid(&self.refusal.scopes.join("`, `")), MOST);
        format!(" (it wants the scope `{scopes}`)")
    }

    /// Who has to do something, and what.
    fn explained(&self) -> (Reason, &'static str) {
        let says = |text: &str| self.refusal.says(text);
        // An answer that means the same under another status is explained as under its own.
        let status = match self.means() {
            Some(Meaning::Ended) => 401,
            Some(Meaning::Limited) => 429,
            Some(Meaning::Scope) | None => self.status.as_u16(),
        };
        let known = explain::api(status, &says, self.for_user);
        match self.means() {
            Some(Meaning::Scope) => self.scope,
            Some(Meaning::Ended) if self.is_new && known.0 == Reason::TokenRefused => (
                Reason::NewTokenRefused,
                "the token is new, so it has not ended, and no log-in would help: look for a header \
                 that the API wants, a scope, or a right that the app does not have",
            ),
            _ => known,
        }
    }
}
