//! A machine that loses its power.
//!
//! What a commit asks of the file system is taken from a trace and played on a model of one, in which
//! nothing has reached the disk for certain unless it was synced, and of the rest any part may have.

use std::collections::BTreeMap;

use spotify_flow_tests::{alice, requires};

use crate::folder::Folder;
use crate::strace::{self, Call};

/// What a commit asked the file system to do.
#[derive(Clone, Debug, PartialEq)]
enum Step {
    /// A new file, by its descriptor, has this name.
    Create(String, String),
    /// The file has contents.
    Write(String),
    /// The file's contents are on the disk.
    SyncFile(String),
    Rename(String, String),
    Remove(String),
    /// The names in the directory are on the disk.
    SyncDirectory,
}

/// The text between quotes; names hold none.
fn names(line: &str) -> Vec<String> {
    line.split('"').skip(1).step_by(2).map(str::to_owned).collect()
}

fn first_argument(line: &str) -> String {
    line.split(['(', ',', ')']).nth(1).unwrap().to_owned()
}

/// The steps of a commit. The directory is the descriptor that files are created by.
fn steps(calls: &[Call]) -> Vec<Step> {
    let (mut steps, mut directory, mut new) = (Vec::new(), String::new(), String::new());
    for Call { name, line, .. } in calls {
        let result = line.rsplit(" = ").next().unwrap().to_owned();
        let step = match name.as_str() {
            "openat" if line.contains("O_EXCL") => {
                (directory, new) = (first_argument(line), result);
                Step::Create(new.clone(), names(line)[0].clone())
            }
            "write" if first_argument(line) == new => Step::Write(new.clone()),
            "fsync" if first_argument(line) == new => Step::SyncFile(new.clone()),
            "fsync" if first_argument(line) == directory => Step::SyncDirectory,
            name if name.starts_with("rename") => {
                Step::Rename(names(line)[0].clone(), names(line)[1].clone())
            }
            name if name.starts_with("unlink") => Step::Remove(names(line)[0].clone()),
            _ => continue,
        };
        steps.push(step);
    }
    steps
}

/// What is on the disk: a name leads to a file, a file is whole or not.
#[derive(Clone, Default)]
struct Disk {
    names: BTreeMap<String, String>,
    whole: BTreeMap<String, bool>,
}

impl Disk {
    fn apply(&mut self, step: &Step) {
        match step {
            Step::Create(file, name) => {
                self.names.insert(name.clone(), file.clone());
            }
            Step::Write(file) => {
                self.whole.insert(file.clone(), true);
            }
            Step::Rename(from, to) => {
                // The name may not have reached the disk, the file is the same.
                let file = self.names.remove(from).unwrap_or_else(|| "new".to_owned());
                self.names.insert(to.clone(), file);
            }
            Step::Remove(name) => {
                self.names.remove(name);
            }
            Step::SyncFile(_) | Step::SyncDirectory => {}
        }
    }
}

/// The steps before a crash that may or may not have reached the disk.
fn unsynced(before: &[Step]) -> Vec<usize> {
    let pending = |(at, step): (usize, &Step)| {
        let sync = match step {
            Step::Write(file) => Step::SyncFile(file.clone()),
            Step::SyncFile(_) | Step::SyncDirectory => return None,
            Step::Create(..) | Step::Rename(..) | Step::Remove(_) => Step::SyncDirectory,
        };
        (!before[at..].contains(&sync)).then_some(at)
    };
    before.iter().enumerate().filter_map(pending).collect()
}

/// Every disk that a crash after these steps may leave.
fn disks(record: &str, before: &[Step]) -> Vec<Disk> {
    let pending = unsynced(before);
    let all = 1_u32 << pending.len();
    let disk = |chosen: u32| {
        let mut disk = Disk::default();
        disk.names.insert(record.to_owned(), "old".to_owned());
        disk.whole.insert("old".to_owned(), true);
        for (at, step) in before.iter().enumerate() {
            let place = pending.iter().position(|other| *other == at);
            if place.is_none_or(|place| chosen & (1 << place) != 0) {
                disk.apply(step);
            }
        }
        disk
    };
    (0..all).map(disk).collect()
}

fn new_file(mut steps: Vec<Step>) -> Vec<Step> {
    for step in &mut steps {
        if let Step::Create(file, _) | Step::Write(file) | Step::SyncFile(file) = step {
            "new".clone_into(file);
        }
    }
    steps
}

/// The file under the record's name is whole, and the new one once the commit is done.
fn check(steps: &[Step]) -> Result<u32, String> {
    let record = format!("{}.record", alice().digest());
    let mut tried = 0;
    for crash in 0..=steps.len() {
        for disk in disks(&record, &steps[..crash]) {
            let file = disk.names.get(&record).ok_or("there is no record")?;
            if !disk.whole.get(file).copied().unwrap_or_default() {
                return Err(format!("torn after {:?}", &steps[..crash]));
            }
            if crash == steps.len() && file != "new" {
                return Err("what is done is not there".to_owned());
            }
            tried += 1;
        }
    }
    Ok(tried)
}

#[test]
fn t_091_whatever_reached_the_disk_when_the_power_went_the_record_is_whole() {
    let Some(()) = requires::or_skip(strace::available()) else { return };
    let steps = new_file(steps(&strace::calls(&Folder::with_a_record(), 2)));
    assert!(steps.len() >= 5, "{steps:#?}");
    assert!(check(&steps).unwrap() > 10);
    // The model knows what each sync is for.
    for sync in [Step::SyncFile("new".to_owned()), Step::SyncDirectory] {
        let without: Vec<_> = steps.iter().filter(|step| **step != sync).cloned().collect();
        assert!(without.len() < steps.len() && check(&without).is_err(), "{sync:?}");
    }
}

#[test]
fn t_091_the_name_of_a_new_directory_is_on_the_disk_before_a_record_is_in_it() {
    let Some(()) = requires::or_skip(strace::available()) else { return };
    let folder = Folder::new();
    let calls = strace::calls(&folder, 1);
    let after = |from: usize, begin: &str, holds: &str| {
        let found = |call: &Call| call.line.starts_with(begin) && call.line.contains(holds);
        let place = calls[from..].iter().position(found);
        from + place.unwrap_or_else(|| panic!("no {begin} {holds} after {from}: {calls:#?}"))
    };
    let made = after(0, "mkdir", &format!("{:?}, 0700)", folder.sessions()));
    let opened = after(made, "openat(AT_FDCWD", &format!("{:?}, ", folder.path()));
    let above = calls[opened].line.rsplit(" = ").next().unwrap().trim();
    let synced = after(opened, &format!("fsync({above})"), "= 0");
    assert!(synced < after(0, "rename", ".record"));
}
