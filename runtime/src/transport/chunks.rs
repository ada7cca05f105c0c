//! The body of an answer, piece by piece.

use bytes::{Bytes, BytesMut};
use http::Response;

use super::{BoxFuture, TransportError, TransportErrorKind};

/// The body of an answer, piece by piece, as it comes.
///
/// Whoever writes one promises that every wait for a piece ends.
pub trait Chunks: Send {
    /// The next piece; nothing after the last.
    fn chunk(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, TransportError>>;
}

/// A body that is there as a whole.
struct Whole(Option<Bytes>);

/// A body that is there as a whole, to be read as any other.
pub(crate) fn whole(body: Bytes) -> Box<dyn Chunks> {
    Box::new(Whole(Some(body).filter(|body| !body.is_empty())))
}

impl Chunks for Whole {
    fn chunk(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, TransportError>> {
        let chunk = self.0.take();
        Box::pin(async { Ok(chunk) })
    }
}

/// Reads an answer to its end, of at most so many bytes.
pub(crate) async fn collect(
    response: Response<Box<dyn Chunks>>,
    limit: usize,
) -> Result<Response<Bytes>, TransportError> {
    let (head, mut chunks) = response.into_parts();
    let mut body = Bytes::new();
    while let Some(chunk) = chunks.chunk().await? {
        if chunk.len() > limit.saturating_sub(body.len()) {
            let message = format!("the answer is larger than {}", size(limit));
            return Err(TransportError::new(TransportErrorKind::BodyTooLarge, message));
        }
        body = joined(body, chunk);
    }
    Ok(Response::from_parts(head, body))
}

/// Most answers come in one piece, which is then the body; it is not copied.
fn joined(body: Bytes, chunk: Bytes) -> Bytes {
    if body.is_empty() {
        return chunk;
    }
    let mut joined = BytesMut::from(body);
    joined.extend_from_slice(&chunk);
    joined.freeze()
}

fn size(bytes: usize) -> String {
    match bytes {
        bytes if bytes > 0 && bytes % (1 << 20) == 0 => format!("{} MiB", bytes >> 20),
        bytes => format!("{bytes} bytes"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A body in two pieces.
    struct Two(Vec<&'static str>);

    impl Chunks for Two {
        fn chunk(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, TransportError>> {
            let chunk = self.0.pop().map(|piece| Bytes::from_static(piece.as_bytes()));
            Box::pin(async { Ok(chunk) })
        }
    }

    async fn read(limit: usize) -> Result<Bytes, TransportErrorKind> {
        let body: Box<dyn Chunks> = Box::new(Two(vec!["two", "one "]));
        let response = collect(Response::new(body), limit).await;
        response.map(Response::into_body).map_err(|error| error.kind())
    }

    #[tokio::test]
    async fn a_body_may_be_as_large_as_the_limit_and_no_larger() {
        assert_eq!(read(7).await, Ok(Bytes::from_static(b"one two")));
        for limit in [6, 4, 3, 0] {
            assert_eq!(read(limit).await, Err(TransportErrorKind::BodyTooLarge), "{limit}");
        }
    }
}
