//! Reading a record, and replacing it.

use super::directory::Directory;
use super::lock::Lock;
use super::locks::lock_record;
use super::names::Names;
use super::node::failed;
use super::record_file::{fits, read_all, seal, unseal};
use super::temporary::{Temporary, sweep};
use crate::store::{Committed, Key, Record, StoreError, StoreErrorKind};

/// How many damaged records of a key are kept.
const MOST_BAD: u32 = 100;

/// The record of a key. It waits for nobody: a record is replaced in one step, so there is always a
/// whole one. Only a damaged one is looked at again under the lock, to be set aside.
pub(super) fn load(directory: &Directory, key: &Key) -> Result<Option<Record>, StoreError> {
    let names = find(directory, key)?;
    match read(directory, &names, key) {
        Err(error) if error.kind() == StoreErrorKind::Corrupt => {
            let lock = lock_record(directory, &names);
            // What can't be set aside is damaged all the same.
            let lock = lock.map_err(|_| error)?;
            read_or_set_aside(directory, &names, key, &lock)
        }
        other => other,
    }
}

/// Replaces the record of a key if it is of the generation that is expected.
pub(super) fn commit(
    directory: &Directory,
    key: &Key,
    expected: u64,
    record: &[u8],
) -> Result<Committed, StoreError> {
    let sealed = seal(record);
    if !fits(&sealed) {
        let message = "the record is too large: no session and no account's name is so long";
        return Err(StoreError::new(StoreErrorKind::Unavailable, message));
    }
    let lock = lock_record(directory, &Names::of(key))?;
    let names = find(directory, key)?;
    sweep(directory, &names);
    let there = read_or_set_aside(directory, &names, key, &lock)?;
    if there.as_ref().map_or(0, Record::generation) != expected {
        return Ok(Committed::Conflict);
    }
    let mut temporary = Temporary::create(directory, &names)?;
    temporary.write(&sealed)?;
    if !lock.is_current(directory)? {
        return Err(replaced(directory, &names));
    }
    temporary.place(&names.record())?;
    Ok(Committed::Done)
}

/// The names that the files of a key have now.
fn find(directory: &Directory, key: &Key) -> Result<Names, StoreError> {
    let is_there = |names: &Names| Ok(directory.stat(&names.record())?.is_some());
    Names::in_use(key, is_there, |names| read(directory, names, key))
}

fn replaced(directory: &Directory, names: &Names) -> StoreError {
    let path = directory.path_of(&names.lock());
    let message = format!("`{}` was removed while it was locked", path.display());
    StoreError::new(StoreErrorKind::Unavailable, message)
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
fn read_or_set_aside(
    directory: &Directory,
    names: &Names,
    key: &Key,
    _lock: &Lock,
) -> Result<Option<Record>, StoreError> {
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
