//! A whole login: the steps of a flow, and the user agent that a user takes part through.

mod login;
mod user_agent;
mod visit;

pub use login::{connect, login};
pub use user_agent::UserAgent;
