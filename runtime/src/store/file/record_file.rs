//! What is in the file of a record.

use std::fs::File;
use std::io::{self, Read as _};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use crate::store::{Key, Record, StoreError, StoreErrorKind};

/// More than any record has: 1 MiB is the most that a server's answer may have.
const MOST: u64 = 4 << 20;

/// The record as it is written: its hash, so that a disk that changes a letter is noticed, and on
/// the next line the record. Later versions may change the record, but not this.
pub(in crate::store) fn seal(record: &[u8]) -> Zeroizing<Vec<u8>> {
    let hash = hash(record);
    let mut sealed = Zeroizing::new(Vec::with_capacity(hash.len() + 1 + record.len()));
    sealed.extend_from_slice(hash.as_bytes());
    sealed.push(b'\n');
    sealed.extend_from_slice(record);
    sealed
}

/// Reads what [`seal`] wrote.
pub(in crate::store) fn unseal(key: &Key, sealed: &[u8]) -> Result<Record, StoreError> {
    record_in(sealed).and_then(|record| Record::from_bytes(key, record))
}

/// The key of the record in what [`seal`] wrote.
pub(super) fn key_in(sealed: &[u8]) -> Result<Key, StoreError> {
    record_in(sealed).and_then(Key::of_record)
}

fn record_in(sealed: &[u8]) -> Result<&[u8], StoreError> {
    let mut lines = sealed.splitn(2, |byte| *byte == b'\n');
    let (written, record) = (lines.next().unwrap_or_default(), lines.next().unwrap_or_default());
    if written != hash(record).as_bytes() {
        let message = "the record is damaged: its hash is of something else";
        return Err(StoreError::new(StoreErrorKind::Corrupt, message));
    }
    Ok(record)
}

fn hash(record: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(record))
}

/// Whether all of it would be read again.
pub(super) fn fits(sealed: &[u8]) -> bool {
    u64::try_from(sealed.len()).is_ok_and(|length| length <= MOST)
}

/// All that is in the file; what is longer than any record is cut, and then it is damaged.
pub(super) fn read_all(file: &File) -> io::Result<Zeroizing<Vec<u8>>> {
    let length = file.metadata()?.len().min(MOST);
    // Room for all of it: a vector that grows would leave a copy of the secrets behind.
    let room = usize::try_from(length).unwrap_or_default() + 1;
    let mut bytes = Zeroizing::new(Vec::with_capacity(room));
    file.take(MOST).read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn there_is_room_for_a_record_before_it_is_sealed_and_no_more_than_it_takes() {
        for length in [0, 1, 100, 100_000] {
            let sealed = seal(&vec![b'x'; length]);
            assert_eq!((sealed.capacity(), sealed.len()), (44 + length, 44 + length));
        }
    }

    #[test]
    fn there_is_room_for_a_file_before_it_is_read() {
        let path = std::env::temp_dir().join(format!("spotify-flow-room-{}", std::process::id()));
        for length in [0, 1, 100, 100_000] {
            fs::write(&path, vec![b'x'; length]).unwrap();
            let bytes = read_all(&File::open(&path).unwrap()).unwrap();
            assert_eq!(bytes.len(), length);
            // One more than it takes: who reads to the end would make room for what may follow.
            assert!((length + 1..length + 64).contains(&bytes.capacity()), "{}", bytes.capacity());
        }
        fs::remove_file(&path).unwrap();
    }

    #[test]
    fn what_fits_is_what_is_read_again() {
        let most = usize::try_from(MOST).unwrap();
        assert!(fits(&[]) && fits(&vec![b'x'; most]) && !fits(&vec![b'x'; most + 1]));
    }

    #[test]
    fn a_file_that_is_longer_than_any_record_is_cut() {
        let path = std::env::temp_dir().join(format!("spotify-flow-most-{}", std::process::id()));
        fs::write(&path, vec![b'x'; usize::try_from(MOST).unwrap() + 1]).unwrap();
        let bytes = read_all(&File::open(&path).unwrap()).unwrap();
        assert_eq!((bytes.len(), MOST), (4 * 1024 * 1024, 4 * 1024 * 1024));
        fs::remove_file(&path).unwrap();
    }
}
