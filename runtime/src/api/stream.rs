//! An answer of the provider's API that is read piece by piece.

use bytes::Bytes;
use http::{HeaderMap, Response, StatusCode};

use crate::Error;
use crate::transport::Chunks;

/// A success of the provider's API whose body is read piece by piece, and may be of any size: files.
///
/// ```no_run
/// # async fn f<A: spotify_flow::App>(session: spotify_flow::Session<A>) -> Result<(), Box<dyn std::error::Error>> {
/// use std::io::Write as _;
///
/// let mut file = std::fs::File::create("a.bin")?;
/// let mut stream = session.get("/files/a").send_streamed().await?;
/// while let Some(chunk) = stream.chunk().await? {
///     file.write_all(&chunk)?;
/// }
/// # Ok(())
/// # }
/// ```
pub struct ApiStream {
    response: Response<Box<dyn Chunks>>,
}

impl ApiStream {
    pub(super) fn new(response: Response<Box<dyn Chunks>>) -> Self {
        Self { response }
    }

    /// The status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.response.status()
    }

    /// The headers.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        self.response.headers()
    }

    /// The next piece of the body; nothing after the last. The HTTP client of this library waits 30
    /// seconds for each.
    ///
    /// # Errors
    ///
    /// [`Transient`](crate::ErrorKind::Transient) when the connection broke, or no piece came in time:
    /// what came so far is not the whole.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, Error> {
        Ok(self.response.body_mut().chunk().await?)
    }
}

/// What an API says of its user is nobody's business in a log.
impl std::fmt::Debug for ApiStream {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ApiStream").field("status", &self.status()).finish_non_exhaustive()
    }
}
