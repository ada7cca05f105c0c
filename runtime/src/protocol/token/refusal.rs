//! What an authorization server says where it refuses.

use http::StatusCode;

use super::each::each;
use super::member::Member;
use super::place;
use crate::protocol::error::{Words, explain};
use crate::protocol::flow_def::{ErrorDef, ProviderDef};
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
    status: StatusCode,
    provider: &'a ProviderDef,
    unsaid: Unsaid<'a>,
}

impl<'a> Refused<'a> {
    pub(super) fn new(
        body: &'a [u8],
        status: StatusCode,
        provider: &'a ProviderDef,
        unsaid: Unsaid<'a>,
    ) -> Self {
        Self { body, status, provider, unsaid }
    }

    /// Whether there is a member that OAuth calls so and that is not absent.
    pub(super) fn holds(&self, name: &str) -> bool {
        let text = scan::text(self.body);
        self.each(&text, name).is_ok_and(|found| found.iter().any(|it| !it.is_null()))
    }

    /// Every value of a member that OAuth calls so, wherever the provider's file says that it stands.
    fn each<'t>(&self, text: &'t str, name: &str) -> Result<Vec<Member<'t>>, serde_json::Error> {
        let (within, name) = place::split(None, place::of(self.provider, name));
        each(text, within.as_deref(), name)
    }

    /// Every code that says that something is wrong. At some providers codes are numbers.
    fn codes<'t>(&self, text: &'t str) -> Option<Vec<Member<'t>>> {
        let mut codes = self.each(text, "error").ok()?;
        if self.is_moved("error") {
            codes.retain(|code| code.to_string() != "0");
            codes.iter_mut().for_each(Member::number_to_text);
        }
        codes.retain(|error| !error.is_no_error());
        Some(codes)
    }

    fn is_moved(&self, name: &str) -> bool {
        self.provider.members.iter().any(|(known, _)| known == name)
    }

    /// Whether a success is none, as the provider's file has it: an error under another name, or words
    /// that mean one beside no token.
    pub(super) fn is_in_disguise(&self) -> bool {
        let text = scan::text(self.body);
        let named =
            self.is_moved("error") && self.codes(&text).is_some_and(|codes| !codes.is_empty());
        named || (self.told(None).is_some() && !self.holds("access_token"))
    }

    /// What such an answer means, where the provider's file says it of its status and its words, or of
    /// its status alone; where a code is known, of the words.
    fn told(&self, code: Option<&str>) -> Option<&'a str> {
        let status = Some(self.status.as_u16());
        let mut same = self.provider.errors.iter().filter(|it| it.status == status).peekable();
        same.peek()?;
        let words = match Words::read(self.body) {
            Words::Said(words) => words.to_lowercase(),
            Words::Page | Words::Nothing => String::new(),
        };
        let known = code.is_some_and(|code| reason_for(self.meaning(code)) != Reason::ServerError);
        let fits = |it: &&ErrorDef| match it.says.as_ref() {
            "" => !known,
            says => words.contains(&says.to_lowercase()) || code == Some(says),
        };
        same.find(fits).map(|it| it.means.as_ref())
    }

    /// The error that it names, or that its status and words mean, if there is one.
    pub(super) fn verdict(&self) -> Option<Error> {
        let text = scan::text(self.body);
        let errors = self.codes(&text).unwrap_or_default();
        let Some(code) = errors.first() else { return self.told(None).map(|it| self.meant(it)) };
        let Member::Text(code) = code else {
            let told = self.told(None).map(|it| self.meant(it));
            return Some(told.unwrap_or_else(|| self.unrecognised()));
        };
        if errors.iter().any(|other| other.as_str() != Some(code)) {
            let message = "the answer holds `error` twice, and they differ";
            return Some(Error::new(Reason::DuplicateMember, message));
        }
        let [description, uri] = ["error_description", "error_uri"].map(|name| {
            let found = self.each(&text, name).unwrap_or_default();
            found.iter().find_map(Member::as_str).map(self.unsaid)
        });
        let description = description.or_else(|| self.words(200).filter(|words| words != code));
        let means = self.told(Some(code)).unwrap_or_else(|| self.meaning(code));
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
        let ours = |it: &&ErrorDef| it.status.is_none() && it.says == code;
        let known = self.provider.errors.iter().find(ours);
        known.map_or(code, |it| &it.means)
    }

    /// The error of an answer without a code, which means this one.
    fn meant(&self, means: &str) -> Error {
        let error = Error::new(reason_for(means), self.telling("the server refused"));
        match explain::advice(means, self.words(200).as_deref()) {
            Some(advice) => error.with_advice(advice),
            None => error,
        }
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
        let named = self.codes(&text).unwrap_or_default();
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
    use crate::protocol::machine::bare::flow;

    fn error(body: &[u8]) -> Error {
        let provider = flow(Vec::new()).provider;
        Refused::new(body, StatusCode::BAD_REQUEST, &provider, &str::to_owned).error()
    }

    /// What a provider says of its errors: a status, what is said with it, and what that means.
    fn provider(errors: &[(Option<u16>, &'static str, &'static str)]) -> ProviderDef {
        let error = |(status, says, means): &(Option<u16>, &'static str, &'static str)| ErrorDef {
            status: *status,
            says: (*says).into(),
            means: (*means).into(),
        };
        ProviderDef { errors: errors.iter().map(error).collect(), ..flow(Vec::new()).provider }
    }

    #[test]
    fn a_status_and_words_mean_what_the_file_says_with_a_code_and_without() {
        let provider = provider(&[
            (Some(400), "refresh token is gone", "invalid_grant"),
            (Some(404), "", "invalid_grant"),
        ]);
        let reason = |status: u16, body: &str| {
            let status = StatusCode::from_u16(status).unwrap();
            Refused::new(body.as_bytes(), status, &provider, &str::to_owned).error().reason()
        };
        let gone =
            r#"{"error":"invalid_request","error_description":"The refresh token is gone."}"#;
        for (status, body, expected) in [
            (400, gone, Reason::InvalidGrant),
            (400, r#"{"message":"Refresh Token is gone"}"#, Reason::InvalidGrant),
            (400, r#"{"error":{"message":"refresh token is gone"}}"#, Reason::InvalidGrant),
            (400, "refresh token is gone", Reason::InvalidGrant),
            (401, gone, Reason::InvalidRequest),
            (400, r#"{"error":"invalid_request"}"#, Reason::InvalidRequest),
            (404, "", Reason::InvalidGrant),
            (404, r#"{"error":"a_code_of_its_own"}"#, Reason::InvalidGrant),
            (404, r#"{"error":"invalid_client"}"#, Reason::InvalidClient),
        ] {
            assert_eq!(reason(status, body), expected, "{status} {body}");
        }
    }

    #[test]
    fn an_error_under_another_name_is_one_and_may_be_a_number() {
        let mut provider = provider(&[(None, "40029", "invalid_grant")]);
        provider.members = vec![
            ("error".into(), "err.code".into()),
            ("error_description".into(), "err.text".into()),
        ]
        .into();
        let read = |body: &str| {
            Refused::new(body.as_bytes(), StatusCode::OK, &provider, &str::to_owned).verdict()
        };
        let error = read(r#"{"err":{"code":40029,"text":"invalid code"}}"#).unwrap();
        assert_eq!((error.reason(), error.code()), (Reason::InvalidGrant, Some("40029")));
        assert_eq!(error.description(), Some("invalid code"));
        assert!(read(r#"{"err":{"code":0},"access_token":"a"}"#).is_none());
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
        let errors = [(None, "invalid_code", "invalid_grant")];
        let said = |errors: &[(Option<u16>, &'static str, &'static str)]| {
            let body = br#"{"error":"invalid_code","message":"replayed"}"#;
            let provider = provider(errors);
            Refused::new(body, StatusCode::BAD_REQUEST, &provider, &str::to_owned).error()
        };
        let (known, unknown) = (said(&errors), said(&[]));
        assert_eq!((known.reason(), known.code()), (Reason::InvalidGrant, Some("invalid_code")));
        assert_eq!(known.description(), Some("replayed"));
        assert!(known.to_string().ends_with("the user must log in again"), "{known}");
        assert_eq!(unknown.reason(), Reason::ServerError);
    }
}
