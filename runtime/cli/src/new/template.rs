//! The text of a new file. A line that begins with `#` and no space is an example: without the `#` it
//! is right, too.

use std::path::Path;

use spotify_flow_spec::Flow;
use spotify_flow_spec::flow::Action;

/// What a grant wants of the flow that is written for it.
struct Wants {
    /// A user takes part.
    user: bool,
    /// Tokens can be renewed.
    renewal: bool,
    /// The client proves who it is by a secret.
    secret: bool,
    /// The token comes back in a URL, which is over.
    in_a_url: bool,
    /// A code is exchanged without PKCE.
    bare_code: bool,
}

impl Wants {
    fn of(grant: &Flow) -> Self {
        let mut wants = Self {
            user: false,
            renewal: grant.renew.is_some(),
            secret: false,
            in_a_url: false,
            bare_code: false,
        };
        let mut pkce = false;
        for step in &grant.transitions {
            match &step.action {
                Action::Redirect(redirect) => {
                    wants.user = true;
                    pkce |= redirect.query.iter().any(|it| it.name == "code_challenge");
                }
                Action::Callback(callback) => wants.in_a_url |= callback.token,
                Action::Post(post) => {
                    wants.secret = true;
                    wants.bare_code |= post.form.iter().any(|it| it.name == "code");
                }
            }
        }
        wants.secret &= !pkce;
        wants.bare_code &= !pkce;
        wants
    }
}

/// A file for this grant that is right as it stands.
pub(super) fn text(name: &str, grant: &Flow, path: &Path) -> String {
    let wants = Wants::of(grant);
    let parts = [
        head(name, &wants, path),
        flow(name, grant, &wants),
        properties(&wants),
        endpoints(grant, &wants),
        provider(name, &wants),
        facts(&wants),
        scopes(&wants),
        operations(&wants),
        allow(&wants),
    ];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n")
}

/// The name for people: `acme_music` is `Acme music`.
fn title(name: &str) -> String {
    let mut letters = name.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    first.into_iter().chain(letters).map(|c| if c == '_' { ' ' } else { c }).collect()
}

fn head(name: &str, wants: &Wants, path: &Path) -> String {
    let file = path.display();
    let secret = if wants.secret { ", client_secret: ClientSecret" } else { "" };
    let redirect = if wants.user { ", redirect_uri: RedirectUri" } else { "" };
    let scopes = if wants.user { ", scopes(read)" } else { "" };
    let title = title(name);
    format!(
        "\
#:schema ./flow.schema.json
# {title}: a provider and a flow at it, in one file. Put the provider's own addresses and names in.
#
#     spotify-flow check --explain {file}   what is wrong; and what proves each property
#     spotify-flow graph {file}             the flow as a drawing
#     spotify-flow run {file}               every step by hand
#
# An editor with Taplo completes it by the first line, once the schema is there:
#
#     spotify-flow schema flow > flow.schema.json
#
# In a program (the path begins at its Cargo.toml):
#
#     #[flow(spec = \"{file}\"{scopes})]
#     struct App {{ client_id: ClientId{secret}{redirect} }}
format = 1
"
    )
}

fn flow(name: &str, grant: &Flow, wants: &Wants) -> String {
    let (title, grant) = (title(name), &grant.grant);
    let summary = match wants.user {
        true => format!("The user logs in at {title}."),
        false => format!("The app asks {title} for a token of its own."),
    };
    let deprecated = if wants.in_a_url {
        "\
# A token in a URL is seen by too many (RFC 9700 section 2.1.2). Take authorization_code_pkce, if the
# provider has it; if not, the compiler warns whoever uses this.
deprecated = { since = \"2025-01-01\", note = \"The implicit grant is over (RFC 9700 section 2.1.2)\" }
"
    } else {
        ""
    };
    format!(
        "\
[flow]
name    = \"{name}\"
title   = \"{title}\"
summary = \"{summary}\"
grant   = \"{grant}\"
{deprecated}"
    )
}

fn properties(wants: &Wants) -> String {
    let Wants { user, renewal, .. } = *wants;
    let short = user && !renewal;
    let says = |value: bool, yes: &'static str, no: &'static str| if value { yes } else { no };
    let consent = says(user, "a user must agree: `login`", "no user is asked: `connect`");
    let refreshable = says(renewal, "a session renews itself", "there is no `refresh`");
    let lives =
        says(short, "when it ends, the user must come again", "a session outlives its tokens");
    let scoped = says(user, "the token acts for a user", "the token acts for no user: no scopes");
    format!(
        "\
# Each is a claim that `check` proves, or a restriction; each decides what compiles.
[properties]
needs_user_consent = {user:<5} # {consent}
refreshable        = {renewal:<5} # {refreshable}
short_lived        = {short:<5} # {lives}
user_scoped        = {user:<5} # {scoped}
"
    )
}

fn endpoints(grant: &Flow, wants: &Wants) -> String {
    let width =
        grant.endpoints.iter().map(|endpoint| endpoint.name.len()).max().unwrap_or_default();
    let each = grant.endpoints.iter().map(|endpoint| {
        let name = &endpoint.name;
        format!("{name:<width$} = \"https://accounts.example.com/{name}\"\n")
    });
    let endpoints: String = each.collect();
    let authentication = if wants.secret { "basic" } else { "none" };
    let step = grant.transitions.iter().find_map(|step| match &step.action {
        Action::Redirect(_) => Some((step.name.as_str(), "redirect", "query")),
        Action::Post(_) => Some((step.name.as_str(), "post", "form")),
        Action::Callback(_) => None,
    });
    let (step, action, part) = step.unwrap_or(("authorize", "redirect", "query"));
    format!(
        "\
# Absolute URLs.
[endpoints]
{endpoints}
# What each app brings; it stands in a URL, \"https://{{tenant}}.example.com/token\", or in a parameter.
#[variables]
#tenant = {{ type = \"label\", summary = \"The customer's part of the address.\" }}

#[transitions.{step}.{action}.{part}]
#organization = \"{{tenant}}\"

# How the client proves who it is: none (it keeps no secret), basic (a header), body (in the form).
[client]
authentication = \"{authentication}\"

# Parameters that an app may set, each as a method before the step that sends it.
#[options]
#language = {{ type = \"string\", in = \"{step}.{part}\", summary = \"The language of the pages.\" }}
"
    )
}

fn provider(name: &str, wants: &Wants) -> String {
    let title = title(name);
    let env = name.to_ascii_uppercase();
    let redirect = if wants.user {
        "
# The redirect URIs that the provider takes: https, loopback_ip, localhost, private_scheme.
[redirect]
allow = [\"https\", \"loopback_ip\", \"private_scheme\"]
"
    } else {
        ""
    };
    let refresh = if wants.renewal {
        "
# When refresh tokens are issued: \"always\", \"never\", { scope = \"offline_access\" }, or
# { when = { \"authorize.query.access_type\" = \"offline\" } }. Whether a refresh brings a new one:
# \"never\", \"optional\", \"always\".
[refresh_tokens]
issued   = \"always\"
rotation = \"optional\"
#lifetime = { months = 6, from = \"authorization\" }
"
    } else {
        ""
    };
    format!(
        "\
# `api` names the only places that a token is ever sent to. `from_env` reads {env}_CLIENT_ID and so on.
[provider]
name  = \"{name}\"
title = \"{title}\"
env   = \"{env}\"
api   = {{ origins = [\"https://api.example.com\"] }}
{redirect}{refresh}"
    )
}

/// What providers differ in, each with the page that says so.
fn facts(wants: &Wants) -> String {
    let authentication = if wants.secret { "basic" } else { "none" };
    format!(
        "\
# Servers of the provider's own at other domains: codes and secrets may go there as well.
#[servers]
#domains = [\"example.net\"]
#source  = \"https://developer.example.com/docs\"

# From whom the provider takes PKCE (all, public_clients, none), and how its clients authenticate.
#[support]
#pkce           = \"all\"
#authentication = [\"{authentication}\"]
#source         = \"https://developer.example.com/docs\"

# Whose calls the API counts: client, user.
#[limits]
#by     = \"user\"
#source = \"https://developer.example.com/docs\"

# Answers of the API that mean something else than their status: ended, scope, limited.
#[refusals]
#limited = [\"403 quota_exceeded\"]
#source  = \"https://developer.example.com/docs\"
"
    )
}

fn scopes(wants: &Wants) -> String {
    if !wants.user {
        return String::new();
    }
    "\
# What an app may ask for: the name for Rust, and the value for the server.
[scopes.list]
read = { value = \"read\", summary = \"See what the user sees.\" }
"
    .to_owned()
}

fn operations(wants: &Wants) -> String {
    let (token, scopes) = match wants.user {
        true => ("\"no\"", "#scopes    = [\"read\"]\n"),
        false => ("\"works\"", ""),
    };
    format!(
        "\
# Calls of the API become types: `session.call(GetThing::new(\"id\"))`, by `provider!`.
#[operations.get_thing]
#get       = \"/things/{{id}}\"
#query     = {{ limit = \"integer?\" }}
#app_token = {token} # whether an app's own token may call it: works, doubtful, no
{scopes}"
    )
}

fn allow(wants: &Wants) -> String {
    if !wants.bare_code {
        return String::new();
    }
    "\
# Rules that do not apply, each with the reason. Better than this one is the grant
# authorization_code_pkce: most providers take its parameters today, whatever their docs say.
[allow]
FS601 = { at = \"authorization_code\", because = \"The provider takes no PKCE; the exchange is authenticated by the client secret.\" }
"
    .to_owned()
}
