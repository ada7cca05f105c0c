//! Records, tried.

use std::time::{Duration, UNIX_EPOCH};

use super::*;

fn token(access: Option<&str>, refresh: Option<&str>) -> Token {
    let mut token = Token::from_refresh_token("", None);
    token.access = access.map(|text| AccessToken::new(Secret::new(text), None, None));
    token.refresh = refresh.map(Secret::new);
    token
}

#[test]
fn each_next_record_is_of_the_next_generation_and_says_one_thing_more() {
    let at = UNIX_EPOCH + Duration::from_secs(1_800_000_000);
    let first = Record::of(7, token(Some("a"), Some("r")));
    let noted = first.noted(at);
    let sent = Some(Sent { refresh_token: fingerprint("r"), at });
    let ended = Some("logged_out");
    for (next, generation, sent, ended) in [
        (&first, 7, None, None),
        (&noted, 8, sent.clone(), None),
        (&noted.noted(at), 9, sent, None),
        (&noted.refused(None, None), 9, None, None),
        (&noted.renewed(token(Some("a"), Some("r"))), 9, None, None),
        (&noted.with_end("logged_out"), 9, None, ended),
        (&noted.with_end("logged_out").refused(None, None), 10, None, ended),
        (&noted.with_end("logged_out").renewed(token(Some("a"), Some("r"))), 10, None, None),
    ] {
        assert_eq!((next.generation(), &next.sent), (generation, &sent), "{next:?}");
        assert_eq!((next.end(), next.has_ended()), (ended, ended.is_some()), "{next:?}");
        assert!(next.is_same(&first));
    }
    let nothing_to_send = Record::of(7, token(Some("a"), None)).noted(at);
    assert_eq!((nothing_to_send.generation(), nothing_to_send.sent), (8, None));
}

#[test]
fn what_is_printed_of_a_record_is_what_is_no_secret() {
    let record = Record::of(7, token(Some("secret-a"), Some("secret-r"))).noted(UNIX_EPOCH);
    let printed = format!("{:?}", record.with_end("logged_out"));
    assert!(printed.starts_with("Record { generation: 9, token: "), "{printed}");
    assert!(printed.ends_with(", sent: None, ended: Some(\"logged_out\") }"), "{printed}");
    let fingerprint = fingerprint("secret-r");
    for secret in ["secret-a", "secret-r", fingerprint.as_str()] {
        assert!(!format!("{record:?}").contains(secret), "{record:?}");
    }
}

#[test]
fn a_token_is_the_same_if_both_of_its_parts_are() {
    let ours = Record::of(1, token(Some("a"), Some("r")));
    for (access, refresh, same) in [
        (Some("a"), Some("r"), true),
        (Some("b"), Some("r"), false),
        (Some("a"), Some("s"), false),
        (Some("r"), Some("a"), false),
        (None, Some("r"), false),
        (Some("a"), None, false),
    ] {
        let theirs = Record::of(2, token(access, refresh));
        assert_eq!(ours.is_same(&theirs), same, "{access:?} {refresh:?}");
        assert_eq!(theirs.is_same(&ours), same, "{access:?} {refresh:?}");
    }
}

#[test]
fn there_is_room_for_a_record_before_it_is_written() {
    let (key, text) = (Key::new("p", "s", "c", "f", "a"), "x".repeat(100_000));
    for (access, refresh) in [(None, None), (Some("a"), Some("r")), (Some(&*text), Some(&*text))] {
        let bytes = Record::of(1, token(access, refresh)).to_bytes(&key);
        let room = ROOM + [access, refresh].into_iter().flatten().map(str::len).sum::<usize>();
        assert!((room..room + ROOM).contains(&bytes.capacity()), "{}", bytes.capacity());
    }
}

#[test]
fn a_record_is_of_the_key_that_it_was_written_for_and_of_no_other() {
    let key = Key::new("provider", "server", "client", "flow", "account");
    let bytes = Record::of(1, token(Some("a"), Some("r"))).to_bytes(&key);
    assert!(Record::from_bytes(&key, &bytes).is_ok());
    assert_eq!(Key::of_record(&bytes).unwrap(), key);
    assert_eq!(Key::of_record(b"{}").unwrap_err().kind(), StoreErrorKind::Corrupt);
    for other in [
        Key::new("other", "server", "client", "flow", "account"),
        Key::new("provider", "other", "client", "flow", "account"),
        Key::new("provider", "server", "other", "flow", "account"),
        Key::new("provider", "server", "client", "other", "account"),
        Key::new("provider", "server", "client", "flow", "other"),
    ] {
        let error = Record::from_bytes(&other, &bytes).unwrap_err();
        assert_eq!(error.kind(), StoreErrorKind::Foreign, "{other:?}");
    }
}

#[test]
fn refusals_and_the_grant_are_in_the_bytes_where_they_say_more_than_the_rest() {
    let key = Key::new("provider", "server", "client", "flow", "account");
    let read = |record: &Record| Record::from_bytes(&key, &record.to_bytes(&key)).unwrap();
    let text = |record: &Record| String::from_utf8(record.to_bytes(&key).to_vec()).unwrap();
    let (all, some) = (Some(vec!["a".into(), "b".into()]), Some(vec!["a".to_owned()]));
    let mut record = Record::of(1, token(Some("a"), Some("r")));
    (record.token.scopes, record.token.granted) = (all.clone(), all.clone());
    assert!(!text(&record).contains("granted") && !text(&record).contains("refused"));
    assert_eq!((read(&record).token.granted, read(&record).mute), (all.clone(), None));
    record.token.scopes = some.clone();
    let since = UNIX_EPOCH + Duration::from_secs(1_800_000_000);
    record.mute = Some(Mute { times: 2, since });
    let read = read(&record);
    assert_eq!((read.token.scopes, read.token.granted), (some, all));
    assert_eq!(read.mute, record.mute);
}

#[test]
fn a_record_that_names_no_server_is_read_where_the_first_version_wrote_it_and_there_is_only_one() {
    let key = |fixed| {
        let server = Server::read("https://one.example/", fixed);
        Key::new("provider", server, "client", "flow", "account")
    };
    let bytes = Record::of(1, token(Some("a"), Some("r"))).to_bytes(&key(true));
    for (format, fixed, is_read) in
        [(1, true, true), (1, false, false), (2, true, false), (2, false, false)]
    {
        let mut written: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
        written["format"] = format.into();
        written.as_object_mut().unwrap().remove("server").unwrap();
        let read = Record::from_bytes(&key(fixed), written.to_string().as_bytes());
        assert_eq!(read.is_ok(), is_read, "{format} {fixed}");
        if let Err(error) = read {
            assert_eq!(error.kind(), StoreErrorKind::Foreign, "{format} {fixed}");
        }
    }
}

#[test]
fn refusals_without_a_word_are_counted_until_the_end_but_not_those_of_a_clock_that_went_wrong() {
    let at = |seconds: u64| UNIX_EPOCH + Duration::from_secs(1_800_000_000 + seconds);
    let mut record = Record::of(1, token(None, Some("r")));
    let access = AccessToken::new(Secret::new("a"), Some(at(10)), None);
    record.token.access = Some(access);
    let refused = |since, now| {
        let mute = Some(Mute { times: 2, since: at(since) });
        record.refused(None, mute).refused_again(at(now))
    };
    assert_eq!(record.refused_again(at(20)), Mute { times: 1, since: at(20) });
    for (since, now) in [(10, 30), (20, 30), (30, 30)] {
        assert_eq!(refused(since, now), Mute { times: 3, since: at(since) }, "{since}");
    }
    for (since, now) in [(9, 30), (31, 30)] {
        assert_eq!(refused(since, now), Mute { times: 1, since: at(now) }, "{since}");
    }
    let muted = record.refused(None, Some(record.refused_again(at(20))));
    assert!(muted.mute.is_some() && muted.with_end("refresh_token_refused").mute.is_none());
}
