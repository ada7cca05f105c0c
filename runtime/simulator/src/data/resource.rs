//! Things of the catalogue.

use std::sync::Arc;

use serde_json::{Value, json};

use super::kind::Kind;
use super::object::{markets, merged, object};
use super::uri::Uri;

/// How much of a thing its reader gets to see.
#[derive(Debug, Clone, Default)]
pub(crate) struct View {
    /// The market that was asked for: things are then playable or not, instead of listing markets.
    pub(crate) market: Option<String>,
    /// Whether the reader may know how far the user has listened.
    pub(crate) resume: bool,
}

impl View {
    /// Where a thing can be heard.
    pub(crate) fn availability(&self) -> Value {
        match self.market {
            Some(_) => json!({ "is_playable": true }),
            None => json!({ "available_markets": markets() }),
        }
    }

    /// The parameters that go on to the pages of a part.
    pub(crate) fn query(&self) -> Vec<(String, String)> {
        self.market.iter().map(|market| ("market".to_owned(), market.clone())).collect()
    }

    /// How far the user has listened, for those who may know it.
    pub(crate) fn resume_point(&self, listened_ms: u64, duration_ms: u64) -> Value {
        if !self.resume {
            return json!({});
        }
        let fully_played = listened_ms >= duration_ms;
        let resume_position_ms = if fully_played { 0 } else { listened_ms };
        let point =
            json!({ "fully_played": fully_played, "resume_position_ms": resume_position_ms });
        json!({ "resume_point": point })
    }
}

/// A thing of the catalogue that has an id and is shown in two sizes.
pub(crate) trait Resource: Sized + Send + Sync + 'static {
    const KIND: Kind;
    /// How many can be asked for at once.
    const AT_ONCE: usize = 50;
    /// Whether it is there only for those whose market is known.
    const NEEDS_MARKET: bool = false;

    /// All that there are.
    fn all() -> &'static [Arc<Self>];
    fn id(&self) -> &str;
    fn name(&self) -> &str;
    /// What else a search finds it by.
    fn maker(&self) -> &str;
    /// As it appears within others.
    fn brief(&self, view: &View) -> Value;
    /// As it appears when it is asked for.
    fn full(&self, view: &View) -> Value;

    fn uri(&self) -> Uri {
        Uri::new(Self::KIND, self.id())
    }

    /// What all of them have: a URI and a name.
    fn base(&self) -> Value {
        merged(object(&self.uri()), json!({ "name": self.name() }))
    }

    fn find(id: &str) -> Option<&'static Arc<Self>> {
        Self::all().iter().find(|it| it.id() == id)
    }
}
