//! Whom the user follows.

use super::{Artist, Kind, Resource as _, Uri, User};

/// Artists and users, in the order in which they are shown.
#[derive(Debug)]
pub(crate) struct Follows(Vec<Uri>);

impl Follows {
    /// More artists than fit on one page, and a user.
    pub(crate) fn seeded() -> Self {
        let artists = Artist::all().iter().take(26).map(|artist| artist.uri());
        Self(artists.chain([Uri::new(Kind::User, User::NEIGHBOUR.id)]).collect())
    }

    /// The artists.
    pub(crate) fn artists(&self) -> impl Iterator<Item = &'static Artist> {
        let artists = self.0.iter().filter(|uri| uri.kind == Kind::Artist);
        artists.filter_map(|uri| Artist::find(&uri.id)).map(AsRef::as_ref)
    }

    pub(crate) fn contains(&self, uri: &Uri) -> bool {
        self.0.contains(uri)
    }

    pub(crate) fn add(&mut self, uri: &Uri) {
        if !self.contains(uri) {
            self.0.push(uri.clone());
        }
    }

    pub(crate) fn remove(&mut self, uri: &Uri) {
        self.0.retain(|known| known != uri);
    }
}
