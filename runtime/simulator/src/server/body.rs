//! A body that is whole, or cut on purpose.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use hyper::body::{Body as HttpBody, Frame, SizeHint};

/// The body of an answer.
pub(crate) struct Body {
    bytes: Option<Bytes>,
    /// The length that is announced.
    length: u64,
    /// Whether the connection breaks where the bytes end.
    breaks: bool,
}

impl Body {
    pub(super) fn whole(bytes: Bytes) -> Self {
        Self { length: bytes.len() as u64, bytes: Some(bytes), breaks: false }
    }

    /// Announces all of it, and breaks off after some.
    pub(super) fn cut(bytes: Bytes, after: usize) -> Self {
        let length = bytes.len() as u64;
        let rest = bytes.slice(..after.min(bytes.len()));
        Self { bytes: Some(rest), length, breaks: true }
    }
}

impl HttpBody for Body {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        Poll::Ready(match self.bytes.take() {
            Some(bytes) => Some(Ok(Frame::data(bytes))),
            None if self.breaks => Some(Err(io::ErrorKind::ConnectionReset.into())),
            None => None,
        })
    }

    fn is_end_stream(&self) -> bool {
        self.bytes.is_none() && !self.breaks
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.length)
    }
}
