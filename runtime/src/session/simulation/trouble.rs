//! What may go wrong in a world.

use std::fmt;

/// What may go wrong in a world.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Trouble {
    pub(super) crashes: bool,
    pub(super) lost_answers: bool,
    pub(super) failing_store: bool,
    /// At times the store can be read, and takes nothing.
    pub(super) full_store: bool,
    pub(super) failing_server: bool,
    /// Of some answers nothing but the refresh token can be used.
    pub(super) odd_answers: bool,
    /// For half an hour at a time the server refuses whatever is sent, and does not say why.
    pub(super) mute_server: bool,
    /// A process stands still for up to two hours, at whatever it is, and goes on.
    pub(super) stillness: bool,
    /// The same client is one of another server, too, and a process that starts again may be an app of
    /// either.
    pub(super) two_servers: bool,
    /// The server answers a refresh token that it has replaced with the one that replaced it.
    pub(super) grace: bool,
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let all = [
            (self.crashes, "crashes"),
            (self.lost_answers, "lost answers"),
            (self.failing_store, "a store that fails"),
            (self.full_store, "a store that takes nothing at times"),
            (self.failing_server, "a server that is down at times"),
            (self.odd_answers, "odd answers"),
            (self.mute_server, "a server that says nothing at times"),
            (self.stillness, "processes that stand still"),
            (self.two_servers, "two servers under one client id"),
            (self.grace, "a grace"),
        ];
        let there: Vec<_> = all.iter().filter(|(is, _)| *is).map(|(_, name)| *name).collect();
        f.write_str(if there.is_empty() { "no trouble" } else { "" })?;
        f.write_str(&there.join(", "))
    }
}
