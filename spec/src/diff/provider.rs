//! A provider: scopes are types, facts are how a session behaves.

use super::change::Changes;
use super::flow::deprecation;
use super::matched::{matched, missing};
use super::support;
use crate::flow::Parameter;
use crate::provider::{
    ApiOrigin, Issued, LifetimeFrom, Provider, RedirectKind, RefreshLifetime, Refusal, Scope,
    ScopeGroup, TokenError, Tokens,
};

pub(super) fn compare(old: &Provider, new: &Provider, changes: &mut Changes) {
    if old.name != new.name {
        changes.breaking(format!("the provider `{}` is called `{}`", old.name, new.name));
    }
    if old.title != new.title {
        changes.unnoticed(format!("messages call the provider {}", new.title));
    }
    if old.env != new.env {
        let (before, after) = (&old.env, &new.env);
        changes.breaking(format!("`from_env` reads `{after}_...`, no longer `{before}_...`"));
    }
    redirect(old, new, changes);
    origins(old, new, changes);
    calls(old, new, changes);
    support::compare(old, new, changes);
    refresh_tokens(old, new, changes);
    limits(old, new, changes);
    refusals(old, new, changes);
    let issuer = |provider: &Provider| provider.issuer.as_ref().map(|it| it.written.clone());
    match (issuer(old), issuer(new)) {
        (before, Some(issuer)) if before.as_ref() != Some(&issuer) => {
            changes.breaking(format!(
                "a callback must name the issuer `{issuer}`: of a server that names none, or \
                 another, every login fails"
            ));
        }
        (Some(_), None) => {
            changes.unsafe_minor("a callback need not name its issuer any more");
        }
        _ => {}
    }
    if old.scope_separator != new.scope_separator {
        changes.compatible(format!("scopes are sent with `{}` between them", new.scope_separator));
    }
    tokens(old, new, changes);
    match (old.open_scopes, new.open_scopes) {
        (true, false) => changes.breaking("a scope that is not listed is refused"),
        (false, true) => changes.compatible("scopes that are not listed may be asked for"),
        _ => {}
    }
    scopes(&old.scopes, &new.scopes, changes);
    groups(&old.groups, &new.groups, changes);
}

/// Nothing named: every kind is allowed.
fn redirect(old: &Provider, new: &Provider, changes: &mut Changes) {
    let kinds = |provider: &Provider| match provider.redirect.as_slice() {
        [] => RedirectKind::ALL.to_vec(),
        kinds => kinds.to_vec(),
    };
    let (before, after) = (kinds(old), kinds(new));
    for kind in missing(&before, &after) {
        changes.breaking(format!("a redirect URI of the kind `{}` is refused", kind.as_str()));
    }
    for kind in missing(&after, &before) {
        changes.compatible(format!("a redirect URI of the kind `{}` will do", kind.as_str()));
    }
}

fn origins(old: &Provider, new: &Provider, changes: &mut Changes) {
    let shown = |origin: &ApiOrigin| match origin {
        ApiOrigin::At(address) => address.written.clone(),
        ApiOrigin::Hosts(end) => format!("https://*{end}"),
    };
    let all = |provider: &Provider| provider.api_origins.iter().map(shown).collect::<Vec<_>>();
    let (before, after) = (all(old), all(new));
    for origin in missing(&before, &after) {
        changes.breaking(format!("a token is no longer sent to `{origin}`"));
    }
    for origin in missing(&after, &before) {
        changes.unsafe_minor(format!("a token may be sent to `{origin}`"));
    }
    if let (Some(was), Some(is)) = (before.first(), after.first())
        && was != is
    {
        changes.unsafe_major(format!("a call by its path goes to `{is}`, no longer to `{was}`"));
    }
    if old.api_origin_from != new.api_origin_from {
        changes.unsafe_major(match &new.api_origin_from {
            Some(member) => format!("the member `{member}` of an answer says where the API is"),
            None => "no answer says where the API is any more".to_owned(),
        });
    }
}

/// What every call carries. Templates are compared as the docs of a flow show them: by their texts.
fn calls(old: &Provider, new: &Provider, changes: &mut Changes) {
    let name = |header: &Parameter| header.name.to_ascii_lowercase();
    let names = |provider: &Provider| provider.api_headers.iter().map(name).collect::<Vec<_>>();
    let (before, after) = (names(old), names(new));
    for name in missing(&before, &after) {
        changes.compatible(format!("calls have no header `{name}` any more"));
    }
    for name in missing(&after, &before) {
        changes.compatible(format!("every call has the header `{name}`"));
    }
    let literal = |provider: &Provider, wanted: &String| {
        let mut headers = provider.api_headers.iter();
        let header = headers.find(|it| name(it) == *wanted)?;
        header.value.as_literal().map(str::to_owned)
    };
    for name in before.iter().filter(|name| after.contains(name)) {
        let (was, is) = (literal(old, name), literal(new, name));
        if let Some(is) = is.as_ref().filter(|is| was.as_ref() != Some(is)) {
            changes.compatible(format!("the header `{name}` of every call is `{is}`"));
        }
    }
    if old.api_token != new.api_token {
        let own = new.api_token.as_ref().map(|it| format!("`{}: {}...`", it.name, it.before));
        let own = own.unwrap_or_else(|| "`Authorization: Bearer ...`".to_owned());
        changes.compatible(format!("the token is sent in the header {own}"));
    }
    let path = |provider: &Provider| provider.api_path.as_ref().map(|it| it.written.clone());
    if path(old) != path(new) {
        let path = path(new).unwrap_or_default();
        changes.breaking(format!("the path of every call begins with `{path}`"));
    }
}

/// How tokens are asked for, and how an answer is read.
fn tokens(old: &Provider, new: &Provider, changes: &mut Changes) {
    let (before, after) = (&old.tokens, &new.tokens);
    if before.unlimited != after.unlimited {
        let end = if after.unlimited { "have no end" } else { "end" };
        changes.compatible(format!("tokens {end}"));
    }
    for kind in missing(&before.kinds, &after.kinds) {
        changes.breaking(format!("a token of the type `{kind}` is refused"));
    }
    for kind in missing(&after.kinds, &before.kinds) {
        changes.compatible(format!("a token of the type `{kind}` will do"));
    }
    if before.json != after.json {
        let form = if after.json { "JSON" } else { "a form" };
        changes.compatible(format!("tokens are asked for in {form}"));
    }
    if before.scope_array != after.scope_array {
        let form = if after.scope_array { "an array" } else { "a text" };
        changes.compatible(format!("the scopes of an answer are {form}"));
    }
    let answer = |error: &TokenError| match error.status {
        None => error.says.clone(),
        Some(status) => format!("{status} {}", error.says).trim_end().to_owned(),
    };
    for error in missing(&before.errors, &after.errors) {
        if !after.errors.iter().any(|still| answer(still) == answer(error)) {
            let code = answer(error);
            changes.compatible(format!("the error `{code}` means nothing in particular"));
        }
    }
    for error in missing(&after.errors, &before.errors) {
        changes.compatible(format!("the error `{}` means `{}`", answer(error), error.means));
    }
    answers(before, after, changes);
}

/// How an answer is read.
fn answers(before: &Tokens, after: &Tokens, changes: &mut Changes) {
    if before.lifetime != after.lifetime {
        changes.compatible(match after.lifetime {
            Some(seconds) => {
                format!("a token lives {seconds} seconds where its answer says nothing")
            }
            None => "a token whose answer says no life has no known end".to_owned(),
        });
    }
    if before.expires != after.expires {
        let word = after.expires.as_str();
        changes.compatible(format!("an answer says when a token ends in another form: {word}"));
    }
    let members = matched(&before.members, &after.members, |(name, _)| name);
    for (name, path) in members.new {
        changes.compatible(format!("the `{name}` of an answer stands at `{path}`"));
    }
    for (name, _) in members.gone {
        changes.compatible(format!("the `{name}` of an answer stands under its own name"));
    }
    for ((name, was), (_, is)) in members.both.into_iter().filter(|(was, is)| was != is) {
        changes.compatible(format!("the `{name}` of an answer stands at `{is}`, not at `{was}`"));
    }
}

fn refresh_tokens(old: &Provider, new: &Provider, changes: &mut Changes) {
    let (before, after) = (&old.refresh_tokens, &new.refresh_tokens);
    if before.issued != after.issued {
        changes.compatible(format!("refresh tokens are issued {}", issued(&after.issued)));
    }
    if before.rotation != after.rotation {
        let rotation = after.rotation.as_str();
        changes.compatible(format!("a refresh brings a new refresh token: {rotation}"));
    }
    if before.lifetime != after.lifetime {
        changes.compatible(match &after.lifetime {
            None => "how long a refresh token lives is not known any more".to_owned(),
            Some(lifetime) => format!("a refresh token lives {}", self::lifetime(lifetime)),
        });
    }
}

fn limits(old: &Provider, new: &Provider, changes: &mut Changes) {
    let (before, after) = (&old.limits, &new.limits);
    if before.by_user != after.by_user {
        let whose = if after.by_user { "each user" } else { "the client" };
        changes.compatible(format!("the API counts the calls of {whose}"));
    }
    if before.reset != after.reset {
        changes.compatible(match &after.reset {
            None => "no header says any more when a limit ends".to_owned(),
            Some(reset) => format!("the header `{reset}` says when a limit ends"),
        });
    }
}

fn refusals(old: &Provider, new: &Provider, changes: &mut Changes) {
    let shown =
        |refusal: &Refusal| format!("{} {}", refusal.status, refusal.says).trim().to_owned();
    for refusal in missing(&old.refusals, &new.refusals) {
        let (shown, means) = (shown(refusal), refusal.means.as_str());
        changes.compatible(format!("the answer `{shown}` no longer means `{means}`"));
    }
    for refusal in missing(&new.refusals, &old.refusals) {
        let (shown, means) = (shown(refusal), refusal.means.as_str());
        changes.compatible(format!("the answer `{shown}` means `{means}`"));
    }
}

fn issued(issued: &Issued) -> String {
    match issued {
        Issued::Never => "never".to_owned(),
        Issued::Always => "always".to_owned(),
        Issued::Scope(scope) => format!("with the scope `{scope}`"),
        Issued::When(pairs) => {
            let each = pairs.iter().map(|(key, value)| format!("`{key}` is `{value}`"));
            format!("when {}", each.collect::<Vec<_>>().join(" and "))
        }
    }
}

fn lifetime(lifetime: &RefreshLifetime) -> String {
    let units = [(lifetime.months, "month"), (lifetime.days, "day")];
    let units = units.into_iter().filter(|(number, _)| *number > 0);
    let units = units
        .map(|(number, unit)| format!("{number} {unit}{}", if number == 1 { "" } else { "s" }));
    let from = match lifetime.from {
        LifetimeFrom::Authorization => "the user's consent",
        LifetimeFrom::Use => "its last use",
    };
    format!("{} from {from}", units.collect::<Vec<_>>().join(" and "))
}

fn scopes(old: &[Scope], new: &[Scope], changes: &mut Changes) {
    let scopes = matched(old, new, |scope| &scope.name);
    for scope in scopes.gone {
        changes.breaking(format!("the scope `{}` is gone", scope.name));
    }
    for scope in scopes.new {
        changes.compatible(format!("the scope `{}` is new", scope.name));
    }
    for (before, after) in scopes.both {
        let what = format!("the scope `{}`", after.name);
        if before.value != after.value {
            let (was, is) = (&before.value, &after.value);
            changes.breaking(format!(
                "{what} is sent as `{is}`, no longer `{was}`: what users agreed to is another"
            ));
        }
        if before.summary != after.summary {
            changes.unnoticed(format!("the docs of {what} say something else"));
        }
        for implied in missing(&before.implies, &after.implies) {
            changes.breaking(format!("{what} is no longer enough for what needs `{implied}`"));
        }
        for implied in missing(&after.implies, &before.implies) {
            changes.compatible(format!("{what} is enough for what needs `{implied}`"));
        }
        deprecation(&what, &before.deprecated, &after.deprecated, changes);
    }
}

fn groups(old: &[ScopeGroup], new: &[ScopeGroup], changes: &mut Changes) {
    let groups = matched(old, new, |group| &group.name);
    for group in groups.gone {
        changes.breaking(format!("the group of scopes `{}` is gone", group.name));
    }
    for group in groups.new {
        changes.compatible(format!("the group of scopes `{}` is new", group.name));
    }
    for (before, after) in groups.both {
        let name = &after.name;
        for scope in missing(&before.any, &after.any) {
            changes.breaking(format!("`{scope}` is no longer enough for `{name}`"));
        }
        for scope in missing(&after.any, &before.any) {
            changes.compatible(format!("`{scope}` is enough for `{name}`"));
        }
        if before.summary != after.summary {
            changes.unnoticed(format!("the docs of the group `{name}` say something else"));
        }
    }
}
