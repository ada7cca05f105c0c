//! A provider's API: scopes are looked up, paths and parameters are brought together.

use std::collections::HashSet;

use super::names::{camel, identifier, unique};
use super::provider::no_scope;
use crate::api::{Api, AppToken, Body, Method, Operation, Parameter, ParameterKind};
use crate::document::{ApiDocument, OperationDocument, Text};
use crate::flow::Deprecation;
use crate::near::Names;
use crate::provider::Provider;
use crate::report::{Problem, Report};
use crate::rules::{FS100, FS104, FS109, FS608, FS702, FS703, FS704, FS705, FS706};
use crate::secret;
use crate::source::Spanned;

/// Joins an API with its provider. `users` says whether any flow of the provider acts for a user,
/// where that is known.
pub(crate) fn resolve(
    document: &ApiDocument,
    provider: Provider,
    users: Option<bool>,
    report: &mut Report,
) -> Api {
    let base = document.base.as_ref().map_or(String::new(), |base| self::base(base, report));
    different(document, report);
    let source = &document.source;
    let operations = document.operations.iter();
    let known = Known::of(&provider);
    let operations = operations.map(|it| operation(it, &known, source, report)).collect();
    let names = Names::of(document.operations.iter().map(|it| it.name.value.as_str()));
    for operation in &document.operations {
        may_be_called(operation, users, report);
        instead(operation, &names, report);
    }
    Api { provider, base, operations }
}

fn base(base: &Text, report: &mut Report) -> String {
    let valid = base.value.starts_with('/') && !base.value.ends_with('/') && is_path(&base.value);
    if !valid {
        let message = format!("`{}` is no beginning of a path", base.value.escape_debug());
        let problem = Problem::error(FS100.id, &base.place, message);
        report.push(problem.help("write what follows the origin, such as \"/v1\""));
    }
    base.value.clone()
}

/// RFC 3986 section 3.3: what stands in a path as it is.
pub(super) fn is_path(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "/-._~!$&'()*+,;=:@".contains(c);
    let step = |segment: &str| matches!(segment, "." | "..");
    !text.contains("//") && text.chars().all(plain) && !text.split('/').any(step)
}

/// Two operations of one name, one id, or one method and path.
fn different(document: &ApiDocument, report: &mut Report) {
    let operations = || document.operations.iter();
    operations().for_each(|it| identifier(&it.name, report));
    operations().for_each(|it| is_type(&it.name, report));
    operations().for_each(|it| twice(it, document.base.as_ref(), report));
    unique("operation", operations().map(|it| camel(&it.name)), report);
    let mut seen = HashSet::new();
    for it in operations() {
        if !seen.insert((it.method.as_str(), shape(&it.path.value))) {
            let message =
                format!("another operation is `{} {}`, too", it.method.as_str(), it.path.value);
            report
                .push(Problem::error(FS703.id, &it.path.place, message).help("remove one of them"));
        }
    }
    let mut ids = HashSet::new();
    for id in operations().filter_map(|it| it.id.as_ref()) {
        if !ids.insert(id.value.replace('-', "_")) {
            let message = format!("another operation has the id `{}`, too", id.value);
            report.push(Problem::error(FS703.id, &id.place, message).help("an id is unique"));
        }
    }
}

/// A name becomes a type, and `Self` is none.
fn is_type(name: &Text, report: &mut Report) {
    if camel(name).value == "Self" {
        let message = format!("`{}` would be the type `Self`", name.value);
        let problem = Problem::error(FS109.id, &name.place, message);
        report.push(problem.help("give the operation another name"));
    }
}

/// What is said twice of one operation.
fn twice(operation: &OperationDocument, base: Option<&Text>, report: &mut Report) {
    let scopes = operation.scopes.iter().chain(&operation.optional_scopes);
    unique("scope of an operation", scopes.cloned(), report);
    let path = &operation.path;
    let again = base.is_some_and(|base| {
        let rest = path.value.strip_prefix(base.value.as_str());
        !base.value.is_empty() && rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    });
    if again {
        let message = format!("`{}` begins with the base, which is put before it", path.value);
        report.push(Problem::error(FS702.id, &path.place, message).help("leave the base out here"));
    }
    if operation.method == Method::Get {
        let body = operation.body.as_ref().map(|body| &body.place);
        let json = operation.json.first().map(|(name, _)| &name.place);
        if let Some(place) = body.or(json) {
            let message = format!("`{}` is a GET, and has no body", operation.name.value);
            let problem = Problem::error(FS702.id, place, message);
            report.push(problem.help("write the parameters into `query`, or `post = \"...\"`"));
        }
    }
}

/// A path whatever its parameters are called.
fn shape(path: &str) -> String {
    let path = path.trim_end_matches('/');
    let segments = path.split('/').map(|it| if it.starts_with('{') { "{}" } else { it });
    segments.collect::<Vec<_>>().join("/")
}

fn operation(
    document: &OperationDocument,
    known: &Known<'_>,
    source: &str,
    report: &mut Report,
) -> Operation {
    let id = document.id.as_ref().unwrap_or(&document.name).value.clone();
    let title = &document.title;
    let (path_parameters, query, body) = parameters(document, report);
    Operation {
        name: document.name.value.clone(),
        title: if title.is_empty() { id.clone() } else { title.clone() },
        summary: document.summary.clone(),
        source: source.replace("{id}", &id),
        method: document.method,
        path: document.path.value.clone(),
        path_parameters,
        query,
        body,
        app_token: document.app_token.value,
        scopes: scopes(&document.scopes, known, &known.all, report),
        optional_scopes: scopes(&document.optional_scopes, known, &known.scopes, report),
        premium: document.premium,
        success: success(document, report),
        page: document.page.as_ref().map(|page| page.value.clone()),
        deprecated: document.deprecated.as_ref().map(|it| Deprecation {
            since: it.since.value.clone(),
            note: it.note.value.clone(),
            instead: it.instead.as_ref().map(|text| text.value.clone()),
        }),
        id,
    }
}

/// What an operation may ask for.
struct Known<'a> {
    provider: &'a str,
    scopes: Names<'a>,
    /// The scopes and the groups of scopes.
    all: Names<'a>,
}

impl<'a> Known<'a> {
    fn of(provider: &'a Provider) -> Self {
        let scopes = || provider.scopes.iter().map(|scope| scope.name.as_str());
        let groups = provider.groups.iter().map(|it| it.name.as_str());
        let all = Names::of(scopes().chain(groups));
        Self { provider: &provider.title, scopes: Names::of(scopes()), all }
    }
}

fn scopes(
    names: &[Text],
    known: &Known<'_>,
    among: &Names<'_>,
    report: &mut Report,
) -> Vec<String> {
    for name in names.iter().filter(|name| among.find(&name.value).is_none()) {
        report.push(no_scope(name, known.provider, among));
    }
    names.iter().map(|name| name.value.clone()).collect()
}

fn success(document: &OperationDocument, report: &mut Report) -> Vec<u16> {
    let mut statuses = Vec::new();
    for status in &document.success {
        match u16::try_from(status.value).ok().filter(|status| (200..300).contains(status)) {
            Some(status) => statuses.push(status),
            None => {
                let message = format!("{} is no status of a success", status.value);
                report.push(Problem::error(FS100.id, &status.place, message).help("200 to 299"));
            }
        }
    }
    if document.success.is_empty() { vec![200] } else { statuses }
}

type Parameters = (Vec<Parameter>, Vec<Parameter>, Body);

fn parameters(document: &OperationDocument, report: &mut Report) -> Parameters {
    let path = path(document, report);
    let typed = |pairs: &[(Text, Text)], within: &str, report: &mut Report| {
        let typed = pairs.iter().map(|(name, kind)| parameter(name, kind, within, report));
        typed.collect::<Vec<_>>()
    };
    let of_path = path.iter().map(|it| Spanned::new(it.name.clone(), document.path.place.clone()));
    let of_path: Vec<Text> = of_path.collect();
    in_urls(document.query.iter().map(|(name, _)| name).chain(&of_path), report);
    let mut query = typed(&document.query, "query", report);
    let mut json = typed(&document.json, "body", report);
    let mut taken: Vec<String> = path.iter().map(|it| it.name.clone()).collect();
    for (prefix, list) in [("query", &mut query), ("body", &mut json)] {
        let before = taken.clone();
        for parameter in list {
            if before.contains(&parameter.rust_name) {
                parameter.rust_name = format!("{prefix}_{}", parameter.name);
            }
            taken.push(parameter.rust_name.clone());
        }
    }
    let body = match &document.body {
        None if json.is_empty() => Body::None,
        None => Body::Json(json),
        Some(media) => raw(media, &document.json, report),
    };
    (path, query, body)
}

/// A query is a URL's: no secret belongs into it (RFC 6750 section 2.3).
fn in_urls<'a>(names: impl Iterator<Item = &'a Text>, report: &mut Report) {
    for name in names.filter(|name| secret::is_name(&name.value)) {
        let message = format!("the secret `{}` stands in a URL", name.value);
        report.push(
            Problem::error(FS608.id, &name.place, message)
                .help("a session sends its token in a header: remove the parameter"),
        );
    }
}

fn raw(media: &Text, json: &[(Text, Text)], report: &mut Report) -> Body {
    if let Some((name, _)) = json.first() {
        let message = "an operation sends JSON or a body as it is, not both";
        report.push(Problem::error(FS100.id, &name.place, message).help("remove one of the two"));
    }
    let token = |text: &str| {
        let plain = |c: char| c.is_ascii_alphanumeric() || "!#$&-^_.+".contains(c);
        !text.is_empty() && text.chars().all(plain)
    };
    if !media.value.split_once('/').is_some_and(|(kind, sub)| token(kind) && token(sub)) {
        let message = format!("`{}` is no media type", media.value.escape_debug());
        report.push(Problem::error(FS100.id, &media.place, message).help("such as \"image/jpeg\""));
    }
    Body::Raw(media.value.clone())
}

/// The parameters of a path, in its order.
fn path(document: &OperationDocument, report: &mut Report) -> Vec<Parameter> {
    let written = &document.path;
    let mut parameters: Vec<Parameter> = Vec::new();
    let literal = written.value.replace(['{', '}'], "");
    if !written.value.starts_with('/') || !is_path(&literal) {
        let message = format!("`{}` is no path", written.value.escape_debug());
        report.push(
            Problem::error(FS702.id, &written.place, message).help("such as \"/albums/{id}\""),
        );
    }
    for segment in written.value.split('/').filter(|it| it.contains(['{', '}'])) {
        let name = segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
        let Some(name) = name.filter(|name| !name.contains(['{', '}'])) else {
            let message = format!("`{segment}` mixes a parameter with other text");
            let problem = Problem::error(FS702.id, &written.place, message);
            report.push(problem.help("a parameter is a whole segment: `/albums/{id}`"));
            continue;
        };
        let name = Spanned::new(name.to_owned(), written.place.clone());
        let string = Spanned::new("string".to_owned(), written.place.clone());
        let kind = document.path_types.iter().find(|(of, _)| of.value == name.value);
        let parameter = parameter(&name, kind.map_or(&string, |(_, kind)| kind), "path", report);
        if parameters.iter().any(|seen| seen.name == parameter.name) {
            let message = format!("`{{{}}}` is there twice", parameter.name);
            report.push(Problem::error(FS702.id, &written.place, message).help("use two names"));
        }
        parameters.push(parameter);
    }
    for (name, _) in &document.path_types {
        if !parameters.iter().any(|it| it.name == name.value) {
            let message = format!("the path has no `{{{}}}`", name.value);
            let problem = Problem::error(FS702.id, &name.place, message);
            report.push(
                problem
                    .related(&written.place, "the path")
                    .help("a parameter of the query goes into `query`"),
            );
        }
    }
    parameters
}

/// Methods that every operation's type has.
const METHODS: [&str; 3] = ["new", "clone", "fmt"];

fn parameter(name: &Text, kind: &Text, within: &str, report: &mut Report) -> Parameter {
    if METHODS.contains(&name.value.as_str()) || !is_method(&name.value) {
        let message = format!("`{}` can't be the name of a method", name.value.escape_debug());
        let problem = Problem::error(FS706.id, &name.place, message);
        report.push(problem.help("small letters, digits and `_`, a letter first; not `self`"));
    }
    let written = kind.value.as_str();
    let (rest, required) = written.strip_suffix('?').map_or((written, true), |rest| (rest, false));
    let (rest, list) = rest.strip_suffix("[]").map_or((rest, false), |rest| (rest, true));
    let parsed = parse(rest);
    let misplaced = match (&parsed, within) {
        (None, _) => Some("is no type"),
        (Some(ParameterKind::Object), "path" | "query") => Some("is for the body alone"),
        (Some(_), "path") if list || !required => Some("is no type for a path"),
        _ => None,
    };
    if let Some(wrong) = misplaced {
        let message = format!("`{}` {wrong}", written.escape_debug());
        report.push(Problem::error(FS705.id, &kind.place, message).help(
            "write `string`, `integer`, `number`, `boolean`, `object` or `'one'|'other'`; then \
             `[]` for a list, then `?` when it may be left out",
        ));
    }
    let kind = parsed.unwrap_or(ParameterKind::String);
    let rust_name = name.value.clone();
    Parameter { name: name.value.clone(), rust_name, kind, list, required }
}

/// Keywords are no hindrance, for `r#type` is a method's name; `self` and its like are.
fn is_method(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        && !["self", "super", "crate"].contains(&name)
}

fn parse(text: &str) -> Option<ParameterKind> {
    Some(match text {
        "string" => ParameterKind::String,
        "integer" => ParameterKind::Integer,
        "number" => ParameterKind::Number,
        "boolean" => ParameterKind::Boolean,
        "object" => ParameterKind::Object,
        words => {
            let word = |word: &str| {
                let word = word.strip_prefix('\'')?.strip_suffix('\'')?;
                let plain = word.bytes().all(|b| b.is_ascii_lowercase() || b == b'_' || b == b'-');
                let named = plain && word.starts_with(|c: char| c.is_ascii_lowercase());
                (named && word != "self").then(|| word.to_owned())
            };
            let words: Vec<String> = words.split('|').map(word).collect::<Option<_>>()?;
            // Each becomes a name in Rust, where a dash is none.
            let distinct: HashSet<String> =
                words.iter().map(|word| word.replace(['-', '_'], "")).collect();
            (distinct.len() == words.len()).then_some(ParameterKind::Words(words))?
        }
    })
}

/// What an operation needs can be asked for.
fn may_be_called(operation: &OperationDocument, users: Option<bool>, report: &mut Report) {
    let app_token = &operation.app_token;
    if app_token.value == AppToken::No {
        if users == Some(false) {
            let message =
                format!("nobody can call `{}`: no flow acts for a user", operation.name.value);
            let problem = Problem::error(FS704.id, &operation.name.place, message);
            report.push(problem.help(
                "its `app_token` is \"no\": a flow with `user_scoped = true` must be there, or it \
                 is \"works\"",
            ));
        }
        return;
    }
    // Where it is doubtful, a user's token needs its scopes all the same.
    if app_token.value == AppToken::Doubtful {
        return;
    }
    if let Some(scope) = operation.scopes.first() {
        let message =
            format!("`{}` needs a scope that no app's own token has", operation.name.value);
        report.push(
            Problem::error(FS704.id, &scope.place, message)
                .related(&app_token.place, "the app's own token may call it")
                .help("move it to `optional_scopes`, or say `app_token = \"no\"`"),
        );
    }
}

/// What is to be used instead of an ended operation must be there.
fn instead(operation: &OperationDocument, known: &Names<'_>, report: &mut Report) {
    let instead = operation.deprecated.as_ref().and_then(|it| it.instead.as_ref());
    let Some(instead) = instead else { return };
    if known.find(&instead.value).is_some() {
        return;
    }
    let message = format!("there is no operation `{}`", instead.value);
    let problem = Problem::error(FS104.id, &instead.place, message);
    report.push(match known.nearest(&instead.value) {
        Some(near) => problem.help(format!("did you mean `{near}`?")),
        None => problem.help("name an operation of this file"),
    });
}
