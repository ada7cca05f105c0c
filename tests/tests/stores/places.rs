//! Where records lie, and what else may lie there.

use std::fs::{self, File, OpenOptions, Permissions};
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _, chown, symlink};
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use std::process::Command;

use rustix::fs::{CWD, FileType, Mode, mknodat};
use spotify_flow::store::{FileStore, Store as _, StoreError, StoreErrorKind};
use spotify_flow_tests::{alice, record, refresh_token, requires};

use crate::folder::{Folder, now};
use crate::program::PROGRAM;
use crate::strace::{self, Call};

fn mode(path: &Path) -> u32 {
    fs::symlink_metadata(path).unwrap().permissions().mode() & 0o7777
}

fn assert_unsafe<T: std::fmt::Debug>(result: Result<T, StoreError>, path: &Path) {
    let error = result.unwrap_err();
    assert_eq!(error.kind(), StoreErrorKind::Unsafe, "{error}");
    assert!(error.to_string().contains(path.to_str().unwrap()), "{error} names {path:?}");
}

#[test]
fn t_089_whatever_the_umask_all_is_for_the_user_alone() {
    for umask in ["000", "022", "077"] {
        let folder = Folder::new();
        let script = format!(r#"umask {umask}; exec "$0" commit "$1" 1"#);
        let mut shell = Command::new("sh");
        let output = shell.args(["-c", &script, PROGRAM]).arg(folder.sessions()).output().unwrap();
        assert!(output.status.success(), "{output:?}");
        assert_eq!(mode(&folder.sessions()), 0o700);
        for entry in fs::read_dir(folder.sessions()).unwrap() {
            assert_eq!(mode(&entry.unwrap().path()), 0o600);
        }
    }
}

#[test]
fn t_089_files_are_for_the_user_alone_from_the_first_moment() {
    let Some(()) = requires::or_skip(strace::available()) else { return };
    let calls = strace::calls(&Folder::new(), 1);
    let created: Vec<_> = calls.iter().filter(|call| call.line.contains("O_CREAT")).collect();
    assert_eq!(created.len(), 2, "a lock and a temporary file: {created:#?}");
    assert!(created.iter().all(|call| call.line.contains("0600")), "{created:#?}");
    assert!(calls.iter().all(|call| !call.name.contains("chmod")), "{calls:#?}");
    let made: Vec<_> = calls.iter().filter(|call| call.name.starts_with("mkdir")).collect();
    assert!(made.iter().all(|call| call.line.contains("0700")), "{made:#?}");
}

#[test]
fn t_089_a_file_that_is_open_to_others_is_refused_with_what_to_do() {
    for (extension, mode) in [("record", 0o644), ("record", 0o620), ("lock", 0o666)] {
        let folder = Folder::with_a_record();
        let path = folder.file(extension);
        fs::set_permissions(&path, Permissions::from_mode(mode)).unwrap();
        let error = folder.commit(2).unwrap_err();
        assert!(error.to_string().contains(&format!("chmod 600 '{}'", path.display())), "{error}");
        assert_unsafe(Err::<(), _>(error), &path);
        fs::set_permissions(&path, Permissions::from_mode(0o600)).unwrap();
        folder.keep(2);
    }
}

#[test]
fn t_089_a_directory_that_is_open_to_others_is_refused_with_what_to_do() {
    let folder = Folder::with_a_record();
    for mode in [0o777, 0o755, 0o750, 0o720, 0o701, 0o1777] {
        fs::set_permissions(folder.sessions(), Permissions::from_mode(mode)).unwrap();
        let error = folder.open().unwrap_err();
        assert!(error.to_string().contains("chmod 700"), "{error}");
        let now = format!("(mode {:o})", mode & 0o777);
        assert!(error.to_string().contains(&now), "{error}");
        assert_unsafe(Err::<(), _>(error), &folder.sessions());
    }
    fs::set_permissions(folder.sessions(), Permissions::from_mode(0o700)).unwrap();
    assert_eq!(folder.generation(), 1);
}

#[test]
fn t_089_a_directory_of_another_user_is_refused() {
    let folder = Folder::with_a_record();
    // Nobody but root may give a directory away; for others the root directory is such a one.
    let foreign = match chown(folder.sessions(), Some(12_345), None) {
        Ok(()) => folder.sessions(),
        Err(_) => PathBuf::from("/"),
    };
    let error = FileStore::open(&foreign).unwrap_err();
    assert!(error.to_string().contains("belongs to another user"), "{error}");
    assert_unsafe(Err::<(), _>(error), &foreign);
}

#[test]
fn t_093_a_link_in_the_place_of_a_file_is_refused() {
    for extension in ["record", "lock"] {
        for target in ["victim", "nothing"] {
            let folder = Folder::with_a_record();
            let victim = folder.path().join("victim");
            fs::write(&victim, "not yours").unwrap();
            fs::set_permissions(&victim, Permissions::from_mode(0o600)).unwrap();
            fs::remove_file(folder.file(extension)).unwrap();
            symlink(folder.path().join(target), folder.file(extension)).unwrap();
            assert_unsafe(folder.commit(2), &folder.file(extension));
            assert_eq!(fs::read_to_string(&victim).unwrap(), "not yours");
            assert!(!folder.path().join("nothing").exists());
        }
    }
}

#[test]
fn t_093_a_link_in_the_place_of_a_lease_or_of_a_temporary_file_leads_nowhere() {
    let folder = Folder::with_a_record();
    let victim = folder.path().join("victim");
    fs::write(&victim, "not yours").unwrap();
    symlink(&victim, folder.file("lease")).unwrap();
    let lease = now(folder.store().lease(&alice(), std::time::Duration::ZERO));
    assert_unsafe(lease, &folder.file("lease"));
    symlink(&victim, folder.file("AbCdEfGhIjKlMnOpQrStUv.tmp")).unwrap();
    folder.keep(2);
    assert_eq!(folder.temporary(), [""; 0]);
    assert_eq!(fs::read_to_string(&victim).unwrap(), "not yours");
}

#[test]
fn t_093_a_link_in_the_place_of_the_directory_is_refused_however_it_is_written() {
    let folder = Folder::with_a_record();
    let link = folder.path().join("link");
    symlink(folder.sessions(), &link).unwrap();
    for end in ["", "/", "//", "/.", "/./"] {
        let path = PathBuf::from(format!("{}{end}", link.display()));
        let error = FileStore::open(path).unwrap_err();
        assert!(error.to_string().contains("is a symbolic link: name the directory"), "{error}");
        assert_unsafe(Err::<(), _>(error), &link);
    }
    fs::remove_file(&link).unwrap();
    symlink(folder.path().join("nothing"), &link).unwrap();
    assert_unsafe(FileStore::open(&link), &link);
    assert!(!folder.path().join("nothing").exists());
}

#[test]
fn t_093_a_directory_that_is_replaced_while_it_is_open_is_not_used() {
    let folder = Folder::with_a_record();
    let (store, key) = (folder.store(), alice());
    let moved = folder.path().join("moved");
    fs::rename(folder.sessions(), &moved).unwrap();
    let trap = folder.path().join("trap");
    fs::create_dir(&trap).unwrap();
    symlink(&trap, folder.sessions()).unwrap();
    let _ = now(store.commit(&key, 1, &record(&key, 2))).unwrap();
    assert_eq!(fs::read_dir(&trap).unwrap().count(), 0);
    let moved = FileStore::open(&moved).unwrap();
    assert_eq!(now(moved.load(&key)).unwrap().unwrap().generation(), 2);
}

#[test]
fn t_093_a_parent_that_is_a_link_may_lead_to_the_users_own_directories_alone() {
    let folder = Folder::new();
    symlink("/", folder.path().join("parent")).unwrap();
    // The system's own directories belong to root, or are open to all.
    let path = folder.path().join("parent/usr");
    assert_unsafe(FileStore::open(&path), &path);
}

/// Puts a node of each odd kind in the place of a file.
fn odd_nodes(at: &Path) -> Vec<&'static str> {
    let mode = Mode::from_raw_mode(0o600);
    let kinds = ["directory", "fifo", "socket", "hard link", "device", "foreign file"];
    let put = |kind: &&str| -> bool {
        let other = at.with_extension("other");
        fs::remove_file(&other).ok();
        let own =
            |path: &Path| OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
        match *kind {
            "directory" => fs::create_dir(at).is_ok(),
            "fifo" => mknodat(CWD, at, FileType::Fifo, mode, 0).is_ok(),
            "socket" => UnixListener::bind(at).is_ok(),
            "hard link" => own(&other).is_ok() && fs::hard_link(&other, at).is_ok(),
            // 1:5 is /dev/zero, which has no end. Only root may make these two.
            "device" => mknodat(CWD, at, FileType::CharacterDevice, mode, 0x105).is_ok(),
            _ => own(at).is_ok() && chown(at, Some(12_345), None).is_ok(),
        }
    };
    let mut refused = Vec::new();
    for kind in kinds.iter().filter(|kind| put(kind)) {
        refused.push(*kind);
        check_refused(at);
        fs::remove_file(at).or_else(|_| fs::remove_dir(at)).unwrap();
    }
    fs::remove_file(at).ok();
    refused
}

/// Whatever is asked is refused at once; a test that hangs here has failed.
fn check_refused(at: &Path) {
    let store = FileStore::open(at.parent().unwrap()).unwrap();
    let key = alice();
    match at.extension().unwrap().to_str().unwrap() {
        "record" => {
            assert_unsafe(now(store.load(&key)), at);
            assert_unsafe(now(store.commit(&key, 0, &record(&key, 1))), at);
        }
        "lock" => assert_unsafe(now(store.commit(&key, 0, &record(&key, 1))), at),
        _ => assert_unsafe(now(store.lease(&key, std::time::Duration::ZERO)), at),
    }
}

#[test]
fn t_094_what_is_no_file_of_the_users_own_is_refused_without_waiting_for_it() {
    for extension in ["record", "lock", "lease"] {
        let folder = Folder::new();
        drop(folder.store());
        let at = folder.file(extension);
        let refused = odd_nodes(&at);
        assert!(refused.starts_with(&["directory", "fifo"]), "{refused:?}");
        assert!(refused.contains(&"hard link"), "{refused:?}");
    }
}

#[test]
fn t_094_a_directory_that_is_a_file_is_refused() {
    let folder = Folder::new();
    File::create(folder.sessions()).unwrap();
    // Also one that nobody else may read.
    for mode in [0o644, 0o600] {
        fs::set_permissions(folder.sessions(), Permissions::from_mode(mode)).unwrap();
        assert_unsafe(folder.open(), &folder.sessions());
    }
}

#[test]
fn t_101_a_directory_that_can_not_be_written_can_be_read() {
    let Some(()) = requires::or_skip(strace::available()) else { return };
    let folder = Folder::with_a_record();
    let calls = strace::calls(&Folder::with_a_record(), 2);
    let creates = calls.iter().find(|call| call.line.contains("O_CREAT")).unwrap();
    let output = strace::inject(&folder, 2, creates, "error=EROFS");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("Unavailable") && said.contains(".lock"), "{said}");
    fs::set_permissions(folder.sessions(), Permissions::from_mode(0o500)).unwrap();
    assert_eq!(folder.generation(), 1);
    fs::set_permissions(folder.sessions(), Permissions::from_mode(0o700)).unwrap();
}

#[test]
fn t_101_a_path_may_be_any_that_the_system_has() {
    let folder = Folder::new();
    let odd = std::ffi::OsStr::from_bytes(b"not \xff UTF-8 \n");
    let path = folder.path().join(odd).join("deep/er");
    let Ok(store) = FileStore::open(&path) else {
        // Some file systems have only names that are text.
        assert!(fs::create_dir(folder.path().join(odd)).is_err());
        return;
    };
    let _ = now(store.commit(&alice(), 0, &record(&alice(), 1))).unwrap();
    assert!(now(store.load(&alice())).unwrap().is_some());
    assert_eq!(mode(&folder.path().join(odd)), 0o700);
}

#[test]
fn t_101_memory_is_a_file_system_like_any_other() {
    let memory = Path::new("/dev/shm");
    if fs::write(memory.join(format!("spotify-flow-{}", std::process::id())), "").is_err() {
        return;
    }
    fs::remove_file(memory.join(format!("spotify-flow-{}", std::process::id()))).unwrap();
    let folder = Folder::within(memory);
    folder.keep(1);
    assert_eq!(folder.generation(), 1);
}

#[test]
fn t_102_every_file_is_opened_for_this_program_alone_and_follows_no_link() {
    let Some(()) = requires::or_skip(strace::available()) else { return };
    let folder = Folder::with_a_record();
    let calls = strace::calls(&folder, 2);
    let (digest, lock) = (alice().digest(), folder.file("lock"));
    let lock = format!("{:?}", lock.file_name().unwrap());
    let ours = |call: &&Call| call.line.contains(&digest) || call.line.contains(&lock);
    let ours = calls.iter().filter(|call| call.name == "openat").filter(ours);
    let mut opened = 0;
    for call in ours {
        assert!(call.line.contains("O_CLOEXEC") && call.line.contains("O_NOFOLLOW"), "{call:?}");
        assert!(!call.line.contains("AT_FDCWD"), "by its directory, not by its path: {call:?}");
        opened += usize::from(!call.line.contains("O_DIRECTORY"));
    }
    assert_eq!(opened, 3, "lock, record, temporary file");
}

#[test]
fn errors_name_the_path_and_never_the_contents() {
    let folder = Folder::with_a_record();
    let text = fs::read_to_string(folder.file("record")).unwrap();
    let token = refresh_token(&alice(), 1);
    assert!(text.contains(&token));
    fs::write(folder.file("record"), text.replace("refresh_token", "refresh_toke")).unwrap();
    let error = now(folder.store().load(&alice())).unwrap_err();
    let all = format!("{error} {error:?} {:?}", folder.store());
    assert!(!all.contains("refresh-alice") && all.contains(".bad"), "{all}");
}
