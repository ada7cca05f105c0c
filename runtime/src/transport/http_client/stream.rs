//! What a connection is read from and written to.

use std::fmt;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use hyper_util::client::legacy::connect::{Connected, Connection};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// TCP, TLS, or TLS in TLS.
pub(super) trait Io: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Io for T {}

/// So much is read before other tasks of the runtime get their turn, in bytes: a flood of interim
/// answers (1xx) is read in one go else, for as long as it lasts.
const AT_ONCE: usize = 64 * 1024;

/// The first byte of all that TLS says before the keys are agreed on: an alert, a handshake.
const TLS: [u8; 2] = [0x15, 0x16];

/// A connection, as the client sees it.
pub(super) struct Stream {
    io: Box<dyn Io>,
    /// Nothing has come yet, in the clear: the first byte tells what the server speaks.
    untold: bool,
    read: usize,
}

impl Stream {
    pub(super) fn new(io: Box<dyn Io>, secure: bool) -> Self {
        Self { io, untold: !secure, read: 0 }
    }

    /// Looks at what came. A server of https answers plain http with an alert.
    fn came(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.read += bytes.len();
        let Some(first) = bytes.first() else { return Ok(()) };
        if std::mem::take(&mut self.untold) && TLS.contains(first) {
            return Err(io::Error::new(io::ErrorKind::InvalidData, SpeaksTls));
        }
        Ok(())
    }
}

impl AsyncRead for Stream {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        if this.read >= AT_ONCE {
            this.read = 0;
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        let before = buffer.filled().len();
        std::task::ready!(Pin::new(&mut this.io).poll_read(context, buffer))?;
        Poll::Ready(this.came(buffer.filled().get(before..).unwrap_or_default()))
    }
}

impl AsyncWrite for Stream {
    fn poll_write(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.get_mut().io).poll_write(context, bytes)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        parts: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.get_mut().io).poll_write_vectored(context, parts)
    }

    fn is_write_vectored(&self) -> bool {
        self.io.is_write_vectored()
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().io).poll_flush(context)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().io).poll_shutdown(context)
    }
}

impl Connection for Stream {
    fn connected(&self) -> Connected {
        Connected::new()
    }
}

/// A server that was asked in the clear, and answered with TLS.
#[derive(Debug)]
pub(super) struct SpeaksTls;

impl fmt::Display for SpeaksTls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("it speaks https there")
    }
}

impl std::error::Error for SpeaksTls {}
