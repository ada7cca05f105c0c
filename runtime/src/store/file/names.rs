//! What the files of a key are called.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::store::{Key, Record, StoreError, StoreErrorKind};

/// How many letters the digest of a key has.
const DIGEST: usize = 43;
/// How many letters the part of a temporary file's name has that nobody can guess: 128 bits.
const RANDOM: usize = 22;
const TEMPORARY: &str = ".tmp";
const RECORD: &str = ".record";
const LEASE: &str = ".lease";

/// The names of the files of one key. All begin with a digest of it, so no account's name is a path.
///
/// The first version of this library knew no servers: it gave the keys of a provider's servers one
/// digest. Where there is only one server, its record is still the one of the key, and stays where it
/// is, so that a program of that version finds it and says that it must be updated; and both lock
/// the same files, so that no refresh token is sent by both. A record that is new has a name of its
/// own: another server's may have the older one.
#[derive(Debug, Clone)]
pub(in crate::store) struct Names {
    /// Of what is locked or on its way.
    digest: String,
    /// Of the record.
    record: String,
}

impl Names {
    pub(in crate::store) fn of(key: &Key) -> Self {
        let record = key.digest();
        Self { digest: key.first_digest().unwrap_or_else(|| record.clone()), record }
    }

    /// The names that the files of a key have now: those that it gives them, unless there is nothing
    /// yet and a record of this very key under the name that the first version gave it.
    pub(in crate::store) fn in_use(
        key: &Key,
        is_there: impl FnOnce(&Self) -> Result<bool, StoreError>,
        read: impl FnOnce(&Self) -> Result<Option<Record>, StoreError>,
    ) -> Result<Self, StoreError> {
        let names = Self::of(key);
        if names.record == names.digest || is_there(&names)? {
            return Ok(names);
        }
        let first = Self { record: names.digest.clone(), ..names.clone() };
        match read(&first) {
            Ok(None) => Ok(names),
            Err(error) if error.kind() == StoreErrorKind::Foreign => Ok(names),
            Ok(Some(_)) | Err(_) => Ok(first),
        }
    }

    pub(super) fn record(&self) -> String {
        format!("{}{RECORD}", self.record)
    }

    /// The record's name where names have no endings.
    #[cfg(feature = "keyring")]
    pub(in crate::store) fn entry(&self) -> &str {
        &self.record
    }

    /// Whether a file of this name is the record of a key.
    pub(super) fn is_record(name: &str) -> bool {
        name.strip_suffix(RECORD).is_some_and(|digest| is_random(digest, DIGEST))
    }

    /// Whether the record of these names may be in a file of this name.
    pub(super) fn may_be(&self, record: &str) -> bool {
        record.strip_suffix(RECORD).is_some_and(|it| it == self.record || it == self.digest)
    }

    /// Locked while a record is replaced. Keys whose digests begin with the same letter share one:
    /// it is locked for moments only, and so there are 64 of them, which stay.
    pub(in crate::store) fn lock(&self) -> String {
        let first = self.digest.chars().next().unwrap_or_default();
        format!("{first}.lock")
    }

    /// Locked while a session is renewed. It is not the lock, so that its holder can commit; and it
    /// is the key's own, for renewals take their time. It is removed when the renewal is over.
    pub(super) fn lease(&self) -> String {
        format!("{}{LEASE}", self.digest)
    }

    pub(super) fn is_lease(name: &str) -> bool {
        name.strip_suffix(LEASE).is_some_and(|digest| is_random(digest, DIGEST))
    }

    /// Where a damaged record goes; there may be several.
    pub(in crate::store) fn bad(&self, number: u32) -> String {
        match number {
            1 => format!("{}.bad", self.record),
            _ => format!("{}.{number}.bad", self.record),
        }
    }

    /// A name that nobody has used, and nobody else can guess.
    pub(super) fn temporary(&self) -> Result<String, getrandom::Error> {
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes)?;
        let random = URL_SAFE_NO_PAD.encode(bytes);
        Ok(format!("{}.{random}{TEMPORARY}", self.digest))
    }

    /// The names that the temporary file of this name belongs to, if it is one of ours.
    pub(super) fn of_temporary(name: &str) -> Option<Self> {
        let (digest, random) = name.strip_suffix(TEMPORARY)?.split_once('.')?;
        let ours = is_random(digest, DIGEST) && is_random(random, RANDOM);
        ours.then(|| Self { digest: digest.to_owned(), record: digest.to_owned() })
    }
}

fn is_random(text: &str, length: usize) -> bool {
    let letter = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    text.len() == length && text.bytes().all(letter)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::server::Server;

    #[test]
    fn a_record_may_have_either_name_of_its_key_and_no_other() {
        let server = |fixed| Server::read("https://one.example/", fixed);
        let key = |fixed| Key::new("provider", server(fixed), "client", "flow", "alice");
        let of = |digest: String| format!("{digest}{RECORD}");
        let (newer, first) = (of(key(true).digest()), of(key(true).first_digest().unwrap()));
        assert!([&newer, &first].iter().all(|name| Names::of(&key(true)).may_be(name)));
        let names = Names::of(&key(false));
        assert!(names.may_be(&newer) && !names.may_be(&first));
        for other in [names.lease(), names.lock(), format!("{newer}x"), key(true).digest()] {
            assert!(!Names::of(&key(true)).may_be(&other), "{other}");
        }
    }

    #[test]
    fn a_temporary_file_is_known_by_its_name_and_nothing_else_is() {
        let key = |account| Key::new("spotify", "server", "client", "flow", account);
        let (alice, bob) = (Names::of(&key("alice")), Names::of(&key("bob")));
        let name = alice.temporary().unwrap();
        let of = |name: &str| Names::of_temporary(name).map(|names| names.record());
        assert_eq!(of(&name), Some(alice.record()));
        assert_eq!(of(&bob.temporary().unwrap()), Some(bob.record()));
        assert_ne!(alice.temporary().unwrap(), name);
        let digest = key("alice").digest();
        let others = [
            alice.record(),
            alice.lock(),
            alice.lease(),
            alice.bad(1),
            alice.bad(2),
            format!("{digest}.tmp"),
            format!("{digest}.short.tmp"),
            format!("{name}x"),
            format!("x{name}"),
            "notes.tmp".to_owned(),
            String::new(),
        ];
        for other in others {
            assert!(Names::of_temporary(&other).is_none(), "{other}");
            assert_eq!(Names::is_lease(&other), other == alice.lease());
            assert_eq!(Names::is_record(&other), other == alice.record(), "{other}");
        }
    }
}
