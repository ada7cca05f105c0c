//! Promise 6: whatever stands in the attribute wrongly is answered with how to write it.

use spotify_flow::{flow, spotify_flow};

#[spotify_flow]
struct NoParentheses {}

#[spotify_flow()]
struct Nothing {}

#[spotify_flow("authorization_code_pkce")]
struct QuotedFlow {}

#[spotify_flow(scopes(user_read_email))]
struct NoFlow {}

#[spotify_flow(spec = "flows/acme.toml")]
struct WrongAttribute {}

#[spotify_flow(authorization_code_pkce, scope(user_read_email))]
struct Misspelt {}

#[spotify_flow(authorization_code_pkce, colour = "red")]
struct Unknown {}

#[spotify_flow(authorization_code_pkce scopes(user_read_email))]
struct NoComma {}

#[spotify_flow(authorization_code_pkce, scopes = "user-read-email")]
struct Assigned {}

#[spotify_flow(authorization_code_pkce, scopes["user-read-email"])]
struct Brackets {}

#[spotify_flow(authorization_code_pkce, scopes(user_read_email user_read_private))]
struct NoCommaInside {}

#[spotify_flow(authorization_code_pkce, scopes(5))]
struct Number {}

#[spotify_flow(authorization_code_pkce, scopes(user_read_email), scopes(user_read_private))]
struct TwiceScopes {}

#[spotify_flow(authorization_code_pkce, module = a, module = b)]
struct TwiceModule {}

#[spotify_flow(authorization_code_pkce, scopes(), module = c, scopes())]
struct TwiceNothing {}

#[spotify_flow(authorization_code_pkce, module = "quoted")]
struct QuotedModule {}

#[spotify_flow(authorization_code_pkce, module(parenthesized))]
struct ParenthesizedModule {}

#[spotify_flow(authorization_code_pkce, module = match)]
struct KeywordModule {}

#[spotify_flow(authorization_code_pkce, "user-read-email")]
struct Stray {}

#[flow]
struct FlowOfNothing {}

#[flow(spotify)]
struct ProviderOnly {}

#[flow(spotify, scopes(user_read_email))]
struct ProviderAndScopes {}

#[flow("flows/acme.toml")]
struct PathAlone {}

#[flow(file = "flows/acme.toml")]
struct AnotherWord {}

#[flow(spec = flows)]
struct UnquotedPath {}

fn main() {}
