//! What a provider's tokens are like.

use crate::document::{ProviderDocument, Text, TokensDocument};
use crate::host;
use crate::provider::{ApiOrigin, Tokens};
use crate::report::{Problem, Report};
use crate::rules::{FS100, FS108, FS110, FS623};
use crate::secret;
use crate::suggest;

/// The error codes of a token endpoint (RFC 6749 section 5.2), and those that pass.
pub(crate) const ERRORS: [&str; 9] = [
    "invalid_grant",
    "invalid_client",
    "invalid_request",
    "invalid_scope",
    "unauthorized_client",
    "unsupported_grant_type",
    "access_denied",
    "server_error",
    "temporarily_unavailable",
];

pub(super) fn resolve(document: &TokensDocument, report: &mut Report) -> Tokens {
    document.kinds.iter().for_each(|kind| self::kind(kind, report));
    document.errors.iter().for_each(|(own, means)| error(own, means, report));
    let errors = document.errors.iter();
    Tokens {
        unlimited: document.unlimited,
        kinds: document.kinds.iter().map(|kind| kind.value.clone()).collect(),
        json: document.json,
        scope_array: document.scope_array,
        errors: errors.map(|(own, means)| (own.value.clone(), means.value.clone())).collect(),
    }
}

/// Types that mean something else at every provider (RFC 9449, RFC 8693 section 2.2.1).
const BOUND: [&str; 5] = ["DPoP", "PoP", "mac", "hawk", "N_A"];

/// The codes of an API (RFC 6750 section 3.1), which mean the same everywhere, too.
const BEARER: [&str; 2] = ["invalid_token", "insufficient_scope"];

fn kind(kind: &Text, report: &mut Report) {
    if kind.value.eq_ignore_ascii_case("bearer") {
        let message = format!("`{}` changes nothing: every provider has it", kind.value);
        report.push(Problem::error(FS110.id, &kind.place, message).help("remove it"));
    } else if BOUND.iter().any(|it| kind.value.eq_ignore_ascii_case(it)) {
        let message = format!("a token of the type `{}` is not sent like a `Bearer`", kind.value);
        report.push(
            Problem::error(FS100.id, &kind.place, message)
                .help("it needs a proof beside it, or is no access token: remove it"),
        );
    } else if kind.value.is_empty() || !kind.value.bytes().all(|byte| byte.is_ascii_graphic()) {
        let message = format!("`{}` is no type of a token", kind.value.escape_debug());
        report.push(
            Problem::error(FS100.id, &kind.place, message)
                .help("write what `token_type` says in an answer"),
        );
    }
}

fn error(own: &Text, means: &Text, report: &mut Report) {
    if own.value.trim().is_empty() {
        let problem = Problem::error(FS100.id, &own.place, "an error without a code");
        report.push(problem.help("write what `error` says in an answer"));
    }
    if ERRORS.contains(&own.value.as_str()) || BEARER.contains(&own.value.as_str()) {
        let message = format!("`{}` means what RFC 6749 says, at every provider", own.value);
        report.push(Problem::error(FS110.id, &own.place, message).help("remove the line"));
    }
    if !ERRORS.contains(&means.value.as_str()) {
        let message = format!("`{}` is no error code of OAuth", means.value.escape_debug());
        let problem = Problem::error(FS100.id, &means.place, message);
        report.push(match suggest::nearest(&means.value, ERRORS) {
            Some(near) => problem.help(format!("did you mean `{near}`?")),
            None => problem.help(format!("write {}", suggest::list(ERRORS.into_iter()))),
        });
    }
}

/// Hosts of which an answer names one: `https://*.my.salesforce.com`.
pub(super) fn hosts(origin: &Text, report: &mut Report) -> Option<ApiOrigin> {
    let parent = origin.value.strip_prefix("https://*.");
    let fits = |parent: &&str| {
        parent.contains('.')
            && !host::is_address(parent)
            && super::endpoints::is_origin(&format!("https://{parent}"))
    };
    match parent.filter(fits) {
        Some(parent) => {
            if host::is_public(parent) {
                let message = format!("anybody may have a host below `{parent}`");
                report.push(
                    Problem::error(FS623.id, &origin.place, message)
                        .label("the token would go there")
                        .help("name a domain below which the provider alone has hosts"),
                );
            }
            Some(ApiOrigin::Hosts(format!(".{parent}")))
        }
        None => {
            let message = format!("`{}` names no hosts", origin.value.escape_debug());
            report.push(
                Problem::error(FS108.id, &origin.place, message).help(
                    "the star stands for what begins the host, as in \"https://*.example.com\"",
                ),
            );
            None
        }
    }
}

/// A host that an answer names must be one of some, and such hosts must be named by somebody.
pub(super) fn origin_from(document: &ProviderDocument, report: &mut Report) -> Option<String> {
    let open = document.origins.iter().find(|origin| origin.value.contains('*'));
    match (open, &document.origin_from) {
        (Some(origin), None) => report.push(
            Problem::error(FS108.id, &origin.place, "nothing says which of these hosts it is")
                .help("name the member of the token answer that does: `from = \"instance_url\"`"),
        ),
        (None, Some(from)) => report.push(
            Problem::error(FS108.id, &from.place, "a server could name any host here")
                .help("say which it may name: `origins = [\"https://*.example.com\"]`"),
        ),
        (Some(_), Some(from)) if secret::is_name(&from.value) => report.push(
            Problem::error(FS108.id, &from.place, format!("`{}` is no host's name", from.value))
                .help(
                    "name the member of the token answer that says it: `from = \"instance_url\"`",
                ),
        ),
        (Some(_), Some(_)) | (None, None) => {}
    }
    document.origin_from.as_ref().map(|from| from.value.clone())
}
