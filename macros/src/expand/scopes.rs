//! The scopes that the annotation asks for.

use spotify_flow_spec::Flow;
use spotify_flow_spec::provider::Scope;
use syn::Error;

use super::did_you_mean;
use crate::args::ScopeArg;

/// The scopes in the provider's words; what is no scope of the provider is a mistake.
pub(super) fn check(flow: &Flow, args: &[ScopeArg], problems: &mut Vec<Error>) -> Vec<String> {
    let Some(first) = args.first() else { return Vec::new() };
    if !flow.properties.user_scoped {
        let message = format!(
            "`{}` acts for no user: its spec says `user_scoped = false`. Remove `scopes(...)`, or \
             use a flow in which a user logs in",
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

fn value(flow: &Flow, arg: &ScopeArg) -> Result<String, Error> {
    let known = &flow.provider.scopes;
    let called = |scope: &&Scope| {
        if arg.quoted { scope.value == arg.text } else { scope.name == arg.text }
    };
    if let Some(scope) = known.iter().find(called) {
        return Ok(scope.value.clone());
    }
    if known.is_empty() && arg.quoted {
        return open(arg);
    }
    if arg.quoted && arg.text.contains(' ') {
        return Err(Error::new(arg.span, "a scope has no space; write one string for each"));
    }
    let title = &flow.provider.title;
    let help = if known.is_empty() {
        format!("write it in quotes: the spec lists no scopes of {title}")
    } else if arg.quoted {
        did_you_mean(&arg.text, known.iter().map(|scope| scope.value.as_str()))
    } else {
        did_you_mean(&arg.text, known.iter().map(|scope| scope.name.as_str()))
    };
    Err(Error::new(arg.span, format!("{title} has no scope `{}`; {help}", arg.text)))
}

/// A provider whose file lists no scopes takes any that is one (RFC 6749 section 3.3).
fn open(arg: &ScopeArg) -> Result<String, Error> {
    let fits = |byte: u8| byte.is_ascii_graphic() && byte != b'"' && byte != b'\\';
    if !arg.text.is_empty() && arg.text.bytes().all(fits) {
        return Ok(arg.text.clone());
    }
    Err(Error::new(arg.span, "a scope has no space, quote or backslash; write one string for each"))
}
