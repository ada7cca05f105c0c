//! The scopes that the annotation asks for: those it names, and those that the calls it names need.

use spotify_flow_spec::provider::Scope;
use spotify_flow_spec::{Api, Flow, suggest};
use syn::Error;

use super::did_you_mean;
use crate::args::{Args, WordArg};
use crate::names::upper_camel;
use crate::provider;

/// The scopes that an app asks for.
pub(crate) struct Scopes {
    /// In the provider's words.
    pub(crate) values: Vec<String>,
    /// The types of those that the provider's file lists, and of the groups that they belong to.
    pub(crate) types: Vec<String>,
}

impl Scopes {
    /// What is no scope or operation of the provider is a mistake.
    pub(super) fn check(flow: &Flow, args: &Args, problems: &mut Vec<Error>) -> Self {
        let before = problems.len();
        let mut values = named(flow, &args.scopes, problems);
        if !args.calls.is_empty() {
            match provider::of_flow(&args.source) {
                Ok(api) => add_needed(flow, &api, &args.calls, &mut values, problems),
                Err(error) => problems.push(error),
            }
        }
        let mut types = types(flow, &values);
        if problems.len() > before {
            // One mistake, one error: nobody knows which scopes were meant.
            types = every_type(flow);
        }
        Self { values, types }
    }
}

/// The scopes that are named.
fn named(flow: &Flow, args: &[WordArg], problems: &mut Vec<Error>) -> Vec<String> {
    let Some(first) = args.first() else { return Vec::new() };
    if !flow.asks_for_scopes() {
        let message = format!(
            "`{}` acts for no user, and sends no scopes: its spec says `user_scoped = false`. Remove \
             `scopes(...)`, or use a flow in which a user logs in",
            flow.name
        );
        problems.push(Error::new(first.span, message));
        return Vec::new();
    }
    let mut scopes: Vec<String> = Vec::new();
    for arg in args {
        match value(flow, arg) {
            Ok(value) if scopes.contains(&value) => {
                let message = format!("the scope `{value}` is asked for twice");
                problems.push(Error::new(arg.span, message));
            }
            Ok(value) => scopes.push(value),
            Err(error) => problems.push(error),
        }
    }
    scopes
}

/// Adds the scopes that the calls need: exactly these.
fn add_needed(
    flow: &Flow,
    api: &Api,
    calls: &[WordArg],
    scopes: &mut Vec<String>,
    problems: &mut Vec<Error>,
) {
    let value = |name: &str| {
        let known = flow.provider.scopes.iter().find(|scope| scope.name == name);
        known.map_or_else(|| name.to_owned(), |scope| scope.value.clone())
    };
    let named: Vec<String> = had(flow, scopes).into_iter().map(|it| it.value.clone()).collect();
    let named: Vec<String> = scopes.iter().cloned().chain(named).collect();
    let mut needs: Vec<(Vec<&str>, &WordArg)> = Vec::new();
    for call in calls {
        let Some(operation) = api.operation(&call.text) else {
            problems.push(unknown(api, call));
            continue;
        };
        if operation.acts_for_user() && !flow.properties.user_scoped {
            let message = format!(
                "`{}` is about a user, and `{}` acts for none: use a flow in which a user logs in",
                operation.name, flow.name
            );
            problems.push(Error::new(call.span, message));
        } else if flow.asks_for_scopes() {
            needs.extend(operation.scopes.iter().map(|need| (api.choices(need), call)));
        }
    }
    let (single, choices): (Vec<_>, Vec<_>) =
        needs.into_iter().partition(|(any, _)| any.len() == 1);
    for scope in single.iter().flat_map(|(any, _)| any).map(|name| value(name)) {
        if !scopes.contains(&scope) && !named.contains(&scope) {
            scopes.push(scope);
        }
    }
    for (any, call) in choices {
        if !any.iter().any(|name| named.contains(&value(name)) || scopes.contains(&value(name))) {
            let message = format!(
                "`{}` needs one of several scopes: add {} to `scopes(...)`, whichever it is about",
                call.text,
                suggest::list(any.iter().copied())
            );
            problems.push(Error::new(call.span, message));
        }
    }
}

fn unknown(api: &Api, call: &WordArg) -> Error {
    let title = &api.provider.title;
    let names = || api.operations.iter().map(|it| it.name.as_str());
    let ids = api.operations.iter().map(|it| it.id.as_str());
    let near = suggest::nearest(&call.text, names().chain(ids));
    let help = match near {
        Some(near) => format!("did you mean `{near}`?"),
        None if api.operations.is_empty() => "the spec declares no operations of it".to_owned(),
        None => "operations are in the module `api` of the provider".to_owned(),
    };
    Error::new(call.span, format!("{title} has no operation `{}`; {help}", call.text))
}

/// The types of the scopes, and of the groups of which one is asked for.
fn types(flow: &Flow, values: &[String]) -> Vec<String> {
    let names: Vec<&String> = had(flow, values).into_iter().map(|scope| &scope.name).collect();
    let groups = flow.provider.groups.iter();
    let groups = groups.filter(|group| group.any.iter().any(|name| names.contains(&name)));
    let groups = groups.map(|group| &group.name);
    names.iter().copied().chain(groups).map(|name| upper_camel(name)).collect()
}

/// The scopes that are asked for, and those that they have in them, as the file lists them.
fn had<'a>(flow: &'a Flow, values: &[String]) -> Vec<&'a Scope> {
    let scopes = &flow.provider.scopes;
    let asked = |scope: &&Scope| values.contains(&scope.value);
    let within = |scope: &'a Scope| {
        let mut wide = scopes.iter().filter(asked);
        wide.any(|it| flow.provider.implied(it).iter().any(|it| it.name == scope.name))
    };
    scopes.iter().filter(|scope| asked(scope) || within(scope)).collect()
}

fn every_type(flow: &Flow) -> Vec<String> {
    let (scopes, groups) = (&flow.provider.scopes, &flow.provider.groups);
    let names = scopes.iter().map(|it| &it.name).chain(groups.iter().map(|it| &it.name));
    names.map(|name| upper_camel(name)).collect()
}

fn value(flow: &Flow, arg: &WordArg) -> Result<String, Error> {
    let known = &flow.provider.scopes;
    let called = |scope: &&Scope| {
        // The name of its type is what the compiler says of one that is missing.
        let name = || scope.name == arg.text || upper_camel(&scope.name) == arg.text;
        if arg.quoted { scope.value == arg.text } else { name() }
    };
    if let Some(scope) = known.iter().find(called) {
        return Ok(scope.value.clone());
    }
    if flow.provider.open_scopes && arg.quoted {
        return open(arg);
    }
    if arg.quoted && arg.text.contains(' ') {
        return Err(Error::new(arg.span, "a scope has no space; write one string for each"));
    }
    let title = &flow.provider.title;
    let groups = &flow.provider.groups;
    let group = groups.iter().find(|it| it.name == arg.text || upper_camel(&it.name) == arg.text);
    if let Some(group) = group {
        let any = suggest::list(group.any.iter().map(String::as_str));
        let message = format!("`{}` is a choice: ask for {any}", arg.text);
        return Err(Error::new(arg.span, message));
    }
    let help = if known.is_empty() {
        format!("write it in quotes: the spec lists no scopes of {title}")
    } else if flow.provider.open_scopes {
        let listed = did_you_mean(&arg.text, known.iter().map(|scope| scope.name.as_str()));
        format!("{listed}; one that the spec does not list is written in quotes")
    } else if arg.quoted {
        did_you_mean(&arg.text, known.iter().map(|scope| scope.value.as_str()))
    } else {
        did_you_mean(&arg.text, known.iter().map(|scope| scope.name.as_str()))
    };
    Err(Error::new(arg.span, format!("{title} has no scope `{}`; {help}", arg.text)))
}

/// A provider whose file lists not all scopes takes any that is one (RFC 6749 section 3.3).
fn open(arg: &WordArg) -> Result<String, Error> {
    let fits = |byte: u8| byte.is_ascii_graphic() && byte != b'"' && byte != b'\\';
    if !arg.text.is_empty() && arg.text.bytes().all(fits) {
        return Ok(arg.text.clone());
    }
    Err(Error::new(arg.span, "a scope has no space, quote or backslash; write one string for each"))
}
