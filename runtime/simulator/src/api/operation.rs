//! What there is to be called.

use std::sync::LazyLock;

use serde::Deserialize;

use super::body::Body;
use super::params::Param;
use super::route::Segment;
use super::scope::Rule;
use super::serve::{self, Serve};

/// What Spotify documents, one object per operation.
const WRITTEN: &str = include_str!("../operations.json");

/// A file that can't be read offers nothing: a test sees to it that it can.
static OPERATIONS: LazyLock<Vec<Operation>> = LazyLock::new(|| {
    let written: Vec<Written> = serde_json::from_str(WRITTEN).unwrap_or_default();
    written.into_iter().filter_map(Operation::read).collect()
});

/// An operation of the Web API.
#[derive(Debug)]
pub(crate) struct Operation {
    /// As in Spotify's OpenAPI file: `get-an-album`.
    pub(crate) id: String,
    pub(crate) method: String,
    pub(crate) path: Vec<Segment>,
    pub(crate) params: Vec<Param>,
    pub(crate) body: Body,
    pub(crate) rule: Rule,
    /// Whether the app's own token may be of use here.
    pub(crate) takes_app: bool,
    /// Whether apps in development mode have lost it.
    pub(crate) removed: bool,
    pub(crate) premium_only: bool,
    /// The status of success.
    pub(crate) success: u16,
    pub(crate) serve: Serve,
}

impl Operation {
    /// All that there are.
    pub(crate) fn all() -> &'static [Self] {
        &OPERATIONS
    }

    fn read(written: Written) -> Option<Self> {
        Some(Self {
            serve: serve::find(&written.operation_id)?,
            path: written.path.split('/').skip(1).map(Segment::read).collect(),
            params: written.query_params.into_iter().map(WrittenParam::read).collect(),
            body: Body::read(written.body.as_deref().unwrap_or_default()),
            rule: Rule::read(&written.scope_rule, written.scopes),
            takes_app: written.app_token != "no",
            removed: written.development_mode.starts_with("removed"),
            premium_only: written.premium_only,
            success: written.success_status,
            id: written.operation_id,
            method: written.method,
        })
    }

    /// Whether its path begins with these words.
    pub(crate) fn is_below(&self, words: &[&str]) -> bool {
        let mut path = self.path.iter();
        words.iter().all(|word| path.next().is_some_and(|segment| segment.is(word)))
    }

    /// Whether it is the player's, which refuses in its own words; the history is somebody else's.
    pub(crate) fn is_of_player(&self) -> bool {
        self.is_below(&["me", "player"]) && !self.is_below(&["me", "player", "recently-played"])
    }
}

/// An operation as it is written.
#[derive(Deserialize)]
struct Written {
    operation_id: String,
    method: String,
    path: String,
    scopes: Vec<String>,
    query_params: Vec<WrittenParam>,
    body: Option<String>,
    success_status: u16,
    app_token: String,
    development_mode: String,
    premium_only: bool,
    scope_rule: String,
}

#[derive(Deserialize)]
struct WrittenParam {
    name: String,
    #[serde(rename = "type")]
    form: String,
    required: bool,
}

impl WrittenParam {
    fn read(self) -> Param {
        Param::read(self.name, &self.form, self.required)
    }
}
