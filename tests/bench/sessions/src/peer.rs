//! A session of somebody's.

use std::hint::black_box;

use http::HeaderValue;

/// A session of somebody's: it begins with a token that has ended.
pub trait Peer: Clone + Send + Sync + 'static {
    /// Whose.
    const NAME: &'static str;

    /// A session at a server on loopback.
    fn at(origin: &str) -> impl Future<Output = Self> + Send;

    /// The `Authorization` header of a token that is good for now; `None` where none can be had.
    fn header(&self) -> impl Future<Output = Option<HeaderValue>> + Send;

    /// Takes the header of a fresh token, and lets it go.
    fn touch(&self) -> impl Future<Output = ()> + Send {
        async { drop(black_box(self.header().await.unwrap())) }
    }
}
