//! What a provider's tokens are like.

use crate::document::{ProviderDocument, Text, TokensDocument};
use crate::host;
use crate::provider::{ApiOrigin, TokenError, Tokens};
use crate::report::{Problem, Report};
use crate::rules::{FS100, FS104, FS108, FS110, FS117, FS623};
use crate::secret;
use crate::source::Spanned;
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
    document.members.iter().for_each(|(name, path)| member(name, path, report));
    let errors = document.errors.iter().map(|(own, means)| error(own, means, report));
    let mut errors: Vec<TokenError> = errors.collect();
    // What is said in words is more special than a status alone.
    errors.sort_by_key(|error| error.status.is_some() && error.says.is_empty());
    let lifetime = document.lifetime.as_ref().and_then(|seconds| lifetime(seconds, report));
    let members = document.members.iter();
    Tokens {
        unlimited: document.unlimited,
        lifetime,
        expires: document.expires,
        members: members.map(|(name, path)| (name.value.clone(), path.value.clone())).collect(),
        kinds: document.kinds.iter().map(|kind| kind.value.clone()).collect(),
        json: document.json,
        scope_array: document.scope_array,
        errors,
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

/// The longest life of a token that is believed: ten years.
const LONGEST: u32 = 10 * 365 * 24 * 60 * 60;

fn lifetime(seconds: &Spanned<i64>, report: &mut Report) -> Option<u32> {
    let fits = u32::try_from(seconds.value).ok().filter(|it| (1..=LONGEST).contains(it));
    if fits.is_none() {
        let message = format!("no token lives {} seconds", seconds.value);
        report.push(
            Problem::error(FS117.id, &seconds.place, message)
                .help("from 1 second to ten years; `\"unlimited\"` where it has no end"),
        );
    }
    fits
}

/// The names that OAuth has for the members of an answer (RFC 6749 sections 5.1 and 5.2).
pub(crate) const MEMBERS: [&str; 7] = [
    "access_token",
    "token_type",
    "expires_in",
    "refresh_token",
    "scope",
    "error",
    "error_description",
];

/// `access_token = "data.token"`: what OAuth calls so stands there.
fn member(name: &Text, path: &Text, report: &mut Report) {
    if !MEMBERS.contains(&name.value.as_str()) {
        let message = format!("`{}` is no member of OAuth's", name.value.escape_debug());
        let problem = Problem::error(FS104.id, &name.place, message);
        report.push(with_the_known(problem, name, &MEMBERS, "known:"));
    }
    if path.value == name.value {
        let message =
            format!("`{}` changes nothing: it stands there at every provider", name.value);
        report.push(Problem::error(FS110.id, &path.place, message).help("remove it"));
    }
    super::path(path, report);
}

/// An error answer by its code, or by its status and what its words hold: `400 refresh token expired`.
fn error(own: &Text, means: &Text, report: &mut Report) -> TokenError {
    let (first, words) = own.value.split_once(' ').unwrap_or((&own.value, ""));
    let digits = first.len() == 3 && first.bytes().all(|byte| byte.is_ascii_digit());
    let status = first.parse().ok().filter(|_| digits);
    match status {
        None => code(own, report),
        Some(status) => with_status(own, status, words.trim(), report),
    }
    meaning(means, report);
    let says = if status.is_some() { words.trim() } else { &own.value };
    TokenError { status, says: says.to_owned(), means: means.value.clone() }
}

fn with_status(own: &Text, status: u16, words: &str, report: &mut Report) {
    let problem = match status {
        200 if words.is_empty() => Some("`200` alone is no refusal".to_owned()),
        200 | 400..=428 | 430..=499 => None,
        _ => Some(format!("`{status}` is no status of a refusal that has a meaning of its own")),
    };
    if let Some(message) = problem {
        report.push(Problem::error(FS100.id, &own.place, message).help(
            "write 200 or one from 400 to 499 but for 429, and what the words hold: \"400 expired\"",
        ));
    }
}

fn code(own: &Text, report: &mut Report) {
    if own.value.trim().is_empty() {
        let problem = Problem::error(FS100.id, &own.place, "an error without a code");
        report.push(problem.help("write what `error` says in an answer"));
    }
    if ERRORS.contains(&own.value.as_str()) || BEARER.contains(&own.value.as_str()) {
        let message = format!("`{}` means what RFC 6749 says, at every provider", own.value);
        report.push(Problem::error(FS110.id, &own.place, message).help("remove the line"));
    }
}

fn meaning(means: &Text, report: &mut Report) {
    if !ERRORS.contains(&means.value.as_str()) {
        let message = format!("`{}` is no error code of OAuth", means.value.escape_debug());
        let problem = Problem::error(FS100.id, &means.place, message);
        report.push(with_the_known(problem, means, &ERRORS, "write"));
    }
}

/// Helps to the word that was meant, or to all that there are.
fn with_the_known(problem: Problem, word: &Text, known: &[&str], all: &str) -> Problem {
    problem.help(match suggest::nearest(&word.value, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("{all} {}", suggest::list(known.iter().copied())),
    })
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
