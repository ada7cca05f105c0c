//! Reading a record, replacing it, and removing it.

use super::directory::Directory;
use super::lock::Lock;
use super::names::Names;
use super::node::failed;
use super::place::Place;
use super::record_file::{fits, read_all, seal, unseal};
use super::temporary::{Temporary, sweep};
use crate::store::{Committed, Key, Record, StoreError, StoreErrorKind};

/// How many damaged records of a key are kept.
const MOST_BAD: u32 = 100;

/// The record of a key. It waits for nobody: a record is replaced in one step, so there is always a
/// whole one.
pub(super) fn load(place: &Place, key: &Key) -> Result<Option<Record>, StoreError> {
    let directory = place.directory()?;
    read(&directory, &find(&directory, key)?, key)
}

/// The record of a key; a damaged one is set aside. For who has its lock.
pub(super) fn load_again(lock: &Lock, key: &Key) -> Result<Option<Record>, StoreError> {
    read_or_set_aside(lock, &find(lock.directory(), key)?, key)
}

/// Replaces the record of a key if it is of the generation that is expected.
pub(super) fn commit(
    lock: &Lock,
    key: &Key,
    expected: u64,
    record: &[u8],
) -> Result<Committed, StoreError> {
    let sealed = seal(record);
    if !fits(&sealed) {
        let message = "the record is too large: no session and no account's name is so long";
        return Err(StoreError::new(StoreErrorKind::Unavailable, message));
    }
    sweep(lock);
    let names = find(lock.directory(), key)?;
    let there = read_or_set_aside(lock, &names, key)?;
    if there.as_ref().map_or(0, Record::generation) != expected {
        return Ok(Committed::Conflict);
    }
    let mut temporary = Temporary::create(lock, &names)?;
    temporary.write(&sealed)?;
    still_locked(lock, &names)?;
    temporary.place(&names.record())?;
    Ok(Committed::Done)
}

/// Removes the record of a key if it is of the generation that is expected, and with it what was set
/// aside.
pub(super) fn remove(lock: &Lock, key: &Key, expected: u64) -> Result<Committed, StoreError> {
    sweep(lock);
    let directory = lock.directory();
    let names = find(directory, key)?;
    let there = read_or_set_aside(lock, &names, key)?;
    if there.as_ref().map_or(0, Record::generation) != expected {
        return Ok(Committed::Conflict);
    }
    still_locked(lock, &names)?;
    if there.is_some() {
        directory.remove(&names.record())?;
    }
    for bad in (1..=MOST_BAD).map(|number| names.bad(number)) {
        if directory.stat(&bad)?.is_none() {
            break;
        }
        directory.remove(&bad)?;
    }
    directory.sync()?;
    Ok(Committed::Done)
}

/// The names that the files of a key have now.
pub(super) fn find(directory: &Directory, key: &Key) -> Result<Names, StoreError> {
    let is_there = |names: &Names| Ok(directory.stat(&names.record())?.is_some());
    Names::in_use(key, is_there, |names| read(directory, names, key))
}

fn still_locked(lock: &Lock, names: &Names) -> Result<(), StoreError> {
    if lock.is_current()? {
        return Ok(());
    }
    let path = lock.directory().path_of(&names.lock());
    let message = format!("`{}` was removed while it was locked", path.display());
    Err(StoreError::new(StoreErrorKind::Unavailable, message))
}

fn read(directory: &Directory, names: &Names, key: &Key) -> Result<Option<Record>, StoreError> {
    let name = names.record();
    let Some(file) = directory.read(&name)? else { return Ok(None) };
    let path = directory.path_of(&name);
    let bytes = read_all(&file).map_err(|error| failed(&path, "can't be read", error))?;
    let record = unseal(key, &bytes)
        .map_err(|error| StoreError::new(error.kind(), format!("`{}`: {error}", path.display())))?;
    Ok(Some(record))
}

/// The record; a damaged one gets another name, so that a new login can take its place and somebody
/// can look into what is left of it.
fn read_or_set_aside(lock: &Lock, names: &Names, key: &Key) -> Result<Option<Record>, StoreError> {
    let directory = lock.directory();
    let damage = match read(directory, names, key) {
        Err(error) if error.kind() == StoreErrorKind::Corrupt => error,
        other => return other,
    };
    let Some(bad) = set_aside(directory, names) else { return Err(damage) };
    let path = directory.path_of(&bad);
    let message = format!("{damage}; it is now `{}`", path.display());
    Err(StoreError::new(StoreErrorKind::Corrupt, message))
}

/// The name that the damaged record has now; `None` when it is still where it was.
fn set_aside(directory: &Directory, names: &Names) -> Option<String> {
    let mut free = (1..=MOST_BAD).map(|number| names.bad(number));
    let bad = free.find(|name| matches!(directory.stat(name), Ok(None)))?;
    directory.rename(&names.record(), &bad).ok()?;
    directory.sync().ok();
    Some(bad)
}
