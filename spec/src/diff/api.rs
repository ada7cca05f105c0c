//! An API: its operations are types, and the compiler knows who may call each.

use super::change::Changes;
use super::flow::deprecation;
use super::machine::camel;
use super::matched::{matched, missing};
use crate::api::{Api, AppToken, Body, Operation, Parameter, ParameterKind};

pub(super) fn compare(old: &Api, new: &Api, changes: &mut Changes) {
    if old.base != new.base {
        changes
            .compatible(format!("paths begin with `{}`, no longer with `{}`", new.base, old.base));
    }
    let operations = matched(&old.operations, &new.operations, |operation| &operation.name);
    for operation in operations.gone {
        changes.breaking(format!("the call `{}` is gone", camel(&operation.name)));
    }
    for operation in operations.new {
        changes.compatible(format!("the call `{}` is new", camel(&operation.name)));
    }
    for (before, after) in operations.both {
        let name = camel(&after.name);
        who(&name, before, after, changes);
        scopes(&name, (old, before), (new, after), changes);
        how(&name, before, after, changes);
        new_of(&name, before, after, changes);
        setters(&name, before, after, changes);
        docs(&name, before, after, changes);
        deprecation(&format!("`{name}`"), &before.deprecated, &after.deprecated, changes);
    }
}

/// Who may call it.
fn who(name: &str, old: &Operation, new: &Operation, changes: &mut Changes) {
    match (old.acts_for_user(), new.acts_for_user()) {
        (false, true) => {
            changes
                .breaking(format!("`{name}` is for users: an app's own session may not call it"));
        }
        (true, false) => {
            changes.compatible(format!("an app's own session may call `{name}`, too"));
        }
        _ if old.app_token != new.app_token => {
            let sure = if new.app_token == AppToken::Doubtful { "may not" } else { "does" };
            changes.unnoticed(format!(
                "the docs say that an app's own token {sure} work for `{name}`"
            ));
        }
        _ => {}
    }
}

/// What is needed now, and was not before.
fn scopes(name: &str, old: (&Api, &Operation), new: (&Api, &Operation), changes: &mut Changes) {
    // What a group of the same name holds now is said of the group.
    for need in missing(&new.1.scopes, &old.1.scopes) {
        let enough = new.0.choices(need);
        let had = old
            .1
            .scopes
            .iter()
            .any(|before| old.0.choices(before).iter().all(|scope| enough.contains(scope)));
        if !had {
            changes.breaking(format!("`{name}` needs `{}`", enough.join("` or `")));
        }
    }
    for need in missing(&old.1.scopes, &new.1.scopes) {
        let had = old.0.choices(need);
        let still = new
            .1
            .scopes
            .iter()
            .any(|after| new.0.choices(after).iter().all(|scope| had.contains(scope)));
        if !still {
            changes.compatible(format!("`{name}` no longer needs `{}`", had.join("` or `")));
        }
    }
}

/// How it is sent, and what comes back.
fn how(name: &str, old: &Operation, new: &Operation, changes: &mut Changes) {
    let request = |operation: &Operation| {
        let segments =
            operation.path.split('/').map(|it| if it.starts_with('{') { "{}" } else { it });
        let path = segments.collect::<Vec<_>>().join("/");
        format!("{} {path}", operation.method.as_str())
    };
    let (was, is) = (request(old), request(new));
    if was != is {
        changes.compatible(format!("`{name}` sends `{is}`, no longer `{was}`"));
    }
    let (was, is) = (sent(old), sent(new));
    for parameter in missing(&is, &was) {
        changes.compatible(format!("`{name}` sends {parameter}"));
    }
    for parameter in missing(&was, &is) {
        changes.compatible(format!("`{name}` no longer sends {parameter}"));
    }
    match (&old.page, &new.page) {
        (Some(_), None) => changes.breaking(format!("`{name}` has no `items` and no `pages`")),
        (None, Some(_)) => changes.compatible(format!("`{name}` has `items` and `pages`")),
        (Some(before), Some(after)) if before != after => {
            changes.compatible(format!("`{name}` finds its pages elsewhere in the answer"));
        }
        _ => {}
    }
    if old.success != new.success {
        changes.unnoticed(format!("`{name}` succeeds with other statuses"));
    }
}

/// What is sent in any case, and where: a path has no names.
fn sent(operation: &Operation) -> Vec<String> {
    let required = |list: &[Parameter], place: &str| {
        let required = list.iter().filter(|parameter| parameter.required);
        required.map(|it| format!("`{}` in the {place}", it.name)).collect::<Vec<_>>()
    };
    let body = match &operation.body {
        Body::Json(members) => required(members, "body"),
        Body::Raw(kind) => vec![format!("a body of `{kind}`")],
        Body::None => Vec::new(),
    };
    required(&operation.query, "query").into_iter().chain(body).collect()
}

/// The arguments of `new`, in order: what is required. How they are called is nobody's business,
/// unless their type is called so, too.
fn new_of(name: &str, old: &Operation, new: &Operation, changes: &mut Changes) {
    let (was, is) = (required(old), required(new));
    let raw = |operation: &Operation| matches!(operation.body, Body::Raw(_));
    let as_many = was.len() == is.len() && raw(old) == raw(new);
    let pairs = || was.iter().zip(&is);
    let fits = |before: &Parameter, after: &Parameter| {
        type_of(before) == type_of(after) || more_words(before, after).is_some()
    };
    if !as_many || !pairs().all(|(before, after)| fits(before, after)) {
        changes.breaking(format!("`{name}::new({})` is `new({})`", shown(old), shown(new)));
        return;
    }
    let place = |list: &[&Parameter], name: &str| list.iter().position(|it| it.name == name);
    // A new name is nobody's business; an old one at another place takes what is meant for another.
    let moved = |(nth, before): (usize, &&Parameter)| {
        place(&is, &before.name).is_some_and(|now| now != nth)
    };
    if was.iter().enumerate().any(moved) {
        let names = |list: &[&Parameter]| {
            list.iter().map(|it| it.rust_name.as_str()).collect::<Vec<_>>().join(", ")
        };
        let (was, is) = (names(&was), names(&is));
        changes.breaking(format!(
            "`{name}::new({was})` is `new({is})`: it compiles, and sends them the wrong way round"
        ));
    }
    for (before, after) in pairs().filter(|(before, after)| type_of(before) != type_of(after)) {
        if let Some(words) = more_words(before, after) {
            changes.compatible(format!("`{name}::new` takes {words} for `{}`", after.rust_name));
        }
    }
}

fn required(operation: &Operation) -> Vec<&Parameter> {
    operation.parameters().filter(|parameter| parameter.required).collect()
}

/// The arguments of `new`, as a signature has them.
fn shown(operation: &Operation) -> String {
    let each = required(operation).into_iter();
    let each = each.map(|parameter| format!("{}: {}", parameter.rust_name, kind(parameter)));
    let body = matches!(operation.body, Body::Raw(_)).then(|| "body".to_owned());
    each.chain(body).collect::<Vec<_>>().join(", ")
}

/// A setter for each parameter that may be left out.
fn setters(name: &str, old: &Operation, new: &Operation, changes: &mut Changes) {
    let optional = |operation: &Operation| {
        let optional = operation.parameters().filter(|it| !it.required);
        optional.cloned().collect::<Vec<_>>()
    };
    let (was, is) = (optional(old), optional(new));
    let setters = matched(&was, &is, |parameter| &parameter.rust_name);
    for setter in setters.gone {
        changes.breaking(format!("`{name}::{}` is gone", setter.rust_name));
    }
    for setter in setters.new {
        changes.compatible(format!("`{name}::{}` is new", setter.rust_name));
    }
    for (before, after) in setters.both {
        let setter = &after.rust_name;
        if type_of(before) == type_of(after) {
            continue;
        }
        match more_words(before, after) {
            Some(words) => changes.compatible(format!("`{name}::{setter}` takes {words}")),
            None => {
                let (was, is) = (kind(before), kind(after));
                changes.breaking(format!("`{name}::{setter}` takes `{is}`, no longer `{was}`"));
            }
        }
    }
}

/// The words that a parameter takes now and did not, where it takes all others still.
fn more_words(old: &Parameter, new: &Parameter) -> Option<String> {
    let (ParameterKind::Words(before), ParameterKind::Words(after)) = (&old.kind, &new.kind) else {
        return None;
    };
    let same = old.list == new.list && old.rust_name == new.rust_name;
    let more: Vec<String> = missing(after, before).iter().map(|word| format!("`{word}`")).collect();
    (same && missing(before, after).is_empty()).then(|| more.join(" and "))
}

/// The type that Rust takes: that of words is named after the parameter.
fn type_of(parameter: &Parameter) -> (String, Option<&str>) {
    let words = matches!(parameter.kind, ParameterKind::Words(_));
    (kind(parameter), words.then_some(parameter.rust_name.as_str()))
}

/// What a parameter takes, as a spec file has it.
fn kind(parameter: &Parameter) -> String {
    let kind = match &parameter.kind {
        ParameterKind::String => "string".to_owned(),
        ParameterKind::Integer => "integer".to_owned(),
        ParameterKind::Number => "number".to_owned(),
        ParameterKind::Boolean => "boolean".to_owned(),
        ParameterKind::Object => "object".to_owned(),
        ParameterKind::Words(words) => format!("'{}'", words.join("'|'")),
    };
    if parameter.list { format!("{kind}[]") } else { kind }
}

fn docs(name: &str, old: &Operation, new: &Operation, changes: &mut Changes) {
    let said = |it: &Operation| {
        let texts = [&it.id, &it.title, &it.summary, &it.source].map(Clone::clone);
        (texts, it.premium, it.optional_scopes.clone())
    };
    if said(old) != said(new) {
        changes.unnoticed(format!("the docs of `{name}` say something else"));
    }
}
