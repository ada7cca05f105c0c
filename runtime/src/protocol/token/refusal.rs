//! What an authorization server says where it refuses.

use super::each::each;
use super::member::Member;
use crate::protocol::error::Words;
use crate::protocol::flow_def::Text;
use crate::protocol::scan;
use crate::{Error, Reason};

/// A server's words without our secrets, some of which it may repeat.
pub(super) type Unsaid<'a> = &'a dyn Fn(&str) -> String;

/// How many characters of a server's own words are shown.
const SHOWN: usize = 120;

/// Whether an error answer may have a member of this name (RFC 6749 section 5.2).
pub(super) fn is_of_an_error(name: &str) -> bool {
    matches!(name, "error" | "error_description" | "error_uri" | "message")
}

/// The body of an answer that refuses. Its code decides, whatever stands beside it: each member is
/// looked for by itself, in a text that is whole though the bytes may not be.
pub(super) struct Refused<'a> {
    body: &'a [u8],
    errors: &'a [(Text, Text)],
    unsaid: Unsaid<'a>,
}

impl<'a> Refused<'a> {
    pub(super) fn new(body: &'a [u8], errors: &'a [(Text, Text)], unsaid: Unsaid<'a>) -> Self {
        Self { body, errors, unsaid }
    }

    /// Whether there is a member of this name that is not absent.
    pub(super) fn holds(&self, name: &str) -> bool {
        let text = scan::text(self.body);
        each(&text, None, name).is_ok_and(|found| found.iter().any(|it| !it.is_null()))
    }

    /// The error that it names, if it names one.
    pub(super) fn verdict(&self) -> Option<Error> {
        let text = scan::text(self.body);
        let mut errors = each(&text, None, "error").ok()?;
        errors.retain(|error| !error.is_no_error());
        let Member::Text(code) = errors.first()? else { return Some(self.unrecognised()) };
        if errors.iter().any(|other| other.as_str() != Some(code)) {
            let message = "the answer holds `error` twice, and they differ";
            return Some(Error::new(Reason::DuplicateMember, message));
        }
        let [description, uri] = ["error_description", "error_uri"].map(|name| {
            let found = each(&text, None, name).unwrap_or_default();
            found.iter().find_map(Member::as_str).map(self.unsaid)
        });
        let description = description.or_else(|| self.words(200).filter(|words| words != code));
        let means = self.meaning(code);
        let reason = reason_for(means);
        let code = (self.unsaid)(code);
        let (description, uri) = (description.as_deref(), uri.as_deref());
        Some(Error::from_server(reason, (&code, means), description, uri))
    }

    /// What a code means in OAuth: one of the provider's own has the meaning that its file gives it.
    fn meaning<'c>(&self, code: &'c str) -> &'c str
    where
        'a: 'c,
    {
        let known = self.errors.iter().find(|(own, _)| own == code);
        known.map_or(code, |(_, means)| means)
    }

    /// The error of an answer that refuses for good.
    pub(super) fn error(&self) -> Error {
        self.verdict().unwrap_or_else(|| self.unrecognised())
    }

    /// The error of an answer that may be another one later. A code of OAuth is the server's own
    /// word: whatever asked it knows then that it was heard.
    pub(super) fn unavailable(&self) -> Error {
        let message = self.telling("the server can't answer now");
        let error = Error::new(Reason::ServerUnavailable, message).with_advice("try again later");
        let text = scan::text(self.body);
        let named = each(&text, None, "error").unwrap_or_default();
        let own = |code: &&str| reason_for(self.meaning(code)) != Reason::ServerError;
        match named.iter().filter_map(Member::as_str).find(own) {
            Some(code) => error.with_code(code),
            None => error,
        }
    }

    /// What happened, and what the server says to it.
    pub(super) fn telling(&self, what: &str) -> String {
        self.words(SHOWN).map_or_else(|| what.to_owned(), |words| format!("{what}: {words}"))
    }

    fn words(&self, most: usize) -> Option<String> {
        Words::read(self.body).shown(self.unsaid, most)
    }

    /// An error in a form of the server's own: its words, as far as they can be told.
    fn unrecognised(&self) -> Error {
        let words = Words::read(self.body);
        let length = self.body.len();
        let message = match (words.shown(self.unsaid, SHOWN), &words) {
            (Some(shown), _) if length > 1000 => {
                format!("the server refused with {length} bytes: {shown}")
            }
            (Some(shown), _) => format!("the server refused: {shown}"),
            (None, Words::Page) => {
                format!("the server refused with a page for a browser, of {length} bytes")
            }
            (None, Words::Nothing | Words::Said(_)) => {
                "the server refused without saying why".to_owned()
            }
        };
        Error::new(Reason::UnrecognisedErrorBody, message)
    }
}

/// What an error code of OAuth means (RFC 6749 sections 4.1.2.1 and 5.2, OpenID Connect Core section
/// 3.1.2.6).
pub(crate) fn reason_for(code: &str) -> Reason {
    match code {
        "invalid_grant" => Reason::InvalidGrant,
        "invalid_client" => Reason::InvalidClient,
        "invalid_request"
        | "unauthorized_client"
        | "unsupported_grant_type"
        | "unsupported_response_type"
        | "invalid_scope" => Reason::InvalidRequest,
        "access_denied" => Reason::AccessDenied,
        "interaction_required"
        | "login_required"
        | "consent_required"
        | "account_selection_required" => Reason::InteractionRequired,
        "server_error" | "temporarily_unavailable" => Reason::ServerUnavailable,
        _ => Reason::ServerError,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(body: &[u8]) -> Error {
        Refused::new(body, &[], &str::to_owned).error()
    }

    #[test]
    fn each_error_code_of_oauth_has_its_reason() {
        let request = [
            "invalid_request",
            "unauthorized_client",
            "unsupported_grant_type",
            "unsupported_response_type",
            "invalid_scope",
        ];
        for code in request {
            assert_eq!(reason_for(code), Reason::InvalidRequest, "{code}");
        }
        let wants_the_user = [
            "interaction_required",
            "login_required",
            "consent_required",
            "account_selection_required",
        ];
        for code in wants_the_user {
            assert_eq!(reason_for(code), Reason::InteractionRequired, "{code}");
        }
        assert_eq!(reason_for("invalid_grant"), Reason::InvalidGrant);
        assert_eq!(reason_for("invalid_client"), Reason::InvalidClient);
        assert_eq!(reason_for("access_denied"), Reason::AccessDenied);
        assert_eq!(reason_for("server_error"), Reason::ServerUnavailable);
        assert_eq!(reason_for("temporarily_unavailable"), Reason::ServerUnavailable);
        assert_eq!(reason_for("a_code_of_the_servers_own"), Reason::ServerError);
    }

    #[test]
    fn a_refusal_of_more_than_a_thousand_bytes_says_how_many() {
        let said = |length: usize| error("x".repeat(length).as_bytes()).to_string();
        let shown = "x".repeat(120);
        assert_eq!(said(3), "the server refused: xxx");
        assert_eq!(said(1000), format!("the server refused: {shown}..."));
        assert_eq!(said(1001), format!("the server refused with 1001 bytes: {shown}..."));
    }

    #[test]
    fn a_code_counts_whatever_stands_beside_it() {
        let deep = format!("{}{}", "[".repeat(5_000), "]".repeat(5_000));
        let beside: [&[u8]; 9] = [
            br#""error_description":"ended""#,
            b"\"error_description\":\"Jeton expir\xe9\"",
            b"\"error_description\":\"one line\nand another\"",
            br#""error_description":5"#,
            br#""error_description":{"text":"ended"},"error_uri":[]"#,
            br#""error_description":"a","error_description":"b""#,
            br#""error":"invalid_grant""#,
            br#""error":null,"code":1e400"#,
            b"\"\xff\":\"\xff\"",
        ];
        let deep = format!(r#""error_description":{deep}"#);
        for beside in beside.into_iter().chain([deep.as_bytes()]) {
            for (before, after) in [("", ""), ("\u{feff}", "\n<!-- 3 ms -->")] {
                let body = [before.as_bytes(), b"{", beside, br#","error":"invalid_grant"}"#];
                let body = [&body.concat(), after.as_bytes()].concat();
                let shown = String::from_utf8_lossy(&body);
                assert_eq!(error(&body).reason(), Reason::InvalidGrant, "{shown:.80}");
            }
        }
    }

    #[test]
    fn what_is_no_code_is_none() {
        for body in [
            r#"{"error":null}"#,
            r#"{"error":false}"#,
            r#"{"error":""}"#,
            r#"{"error":5}"#,
            r#"{"error":["invalid_grant"]}"#,
            r#"["invalid_grant"]"#,
            r#"{"inner":{"error":"invalid_grant"}}"#,
            r#"{"error":"invalid_grant""#,
            "invalid_grant",
        ] {
            assert_eq!(error(body.as_bytes()).reason(), Reason::UnrecognisedErrorBody, "{body}");
        }
        let two = error(br#"{"error":"invalid_grant","error":"server_error"}"#);
        assert_eq!(two.reason(), Reason::DuplicateMember);
    }

    #[test]
    fn a_code_of_the_providers_own_has_the_advice_of_what_it_means() {
        let errors: [(Text, Text); 1] = [("invalid_code".into(), "invalid_grant".into())];
        let said = |errors: &[(Text, Text)]| {
            let body = br#"{"error":"invalid_code","message":"replayed"}"#;
            Refused::new(body, errors, &str::to_owned).error()
        };
        let (known, unknown) = (said(&errors), said(&[]));
        assert_eq!((known.reason(), known.code()), (Reason::InvalidGrant, Some("invalid_code")));
        assert_eq!(known.description(), Some("replayed"));
        assert!(known.to_string().ends_with("the user must log in again"), "{known}");
        assert_eq!(unknown.reason(), Reason::ServerError);
    }
}
