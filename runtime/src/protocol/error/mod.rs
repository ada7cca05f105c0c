//! What went wrong: one type, with a kind for programs and a sentence for people.

mod error;
pub(crate) mod explain;
mod kind;
mod reason;
mod time;
mod words;

pub use error::Error;
pub(crate) use error::{bounded, without};
pub(crate) use explain::INVALID_CLIENT;
pub use kind::ErrorKind;
pub use reason::Reason;
#[cfg(feature = "session")]
pub(crate) use time::in_words;
pub(crate) use words::Words;
