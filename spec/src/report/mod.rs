//! What is wrong with a file: all of it, in one go.

mod list;
pub(crate) mod picture;
mod problem;
mod severity;
mod waiver;

pub use list::Report;
pub use picture::Look;
pub use problem::{Fix, Problem};
pub use severity::Severity;
pub use waiver::Waiver;
