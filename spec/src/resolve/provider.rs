//! A provider's facts, with defaults where the file says nothing.

use super::address;
use super::endpoints::{in_the_clear, is_issuer, is_origin};
use super::names::unique;
use super::slots::Slots;
use super::{calls, refusals, tokens};
use crate::document::{IssuedDocument, LifetimeDocument, ProviderDocument, ScopeDocument, Text};
use crate::flow::{Deprecation, Variable};
use crate::host;
use crate::near::Names;
use crate::provider::{
    Address, ApiOrigin, Issued, Pkce, Provider, RedirectKind, RefreshLifetime, RefreshTokens,
    Rotation, Scope, ScopeGroup,
};
use crate::report::{Problem, Report, Severity};
use crate::rules::{FS100, FS104, FS108, FS109, FS110, FS117, FS609, FS611, FS701};
use crate::source::Spanned;

pub(super) fn resolve(
    document: &ProviderDocument,
    variables: &[Variable],
    slots: &Slots,
    report: &mut Report,
) -> Provider {
    let name = document.name.value.clone();
    consistent(document, report);
    let title = if document.title.is_empty() { name.clone() } else { document.title.clone() };
    Provider {
        env: env(document, report),
        issuer: issuer(document, variables, slots, report),
        domains: document.domains.iter().map(|it| domain(it, report)).collect(),
        pkce: document.pkce.as_ref().map_or(Pkce::All, |word| word.value),
        authentication: document.accepts.iter().map(|word| word.value).collect(),
        api_origins: document
            .origins
            .iter()
            .filter_map(|origin| api_origin(origin, variables, slots, report))
            .collect(),
        api_origin_from: tokens::origin_from(document, report),
        api_headers: calls::headers(document, variables, slots, report),
        api_token: calls::token(document, report),
        api_path: calls::path(document, variables, slots, report),
        redirect: document.redirect.iter().map(|kind| redirect_kind(kind, report)).collect(),
        refresh_tokens: RefreshTokens {
            issued: document.issued.as_ref().map_or(Issued::Never, issued),
            rotation: document.rotation.as_ref().map_or(Rotation::Optional, |it| it.value),
            lifetime: document.lifetime.as_ref().and_then(|it| lifetime(it, report)),
        },
        tokens: tokens::resolve(&document.tokens, report),
        limits: refusals::limits(&document.limits, report),
        refusals: refusals::resolve(&document.refusals, report),
        scope_separator: separator(document.separator.as_ref(), report),
        scopes: scopes(document, report),
        open_scopes: open(document, report),
        groups: groups(document, report),
        name,
        title,
    }
}

/// Facts that say something about one another.
fn consistent(document: &ProviderDocument, report: &mut Report) {
    let kinds = document.redirect.iter();
    let kinds = kinds.map(|it| Spanned::new(it.value.as_str().to_owned(), it.place.clone()));
    unique("kind of redirect URI", kinds, report);
    let rotation = document.rotation.as_ref().map(|it| &it.place);
    let rest = [rotation, document.lifetime.as_ref().map(|it| &it.place)];
    if matches!(document.issued.as_ref().map(|it| &it.value), Some(IssuedDocument::Never)) {
        for place in rest.into_iter().flatten() {
            let message = "this says something of refresh tokens, and none is issued";
            report.push(Problem::warning(FS110.id, place, message).help("remove the line"));
        }
    }
    match document.issued.as_ref().map(|it| &it.value) {
        Some(IssuedDocument::Scope(scope)) => issued_scope(document, scope, report),
        Some(IssuedDocument::When(pairs)) => {
            pairs.iter().for_each(|(key, _)| condition(key, report))
        }
        Some(IssuedDocument::Never | IssuedDocument::Always) | None => {}
    }
    let names = Names::of(document.scopes.iter().map(|scope| scope.name.value.as_str()));
    for scope in &document.scopes {
        let Some(instead) = scope.deprecated.as_ref().and_then(|it| it.instead.as_ref()) else {
            continue;
        };
        if instead.value == scope.name.value || names.find(&instead.value).is_none() {
            report.push(no_scope(instead, &document.title, &names));
        }
    }
}

/// The scope that brings a refresh token is one of the provider's.
fn issued_scope(document: &ProviderDocument, scope: &Text, report: &mut Report) {
    let open = document.open.as_ref().is_some_and(|open| open.value);
    let known = Names::of(document.scopes.iter().map(|it| it.value.value.as_str()));
    if !open && !known.is_empty() && known.find(&scope.value).is_none() {
        // A flow that claims to be refreshable by it is refused.
        let problem = no_scope(scope, &document.title, &known);
        report.push(Problem { severity: Severity::Warning, ..problem });
    }
}

/// A condition names a step, its part and a parameter.
fn condition(key: &Text, report: &mut Report) {
    let parts: Vec<&str> = key.value.split('.').collect();
    let right = matches!(parts.as_slice(), [step, "query" | "form", name]
        if !step.is_empty() && !name.is_empty());
    if let ["renew", ..] = parts.as_slice() {
        let message = "a renewal comes after the refresh token that this is to bring";
        let problem = Problem::error(FS104.id, &key.place, message);
        report.push(problem.help("name the request that brings it: `authorize.query.access_type`"));
    } else if !right {
        let message = format!("`{}` is no parameter of a step", key.value.escape_debug());
        report.push(
            Problem::error(FS104.id, &key.place, message)
                .help("write a step, its part and a name: `authorize.query.access_type`"),
        );
    }
}

fn env(document: &ProviderDocument, report: &mut Report) -> String {
    let Some(env) = &document.env else { return document.name.value.to_ascii_uppercase() };
    let valid = env.value.starts_with(|c: char| c.is_ascii_uppercase())
        && env.value.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_');
    if !valid {
        let message = format!("`{}` can't begin the name of a variable", env.value.escape_debug());
        report.push(
            Problem::error(FS109.id, &env.place, message)
                .help("use capitals, digits and `_`, such as \"SPOTIFY\""),
        );
    }
    env.value.clone()
}

fn issuer(
    document: &ProviderDocument,
    variables: &[Variable],
    slots: &Slots,
    report: &mut Report,
) -> Option<Address> {
    let text = document.issuer.as_ref()?;
    let wrong = |sample: &str| {
        let message = format!("`{}` is no issuer identifier", text.value.escape_debug());
        let problem = Problem::error(FS108.id, &text.place, message)
            .help("an https URL without query and fragment (RFC 8414 section 2)");
        (!is_issuer(sample)).then_some(problem)
    };
    let address = address::Address { text, variables, slots, is_origin: false };
    let url = address.read(wrong, report)?;
    Some(Address { written: text.value.clone(), url })
}

/// A domain of the provider's own, as it was registered.
fn domain(domain: &Text, report: &mut Report) -> String {
    let name = domain.value.as_str();
    let right = is_origin(&format!("https://{name}"))
        && host::domain(name) == name
        && !host::is_public(name)
        && !host::is_address(name);
    if !right {
        let message = format!("`{}` is no registrable domain", name.escape_debug());
        report.push(
            Problem::error(FS108.id, &domain.place, message)
                .help("write the domain alone, such as \"example.com\" or \"example.co.uk\""),
        );
    }
    name.to_ascii_lowercase()
}

fn api_origin(
    origin: &Text,
    variables: &[Variable],
    slots: &Slots,
    report: &mut Report,
) -> Option<ApiOrigin> {
    if origin.value.contains('*') {
        return tokens::hosts(origin, report);
    }
    let wrong = |sample: &str| {
        if !is_origin(sample) {
            let message = format!("`{}` is no origin", origin.value.escape_debug());
            let help = "write scheme and host alone, such as \"https://api.example.com\"";
            return Some(Problem::error(FS108.id, &origin.place, message).help(help));
        }
        in_the_clear(sample, true).then(|| {
            let message = format!("tokens would go to `{}` in the clear", origin.value);
            Problem::error(FS609.id, &origin.place, message)
                .help("write `https://`; plain http is for the loopback addresses alone")
        })
    };
    let address = address::Address { text: origin, variables, slots, is_origin: true };
    let url = address.read(wrong, report)?;
    Some(ApiOrigin::At(Address { written: origin.value.clone(), url }))
}

fn redirect_kind(kind: &Spanned<RedirectKind>, report: &mut Report) -> RedirectKind {
    if kind.value == RedirectKind::Localhost {
        report.push(
            Problem::warning(FS611.id, &kind.place, "redirect URIs may use `localhost`").help(
                "leave it to `loopback_ip`; where the provider takes nothing else, waive the rule",
            ),
        );
    }
    kind.value
}

fn issued(document: &Spanned<IssuedDocument>) -> Issued {
    match &document.value {
        IssuedDocument::Never => Issued::Never,
        IssuedDocument::Always => Issued::Always,
        IssuedDocument::When(pairs) => Issued::When(
            pairs.iter().map(|(key, value)| (key.value.clone(), value.value.clone())).collect(),
        ),
        IssuedDocument::Scope(scope) => Issued::Scope(scope.value.clone()),
    }
}

/// The longest lifetime that makes sense, for each unit.
const MAX_MONTHS: i64 = 1200;
const MAX_DAYS: i64 = 36_525;

fn lifetime(document: &LifetimeDocument, report: &mut Report) -> Option<RefreshLifetime> {
    let mut unit = |number: &Option<Spanned<i64>>, name: &str, max: i64| -> Option<u32> {
        let Some(number) = number else { return Some(0) };
        if (0..=max).contains(&number.value) {
            return u32::try_from(number.value).ok();
        }
        let message = format!("`{name} = {}` is outside 0..{max}", number.value);
        report.push(Problem::error(FS117.id, &number.place, message));
        None
    };
    let months = unit(&document.months, "months", MAX_MONTHS)?;
    let days = unit(&document.days, "days", MAX_DAYS)?;
    if months == 0 && days == 0 {
        report.push(
            Problem::error(FS117.id, &document.place, "this lifetime is no time at all")
                .help("say how long: `{ months = 6, from = \"authorization\" }`"),
        );
        return None;
    }
    Some(RefreshLifetime { months, days, from: document.from })
}

fn separator(separator: Option<&Text>, report: &mut Report) -> String {
    let Some(separator) = separator else { return " ".to_owned() };
    let plain = |c: char| c == ' ' || c.is_ascii_punctuation();
    if separator.value.chars().count() != 1 || !separator.value.chars().all(plain) {
        let message = "a separator of scopes is one character, and no letter";
        report.push(
            Problem::error(FS100.id, &separator.place, message)
                .help("OAuth's is the space; some providers want \",\""),
        );
    }
    separator.value.clone()
}

fn scopes(document: &ProviderDocument, report: &mut Report) -> Vec<Scope> {
    let separator = document.separator.as_ref().map_or(" ", |it| it.value.as_str());
    let mut scopes = Vec::new();
    for scope in &document.scopes {
        // RFC 6749 section 3.3: printable ASCII without space, quote and backslash.
        let valid =
            scope.value.value.bytes().all(|b| b.is_ascii_graphic() && b != b'"' && b != b'\\');
        if !valid {
            let message = format!("`{}` is no scope", scope.value.value.escape_debug());
            report.push(
                Problem::error(FS100.id, &scope.value.place, message)
                    .help("a scope has no space, quote or backslash (RFC 6749 section 3.3)"),
            );
        }
        if separator != " " && scope.value.value.contains(separator) {
            let message = format!("`{}` would be read as two scopes", scope.value.value);
            report.push(
                Problem::error(FS100.id, &scope.value.place, message)
                    .help(format!("`{separator}` separates scopes at this provider")),
            );
        }
        scopes.push(Scope {
            name: scope.name.value.clone(),
            value: scope.value.value.clone(),
            summary: scope.summary.clone(),
            implies: implied(scope, document, report),
            deprecated: scope.deprecated.as_ref().map(|it| Deprecation {
                since: it.since.value.clone(),
                note: it.note.value.clone(),
                instead: it.instead.as_ref().map(|text| text.value.clone()),
            }),
        });
    }
    scopes
}

/// The scopes that one has in it: others that the file lists.
fn implied(scope: &ScopeDocument, provider: &ProviderDocument, report: &mut Report) -> Vec<String> {
    let known = Names::of(provider.scopes.iter().map(|it| it.name.value.as_str()));
    for name in &scope.implies {
        if name.value == scope.name.value {
            let message = format!("`{}` has itself in it", name.value);
            report.push(Problem::error(FS110.id, &name.place, message).help("remove it"));
        } else if known.find(&name.value).is_none() {
            report.push(no_scope(name, &provider.title, &known));
        }
    }
    unique("scope that is implied", scope.implies.iter().cloned(), report);
    scope.implies.iter().map(|name| name.value.clone()).collect()
}

/// Where nothing is listed, every scope may be asked for anyway.
fn open(document: &ProviderDocument, report: &mut Report) -> bool {
    let open = document.open.as_ref().is_some_and(|open| open.value);
    if let Some(said) = document.open.as_ref().filter(|_| document.scopes.is_empty()) {
        let message = "`open` changes nothing: the file lists no scopes";
        report.push(
            Problem::error(FS110.id, &said.place, message)
                .help("remove the line, or list the scopes that go by a name"),
        );
    }
    open || document.scopes.is_empty()
}

fn groups(document: &ProviderDocument, report: &mut Report) -> Vec<ScopeGroup> {
    let known = Names::of(document.scopes.iter().map(|scope| scope.name.value.as_str()));
    for group in &document.groups {
        for name in group.any.iter().filter(|name| known.find(&name.value).is_none()) {
            report.push(no_scope(name, &document.title, &known));
        }
        unique("scope of a group", group.any.iter().cloned(), report);
        if group.any.len() < 2 {
            let message = format!("the group `{}` leaves no choice", group.name.value);
            let problem = Problem::error(FS701.id, &group.name.place, message);
            report.push(problem.help("name two scopes or more, or use the scope itself"));
        }
    }
    let names = |texts: &[Text]| texts.iter().map(|text| text.value.clone()).collect();
    let groups = document.groups.iter().map(|group| ScopeGroup {
        name: group.name.value.clone(),
        any: names(&group.any),
        summary: group.summary.clone(),
    });
    groups.collect()
}

/// A scope that the provider does not have.
pub(crate) fn no_scope(name: &Text, provider: &str, known: &Names<'_>) -> Problem {
    let message = format!("{provider} has no scope `{}`", name.value);
    let problem = Problem::error(FS701.id, &name.place, message);
    match known.nearest(&name.value) {
        Some(near) => problem.help(format!("did you mean `{near}`?")),
        None => problem.help("add it to `[scopes.list]` of the provider, with its source"),
    }
}
