//! Parts of lists, as objects.

use serde_json::{Value, json};
use url::form_urlencoded::Serializer;

/// Which part of a list is asked for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Window {
    pub(crate) limit: usize,
    pub(crate) offset: usize,
}

/// The address of a list, without what says which part.
#[derive(Debug, Clone)]
pub(crate) struct Link {
    /// After `/v1`.
    path: String,
    query: Vec<(String, String)>,
}

/// What says which part of a list is meant.
const POSITIONS: [&str; 4] = ["limit", "offset", "after", "before"];

impl Link {
    pub(crate) fn new(path: impl Into<String>, query: &[(String, String)]) -> Self {
        let kept = query.iter().filter(|(name, _)| !POSITIONS.contains(&name.as_str()));
        Self { path: path.into(), query: kept.cloned().collect() }
    }

    /// The same list with other parameters.
    pub(crate) fn with(&self, name: &str, value: &str) -> Self {
        let mut link = self.clone();
        link.query.retain(|(known, _)| known != name);
        link.query.push((name.to_owned(), value.to_owned()));
        link
    }

    /// The whole address of a part.
    pub(crate) fn to(&self, position: &[(&str, String)]) -> String {
        let mut query = Serializer::new(String::new());
        query.extend_pairs(position).extend_pairs(&self.query);
        format!("https://api.spotify.com/v1{}?{}", self.path, query.finish())
    }

    fn part(&self, window: Window) -> String {
        self.to(&[("offset", window.offset.to_string()), ("limit", window.limit.to_string())])
    }
}

/// A part of a list with links to those before and behind it.
pub(crate) fn page<T>(
    link: &Link,
    window: Window,
    all: impl ExactSizeIterator<Item = T>,
    show: impl FnMut(T) -> Value,
) -> Value {
    let (Window { limit, offset }, total) = (window, all.len());
    let items: Vec<Value> = all.skip(offset).take(limit).map(show).collect();
    let next = offset + limit;
    let previous = offset.min(total).saturating_sub(limit);
    let next = (next < total).then(|| link.part(Window { limit, offset: next }));
    let previous = (offset > 0).then(|| link.part(Window { limit, offset: previous }));
    json!({
        "href": link.part(window),
        "items": items,
        "limit": limit,
        "next": next,
        "offset": offset,
        "previous": previous,
        "total": total,
    })
}
