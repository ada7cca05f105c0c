//! From a path to an operation.

use super::Operation;

/// A part of a path.
#[derive(Debug)]
pub(crate) enum Segment {
    Literal(String),
    /// A parameter, and its name.
    Param(String),
}

impl Segment {
    /// `me`, or `{id}`.
    pub(crate) fn read(text: &str) -> Self {
        let name = text.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
        name.map_or_else(|| Self::Literal(text.to_owned()), |name| Self::Param(name.to_owned()))
    }

    /// Whether it is this word.
    pub(crate) fn is(&self, word: &str) -> bool {
        matches!(self, Self::Literal(literal) if literal == word)
    }
}

/// Parameters of a path, by name.
pub(crate) type Path = Vec<(&'static str, String)>;

/// Where a request leads.
pub(crate) enum Route {
    Found(&'static Operation, Path),
    /// The path is known, but with these methods.
    OtherMethods(Vec<&'static str>),
    Unknown,
}

/// Looks for the operation of a method and a path. Where several paths match, the one with the most
/// words of its own is meant.
pub(crate) fn find(method: &str, path: &str) -> Route {
    let parts: Vec<&str> = path.split('/').skip(1).collect();
    let matching: Vec<(&'static Operation, Path)> = Operation::all()
        .iter()
        .filter_map(|operation| Some((operation, matches(&operation.path, &parts)?)))
        .collect();
    let fewest = matching.iter().map(|(_, path)| path.len()).min();
    let mut best = matching.into_iter().filter(|(_, path)| Some(path.len()) == fewest);
    let mut methods = Vec::new();
    let found = best.find(|(operation, _)| {
        methods.push(operation.method.as_str());
        operation.method == method
    });
    match found {
        Some((operation, path)) => Route::Found(operation, path),
        None if methods.is_empty() => Route::Unknown,
        None => Route::OtherMethods(methods),
    }
}

/// The parameters, if the path has this form.
fn matches(form: &'static [Segment], parts: &[&str]) -> Option<Path> {
    if form.len() != parts.len() {
        return None;
    }
    let mut path = Vec::new();
    for (segment, part) in form.iter().zip(parts) {
        match segment {
            Segment::Literal(literal) if literal == part => {}
            Segment::Param(name) if !part.is_empty() => path.push((name.as_str(), decoded(part))),
            Segment::Literal(_) | Segment::Param(_) => return None,
        }
    }
    Some(path)
}

/// A part of a path without percent signs. The plus sign, which means a space in queries, is itself.
fn decoded(part: &str) -> String {
    let query = part.replace('+', "%2B").replace('&', "%26").replace('=', "%3D");
    let mut pairs = url::form_urlencoded::parse(query.as_bytes());
    pairs.next().map(|(name, _)| name.into_owned()).unwrap_or_default()
}
