//! Two versions of this library that share a folder: the first one, which knew no servers, is played
//! here by writing and reading what it did.

use std::fs::{self, File};
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::PathBuf;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rustix::fs::{FlockOperation, flock};
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use spotify_flow::flow_def::Part;
use spotify_flow::store::{Committed, Key, Lease, Record, Store as _, StoreErrorKind};
use spotify_flow::{App as _, ClientId, Origin, RedirectUri, Session, Token, flow, spotify_flow};
use spotify_flow_tests::record;

use crate::folder::{Folder, first as first_letter, now};

#[derive(Debug)]
#[spotify_flow(authorization_code_pkce)]
struct Mixtape {
    client_id: ClientId,
    redirect_uri: RedirectUri,
}

#[derive(Debug)]
#[flow(gitlab, authorization_code_pkce)]
struct Merger {
    client_id: ClientId,
    redirect_uri: RedirectUri,
    base: Origin,
}

fn mixtape() -> Mixtape {
    Mixtape { client_id: "mixtape".into(), redirect_uri: "http://127.0.0.1:1/cb".parse().unwrap() }
}

fn merger() -> Merger {
    Merger {
        client_id: "app".into(),
        redirect_uri: "http://127.0.0.1:1/cb".parse().unwrap(),
        base: "https://gitlab.com".parse().unwrap(),
    }
}

/// Where Spotify keeps alice's session, and GitLab.
fn at_spotify() -> Key {
    Key::of(Mixtape::flow(), &mixtape().config(), "alice")
}

fn at_gitlab() -> Key {
    Key::of(Merger::flow(), &merger().config(), "alice")
}

/// A process of the first version, and how that called the files of alice's session.
struct First<'a> {
    folder: &'a Folder,
    provider: &'static str,
    digest: &'static str,
}

impl First<'_> {
    fn at_spotify(folder: &Folder) -> First<'_> {
        folder.open().unwrap();
        let digest = "OUqPbmVMoqtSZZ5VYPfIn40UAMkAFHz-ManEI4Hzx2g";
        First { folder, provider: "spotify", digest }
    }

    fn at_gitlab(folder: &Folder) -> First<'_> {
        folder.open().unwrap();
        let digest = "uV_cHifoDPmkrofn7kTqdOWSb4gP5NiV7STB1l7M7OQ";
        First { folder, provider: "gitlab", digest }
    }

    fn file(&self, extension: &str) -> PathBuf {
        self.folder.sessions().join(format!("{}.{extension}", self.digest))
    }

    fn create(&self, extension: &str) -> File {
        let mut options = File::options();
        options.write(true).create(true).truncate(extension == "record").mode(0o600);
        options.open(self.file(extension)).unwrap()
    }

    /// The very bytes that it wrote for a record of this generation.
    fn writes(&self, generation: u64) {
        let client = if self.provider == "spotify" { "mixtape" } else { "app" };
        self.seals(&format!(
            r#"{{"format":1,"generation":{generation},"provider":"{}","client_id":"{client}","flow":"authorization_code_pkce","account":"alice","access_token":"access-{generation}","issued_at":1790000000000,"expires_at":1790003600000,"refresh_token":"refresh-{generation}","scopes":["user-read-email"],"authorized_at":1780000000000,"sent":null,"ended":null}}"#,
            self.provider
        ));
    }

    fn seals(&self, record: &str) {
        let hash = URL_SAFE_NO_PAD.encode(Sha256::digest(record));
        self.create("record").write_all(format!("{hash}\n{record}").as_bytes()).unwrap();
    }

    /// What it makes of the record that is there: its refresh token, or that it must be updated.
    fn reads(&self) -> Result<String, &'static str> {
        let sealed = fs::read_to_string(self.file("record")).map_err(|_| "nothing is there")?;
        let (hash, record) = sealed.split_once('\n').unwrap();
        assert_eq!(hash, URL_SAFE_NO_PAD.encode(Sha256::digest(record)));
        let record: Value = serde_json::from_str(record).unwrap();
        if record["format"].as_u64().unwrap() > 1 {
            return Err("update this program");
        }
        Ok(record["refresh_token"].as_str().unwrap().to_owned())
    }

    /// The right to renew, if nobody has it.
    fn lease(&self) -> Option<File> {
        let file = self.create("lease");
        flock(&file, FlockOperation::NonBlockingLockExclusive).ok().map(|()| file)
    }
}

/// A version of the library that reads this folder now.
fn found(folder: &Folder, key: &Key) -> Option<Record> {
    now(folder.store().load(key)).unwrap()
}

fn committed(folder: &Folder, key: &Key, generation: u64) -> Committed {
    now(folder.store().commit(key, generation - 1, &record(key, generation))).unwrap()
}

fn files(folder: &Folder, extension: &str) -> Vec<String> {
    let names = fs::read_dir(folder.sessions()).unwrap();
    let names = names.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> =
        names.filter_map(|it| Some(it.strip_suffix(extension)?.to_owned())).collect();
    names.sort();
    names
}

#[test]
fn a_record_of_the_first_version_is_found_and_goes_on_under_its_name() {
    let folder = Folder::new();
    let first = First::at_spotify(&folder);
    first.writes(7);
    let record = found(&folder, &at_spotify()).unwrap();
    assert_eq!(record.generation(), 7);
    let session = now(Session::restore(&mixtape(), &folder.store().account("alice")));
    let token = session.unwrap().unwrap().token_snapshot();
    assert_eq!(token.expose_refresh_token(), Some("refresh-7"));
    assert_eq!(committed(&folder, &at_spotify(), 7), Committed::Conflict);
    assert_eq!(committed(&folder, &at_spotify(), 8), Committed::Done);
    assert_eq!(found(&folder, &at_spotify()).unwrap().generation(), 8);
    assert_eq!(files(&folder, ".record"), [first.digest], "there is one record");
    assert_eq!(first.reads(), Err("update this program"));
    assert_eq!(files(&folder, ".lock"), [first_letter(first.digest)], "and it has one lock");
}

#[test]
fn while_one_version_renews_the_other_waits() {
    let folder = Folder::new();
    let first = First::at_spotify(&folder);
    first.writes(7);
    let theirs = first.lease().unwrap();
    let busy = now(folder.store().lease(&at_spotify(), Duration::ZERO)).unwrap_err();
    assert_eq!(busy.kind(), StoreErrorKind::Busy);
    drop(theirs);
    let ours: Lease = now(folder.store().lease(&at_spotify(), Duration::ZERO)).unwrap();
    assert!(first.lease().is_none());
    // What it noted under its lease is the last that the first version reads.
    assert_eq!(committed(&folder, &at_spotify(), 8), Committed::Done);
    drop(ours);
    assert!(first.lease().is_some());
    assert_eq!(first.reads(), Err("update this program"));
}

#[test]
fn a_login_of_this_version_lies_beside_one_of_the_first_version_that_comes_later() {
    let folder = Folder::new();
    let first = First::at_spotify(&folder);
    assert_eq!(committed(&folder, &at_spotify(), 1), Committed::Done);
    assert_eq!(files(&folder, ".record"), [at_spotify().digest()]);
    assert_eq!(first.reads(), Err("nothing is there"), "its user logs in again");
    first.writes(4);
    // Two logins, two tokens: each version goes on with its own.
    assert_eq!(found(&folder, &at_spotify()).unwrap().generation(), 1);
    assert_eq!(committed(&folder, &at_spotify(), 2), Committed::Done);
    assert_eq!(first.reads().as_deref(), Ok("refresh-4"));
}

#[test]
fn a_record_of_the_first_version_that_may_be_of_several_servers_is_nobodys() {
    let folder = Folder::new();
    let first = First::at_gitlab(&folder);
    first.writes(7);
    assert!(found(&folder, &at_gitlab()).is_none());
    let account = folder.store().account("alice");
    assert!(now(Session::restore(&merger(), &account)).unwrap().is_none());
    // The user logs in again, and the first version goes on with what it has.
    let session = merger().session(Token::from_refresh_token("login", None));
    now(session.keep_in(&account)).unwrap();
    let session = now(Session::restore(&merger(), &account)).unwrap().unwrap();
    assert_eq!(session.token_snapshot().expose_refresh_token(), Some("login"));
    assert_eq!(first.reads().as_deref(), Ok("refresh-7"));
    // A store of one's own that finds it all the same is told why it can't be used.
    let sealed = fs::read_to_string(first.file("record")).unwrap();
    let bytes = sealed.split_once('\n').unwrap().1.as_bytes();
    let error = Record::from_bytes(&at_gitlab(), bytes).unwrap_err();
    assert_eq!(error.kind(), StoreErrorKind::Foreign);
    assert!(error.to_string().contains("does not say of which server"), "{error}");
    assert!(!error.to_string().contains("refresh-7"), "{error}");
    assert_eq!(Key::of_record(bytes).unwrap_err().kind(), StoreErrorKind::Foreign);
}

#[test]
fn a_server_that_a_file_was_edited_to_has_a_record_of_its_own() {
    let folder = Folder::new();
    let first = First::at_spotify(&folder);
    first.writes(7);
    assert_eq!(committed(&folder, &at_spotify(), 8), Committed::Done);
    let mut edited = Mixtape::flow().clone();
    let issuer = vec![Part::Literal("https://accounts.example".into())];
    edited.provider.issuer = Some(issuer.into());
    let elsewhere = Key::of(&edited, &mixtape().config(), "alice");
    assert_eq!(elsewhere.first_digest().as_deref(), Some(first.digest));
    assert!(found(&folder, &elsewhere).is_none());
    assert_eq!(committed(&folder, &elsewhere, 1), Committed::Done);
    assert_eq!(found(&folder, &elsewhere).unwrap().generation(), 1);
    assert_eq!(found(&folder, &at_spotify()).unwrap().generation(), 8);
}

#[test]
fn a_damaged_or_newer_record_under_the_first_name_is_told() {
    let folder = Folder::new();
    let first = First::at_spotify(&folder);
    first.writes(7);
    fs::write(first.file("record"), "damage").unwrap();
    let error = now(folder.store().load(&at_spotify())).unwrap_err();
    assert_eq!(error.kind(), StoreErrorKind::Corrupt);
    assert_eq!(fs::read_to_string(first.file("bad")).unwrap(), "damage");
    assert!(found(&folder, &at_spotify()).is_none());
    first.seals(r#"{"format":3}"#);
    let error = now(folder.store().load(&at_spotify())).unwrap_err();
    assert_eq!(error.kind(), StoreErrorKind::Newer);
    let error = now(folder.store().commit(&at_spotify(), 0, &record(&at_spotify(), 1)));
    assert_eq!(error.unwrap_err().kind(), StoreErrorKind::Newer);
}

#[test]
fn the_key_in_a_record_is_the_key_that_it_was_written_for() {
    for key in [at_spotify(), at_gitlab()] {
        let again = Key::of_record(&record(&key, 1).to_bytes(&key)).unwrap();
        assert_eq!(again, key);
        assert_eq!((again.digest(), again.first_digest()), (key.digest(), key.first_digest()));
    }
    assert!(at_spotify().first_digest().is_some() && at_gitlab().first_digest().is_none());
}
