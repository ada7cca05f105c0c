//! A server of a simulated world.

use std::time::{Duration, SystemTime};

use crate::protocol::token::{AccessToken, Token};
use crate::protocol::values::Secret;

const LIFE: Duration = Duration::from_secs(300);
const GRACE: Duration = Duration::from_secs(3600);

/// A server that rotates refresh tokens, and ends the whole family when one is used again.
pub(super) struct Server {
    /// What its tokens begin with: no other server knows them.
    name: &'static str,
    current: u64,
    rotated_at: SystemTime,
    pub(super) alive: bool,
    /// How often each refresh token was presented.
    pub(super) presented: Vec<u32>,
}

impl Server {
    pub(super) fn new(name: &'static str, now: SystemTime) -> Self {
        Self { name, current: 0, rotated_at: now, alive: true, presented: vec![0] }
    }

    /// Where it is.
    pub(super) fn name(&self) -> &'static str {
        self.name
    }

    /// The newest that it has given.
    pub(super) fn token(&self, now: SystemTime) -> Token {
        let (name, number) = (self.name, self.current);
        let mut token = Token::from_refresh_token(format!("{name}{number}"), None);
        let access = Secret::new(format!("{name}a{number}"));
        token.access = Some(AccessToken::new(access, Some(now), Some(now + LIFE)));
        token
    }

    pub(super) fn answer(
        &mut self,
        refresh_token: &str,
        now: SystemTime,
        grace: bool,
    ) -> Option<Token> {
        let number = refresh_token.strip_prefix(self.name).expect("it is of this server");
        let number: u64 = number.parse().unwrap();
        self.presented[number as usize] += 1;
        if !self.alive {
            return None;
        }
        if number == self.current {
            self.current += 1;
            self.presented.push(0);
            self.rotated_at = now;
            return Some(self.token(now));
        }
        let recent = now.duration_since(self.rotated_at).unwrap_or_default() <= GRACE;
        if grace && recent && number + 1 == self.current {
            return Some(self.token(now));
        }
        self.alive = false;
        None
    }
}
