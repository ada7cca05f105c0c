//! What generated code calls. Not for people: it changes with the macro.

pub use std::borrow::Cow;

pub use crate::flow_def::*;
pub use crate::from_env::{FromEnv, FromText};
pub use crate::login::{connect, login};
pub use crate::{
    App, Clock, Config, Error, Failed, Machine, NeedsUserConsent, Refreshable, Session, ShortLived,
    State, Suspended, SystemClock, Token, Transport, UserAgent, UserScoped,
};
