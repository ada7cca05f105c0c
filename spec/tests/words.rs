//! Variables, and what every call of an API carries: what each word refuses, and what an edit of it
//! means to apps and to their users.

#![allow(clippy::unwrap_used, clippy::panic)] // the helpers of a test may fail as the test does

use std::io;
use std::path::Path;

use spotify_flow_spec::diff::{Change, compare, read};
use spotify_flow_spec::{Files, check_file};

const PATH: &str = "acme.toml";

/// A flow with every word in it, and nothing wrong.
const FLOW: &str = r#"format = 1

[flow]
name     = "authorization_code_pkce"
grant    = "authorization_code_pkce"

[properties]
needs_user_consent = true
refreshable        = true
short_lived        = false
user_scoped        = true

[endpoints]
authorize = "https://{tenant}.{region}/authorize"
token     = "https://{tenant}.{region}/token"

[client]
authentication = "none"

[variables]
tenant  = { type = "label", pattern = "[a-z]+" }
region  = { values = { us = "acme.example", eu = "eu.acme.example" }, default = "us" }
account = { type = "label", pattern = "\\d{1,9}" }
key     = { type = "secret" }
locale  = { type = "string", optional = true }

[transitions.authorize.redirect.query]
ui = "{locale?}"

[provider]
name   = "acme"
issuer = "https://{tenant}.{region}"

[provider.api]
origins = ["https://{tenant}.api.{region}"]
path    = "/v3/{account}"
headers = { Version = "2026-01-01", App = "{client_id}", Key = "{key}", Token = "Own {access_token}" }

[refresh_tokens]
issued   = "always"
source   = "https://acme.example/docs"
"#;

struct One(String);

impl Files for One {
    fn read(&self, path: &Path) -> io::Result<String> {
        (path == Path::new(PATH)).then(|| self.0.clone()).ok_or(io::ErrorKind::NotFound.into())
    }
}

fn edited(find: &str, replace: &str) -> One {
    assert!(FLOW.contains(find), "there is no `{find}`");
    One(FLOW.replacen(find, replace, 1))
}

/// The rules that are broken, by errors.
fn broken(files: &One) -> Vec<String> {
    let report = check_file(Path::new(PATH), files).report;
    let errors = report.problems().iter().filter(|problem| problem.is_error());
    errors.map(|problem| format!("{}: {}", problem.rule, problem.message)).collect()
}

#[test]
fn a_flow_with_every_word_breaks_no_rule() {
    assert_eq!(broken(&One(FLOW.to_owned())), [""; 0]);
}

#[test]
fn a_word_that_is_misused_is_told_at_once() {
    for (find, replace, expected) in [
        // Every value is looked at, not the first alone.
        ("eu = \"eu.acme.example\"", "eu = \"e vil\"", "FS108"),
        (
            "token     = \"https://{tenant}.{region}",
            "token     = \"https://{tenant}x.{region}",
            "FS113",
        ),
        ("token     = \"https://{tenant}.{region}", "token     = \"https://acme.{tenant}", "FS113"),
        (
            "token     = \"https://{tenant}.{region}/",
            "token     = \"https://{tenant}.{region}/{locale}",
            "FS113",
        ),
        (
            "token     = \"https://{tenant}.{region}/",
            "token     = \"https://{tenant}.{region}/{key}",
            "FS113",
        ),
        ("type = \"label\", pattern = \"[a-z]+\"", "type = \"label\", optional = true", "FS113"),
        ("ui = \"{locale?}\"", "ui = \"{locale}\"", "FS113"),
        ("ui = \"{locale?}\"", "ui = \"{locale?}\"\nk = \"{key}\"", "FS607"),
        ("\"[a-z]+\"", "\"(a|b)\"", "FS100"),
        ("\"[a-z]+\"", "\"[a-z]+\", default = \"A\"", "FS113"),
        ("type = \"secret\"", "type = \"secret\", default = \"x\"", "FS113"),
        ("key     = { type = \"secret\"", "api_key = { type = \"string\"", "FS206"),
        ("default = \"us\"", "default = \"mars\"", "FS113"),
        ("default = \"us\"", "default = \"us\", optional = true", "FS110"),
        ("default = \"us\"", "default = \"us\", type = \"label\"", "FS100"),
        ("default = \"us\"", "default = \"us\", pattern = \"[a-z]+\"", "FS110"),
        ("us = \"acme.example\"", "us = { x = \"acme.example\" }", "FS100"),
        ("us = \"acme.example\"", "EU = \"acme.example\"", "FS103"),
        ("us = \"acme.example\"", "\"u/s\" = \"acme.example\"", "FS109"),
        ("locale  =", "unused = { type = \"string\" }\nlocale  =", "FS110"),
        (
            "issuer = \"https://{tenant}.{region}\"",
            "issuer = \"https://{tenant}.other.example\"",
            "FS616",
        ),
        (
            "origins = [\"https://{tenant}.api.{region}\"]",
            "origins = [\"https://{tenant}.api.{region}/v3\"]",
            "FS108",
        ),
        (
            "origins = [\"https://{tenant}.api.{region}\"]",
            "origins = [\"https://{nobody}.acme.example\"]",
            "FS111",
        ),
        ("path    = \"/v3/{account}\"", "path    = \"v3/{account}\"", "FS100"),
        ("path    = \"/v3/{account}\"", "path    = \"/v3/{account}/{locale}\"", "FS113"),
        ("path    = \"/v3/{account}\"", "path    = \"/v3/{account}/{code}\"", "FS112"),
        ("Version = \"2026-01-01\"", "Host = \"a.example\"", "FS100"),
        ("Version = \"2026-01-01\"", "Authorization = \"Key 1\"", "FS100"),
        ("Version = \"2026-01-01\"", "app = \"1\"", "FS103"),
        ("Version = \"2026-01-01\"", "Other = \"{access_token}\"", "FS100"),
        ("Version = \"2026-01-01\"", "Api-Key = \"k-1234567890abcdef\"", "FS608"),
        ("Version = \"2026-01-01\"", "Uri = \"{redirect_uri}\"", "FS112"),
        ("Version = \"2026-01-01\"", "Locale = \"{locale}\"", "FS113"),
        ("\"Own {access_token}\"", "\"{access_token} {key}\"", "FS100"),
    ] {
        let told = broken(&edited(find, replace));
        assert!(told.iter().any(|it| it.starts_with(expected)), "{replace}: {told:?}");
    }
}

#[test]
fn a_value_that_leads_a_code_elsewhere_is_refused_whichever_it_is() {
    let issuer = "issuer = \"https://{tenant}.{region}\"";
    let elsewhere = FLOW
        .replace(issuer, "")
        .replace(
            "token     = \"https://{tenant}.{region}",
            "token     = \"https://{tenant}.{region.b}",
        )
        .replace(
            "authorize = \"https://{tenant}.{region}",
            "authorize = \"https://{tenant}.{region.a}",
        )
        .replace("api.{region}", "api.{region.a}")
        .replace("us = \"acme.example\"", "us = { a = \"acme.example\", b = \"acme.example\" }")
        .replace("eu = \"eu.acme.example\"", "eu = { a = \"acme.example\", b = \"evil.example\" }");
    let told = broken(&One(elsewhere.clone()));
    assert!(told.iter().any(|it| it.starts_with("FS616")), "{told:?}");
    assert_eq!(broken(&One(elsewhere.replace("evil.example", "eu.acme.example"))), [""; 0]);
}

/// What is said of an edit.
fn said(find: &str, replace: &str) -> Vec<String> {
    let old = read(Path::new(PATH), &One(FLOW.to_owned())).unwrap();
    let new = read(Path::new(PATH), &edited(find, replace));
    let new = new.unwrap_or_else(|report| panic!("{find}: {report}"));
    let changes = compare(&old, &new).unwrap();
    let weight = |it: &Change| match it.security {
        true => format!("{}, security", it.weight.as_str()),
        false => it.weight.as_str().to_owned(),
    };
    changes.sorted().into_iter().map(|it| format!("{}: {}", it.what, weight(it))).collect()
}

#[test]
fn an_edit_of_a_word_says_what_it_means() {
    for (find, replace, expected) in [
        (
            "eu = \"eu.acme.example\"",
            "eu = \"eu2.acme.example\"",
            "apps whose `region` is `eu` go to `eu2.acme.example`, no longer to `eu.acme.example`: compatible, security",
        ),
        (", eu = \"eu.acme.example\"", "", "`region` is no longer `eu`: breaking"),
        (
            "eu = \"eu.acme.example\"",
            "eu = \"eu.acme.example\", au = \"au.acme.example\"",
            "`region` may be `au`: compatible",
        ),
        (", pattern = \"[a-z]+\"", "", "`tenant` may look like anything: compatible, security"),
        ("\"[a-z]+\"", "\"[a-z]{2,}\"", "`tenant` must look like `[a-z]{2,}`: breaking"),
        (
            "origins = [\"https://{tenant}.api.{region}\"]",
            "origins = [\"https://{tenant}.api.{region}\", \"https://{tenant}.files.{region}\"]",
            "a token may be sent to `https://{tenant}.files.{region}`: compatible, security",
        ),
        (
            "/v3/{account}",
            "/v4/{account}",
            "the path of every call begins with `/v4/{account}`: breaking",
        ),
        (
            "2026-01-01",
            "2026-02-01",
            "the header `version` of every call is `2026-02-01`: compatible",
        ),
        ("Version = \"2026-01-01\", ", "", "calls have no header `version` any more: compatible"),
        (
            "Token = \"Own {access_token}\"",
            "Token = \"{access_token}\"",
            "the token is sent in the header `Token: ...`: compatible",
        ),
    ] {
        let said = said(find, replace);
        assert!(said.contains(&expected.to_owned()), "{replace}: {said:?}");
    }
}
