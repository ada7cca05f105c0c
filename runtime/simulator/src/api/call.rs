//! A call, as those who serve it see it.

use std::sync::Arc;
use std::time::SystemTime;

use serde_json::Value;

use super::route::Path;
use super::{Caller, Operation, Refusal, fields, params, refusal};
use crate::data::{Kind, Link, Resource, Uri, View, Window, is_id};
use crate::record::RecordedRequest;

/// A request that has found its operation.
pub(crate) struct Call<'a> {
    pub(crate) operation: &'static Operation,
    pub(crate) request: &'a RecordedRequest,
    pub(crate) path: Path,
    /// The body, or null.
    pub(crate) body: Value,
    pub(crate) caller: Caller,
    pub(crate) now: SystemTime,
}

impl Call<'_> {
    /// A parameter of the path.
    pub(crate) fn path(&self, name: &str) -> Option<&str> {
        self.path.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str())
    }

    /// A parameter of the query; an empty one is none.
    pub(crate) fn query(&self, name: &str) -> Option<&str> {
        self.request.query(name).filter(|value| !value.is_empty())
    }

    /// A number in the query or in the body.
    pub(crate) fn number(&self, name: &str) -> Option<i64> {
        let in_query = self.query(name).and_then(|value| value.parse().ok());
        in_query.or_else(|| self.body.get(name)?.as_i64())
    }

    /// A number in the query or in the body that counts something.
    pub(crate) fn count(&self, name: &str) -> Result<Option<usize>, Refusal> {
        let number = self.number(name).map(usize::try_from).transpose();
        number.map_err(|_| refusal::invalid(name))
    }

    /// The id in the path: whatever it is called there.
    pub(crate) fn id(&self) -> Result<&str, Refusal> {
        let id = self.path.first().map(|(_, id)| id.as_str()).unwrap_or_default();
        if is_id(id) { Ok(id) } else { Err(refusal::invalid_id()) }
    }

    /// A list of texts: in the query with commas, or in the body.
    pub(crate) fn list(&self, name: &str) -> Vec<String> {
        if let Some(text) = self.query(name) {
            return text.split(',').map(str::to_owned).collect();
        }
        let list = self.body.get(name).and_then(Value::as_array).into_iter().flatten();
        list.filter_map(Value::as_str).map(str::to_owned).collect()
    }

    /// The ids of the query or the body, no more than this.
    pub(crate) fn ids(&self, at_once: usize) -> Result<Vec<String>, Refusal> {
        let ids = self.list("ids");
        if ids.len() > at_once {
            return Err(Refusal::new(400, "Too many ids requested"));
        }
        if ids.iter().all(|id| is_id(id)) { Ok(ids) } else { Err(refusal::invalid_id()) }
    }

    /// The URIs of the query or the body, no more than this.
    pub(crate) fn uris(&self, at_once: usize) -> Result<Vec<Uri>, Refusal> {
        uris(&self.list("uris"), at_once)
    }

    /// What kinds of things its URIs are of.
    pub(crate) fn uri_kinds(&self) -> impl Iterator<Item = Kind> {
        self.list("uris").into_iter().filter_map(|uri| Uri::parse(&uri)).map(|uri| uri.kind)
    }

    /// What part of a list is asked for. The numbers were checked before: a call that is served has
    /// good ones.
    pub(crate) fn window(&self) -> Window {
        params::window(self).unwrap_or(Window { limit: 20, offset: 0 })
    }

    /// The address of the list that is asked for.
    pub(crate) fn link(&self) -> Link {
        let path = self.request.path.strip_prefix("/v1").unwrap_or_default();
        Link::new(path, &self.request.query)
    }

    /// How much the caller gets to see.
    pub(crate) fn view(&self) -> View {
        View {
            market: self.query("market").map(str::to_owned),
            resume: self.caller.has("user-read-playback-position"),
        }
    }

    /// What the caller wants of a playlist: all of it, or some `fields`.
    pub(crate) fn wanted(&self, playlist: Value) -> Result<Value, Refusal> {
        match self.query("fields") {
            None => Ok(playlist),
            Some(wanted) => {
                fields::filter(wanted, playlist).ok_or_else(|| refusal::invalid("fields"))
            }
        }
    }

    /// A thing by its id, if this caller can have it: what is there in some markets only is not
    /// there for an app that names none.
    pub(crate) fn find<R: Resource>(&self, id: &str) -> Option<&'static Arc<R>> {
        let nowhere = R::NEEDS_MARKET && self.caller.is_app() && self.query("market").is_none();
        if nowhere { None } else { R::find(id) }
    }
}

/// URIs, no more than this.
pub(crate) fn uris(texts: &[String], at_once: usize) -> Result<Vec<Uri>, Refusal> {
    if texts.len() > at_once {
        return Err(Refusal::new(400, format!("Too many uris requested: {at_once} at most")));
    }
    let read = texts.iter().map(|text| {
        Uri::parse(text).ok_or_else(|| Refusal::new(400, format!("Invalid uri: {text}")))
    });
    read.collect()
}
