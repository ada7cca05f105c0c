//! Who drives the requests of a transport.

/// Who drives the requests of a transport, and what sessions do with its answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Driver {
    /// The library, on a thread of its own: what was begun ends within its limits, whoever asked for
    /// it goes away, stands still or has no runtime.
    Library,
    /// Whoever calls, in a runtime of their own: for worlds with a clock of their own, in which a
    /// test says what happens when.
    Caller,
}
