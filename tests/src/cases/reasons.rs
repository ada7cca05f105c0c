//! What others call an error, in the words of this library.

use spotify_flow::{Error, ErrorKind, Reason};

/// Fails unless an error is what its case calls so. Names that others use for more than one reason
/// of ours have all of them.
pub fn assert_is(error: &Error, name: &str) {
    let reason = error.reason();
    let names = match name {
        // RFC vectors.
        "not_json" => vec![Reason::NotJson, Reason::EmptyBody],
        "duplicate_parameter" | "duplicate_param" => {
            vec![Reason::DuplicateParameter, Reason::DuplicateMember]
        }
        "ambiguous_response" => vec![Reason::AmbiguousResponse, Reason::AmbiguousAnswer],
        // What nobody asked for is skipped at any depth: the answer then lacks its token.
        "too_deep" => vec![Reason::AccessTokenMissing, Reason::NotJson],
        // Clients of others.
        "parse" | "invalid_response" => return assert_eq!(error.kind(), ErrorKind::Protocol),
        "oauth_error" | "authorization_error" | "server_error_response" => {
            return assert!(error.code().is_some(), "{error} is a server's verdict");
        }
        "unsupported_token_type" => vec![Reason::TokenTypeUnsupported],
        "content_type" => vec![Reason::NotJson],
        "transport" => vec![Reason::Unreachable],
        "invalid_argument" => vec![Reason::ValueInvalid, Reason::ValueMissing],
        "issuer_mismatch" => vec![Reason::IssMismatch],
        "implicit_hybrid_unsupported" => vec![Reason::UnexpectedResponseType],
        // A signed answer is to this library one without a code.
        "jarm_unexpected" => vec![Reason::CodeMissing],
        // The state comes first here: without both, it is the state that is missing.
        "missing_code" | "missing_parameter" => vec![Reason::CodeMissing, Reason::StateMissing],
        "state_mismatch" => vec![Reason::StateMismatch, Reason::StateMissing],
        "transient" => return assert!(passes(error), "{error} passes"),
        "terminal" => return assert!(!passes(error), "{error} does not pass"),
        "reauthenticate" => return assert_eq!(error.kind(), ErrorKind::ConsentRequired),
        "adjust_request" => vec![Reason::InvalidRequest],
        // The names that are ours too.
        same => return assert_eq!(reason.as_str(), same),
    };
    assert!(names.contains(&reason), "{error} ({reason}) is no {name}");
}

/// Whether trying again later may help.
pub fn passes(error: &Error) -> bool {
    matches!(error.kind(), ErrorKind::Transient | ErrorKind::RateLimited { .. })
}
