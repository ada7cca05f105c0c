//! What an annotated struct is to the engine, and what generated code adds to it.

mod app;
mod choice;
mod from_env;
mod typed;

pub use app::{App, Keeps, NeedsUserConsent, Refreshable, ShortLived, Storable, UserScoped};
pub use choice::{Choice, choice_in, choice_name, choice_of};
pub use from_env::{FromEnv, FromText};
pub use typed::{State, Suspended};
