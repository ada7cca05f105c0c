//! Everything that a test run says, kept to be searched.

use std::fmt::{Debug, Display};
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use tracing::level_filters::LevelFilter;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::fmt::format::FmtSpan;

/// All events and spans of the process at TRACE level, of every crate and thread, with all their
/// fields; and what tests add by hand.
///
/// One per process, because tasks move between threads and nothing may slip past.
#[derive(Clone, Debug, Default)]
pub struct Recording(Arc<Mutex<Vec<u8>>>);

impl Recording {
    /// Starts to record, or finds the recording that runs already.
    ///
    /// # Panics
    ///
    /// When somebody else collects this process's events.
    pub fn start() -> Recording {
        static RECORDING: OnceLock<Recording> = OnceLock::new();
        RECORDING.get_or_init(Recording::install).clone()
    }

    /// Adds what a program might print: the `Debug` form of a value.
    pub fn debug(&self, value: &impl Debug) {
        self.add(&format!("{value:?}\n{value:#?}\n"));
    }

    /// Adds what a program might print: the text of a value.
    pub fn display(&self, value: &impl Display) {
        self.add(&format!("{value}\n"));
    }

    /// All that was said until now.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes()).into_owned()
    }

    fn install() -> Recording {
        let recording = Recording::default();
        tracing_subscriber::fmt()
            .with_max_level(LevelFilter::TRACE)
            .with_span_events(FmtSpan::FULL)
            .with_ansi(false)
            .with_writer(recording.clone())
            .init();
        recording
    }

    fn add(&self, text: &str) {
        self.bytes().extend_from_slice(text.as_bytes());
    }

    fn bytes(&self) -> MutexGuard<'_, Vec<u8>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl io::Write for Recording {
    fn write(&mut self, said: &[u8]) -> io::Result<usize> {
        self.bytes().extend_from_slice(said);
        Ok(said.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Recording {
    type Writer = Recording;

    fn make_writer(&'a self) -> Recording {
        self.clone()
    }
}
