//! What happened, exactly.

use std::fmt;

use super::ErrorKind;

macro_rules! reasons {
    ($($(#[$doc:meta])* $name:ident = $text:literal => $kind:expr,)*) => {
        /// What happened, exactly: for tests, logs and statistics. Programs decide by
        /// [`ErrorKind`](super::ErrorKind).
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Reason {
            $($(#[$doc])* $name,)*
        }

        impl Reason {
            /// A stable name in `snake_case`.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $text,)*
                }
            }

            /// The reason of this name.
            pub(crate) fn named(name: &str) -> Option<Self> {
                [$(Self::$name),*].into_iter().find(|reason| reason.as_str() == name)
            }

            /// Who has to do something about it.
            #[must_use]
            pub fn kind(self) -> ErrorKind {
                match self {
                    $(Self::$name => $kind,)*
                }
            }
        }
    };
}

reasons! {
    /// A value that the flow needs is not there.
    ValueMissing = "value_missing" => ErrorKind::Configuration,
    /// A value is not of the form that it must have.
    ValueInvalid = "value_invalid" => ErrorKind::Configuration,
    /// The provider does not take such a redirect URI.
    RedirectUriNotAllowed = "redirect_uri_not_allowed" => ErrorKind::Configuration,
    /// A token was about to go to an origin that the provider does not name.
    ForeignOrigin = "foreign_origin" => ErrorKind::Configuration,
    /// A suspended attempt belongs to another flow, app, server or version, or was changed.
    SuspendedMismatch = "suspended_mismatch" => ErrorKind::Configuration,
    /// A step was taken that does not leave this state.
    WrongStep = "wrong_step" => ErrorKind::Configuration,
    /// The process was forked off one that has sessions: their thread stayed there.
    Forked = "forked" => ErrorKind::Configuration,
    /// A thread that drives the tasks of a runtime was asked to wait.
    WouldBlock = "would_block" => ErrorKind::Configuration,
    /// The system gave no random numbers.
    NoRandomness = "no_randomness" => ErrorKind::Configuration,
    /// The HTTP client could not be built, or can't be used here.
    ClientUnavailable = "client_unavailable" => ErrorKind::Configuration,
    /// The server does not know the client, or its secret is wrong.
    InvalidClient = "invalid_client" => ErrorKind::Configuration,
    /// A URL for the browser is longer than servers must take.
    UrlTooLong = "url_too_long" => ErrorKind::Configuration,
    /// The server takes the request for malformed, or not allowed for this client.
    InvalidRequest = "invalid_request" => ErrorKind::Configuration,

    /// There is no refresh token to renew with.
    NoRefreshToken = "no_refresh_token" => ErrorKind::ConsentRequired,
    /// The user's consent has ended: the provider gives it for some time, and that is over.
    ConsentEnded = "consent_ended" => ErrorKind::ConsentRequired,
    /// A suspended attempt was away for too long: the login begins again.
    SuspendedTooOld = "suspended_too_old" => ErrorKind::ConsentRequired,
    /// The server takes the code or the refresh token for invalid, ended or revoked.
    InvalidGrant = "invalid_grant" => ErrorKind::ConsentRequired,
    /// The server refuses the refresh token and does not say why: three times over at least an hour,
    /// with a token that was good before.
    RefreshTokenRefused = "refresh_token_refused" => ErrorKind::ConsentRequired,
    /// The server wants the user to take part: to log in, to agree, to choose an account (OpenID
    /// Connect Core section 3.1.2.6). [`Error::code`](crate::Error::code) says to what.
    InteractionRequired = "interaction_required" => ErrorKind::ConsentRequired,
    /// The session lacks a member that it should keep: it was begun with a refresh token alone, or
    /// before the flow kept it.
    KeptMissing = "kept_missing" => ErrorKind::ConsentRequired,
    /// The session was logged out.
    LoggedOut = "logged_out" => ErrorKind::ConsentRequired,
    /// The answer to a renewal was lost, and with it the refresh token that it brought.
    RenewalLost = "renewal_lost" => ErrorKind::ConsentRequired,
    /// A token that cannot be renewed has ended.
    TokenEnded = "token_ended" => ErrorKind::ConsentRequired,

    /// The API takes the token for ended, and there is no other.
    TokenRefused = "token_refused" => ErrorKind::ConsentRequired,
    /// The user has not granted a scope that was asked for.
    ScopeNotGranted = "scope_not_granted" => ErrorKind::ConsentRequired,

    /// The API refuses a token that a renewal brought a moment ago, as it refused the one before: it is
    /// not the token that is missing.
    NewTokenRefused = "new_token_refused" => ErrorKind::Configuration,
    /// The API wants a scope that the app does not ask for, or a user where there is none.
    InsufficientScope = "insufficient_scope" => ErrorKind::Configuration,
    /// The app serves the users on its list alone, and this one is not on it.
    UserNotRegistered = "user_not_registered" => ErrorKind::Configuration,

    /// The user, or the app's owner, does not pay for what was asked.
    PremiumRequired = "premium_required" => ErrorKind::Denied,
    /// The call is not for this app, or not about what is this user's.
    NotAllowed = "not_allowed" => ErrorKind::Denied,
    /// The user, or the provider's policy, said no.
    AccessDenied = "access_denied" => ErrorKind::Denied,

    /// The callback is larger than any true one.
    CallbackTooLong = "callback_too_long" => ErrorKind::Callback,
    /// The callback is no URL.
    CallbackNotAUrl = "callback_not_a_url" => ErrorKind::Callback,
    /// The callback came to another address than the redirect URI.
    RedirectUriMismatch = "redirect_uri_mismatch" => ErrorKind::Callback,
    /// A parameter is there twice.
    DuplicateParameter = "duplicate_parameter" => ErrorKind::Callback,
    /// The issuer is not named, and it should be (RFC 9207).
    IssMissing = "iss_missing" => ErrorKind::Callback,
    /// The issuer named is another (RFC 9207).
    IssMismatch = "iss_mismatch" => ErrorKind::Callback,
    /// The callback carries no `state`.
    StateMissing = "state_missing" => ErrorKind::Callback,
    /// The `state` is not the one that was sent.
    StateMismatch = "state_mismatch" => ErrorKind::Callback,
    /// The callback holds both an error and a code or token.
    AmbiguousResponse = "ambiguous_response" => ErrorKind::Callback,
    /// The callback holds a token where a code was asked for.
    UnexpectedResponseType = "unexpected_response_type" => ErrorKind::Callback,
    /// The callback holds no code.
    CodeMissing = "code_missing" => ErrorKind::Callback,
    /// The callback lacks another parameter that the flow needs.
    ParameterMissing = "parameter_missing" => ErrorKind::Callback,
    /// A value holds a character that it can't have.
    InvalidCharacter = "invalid_character" => ErrorKind::Protocol,

    /// The app's own user agent failed: a port that is taken, a user who gave up.
    UserAgentFailed = "user_agent_failed" => ErrorKind::Application,

    /// The server refused with a code of its own.
    ServerError = "server_error_response" => ErrorKind::Rejected,
    /// The server does not do what it is asked for (HTTP 501), or not in this version of HTTP (505).
    NotSupported = "not_supported" => ErrorKind::Rejected,

    /// The API has nothing there.
    NotFound = "not_found" => ErrorKind::Rejected,
    /// The store holds what it should not: a damaged record, or one of another version or flow.
    StoreRefused = "store_refused" => ErrorKind::Configuration,
    /// The user has no player open.
    NoActiveDevice = "no_active_device" => ErrorKind::Rejected,
    /// The user's player can't do that now.
    PlayerRefused = "player_refused" => ErrorKind::Rejected,

    /// The store of the session can't be reached, or is held by another process.
    StoreUnavailable = "store_unavailable" => ErrorKind::Transient,
    /// No connection.
    Unreachable = "unreachable" => ErrorKind::Transient,
    /// No answer in time.
    Timeout = "timeout" => ErrorKind::Transient,
    /// The connection broke before the answer was whole.
    Interrupted = "interrupted" => ErrorKind::Transient,
    /// The server says that it can't answer now.
    ServerUnavailable = "server_unavailable" => ErrorKind::Transient,

    /// Too many requests.
    RateLimited = "rate_limited" => ErrorKind::RateLimited { retry_after: None },
    /// The quota of the developer's account is used up.
    QuotaExceeded = "quota_exceeded" => ErrorKind::RateLimited { retry_after: None },

    /// The answer is empty.
    EmptyBody = "empty_body" => ErrorKind::Protocol,
    /// The answer is not JSON.
    NotJson = "not_json" => ErrorKind::Protocol,
    /// The answer is JSON, but no object.
    NotObject = "not_object" => ErrorKind::Protocol,
    /// A member of the answer is there twice.
    DuplicateMember = "duplicate_member" => ErrorKind::Protocol,
    /// A member of the answer is of the wrong type.
    WrongType = "wrong_type" => ErrorKind::Protocol,
    /// The answer holds no access token.
    AccessTokenMissing = "access_token_missing" => ErrorKind::Protocol,
    /// The answer lacks another member that the flow needs.
    MemberMissing = "member_missing" => ErrorKind::Protocol,
    /// The token is of a type that this library does not use.
    TokenTypeUnsupported = "token_type_unsupported" => ErrorKind::Protocol,
    /// The answer holds both an error and an access token.
    AmbiguousAnswer = "ambiguous_answer" => ErrorKind::Protocol,
    /// `expires_in` is no length of time.
    InvalidExpiresIn = "invalid_expires_in" => ErrorKind::Protocol,
    /// The answer names an API at a host that the provider's file does not allow for: a mistake of the
    /// server's, or an attempt to get the token elsewhere.
    ApiOriginRefused = "api_origin_refused" => ErrorKind::Protocol,
    /// The answer is packed, with gzip or the like, though none was asked for.
    Packed = "packed" => ErrorKind::Protocol,
    /// An error answer in a form of the server's own.
    UnrecognisedErrorBody = "unrecognised_error_body" => ErrorKind::Protocol,
    /// The server answered with a redirect, which is never followed.
    RedirectRefused = "redirect_refused" => ErrorKind::Protocol,
    /// The answer is larger than it may be.
    BodyTooLarge = "body_too_large" => ErrorKind::Protocol,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
