//! Sessions that nobody has in use: each is a name and its record, in as few bytes as that takes.

use std::borrow::Borrow;
use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use zeroize::{Zeroize as _, Zeroizing};

use crate::protocol::token::{AccessToken, KeptMembers, Token};
use crate::protocol::values::Secret;
use crate::store::Record;

/// The sessions that sleep, at most so many: those of two ages, of which the older is forgotten
/// where there are too many.
#[derive(Default)]
pub(super) struct Asleep {
    young: BTreeSet<Packed>,
    old: BTreeSet<Packed>,
}

impl Asleep {
    /// Puts a session to sleep, with when the store is to be asked what others made of it.
    pub(super) fn put(&mut self, account: &str, record: &Record, look: Duration, most: usize) {
        let Some(packed) = Packed::new(account, record, look).filter(|_| most > 0) else { return };
        self.young.insert(packed);
        if self.young.len() >= most.div_ceil(2) {
            self.old = std::mem::take(&mut self.young);
        }
    }

    /// Wakes a session.
    pub(super) fn take(&mut self, account: &str) -> Option<(Record, Duration)> {
        let packed = self.young.take(account).or_else(|| self.old.take(account))?;
        packed.unpacked()
    }

    /// Forgets a session, for there is another one of the account.
    pub(super) fn forget(&mut self, account: &str) {
        if !self.young.remove(account) {
            self.old.remove(account);
        }
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.young.len() + self.old.len()
    }
}

/// An account's name and its record. It is known by the name.
struct Packed(Box<[u8]>);

impl Packed {
    /// Nothing where there is more to a record than a token: that is asked of the store again.
    fn new(account: &str, record: &Record, look: Duration) -> Option<Self> {
        let token = &record.token;
        let narrowed = token.granted != token.scopes;
        if record.sent.is_some() || record.mute.is_some() || record.has_ended() || narrowed {
            return None;
        }
        if token.api_origin.is_some() || !token.kept.is_empty() || !token.asked.is_empty() {
            return None;
        }
        let access = token.access_token();
        let scopes = token.scopes().map(|scopes| scopes.join(" "));
        let texts = [
            Some(account),
            access.map(AccessToken::expose),
            token.expose_refresh_token(),
            scopes.as_deref(),
        ];
        let times = [
            access.and_then(AccessToken::issued_at),
            access.and_then(AccessToken::expires_at),
            token.authorized_at(),
        ];
        // Room for all of it: what grows leaves copies behind.
        let room: usize = texts.iter().flatten().map(|text| text.len() + 10).sum();
        let mut bytes = Zeroizing::new(Vec::with_capacity(room + 64));
        texts.iter().for_each(|text| write_text(&mut bytes, *text));
        times.iter().for_each(|time| write(&mut bytes, time.map_or(0, millis)));
        write(&mut bytes, record.generation());
        write(&mut bytes, u64::try_from(look.as_millis()).unwrap_or(u64::MAX));
        Some(Self(Box::from(bytes.as_slice())))
    }

    fn unpacked(&self) -> Option<(Record, Duration)> {
        let mut bytes = &*self.0;
        let _account = read_text(&mut bytes)?;
        let [access, refresh, scopes] = [(); 3].map(|()| read_text(&mut bytes));
        let [issued_at, expires_at, authorized_at] = [(); 3].map(|()| read_time(&mut bytes));
        let access = access.map(|it| AccessToken::new(Secret::new(it), issued_at, expires_at));
        let words = |scopes: &str| scopes.split_whitespace().map(str::to_owned).collect();
        let scopes: Option<Vec<String>> = scopes.map(words);
        let token = Token {
            access,
            refresh: refresh.map(Secret::new),
            granted: scopes.clone(),
            scopes,
            api_origin: None,
            authorized_at,
            asked: Vec::new(),
            kept: KeptMembers::default(),
        };
        let record = Record::of(read(&mut bytes)?, token);
        Some((record, Duration::from_millis(read(&mut bytes)?)))
    }

    fn account(&self) -> &str {
        read_text(&mut &*self.0).unwrap_or_default()
    }
}

impl Drop for Packed {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl Borrow<str> for Packed {
    fn borrow(&self) -> &str {
        self.account()
    }
}

impl Ord for Packed {
    fn cmp(&self, other: &Self) -> Ordering {
        self.account().cmp(other.account())
    }
}

impl PartialOrd for Packed {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Packed {
    fn eq(&self, other: &Self) -> bool {
        self.account() == other.account()
    }
}

impl Eq for Packed {}

/// Seven bits of a number in each byte, the lowest first; all bytes but the last have the eighth.
fn write(bytes: &mut Vec<u8>, mut number: u64) {
    while let Some(high) = number.checked_shr(7).filter(|high| *high > 0) {
        bytes.push(number.to_le_bytes()[0] | 0x80);
        number = high;
    }
    bytes.push(number.to_le_bytes()[0]);
}

fn read(bytes: &mut &[u8]) -> Option<u64> {
    let mut number = 0;
    for place in 0..10 {
        let (byte, rest) = bytes.split_first()?;
        *bytes = rest;
        number |= u64::from(byte & 0x7f) << (7 * place);
        if byte & 0x80 == 0 {
            break;
        }
    }
    Some(number)
}

/// A text after its length and one; no text is nothing.
fn write_text(bytes: &mut Vec<u8>, text: Option<&str>) {
    write(bytes, text.map_or(0, |text| text.len() as u64 + 1));
    bytes.extend_from_slice(text.unwrap_or_default().as_bytes());
}

fn read_text<'a>(bytes: &mut &'a [u8]) -> Option<&'a str> {
    let length = usize::try_from(read(bytes)?.checked_sub(1)?).ok()?;
    let (text, rest) = bytes.split_at_checked(length)?;
    *bytes = rest;
    std::str::from_utf8(text).ok()
}

/// Milliseconds since 1970, as in a store; no time is nothing.
fn millis(time: SystemTime) -> u64 {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or_default()
}

fn read_time(bytes: &mut &[u8]) -> Option<SystemTime> {
    let millis = read(bytes).filter(|millis| *millis > 0)?;
    UNIX_EPOCH.checked_add(Duration::from_millis(millis))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOOK: Duration = Duration::from_millis(1234);

    fn record(access: Option<&str>, refresh: &str, scopes: Option<&[&str]>) -> Record {
        let at = |seconds| Some(UNIX_EPOCH + Duration::from_secs(seconds));
        let mut token = Token::from_refresh_token(refresh, at(1_700_000_000));
        token.access = access
            .map(|it| AccessToken::new(Secret::new(it), at(1_800_000_000), at(1_800_003_600)));
        token.scopes = scopes.map(|scopes| scopes.iter().map(|it| (*it).to_owned()).collect());
        token.granted = token.scopes.clone();
        Record::of(300, token)
    }

    fn sleeping(account: &str, record: &Record) -> Asleep {
        let mut asleep = Asleep::default();
        asleep.put(account, record, LOOK, 100);
        asleep
    }

    #[test]
    fn who_wakes_is_who_fell_asleep() {
        let long = "x".repeat(20_000);
        for access in [None, Some("a"), Some(long.as_str())] {
            for scopes in [None, Some([].as_slice()), Some(["one", "two"].as_slice())] {
                let before = record(access, "refresh", scopes);
                let mut asleep = sleeping("älice", &before);
                assert!(asleep.take("bob").is_none());
                let (after, look) = asleep.take("älice").unwrap();
                assert_eq!(look, LOOK);
                assert!(after.is_same(&before));
                assert_eq!(format!("{after:?}"), format!("{before:?}"));
                assert_eq!((asleep.len(), asleep.take("älice").is_none()), (0, true));
            }
        }
    }

    #[test]
    fn what_is_more_than_a_token_does_not_sleep() {
        let plain = record(Some("access"), "refresh", None);
        let mute = plain.refused(None, Some(plain.refused_again(UNIX_EPOCH)));
        let mut narrowed = plain.clone();
        narrowed.token.granted = Some(vec!["more".to_owned()]);
        for record in [plain.noted(UNIX_EPOCH), mute, narrowed, plain.with_end("logged_out")] {
            assert_eq!(sleeping("alice", &record).len(), 0);
        }
    }

    #[test]
    fn who_is_forgotten_does_not_wake() {
        for most in [2, 100] {
            let mut asleep = sleeping("alice", &record(None, "old", None));
            asleep.put("bob", &record(None, "bobs", None), LOOK, most);
            asleep.forget("alice");
            assert!(asleep.take("alice").is_none() && asleep.take("bob").is_some());
        }
    }

    #[test]
    fn where_there_is_no_room_nobody_sleeps() {
        let mut asleep = Asleep::default();
        asleep.put("alice", &record(None, "refresh", None), LOOK, 0);
        assert_eq!(asleep.len(), 0);
    }

    #[test]
    fn those_that_sleep_the_longest_are_forgotten() {
        let mut asleep = Asleep::default();
        for number in 0..1000 {
            asleep.put(&format!("user {number}"), &record(None, "refresh", None), LOOK, 100);
            assert!(asleep.len() <= 100);
        }
        assert!(asleep.len() >= 50);
        assert!(asleep.take("user 999").is_some() && asleep.take("user 898").is_none());
    }

    #[test]
    fn a_time_that_nobody_knows_is_not_known_after_sleep() {
        let at = |seconds| Some(UNIX_EPOCH + Duration::from_secs(seconds));
        for (issued_at, expires_at, authorized_at) in
            [(None, None, None), (at(1), None, None), (None, at(2), None), (None, None, at(3))]
        {
            let mut token = Token::from_refresh_token("refresh", authorized_at);
            token.access = Some(AccessToken::new(Secret::new("access"), issued_at, expires_at));
            let (after, _) = sleeping("alice", &Record::of(1, token)).take("alice").unwrap();
            let access = after.token.access_token().unwrap();
            assert_eq!((access.issued_at(), access.expires_at()), (issued_at, expires_at));
            assert_eq!(after.token.authorized_at(), authorized_at);
        }
    }

    #[test]
    fn a_session_that_sleeps_is_known_by_its_name_alone() {
        let packed =
            |account, refresh| Packed::new(account, &record(None, refresh, None), LOOK).unwrap();
        let alice = packed("alice", "old");
        for (other, order) in [
            (packed("alice", "new"), Ordering::Equal),
            (packed("bob", "old"), Ordering::Less),
            (packed("al", "old"), Ordering::Greater),
        ] {
            assert_eq!((alice.cmp(&other), alice.partial_cmp(&other)), (order, Some(order)));
            assert_eq!(alice == other, order.is_eq());
        }
    }
}
