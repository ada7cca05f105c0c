//! Whose records there are.

use super::commit::find;
use super::directory::Directory;
use super::names::Names;
use super::node::failed;
use super::record_file::{key_in, read_all};
use crate::store::{Key, StoreError};

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
    // What is damaged, newer, or says of no key that it is its, is left out; and a file that somebody
    // moved is nobody's.
    Ok(key_in(&bytes).ok().filter(|key| Names::of(key).may_be(name)))
}
