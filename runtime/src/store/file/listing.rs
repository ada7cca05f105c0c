//! Whose records there are.

use super::commit::find;
use super::directory::Directory;
use super::names::Names;
use super::node::failed;
use super::record_file::{key_in, read_all};
use crate::store::{Key, StoreError, StoreErrorKind};

/// What a record may be that says of no key that it is its.
const UNREADABLE: [StoreErrorKind; 3] =
    [StoreErrorKind::Corrupt, StoreErrorKind::Newer, StoreErrorKind::Foreign];

/// A page of the keys of all records, in the order of their names.
pub(super) fn list(
    directory: &Directory,
    after: Option<&Key>,
    most: usize,
) -> Result<Vec<Key>, StoreError> {
    let names = directory.names();
    let names = names.map_err(|error| failed(directory.path(), "can't be listed", error))?;
    let after = after.map(|key| find(directory, key)).transpose()?.map(|names| names.record());
    let is_later = |name: &String| after.as_ref().is_none_or(|after| name > after);
    let mut records: Vec<String> =
        names.into_iter().filter(|name| Names::is_record(name) && is_later(name)).collect();
    records.sort_unstable();
    let keys = records.iter().filter_map(|name| key(directory, name).transpose());
    keys.take(most).collect()
}

/// The key of the record in a file; `None` where there is none that can be understood.
fn key(directory: &Directory, name: &str) -> Result<Option<Key>, StoreError> {
    // It may have been removed meanwhile.
    let Some(file) = directory.read(name)? else { return Ok(None) };
    let bytes = read_all(&file);
    let bytes = bytes.map_err(|error| failed(&directory.path_of(name), "can't be read", error))?;
    match key_in(&bytes) {
        // A file that somebody moved is nobody's.
        Ok(key) => Ok(Names::of(&key).may_be(name).then_some(key)),
        Err(error) if UNREADABLE.contains(&error.kind()) => Ok(None),
        Err(error) => Err(error),
    }
}
