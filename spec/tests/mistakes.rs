//! One edit, one mistake, one report: bundled files with a slip of the pen, and what is said of it.
//!
//! The reports stand in `mistakes.golden`; `UPDATE_GOLDEN=1 cargo test -p spotify-flow-spec` writes
//! them anew, to be read in the diff.

#![allow(clippy::unwrap_used)] // the helpers of a test may fail as the test does

use std::collections::HashMap;
use std::fmt::Write as _;
use std::io;
use std::path::{Path, PathBuf};

use spotify_flow_spec::{Checked, Files, check_file};

/// A slip of the pen: in a file, `find` was written as `replace`.
struct Mistake {
    name: &'static str,
    /// The rule that must say so.
    rule: &'static str,
    file: &'static str,
    find: &'static str,
    replace: &'static str,
}

const FLOW: &str = "providers/spotify/authorization_code_pkce.toml";
const SERVICE: &str = "providers/spotify/client_credentials.toml";
const GRANT: &str = "grants/authorization_code_pkce.toml";
const PLAIN: &str = "grants/client_credentials.toml";
const PROVIDER: &str = "providers/spotify/provider.toml";
const API: &str = "providers/spotify/api.toml";

const fn slip(
    name: &'static str,
    rule: &'static str,
    file: &'static str,
    find: &'static str,
    replace: &'static str,
) -> Mistake {
    Mistake { name, rule, file, find, replace }
}

const MISTAKES: &[Mistake] = &[
    // The form of a file.
    slip("a string is not closed", "FS100", FLOW, "\"spotify\"", "\"spotify"),
    slip("a table is cut short", "FS100", FLOW, "[endpoints]", "[endpoints"),
    slip(
        "a required key is missing",
        "FS100",
        FLOW,
        "grant    = \"authorization_code_pkce\"\n",
        "",
    ),
    slip("a property is missing", "FS100", FLOW, "short_lived        = false\n", ""),
    slip("a property is a string", "FS100", FLOW, "= false", "= \"no\""),
    slip("an option has an unknown type", "FS100", FLOW, "\"bool\"", "\"boolean\""),
    slip("an option has no type", "FS100", FLOW, "type = \"bool\", ", ""),
    slip("authentication is misspelt", "FS100", FLOW, "\"none\"", "\"non\""),
    slip("a name is empty", "FS100", FLOW, "name     = \"authorization_code_pkce\"", "name = \"\""),
    slip("a redirect kind is unknown", "FS100", PROVIDER, "\"loopback_ip\"", "\"loopback\""),
    slip(
        "a transition does two things",
        "FS100",
        GRANT,
        "[transitions.exchange.post]",
        "[transitions.exchange.redirect]\nendpoint = \"token\"\n[transitions.exchange.post]",
    ),
    slip(
        "a transition does nothing",
        "FS100",
        GRANT,
        "callback = { in = \"query\", expect = { state = \"{state}\" }, bind = { code = \"code\" } }\n",
        "",
    ),
    slip(
        "a scope has a space in it",
        "FS100",
        PROVIDER,
        "\"user-read-email\"",
        "\"user read email\"",
    ),
    slip(
        "a deprecation has no date",
        "FS100",
        "providers/spotify/implicit_grant.toml",
        "2025-11-27",
        "last autumn",
    ),
    slip("a generator is unknown", "FS100", GRANT, "\"pkce_verifier\"", "\"pkce_verfier\""),
    slip(
        "a waiver gives no reason",
        "FS100",
        "providers/spotify/authorization_code.toml",
        "\"Spotify documents this flow without PKCE; the exchange is authenticated by the client secret.\"",
        "\"\"",
    ),
    slip("a key is misspelt", "FS101", FLOW, "refreshable ", "refreshabel "),
    slip("a table is misspelt", "FS101", FLOW, "[endpoints]", "[endpoint]"),
    slip("a key is somebody else's", "FS101", FLOW, "[client]", "[client]\nsecret = \"s3cr3t\""),
    slip("the format is missing", "FS102", FLOW, "format = 1\n", ""),
    slip("the format is of tomorrow", "FS102", FLOW, "format = 1", "format = 2"),
    slip(
        "a key is there twice",
        "FS103",
        FLOW,
        "[endpoints]",
        "[endpoints]\ntoken = \"https://accounts.spotify.com/api/token\"",
    ),
    slip(
        "two scopes have one value",
        "FS103",
        PROVIDER,
        "\"user-read-private\"",
        "\"user-read-email\"",
    ),
    slip("an option is called like a step", "FS103", FLOW, "show_dialog =", "authorize ="),
    slip(
        "a variable is called like an app's value",
        "FS103",
        FLOW,
        "[client]",
        "[variables]\nscope = { type = \"label\" }\n[client]",
    ),
    slip(
        "a token is bound by hand",
        "FS103",
        GRANT,
        "code_verifier = \"{code_verifier}\" }\ntoken = true",
        "code_verifier = \"{code_verifier}\" }\ntoken = true\nbind = { refresh_token = \"refresh_token\" }",
    ),
    slip(
        "the grant is misspelt",
        "FS104",
        FLOW,
        "grant    = \"authorization_code_pkce\"",
        "grant = \"authorization_code_pcke\"",
    ),
    slip(
        "the provider is unknown",
        "FS104",
        FLOW,
        "provider = \"spotify\"",
        "provider = \"deezer\"",
    ),
    slip(
        "a state is misspelt",
        "FS104",
        GRANT,
        "to   = \"code_received\"",
        "to   = \"code_recieved\"",
    ),
    slip(
        "an endpoint has no URL",
        "FS104",
        FLOW,
        "token     = \"https://accounts.spotify.com/api/token\"\n",
        "",
    ),
    slip(
        "an option names no transition",
        "FS104",
        FLOW,
        "\"authorize.query\"",
        "\"authorise.query\"",
    ),
    slip(
        "an option names the wrong part",
        "FS104",
        FLOW,
        "\"authorize.query\"",
        "\"authorize.form\"",
    ),
    slip("an option says no part", "FS104", FLOW, "\"authorize.query\"", "\"authorize\""),
    slip("a shown slot is unknown", "FS104", GRANT, "[\"authorize_url\"", "[\"authorise_url\""),
    slip(
        "a waiver names no rule",
        "FS104",
        FLOW,
        "[client]",
        "[allow]\nFS6011 = { at = \"grant\", because = \"It is so.\" }\n[client]",
    ),
    slip("there is no initial state", "FS105", GRANT, "initial = \"ready\"\n", ""),
    slip("there is no final state", "FS106", GRANT, ", final = true", ""),
    slip("the last step brings no token", "FS106", PLAIN, "token = true\n", ""),
    slip(
        "a step leaves a final state",
        "FS107",
        GRANT,
        "[renew.post]",
        "[transitions.again]\nfrom = \"authorized\"\nto = \"authorized\"\n[transitions.again.post]\nendpoint = \"token\"\nform = { grant_type = \"refresh_token\", refresh_token = \"{refresh_token}\" }\ntoken = true\n[renew.post]",
    ),
    slip(
        "an endpoint is relative",
        "FS108",
        FLOW,
        "\"https://accounts.spotify.com/authorize\"",
        "\"/authorize\"",
    ),
    slip("an endpoint has a fragment", "FS108", FLOW, "com/authorize\"", "com/authorize#top\""),
    slip(
        "an endpoint has user info",
        "FS108",
        FLOW,
        "\"https://accounts.spotify.com/api/token\"",
        "\"https://me:pw@accounts.spotify.com/api/token\"",
    ),
    slip(
        "an endpoint's host is not ASCII",
        "FS108",
        FLOW,
        "\"https://accounts.spotify.com/api/token\"",
        "\"https://\u{430}ccounts.spotify.com/api/token\"",
    ),
    slip(
        "an API origin has a path",
        "FS108",
        PROVIDER,
        "\"https://api.spotify.com\"",
        "\"https://api.spotify.com/v1\"",
    ),
    slip("a name is a keyword", "FS109", FLOW, "show_dialog =", "type ="),
    slip(
        "a name has a dash",
        "FS109",
        FLOW,
        "name     = \"authorization_code_pkce\"",
        "name = \"authorization-code-pkce\"",
    ),
    slip("a name would be code", "FS109", FLOW, "show_dialog =", "\"x(){}fn y\" ="),
    slip(
        "an adjustment changes nothing",
        "FS110",
        FLOW,
        "[client]",
        "[transitions.exchange.post.form]\naudience = false\n[client]",
    ),
    slip(
        "an adjustment repeats the grant",
        "FS110",
        FLOW,
        "[client]",
        "[transitions.exchange.post.form]\ngrant_type = \"authorization_code\"\n[client]",
    ),
    slip(
        "an endpoint is used by nobody",
        "FS110",
        FLOW,
        "[client]",
        "revoke = \"https://accounts.spotify.com/revoke\"\n[client]",
    ),
    slip("a brace is not closed", "FS111", GRANT, "code = \"{code}\"", "code = \"{code\""),
    slip("a brace closes nothing", "FS111", GRANT, "code = \"{code}\"", "code = \"code}\""),
    slip(
        "a slot is misspelt",
        "FS111",
        GRANT,
        "\"{code_verifier|s256}\"",
        "\"{code_verfier|s256}\"",
    ),
    slip("a filter is unknown", "FS111", GRANT, "|s256}", "|sha256}"),
    slip("a hash is left out", "FS111", GRANT, "{code_verifier|s256}", "{code_verifier?|s256}"),
    slip(
        "a hash of what anybody knows",
        "FS111",
        GRANT,
        "state = \"{state}\", code_challenge",
        "state = \"{state}\", login_hint = \"{client_id|s256}\", code_challenge",
    ),
    slip(
        "a callback is compared with what was never sent",
        "FS303",
        GRANT,
        "expect = { state = \"{state}\" }",
        "expect = { state = \"{state}\", session_state = \"{state}\" }",
    ),
    slip(
        "a refusal is waited for",
        "FS303",
        GRANT,
        "bind = { code = \"code\" }",
        "bind = { code = \"code\", why = { from = \"error\", class = \"public\" } }",
    ),
    slip(
        "a callback is read twice",
        "FS303",
        GRANT,
        "[transitions.exchange]\n",
        "[transitions.receive_again]\nfrom = \"code_received\"\nto = \"code_received\"\ncallback = { in = \"query\", expect = { state = \"{state}\" }, bind = { code = \"code\" } }\n[transitions.exchange]\n",
    ),
    slip(
        "a secret is called by a public name",
        "FS206",
        GRANT,
        "bind = { code = \"code\" }",
        "bind = { code = \"code\", session_state = \"access_token\" }",
    ),
    slip(
        "a slot is of two classes",
        "FS206",
        GRANT,
        "bind = { code = \"code\" } }",
        "bind = { code = \"code\", hint = { from = \"hint\", class = \"public\" } } }\n[transitions.other]\nfrom = \"awaiting_consent\"\nto = \"code_received\"\ncallback = { in = \"fragment\", expect = { state = \"{state}\" }, bind = { code = \"code\", hint = { from = \"hint\", class = \"secret\" } } }",
    ),
    slip(
        "a URL for the browser is sent to the server",
        "FS204",
        GRANT,
        "code_verifier = \"{code_verifier}\" }",
        "code_verifier = \"{code_verifier}\", resource = \"{authorize_url}\" }",
    ),
    slip(
        "a slot builds a host",
        "FS209",
        FLOW,
        "\"https://accounts.spotify.com/api/token\"",
        "\"https://{code}.spotify.com/api/token\"",
    ),
    slip(
        "a label begins a URL",
        "FS113",
        SERVICE,
        "token = \"https://accounts.spotify.com/api/token\"",
        "token = \"{tenant}.spotify.com/api/token\"\n[variables]\ntenant = { type = \"label\" }",
    ),
    slip(
        "a variable is not declared",
        "FS111",
        FLOW,
        "token     = \"https://accounts",
        "token = \"https://{tenant}",
    ),
    slip(
        "an origin stands inside a URL",
        "FS113",
        SERVICE,
        "token = \"https://accounts.spotify.com/api/token\"",
        "token = \"https://{base}/api/token\"\n[variables]\nbase = { type = \"origin\" }",
    ),
    slip(
        "the client's id is sent by hand",
        "FS115",
        GRANT,
        "code = \"{code}\",",
        "code = \"{code}\", client_id = \"{client_id}\",",
    ),
    slip("an option repeats a parameter", "FS115", FLOW, "show_dialog =", "response_type ="),
    slip(
        "a parameter is empty",
        "FS116",
        FLOW,
        "[client]",
        "[transitions.exchange.post.form]\naudience = \"\"\n[client]",
    ),
    slip("a lifetime is no time", "FS117", PROVIDER, "months = 6", "months = 0"),
    slip("a lifetime is negative", "FS117", PROVIDER, "months = 6", "months = -6"),
    slip(
        "a parameter is misspelt",
        "FS118",
        GRANT,
        "query = { response_type",
        "query = { promt = \"login\", response_type",
    ),
    // Data and paths.
    slip(
        "the code is read before it comes",
        "FS201",
        GRANT,
        "query = { response_type",
        "query = { hint = \"{code}\", response_type",
    ),
    slip(
        "a path leads round the code",
        "FS201",
        GRANT,
        "[transitions.exchange]\n",
        "[transitions.skip]\nfrom = \"awaiting_consent\"\nto = \"code_received\"\npost = { endpoint = \"token\" }\n[transitions.exchange]\n",
    ),
    slip(
        "a value is bound for nobody",
        "FS202",
        GRANT,
        "bind = { code = \"code\" }",
        "bind = { code = \"code\", session_state = \"session_state\" }",
    ),
    slip(
        "the code can be sent twice",
        "FS307",
        GRANT,
        "[renew.post]",
        "[transitions.preview]\nfrom = \"code_received\"\nto = \"code_received\"\n[transitions.preview.post]\nendpoint = \"token\"\nform = { grant_type = \"authorization_code\", code = \"{code}\", redirect_uri = \"{redirect_uri}\", code_verifier = \"{code_verifier}\" }\n[renew.post]",
    ),
    slip(
        "a value of unknown class is bound",
        "FS206",
        GRANT,
        "bind = { code = \"code\" }",
        "bind = { code = \"code\", realm = \"realmId\" }",
    ),
    slip("scope is sent even when empty", "FS207", GRANT, "\"{scope?}\"", "\"{scope}\""),
    slip(
        "the renewed token is thrown away",
        "FS211",
        GRANT,
        "refresh_token = \"{refresh_token}\" }\ntoken = true",
        "refresh_token = \"{refresh_token}\" }",
    ),
    slip(
        "the redirect URI is not repeated",
        "FS213",
        FLOW,
        "[client]",
        "[transitions.exchange.post.form]\nredirect_uri = false\n[client]",
    ),
    slip("a state is never reached", "FS301", GRANT, "[states]", "[states]\nlimbo = {}"),
    slip(
        "a state has no way out",
        "FS302",
        GRANT,
        "[renew.post]",
        "[transitions.lose]\nfrom = \"code_received\"\nto = \"lost\"\n[transitions.lose.post]\nendpoint = \"token\"\nform = { give = \"up\" }\n[states.lost]\n[renew.post]",
    ),
    // Properties.
    slip(
        "consent is denied",
        "FS501",
        FLOW,
        "needs_user_consent = true",
        "needs_user_consent = false",
    ),
    slip(
        "consent is claimed",
        "FS501",
        SERVICE,
        "needs_user_consent = false",
        "needs_user_consent = true",
    ),
    slip(
        "short life is claimed of a renewing flow",
        "FS501",
        FLOW,
        "short_lived        = false",
        "short_lived = true",
    ),
    slip(
        "short life is claimed without a user",
        "FS501",
        SERVICE,
        "short_lived        = false",
        "short_lived = true",
    ),
    slip(
        "short life is not noticed",
        "FS509",
        FLOW,
        "refreshable        = true",
        "refreshable = false",
    ),
    slip("a user is claimed", "FS501", SERVICE, "user_scoped        = false", "user_scoped = true"),
    slip(
        "the verifier is never sent",
        "FS502",
        FLOW,
        "[client]",
        "[transitions.exchange.post.form]\ncode_verifier = false\n[client]",
    ),
    slip(
        "renewal is claimed of a grant without",
        "FS503",
        SERVICE,
        "refreshable        = false",
        "refreshable = true",
    ),
    slip(
        "the provider issues no refresh tokens",
        "FS503",
        PROVIDER,
        "issued   = \"always\"",
        "issued = \"never\"",
    ),
    slip(
        "the provider wants a parameter first",
        "FS503",
        PROVIDER,
        "issued   = \"always\"",
        "issued = { when = { \"authorize.query.access_type\" = \"offline\" } }",
    ),
    slip(
        "the provider wants a scope first",
        "FS503",
        PROVIDER,
        "issued   = \"always\"",
        "issued = { scope = \"offline_access\" }",
    ),
    slip("client credentials without a secret", "FS505", SERVICE, "\"basic\"", "\"none\""),
    slip(
        "a secret that nothing sends",
        "FS505",
        "providers/spotify/implicit_grant.toml",
        "\"none\"",
        "\"basic\"",
    ),
    slip(
        "a refresh asks for a code",
        "FS506",
        GRANT,
        "\"refresh_token\", refresh_token",
        "\"authorization_code\", refresh_token",
    ),
    slip(
        "an exchange says no grant type",
        "FS506",
        FLOW,
        "[client]",
        "[transitions.exchange.post.form]\ngrant_type = false\n[client]",
    ),
    // Security.
    slip(
        "a public client without PKCE",
        "FS601",
        "providers/spotify/authorization_code.toml",
        "authentication = \"basic\"",
        "authentication = \"none\"",
    ),
    slip("PKCE is plain", "FS602", GRANT, "\"S256\"", "\"plain\""),
    slip(
        "the verifier is its own challenge",
        "FS603",
        GRANT,
        "{code_verifier|s256}",
        "{code_verifier}",
    ),
    slip(
        "a login without state",
        "FS604",
        FLOW,
        "[client]",
        "[transitions.authorize.redirect.query]\nstate = false\n[client]",
    ),
    slip("a state that nobody compares", "FS605", GRANT, "expect = { state = \"{state}\" }, ", ""),
    slip(
        "a state that everybody knows",
        "FS606",
        FLOW,
        "[client]",
        "[transitions.authorize.redirect.query]\nstate = \"xyz\"\n[client]",
    ),
    slip(
        "the client's secret in a URL",
        "FS607",
        FLOW,
        "[client]",
        "[transitions.authorize.redirect.query]\nkey = \"{client_secret}\"\n[client]",
    ),
    slip(
        "an endpoint in the clear",
        "FS609",
        FLOW,
        "\"https://accounts.spotify.com/api",
        "\"http://accounts.spotify.com/api",
    ),
    slip(
        "a new implicit flow",
        "FS614",
        "providers/spotify/implicit_grant.toml",
        "deprecated = { since = \"2025-11-27\", note = \"Spotify ended the implicit grant: a login comes back with `unsupported_response_type`.\", use = \"authorization_code_pkce\" }\n",
        "",
    ),
    slip(
        "the password grant",
        "FS615",
        PLAIN,
        "grant_type = \"client_credentials\"",
        "grant_type = \"password\"",
    ),
    // What once passed, or was reported as something else.
    slip(
        "the response type is left out",
        "FS506",
        FLOW,
        "[client]",
        "[transitions.authorize.redirect.query]\nresponse_type = false\n[client]",
    ),
    slip(
        "the response type is misspelt",
        "FS506",
        FLOW,
        "[client]",
        "[transitions.authorize.redirect.query]\nresponse_type = \"cod\"\n[client]",
    ),
    slip(
        "the client does not say who it is",
        "FS506",
        FLOW,
        "[client]",
        "[transitions.authorize.redirect.query]\nclient_id = false\n[client]",
    ),
    slip(
        "the code is never sent",
        "FS506",
        FLOW,
        "[client]",
        "[transitions.exchange.post.form]\ncode = false\n[client]",
    ),
    slip(
        "the code is looked for in the fragment",
        "FS638",
        GRANT,
        "in = \"query\"",
        "in = \"fragment\"",
    ),
    slip(
        "the scopes are never sent",
        "FS507",
        FLOW,
        "[client]",
        "[transitions.authorize.redirect.query]\nscope = false\n[client]",
    ),
    slip(
        "the verifier is a text",
        "FS502",
        FLOW,
        "[client]",
        "[transitions.exchange.post.form]\ncode_verifier = \"abc\"\n[client]",
    ),
    slip(
        "the challenge is made of something else",
        "FS502",
        FLOW,
        "[client]",
        "[transitions.authorize.redirect.query]\ncode_challenge = \"{state|s256}\"\n[client]",
    ),
    slip(
        "the verifier is left without its challenge",
        "FS502",
        FLOW,
        "[client]",
        "[transitions.authorize.redirect.query]\ncode_challenge = false\ncode_challenge_method = false\n[client]",
    ),
    slip(
        "another redirect URI is sent first",
        "FS213",
        FLOW,
        "[client]",
        "[transitions.authorize.redirect.query]\nredirect_uri = \"https://elsewhere.example\"\n[client]",
    ),
    slip(
        "another state is sent than compared",
        "FS605",
        FLOW,
        "[client]",
        "[transitions.authorize.redirect.query]\nstate = \"{code_verifier|s256}\"\n[client]",
    ),
    slip(
        "the state is minted again before it is compared",
        "FS203",
        GRANT,
        "[transitions.receive]\n",
        "[transitions.receive]\nmint = { state = \"random\" }\n",
    ),
    slip(
        "a secret is written into the file",
        "FS625",
        FLOW,
        "[client]",
        "[transitions.authorize.redirect.query]\nclient_secret = \"hunter2\"\n[client]",
    ),
    slip(
        "a secret stands in the URL of an endpoint",
        "FS608",
        FLOW,
        "api/token\"",
        "api/token?client_secret=hunter2\"",
    ),
    slip(
        "an option is a secret in a URL",
        "FS607",
        FLOW,
        "show_dialog = { type = \"bool\"",
        "password = { type = \"string\"",
    ),
    slip(
        "a secret is shown",
        "FS644",
        GRANT,
        "shows = [\"authorize_url\", \"state\"]",
        "shows = [\"authorize_url\", \"code_verifier\"]",
    ),
    slip(
        "a slot is shown twice",
        "FS103",
        GRANT,
        "shows = [\"authorize_url\", \"state\"]",
        "shows = [\"authorize_url\", \"authorize_url\"]",
    ),
    slip(
        "nobody is shown where to go",
        "FS202",
        GRANT,
        ", shows = [\"authorize_url\", \"state\"]",
        "",
    ),
    slip(
        "the code is sent twice in one request",
        "FS204",
        FLOW,
        "[client]",
        "[transitions.exchange.post.form]\nagain = \"{code}\"\n[client]",
    ),
    slip(
        "the code is called public",
        "FS206",
        GRANT,
        "bind = { code = \"code\" }",
        "bind = { code = { from = \"code\", class = \"public\" } }",
    ),
    slip(
        "a renewal wants what is gone",
        "FS201",
        FLOW,
        "[client]",
        "[renew.post.form]\ncode_verifier = \"{code_verifier}\"\n[client]",
    ),
    slip(
        "a public client's secret is sent",
        "FS504",
        FLOW,
        "[client]",
        "[transitions.exchange.post.form]\nkey = \"{client_secret}\"\n[client]",
    ),
    slip(
        "an API is reached in the clear",
        "FS609",
        PROVIDER,
        "\"https://api.spotify.com\"",
        "\"http://api.spotify.com\"",
    ),
    slip(
        "a host only begins like this machine",
        "FS108",
        FLOW,
        "https://accounts.spotify.com/api/token\"\n",
        "http://localhost{tenant}/token\"\n[variables]\ntenant = { type = \"label\" }\n",
    ),
    slip(
        "a waiver changes nothing",
        "FS110",
        FLOW,
        "[client]",
        "[allow]\nFS601 = { at = \"authorize\", because = \"To be sure.\" }\n[client]",
    ),
    slip(
        "a proof is waived",
        "FS110",
        FLOW,
        "[client]",
        "[allow]\nFS501 = { at = \"user_scoped\", because = \"Trust me.\" }\n[client]",
    ),
    slip(
        "a state would be called like a keyword",
        "FS109",
        GRANT,
        "code_received    =",
        "self_ = { }\ncode_received =",
    ),
    slip(
        "a refresh token is issued on no condition",
        "FS100",
        PROVIDER,
        "issued   = \"always\"",
        "issued = { when = {} }",
    ),
    slip("a lifetime has an unknown unit", "FS101", PROVIDER, "months = 6", "years = 1"),
    slip(
        "a deprecation is dated in no month",
        "FS100",
        "providers/spotify/implicit_grant.toml",
        "2025-11-27",
        "2025-13-27",
    ),
    slip(
        "a step back comes first",
        "FS306",
        GRANT,
        "[transitions.exchange]\n",
        "[transitions.ask]\nfrom = \"code_received\"\nto = \"code_received\"\npost = { endpoint = \"token\" }\n[transitions.exchange]\n",
    ),
    slip(
        "the user is sent to where tokens are asked for",
        "FS114",
        GRANT,
        "endpoint = \"authorize\"\n",
        "endpoint = \"token\"\n",
    ),
    slip(
        "a variable is called like the state",
        "FS103",
        FLOW,
        "[client]",
        "[variables]\nstate = { type = \"label\" }\n[client]",
    ),
    slip(
        "a form is posted to the page of the login",
        "FS114",
        GRANT,
        "endpoint = \"token\"\nform  = { grant_type = \"refresh_token\"",
        "endpoint = \"authorize\"\nform = { grant_type = \"refresh_token\"",
    ),
    slip(
        "an endpoint holds what can't be seen",
        "FS712",
        FLOW,
        "/api/token\"",
        "/api/to\\u200bken\"",
    ),
    slip(
        "no redirect URI is allowed",
        "FS100",
        PROVIDER,
        "[\"https\", \"loopback_ip\", \"private_scheme\"]",
        "[]",
    ),
    slip(
        "a scope holds the separator",
        "FS100",
        PROVIDER,
        "documentation/web-api/concepts/scopes\"\n\n[scopes.list]\n",
        "documentation/web-api/concepts/scopes\"\nseparator = \",\"\n\n[scopes.list]\nboth = { value = \"a,b\" }\n",
    ),
    slip(
        "an operation needs an unknown scope",
        "FS701",
        API,
        "scopes    = [\"user_library_read\"]",
        "scopes    = [\"user_libary_read\"]",
    ),
    slip(
        "a path lacks its parameter",
        "FS702",
        API,
        "get       = \"/albums/{id}\"",
        "get       = \"/albums\"\npath = { id = \"string\" }",
    ),
    slip(
        "a parameter is half a segment",
        "FS702",
        API,
        "get       = \"/albums/{id}\"",
        "get       = \"/albums/a{id}\"",
    ),
    slip(
        "two operations of one path",
        "FS703",
        API,
        "get       = \"/artists/{id}\"",
        "get       = \"/albums/{album}\"",
    ),
    slip(
        "two operations of one name",
        "FS103",
        API,
        "[operations.get_artists_top_tracks]",
        "[operations.get__album]",
    ),
    slip(
        "two operations of one id",
        "FS703",
        API,
        "id        = \"get-an-artist\"",
        "id        = \"get-an-album\"",
    ),
    slip(
        "an app's own token with a scope",
        "FS704",
        API,
        "get       = \"/artists/{id}\"",
        "scopes = [\"user_read_email\"]\nget       = \"/artists/{id}\"",
    ),
    slip(
        "a parameter of an unknown type",
        "FS705",
        API,
        "query     = { market = \"string?\" }",
        "query     = { market = \"text?\" }",
    ),
    slip(
        "an object in a query",
        "FS705",
        API,
        "query     = { market = \"string?\" }",
        "query     = { market = \"object?\" }",
    ),
    slip(
        "a parameter that is no method",
        "FS706",
        API,
        "query     = { market = \"string?\" }",
        "query     = { new = \"string?\" }",
    ),
    slip("an operation without a method", "FS100", API, "get       = \"/albums/{id}\"\n", ""),
    slip(
        "an operation with two methods",
        "FS100",
        API,
        "get       = \"/albums/{id}\"",
        "put = \"/albums\"\nget       = \"/albums/{id}\"",
    ),
    slip(
        "an operation that does not say who may call it",
        "FS100",
        API,
        "app_token = \"works\"\n",
        "",
    ),
    slip("a status that is no success", "FS100", API, "success   = [204]", "success   = [404]"),
    slip(
        "an operation instead that is not there",
        "FS104",
        API,
        "use = \"get_album\"",
        "use = \"get_albm\"",
    ),
    slip("an api that says no provider", "FS100", API, "provider = \"spotify\"\n", ""),
    slip(
        "a base with a slash at its end",
        "FS100",
        API,
        "base     = \"/v1\"",
        "base     = \"/v1/\"",
    ),
    slip("a key of an operation misspelt", "FS101", API, "premium   = true", "premum   = true"),
    slip(
        "a group of an unknown scope",
        "FS701",
        PROVIDER,
        "any = [\"playlist_modify_public\"",
        "any = [\"playlist_modify_publik\"",
    ),
    slip(
        "a group without a choice",
        "FS701",
        PROVIDER,
        "any = [\"playlist_modify_public\", \"playlist_modify_private\"]",
        "any = [\"playlist_modify_public\"]",
    ),
    // What a provider's tokens are like.
    slip(
        "a lifetime of tokens is misspelt",
        "FS100",
        "providers/github/provider.toml",
        "\"unlimited\"",
        "\"unlimted\"",
    ),
    slip(
        "a flow whose tokens have no end is short-lived",
        "FS501",
        "providers/github/authorization_code.toml",
        "short_lived        = false",
        "short_lived        = true",
    ),
    // What an API says.
    slip(
        "a limit counts by nobody",
        "FS100",
        "providers/github/provider.toml",
        "by     = \"user\"",
        "by     = \"usr\"",
    ),
    slip(
        "a header has no name",
        "FS100",
        "providers/github/provider.toml",
        "\"x-ratelimit-reset\"",
        "\"x-ratelimit-reset:\"",
    ),
    slip(
        "a refusal has no status",
        "FS100",
        "providers/twitch/provider.toml",
        "\"401 Missing scope\"",
        "\"Missing scope\"",
    ),
    slip(
        "a refusal is a failure of the server",
        "FS100",
        "providers/twitch/provider.toml",
        "\"401 Missing scope\"",
        "\"503 Missing scope\"",
    ),
    slip(
        "a success is called a refusal",
        "FS100",
        "providers/slack/provider.toml",
        "\"200 token_expired\"",
        "\"200\"",
    ),
    slip(
        "a refusal means what it means everywhere",
        "FS110",
        "providers/slack/provider.toml",
        "\"200 token_expired\"",
        "\"401\"",
    ),
    slip(
        "a refusal means two things",
        "FS110",
        "providers/slack/provider.toml",
        "\"200 missing_scope\"",
        "\"200 token_expired\"",
    ),
    slip(
        "a meaning is misspelt",
        "FS101",
        "providers/twitch/provider.toml",
        "scope  = [\"401 Missing scope\"]",
        "scopes = [\"401 Missing scope\"]",
    ),
    slip(
        "a type of a token is every provider's",
        "FS110",
        "providers/slack/provider.toml",
        "[\"bot\", \"user\"]",
        "[\"bot\", \"Bearer\"]",
    ),
    slip(
        "a type of a token is empty",
        "FS100",
        "providers/slack/provider.toml",
        "[\"bot\", \"user\"]",
        "[\"bot\", \"\"]",
    ),
    slip(
        "an error means what is no error",
        "FS100",
        "providers/slack/provider.toml",
        "= \"invalid_grant\"",
        "= \"invalid_grnt\"",
    ),
    slip(
        "an error of OAuth is given a meaning",
        "FS110",
        "providers/slack/provider.toml",
        "invalid_code   ",
        "invalid_scope  ",
    ),
    slip(
        "a token stands in the answer to a redirect",
        "FS104",
        "providers/slack/authorization_code_user.toml",
        "[transitions.exchange.post]",
        "[transitions.authorize.post]",
    ),
    slip(
        "a token stands nowhere",
        "FS110",
        "providers/slack/authorization_code_user.toml",
        "token_in = \"authed_user\"",
        "token_in = \"\"",
    ),
    slip(
        "a place of a token is misspelt",
        "FS101",
        "providers/slack/authorization_code_user.toml",
        "token_in =",
        "tokn_in =",
    ),
    slip(
        "scopes come in another way",
        "FS100",
        "providers/twitch/provider.toml",
        "\"array\"",
        "\"list\"",
    ),
    slip(
        "a token is asked for in another way",
        "FS100",
        "providers/notion/provider.toml",
        "\"json\"",
        "\"xml\"",
    ),
    // Scopes that are not listed, variables that are not brought, hosts that are named by an answer.
    slip(
        "a list that is not there is open",
        "FS110",
        "providers/notion/provider.toml",
        "[refresh_tokens]",
        "[scopes]\nopen = true\n[refresh_tokens]",
    ),
    slip(
        "a default is no label",
        "FS113",
        "providers/microsoft/authorization_code.toml",
        "\"common\"",
        "\"common/evil\"",
    ),
    slip(
        "a default is no origin",
        "FS113",
        "providers/gitlab/authorization_code.toml",
        "\"https://gitlab.com\"",
        "\"https://gitlab.com/api\"",
    ),
    slip(
        "a default is in the clear",
        "FS113",
        "providers/gitlab/authorization_code.toml",
        "\"https://gitlab.com\"",
        "\"http://gitlab.com\"",
    ),
    slip(
        "hosts that nobody names",
        "FS108",
        "providers/salesforce/provider.toml",
        ", from = \"instance_url\"",
        "",
    ),
    slip(
        "an answer may name any host",
        "FS108",
        "providers/salesforce/provider.toml",
        "https://*.my",
        "https://eu.my",
    ),
    slip(
        "a star stands for a whole domain",
        "FS108",
        "providers/salesforce/provider.toml",
        "https://*.my.salesforce.com",
        "https://*.com",
    ),
    slip(
        "a star stands in the middle",
        "FS108",
        "providers/salesforce/provider.toml",
        "https://*.my",
        "https://my.*",
    ),
    slip(
        "hosts in the clear",
        "FS108",
        "providers/salesforce/provider.toml",
        "https://*",
        "http://*",
    ),
];

/// The bundled files, one of them with a mistake in it.
struct Edited(HashMap<PathBuf, String>);

impl Files for Edited {
    fn read(&self, path: &Path) -> io::Result<String> {
        self.0.get(path).cloned().ok_or_else(|| io::ErrorKind::NotFound.into())
    }
}

fn bundled() -> HashMap<PathBuf, String> {
    let providers = spotify_flow_spec::bundled::provider_names();
    let providers = providers.map(|provider| format!("providers/{provider}"));
    files_in(providers.chain(["grants".to_owned()]))
}

fn files_in(folders: impl IntoIterator<Item = String>) -> HashMap<PathBuf, String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = HashMap::new();
    for sub in folders {
        for entry in std::fs::read_dir(folder.join(sub)).unwrap() {
            let path = entry.unwrap().path();
            let text = std::fs::read_to_string(&path).unwrap();
            files.insert(path.strip_prefix(folder).unwrap().to_owned(), text);
        }
    }
    files
}

fn report(mistake: &Mistake) -> Checked {
    let mut files = bundled();
    let text = files.get_mut(Path::new(mistake.file)).unwrap();
    assert!(text.contains(mistake.find), "{}: nothing to edit", mistake.name);
    *text = text.replacen(mistake.find, mistake.replace, 1);
    // A grant's and a provider's mistake is found through a flow that uses it.
    let path = match mistake.file {
        GRANT | PROVIDER => FLOW,
        PLAIN => SERVICE,
        file => file,
    };
    check_file(Path::new(path), &Edited(files))
}

#[test]
fn every_mistake_is_reported_by_its_rule_with_a_place() {
    let mut missed = Vec::new();
    for mistake in MISTAKES {
        let checked = report(mistake);
        let rules: Vec<_> = checked.report.problems().iter().map(|p| p.rule).collect();
        if !rules.contains(&mistake.rule) {
            missed.push(format!("{} ({}): {rules:?}", mistake.name, mistake.rule));
        }
        for problem in checked.report.problems() {
            let (line, column) = problem.place.line_column();
            assert!(line > 0 && column > 0 && !problem.place.source.path.is_empty());
        }
    }
    assert!(missed.is_empty(), "{missed:#?}");
}

#[test]
fn a_misspelt_key_is_one_problem() {
    let slips = [
        (FLOW, "short_lived ", "short_livd "),
        (FLOW, "grant    =", "grnat ="),
        (FLOW, "format =", "formt ="),
        (FLOW, "[flow]", "[flwo]"),
        (FLOW, "[properties]", "[property]"),
        (FLOW, "[endpoints]", "[endpoint]"),
        (FLOW, "{ type =", "{ typ ="),
        (SERVICE, "authentication =", "authentification ="),
        (GRANT, "[grant]", "[grnat]"),
        (GRANT, "[states]", "[stats]"),
        (GRANT, "to   = \"code_received\"", "too = \"code_received\""),
        (GRANT, "in = \"query\"", "inn = \"query\""),
        (GRANT, "endpoint = \"authorize\"", "endpont = \"authorize\""),
        (GRANT, "[renew.post]", "[renew.pots]"),
        (PROVIDER, "[provider]", "[provder]"),
        (PROVIDER, "name  =", "nme ="),
        (PROVIDER, "months =", "mnths ="),
    ];
    for (file, find, replace) in slips {
        let checked = report(&slip(find, "FS101", file, find, replace));
        let rules: Vec<_> = checked.report.problems().iter().map(|p| p.rule).collect();
        assert_eq!(rules, ["FS101"], "{find}:\n{}", checked.report);
    }
}

#[test]
fn reports_read_as_they_were_reviewed() {
    let mut text = String::new();
    for mistake in MISTAKES {
        let checked = report(mistake);
        writeln!(text, "## {}\n\n{}\n", mistake.name, checked.report).unwrap();
    }
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mistakes.golden");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&golden, &text).unwrap();
    }
    let expected = std::fs::read_to_string(&golden).unwrap_or_default();
    assert!(text == expected, "the reports changed: UPDATE_GOLDEN=1 writes them anew");
}

#[test]
fn bundled_files_are_without_problems() {
    let files = Edited(bundled());
    assert!(files.0.len() >= spotify_flow_spec::bundled::names().count());
    for path in files.0.keys() {
        let checked = check_file(path, &files);
        assert!(checked.report.is_empty(), "{}:\n{}", path.display(), checked.report);
    }
}

#[test]
fn no_cut_of_a_file_panics() {
    // Together they have every word of the language.
    let folders = ["grants", "providers/spotify", "providers/slack", "providers/salesforce"];
    let files = files_in(folders.map(str::to_owned));
    for (path, text) in &files {
        // Of a long file, one cut in so many: each reads all of what is before it.
        let step = text.len().div_ceil(if path.starts_with("grants") { 2000 } else { 1000 });
        for end in (0..text.len()).step_by(step).filter(|end| text.is_char_boundary(*end)) {
            let mut cut = files.clone();
            cut.insert(path.clone(), text.get(..end).unwrap().to_owned());
            let flow = if path.starts_with("grants") { Path::new(FLOW) } else { path };
            let _ = check_file(flow, &Edited(cut)).report.to_string();
        }
    }
}

#[test]
fn a_summary_of_several_lines_becomes_one() {
    let lines = "summary  = \"\"\"\n    let it = be;\n\n  The user\tlogs in.\n\"\"\" # ";
    let checked = report(&slip("", "", FLOW, "summary  = ", lines));
    let flow = checked.flow.unwrap();
    assert_eq!(flow.summary, "let it = be; The user logs in.");
}
