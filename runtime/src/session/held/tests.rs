//! What is held at which time: the edges, by a clock that is moved.

use std::time::UNIX_EPOCH;

use super::*;
use crate::Reason;
use crate::protocol::token::Token;
use crate::protocol::values::Secret;
use crate::transport::clock::ManualClock;

const A_SECOND: Duration = Duration::from_secs(1);
const A_MOMENT: Duration = Duration::from_millis(1);
const AN_HOUR: Duration = Duration::from_secs(3600);

fn clock() -> ManualClock {
    ManualClock::at(UNIX_EPOCH + Duration::from_secs(1_800_000_000))
}

/// A record of a token that lives so long from now on.
fn record(generation: u64, life: Duration, clock: &ManualClock) -> Record {
    let mut token = Token::from_refresh_token(format!("r{generation}"), None);
    let access = Secret::new(format!("a{generation}"));
    let now = clock.now();
    token.access = Some(AccessToken::new(access, Some(now), Some(now + life)));
    Record::of(generation, token)
}

fn held(life: Duration, clock: &ManualClock) -> Held {
    Held::new(record(1, life, clock), clock)
}

fn failed(held: &mut Held, error: Error, clock: &ManualClock) {
    let record = Record::clone(&held.record);
    assert!(held.take(&Outcome::Failed(record, error), false, clock));
}

fn is_down() -> Error {
    Error::new(Reason::ServerUnavailable, "down")
}

fn left_alone_for(held: &Held, clock: &ManualClock) -> Option<Duration> {
    held.paused(clock).map(|error| error.retry_after().unwrap())
}

#[test]
fn a_token_is_fresh_until_a_tenth_of_its_life_or_half_a_minute_before_its_end() {
    for (life, margin) in [(10, 1), (100, 10), (300, 30), (301, 30), (3600, 30)] {
        let clock = clock();
        let (life, least) = (Duration::from_secs(life), Duration::from_secs(margin));
        let held = held(life, &clock);
        let margin = held.margin;
        assert!(margin >= least && margin <= least + least / 10, "{life:?}: {margin:?}");
        clock.advance(life - margin - A_MOMENT);
        assert!(held.fresh(Duration::ZERO, &clock).is_some(), "{life:?}");
        assert!(held.fresh(margin + A_MOMENT, &clock).is_some(), "{life:?}");
        assert!(held.fresh(margin + 2 * A_MOMENT, &clock).is_none(), "{life:?}");
        clock.advance(A_MOMENT);
        assert!(held.fresh(Duration::ZERO, &clock).is_none(), "{life:?}");
        assert!(held.fresh(margin, &clock).is_none(), "{life:?}");
        assert!(held.good_for(margin, &clock).is_some(), "{life:?}");
        clock.advance(margin - A_MOMENT);
        assert!(held.good_for(Duration::ZERO, &clock).is_some(), "{life:?}");
        clock.advance(A_MOMENT);
        assert!(held.good_for(Duration::ZERO, &clock).is_none(), "{life:?}");
    }
}

#[test]
fn tokens_that_came_together_are_not_stale_together() {
    let clock = clock();
    let margins: Vec<_> = (0..20).map(|_| held(AN_HOUR, &clock).margin).collect();
    assert!(margins.iter().any(|margin| *margin != margins[0]));
}

#[test]
fn the_margin_of_a_token_is_drawn_once() {
    let clock = clock();
    let mut held = held(AN_HOUR, &clock);
    let (margin, record) = (held.margin, Record::clone(&held.record));
    held.hold(&record, &clock);
    assert_eq!(held.margin, margin);
}

#[test]
fn a_token_ends_by_the_clock_that_says_so_first() {
    let (clock, start) = (clock(), clock().now());
    let held = held(AN_HOUR, &clock);
    clock.set(start + AN_HOUR);
    assert!(held.good_for(Duration::ZERO, &clock).is_none());
    clock.set(start + AN_HOUR - A_SECOND);
    assert!(held.good_for(Duration::ZERO, &clock).is_some());
    clock.set(start - AN_HOUR);
    assert!(held.good_for(Duration::ZERO, &clock).is_some());
    clock.advance(AN_HOUR);
    assert!(held.good_for(Duration::ZERO, &clock).is_none(), "though it is the start again");
}

#[test]
fn a_token_whose_end_nobody_knows_is_good_for_ever() {
    let clock = clock();
    let mut endless = record(1, AN_HOUR, &clock);
    endless.token.access = Some(AccessToken::new(Secret::new("a1"), None, None));
    let held = Held::new(endless, &clock);
    clock.advance(10_000 * AN_HOUR);
    assert!(held.fresh(AN_HOUR, &clock).is_some());
}

#[test]
fn what_comes_without_a_new_token_does_not_date_the_old_one_anew() {
    let (clock, start) = (clock(), clock().now());
    let mut same = held(AN_HOUR, &clock);
    clock.set(start - AN_HOUR);
    failed(&mut same, is_down(), &clock);
    clock.advance(AN_HOUR);
    assert!(same.good_for(Duration::ZERO, &clock).is_none());

    let clock = self::clock();
    let mut other = held(AN_HOUR, &clock);
    let newer = record(2, 2 * AN_HOUR, &clock);
    assert!(other.take(&Outcome::Failed(newer, is_down()), false, &clock));
    clock.advance(AN_HOUR);
    assert!(other.good_for(Duration::ZERO, &clock).is_some());
}

#[test]
fn a_record_takes_the_place_of_the_one_that_is_expected() {
    let clock = clock();
    let mut held = held(AN_HOUR, &clock);
    for expected in [0, 2] {
        let other = record(3, AN_HOUR, &clock);
        assert_eq!(held.commit(expected, &other, &clock), Committed::Conflict);
        assert_eq!(held.record.generation(), 1);
    }
    let next = record(2, AN_HOUR, &clock);
    assert_eq!(held.commit(1, &next, &clock), Committed::Done);
    assert_eq!(held.record.generation(), 2);
}

#[test]
fn one_failure_is_no_reason_to_wait_and_the_next_ones_are() {
    let clock = clock();
    let mut held = held(AN_HOUR, &clock);
    failed(&mut held, is_down(), &clock);
    assert_eq!(left_alone_for(&held, &clock), None);
    for longest in [1, 2, 4, 8, 16, 32, 60, 60] {
        failed(&mut held, is_down(), &clock);
        let longest = Duration::from_secs(longest);
        let left = left_alone_for(&held, &clock).unwrap();
        assert!(longest / 2 <= left && left <= longest, "{longest:?}: {left:?}");
        clock.advance(left - A_MOMENT);
        assert_eq!(left_alone_for(&held, &clock), Some(A_MOMENT));
        clock.advance(A_MOMENT);
        assert_eq!(left_alone_for(&held, &clock), None);
    }
    let newer = record(2, AN_HOUR, &clock);
    assert!(held.take(&Outcome::Token(newer), false, &clock));
    failed(&mut held, is_down(), &clock);
    assert_eq!(left_alone_for(&held, &clock), None, "a token is the end of all that");
}

#[test]
fn a_server_that_names_a_time_is_left_alone_for_that_time() {
    let clock = clock();
    for (reason, named, wait) in [
        (Reason::ServerUnavailable, Some(AN_HOUR), Some(AN_HOUR)),
        (Reason::InvalidClient, Some(AN_HOUR), Some(AN_HOUR)),
        (Reason::NoRefreshToken, None, None),
    ] {
        let mut held = held(AN_HOUR, &clock);
        for _ in 0..3 {
            let error = Error::new(reason, "no token").with_retry_after(named);
            failed(&mut held, error, &clock);
        }
        assert_eq!(left_alone_for(&held, &clock), wait, "{reason}");
    }
}

#[test]
fn who_waited_sees_what_came_meanwhile_and_nothing_older() {
    let clock = clock();
    let mut held = held(AN_HOUR, &clock);
    assert!(held.since(held.count, Duration::ZERO, &clock).is_none());
    let before = held.count;
    failed(&mut held, is_down(), &clock);
    assert!(held.since(before, Duration::ZERO, &clock).unwrap().is_err());
    assert!(held.since(held.count, Duration::ZERO, &clock).is_none());
    let before = held.count;
    assert!(held.take(&Outcome::Token(record(2, AN_HOUR, &clock)), false, &clock));
    let (token, number) = held.since(before, Duration::ZERO, &clock).unwrap().unwrap();
    assert_eq!((token.expose(), number), ("a2", 1));
    assert!(held.since(held.count, Duration::ZERO, &clock).is_none());
    let before = held.count;
    assert!(held.take(&Outcome::Unkept(record(3, AN_HOUR, &clock), is_down()), false, &clock));
    let (token, number) = held.since(before, Duration::ZERO, &clock).unwrap().unwrap();
    assert_eq!((token.expose(), number), ("a3", 2));
}

#[test]
fn who_wants_more_than_the_server_gives_has_the_best_for_a_moment() {
    // A token of a minute has a margin of 6 seconds and more, one of 5 seconds none of a second.
    for life in [60, 5] {
        let clock = clock();
        let life = Duration::from_secs(life);
        let mut held = held(life, &clock);
        assert!(held.fresh(life, &clock).is_some(), "it lasts just as long");
        assert!(held.fresh(life + A_MOMENT, &clock).is_none(), "no server was asked for it");
        assert!(held.take(&Outcome::Token(record(2, life, &clock)), false, &clock));
        let moment = held.margin.max(A_SECOND);
        assert!(held.fresh(life, &clock).is_some());
        clock.advance(moment - A_MOMENT);
        assert!(held.fresh(life, &clock).is_some() && held.fresh(AN_HOUR, &clock).is_some());
        assert!(held.fresh(life - A_MOMENT, &clock).is_none(), "the server gives such ones");
        clock.advance(A_MOMENT);
        assert!(held.fresh(life, &clock).is_none() && held.fresh(AN_HOUR, &clock).is_none());
    }
    // None that has ended is the best.
    let clock = clock();
    let mut held = held(AN_HOUR, &clock);
    assert!(held.take(&Outcome::Token(record(2, A_MOMENT, &clock)), false, &clock));
    clock.advance(A_MOMENT);
    assert!(held.fresh(AN_HOUR, &clock).is_none());
}

#[test]
fn what_is_not_kept_is_kept_later_after_waits_that_double() {
    let clock = clock();
    let mut held = held(AN_HOUR, &clock);
    assert!(held.is_kept() && held.to_keep(&clock).is_none());
    let unkept = Outcome::Unkept(record(2, AN_HOUR, &clock), is_down());
    assert!(held.take(&unkept, false, &clock) && !held.is_kept());
    for longest in [1, 2, 4] {
        assert_eq!(held.to_keep(&clock).map(|record| record.generation()), Some(2));
        held.tried_to_keep(false, &clock);
        let longest = Duration::from_secs(longest);
        clock.advance(longest / 2 - A_MOMENT);
        assert!(held.to_keep(&clock).is_none() && !held.is_kept());
        let at = held.unkept.unwrap().at;
        assert!(at <= clock.monotonic() + A_MOMENT + longest / 2, "{longest:?}");
        clock.advance(at - clock.monotonic());
    }
    held.tried_to_keep(true, &clock);
    assert!(held.is_kept() && held.to_keep(&clock).is_none());
    // What is kept stays so.
    held.tried_to_keep(false, &clock);
    assert!(held.is_kept());
}

#[test]
fn a_session_that_was_kept_as_ended_is_over_and_says_why() {
    let clock = clock();
    let held = Held::new(record(1, AN_HOUR, &clock).with_end("logged_out"), &clock);
    let error = held.over().unwrap();
    assert_eq!(error.reason(), Reason::LoggedOut);
    assert!(error.to_string().contains("logged_out"), "{error}");
    // A word of a later version, or one that is no end, is an end all the same.
    for unknown in ["something_new", "timeout"] {
        let held = Held::new(record(1, AN_HOUR, &clock).with_end(unknown), &clock);
        assert_eq!(held.over().unwrap().reason(), Reason::InvalidGrant);
    }
}

#[test]
fn nothing_brings_a_session_back_that_has_ended() {
    let clock = clock();
    let mut held = held(AN_HOUR, &clock);
    assert!(held.over().is_none());
    let refused = Error::new(Reason::InvalidGrant, "refused");
    assert!(held.take(&Outcome::Ended(Record::clone(&held.record), refused), false, &clock));
    assert_eq!(held.over().map(|error| error.reason()), Some(Reason::InvalidGrant));
    assert!(!held.take(&Outcome::Token(record(2, AN_HOUR, &clock)), false, &clock));
    assert_eq!((held.record.generation(), held.count.tokens), (1, 0));
}

#[test]
fn a_server_is_left_alone_until_its_pause_is_over() {
    let clock = clock();
    let mut held = held(AN_HOUR, &clock);
    assert!(!held.is_paused(&clock));
    failed(&mut held, is_down().with_retry_after(Some(A_SECOND)), &clock);
    assert!(held.is_paused(&clock));
    clock.advance(A_SECOND - A_MOMENT);
    assert!(held.is_paused(&clock));
    clock.advance(A_MOMENT);
    assert!(!held.is_paused(&clock) && held.paused(&clock).is_none());
}

#[test]
fn what_the_store_is_owed_is_remembered_until_a_renewal_says_otherwise() {
    let clock = clock();
    let token = || record(2, AN_HOUR, &clock);
    let unkept = Outcome::Unkept(token(), is_down());
    let odd = Outcome::Odd(token(), Some(is_down()), is_down());
    for outcome in [unkept, odd] {
        for owed in [true, false] {
            let mut held = held(AN_HOUR, &clock);
            assert!(held.take(&outcome, owed, &clock));
            assert_eq!((held.is_kept(), held.is_owed()), (false, owed));
            // Nothing came of the next one, and the store has what it was owed or has it not.
            for (still_owed, kept) in [(true, false), (false, owed)] {
                let failed = Outcome::Failed(token(), is_down());
                assert!(held.take(&failed, still_owed && owed, &clock));
                assert_eq!(held.is_kept(), kept, "{owed} {still_owed}");
            }
        }
    }
    let mut held = held(AN_HOUR, &clock);
    assert!(held.take(&Outcome::Odd(token(), None, is_down()), false, &clock));
    assert!(held.is_kept());
}

#[test]
fn the_store_is_offered_what_it_did_not_take_when_it_is_time_and_never_more_often_than_each_second()
{
    let clock = clock();
    let mut held = held(AN_HOUR, &clock);
    assert_eq!(held.keeps_in(&clock), None);
    let unkept = Outcome::Unkept(record(2, AN_HOUR, &clock), is_down());
    assert!(held.take(&unkept, false, &clock));
    assert_eq!(held.keeps_in(&clock), Some(A_SECOND), "it is due at once");
    for _ in 0..8 {
        held.tried_to_keep(false, &clock);
    }
    let left = held.unkept.unwrap().at - clock.monotonic();
    assert_eq!(held.keeps_in(&clock), Some(left));
    clock.advance(left - 2 * A_SECOND);
    assert_eq!(held.keeps_in(&clock), Some(2 * A_SECOND));
    clock.advance(AN_HOUR);
    assert_eq!(held.keeps_in(&clock), Some(A_SECOND));
}

#[test]
fn a_token_of_somebody_else_that_is_old_already_is_not_the_best_that_the_server_gives() {
    let clock = clock();
    let half = AN_HOUR / 2;
    let theirs = record(2, AN_HOUR, &clock);
    let mut held = held(AN_HOUR, &clock);
    clock.advance(half);
    assert!(held.take(&Outcome::Token(theirs), false, &clock));
    assert!(held.good_for(half, &clock).is_some());
    assert!(held.good_for(half + A_MOMENT, &clock).is_none(), "a new one would last as long");
    assert!(held.good_for(AN_HOUR, &clock).is_some(), "and that is the most there is");
}

#[test]
fn a_token_is_stale_from_its_margin_to_its_end_by_either_clock() {
    let clock = clock();
    let held = held(AN_HOUR, &clock);
    let stale = held.stale.unwrap();
    clock.set(stale.wall - A_MOMENT);
    assert!(held.fresh(Duration::ZERO, &clock).is_some() && !held.is_stale(&clock));
    clock.set(stale.wall);
    assert!(held.fresh(Duration::ZERO, &clock).is_none() && held.is_stale(&clock));
    clock.set(stale.wall - AN_HOUR);
    clock.advance(stale.monotonic - clock.monotonic());
    assert!(held.fresh(Duration::ZERO, &clock).is_none() && held.is_stale(&clock));
    clock.advance(held.margin);
    assert!(!held.is_stale(&clock), "it has ended");
}

#[test]
fn by_another_clock_all_that_was_to_be_done_at_a_time_is_due() {
    let clock = clock();
    let mut before = held(A_SECOND, &clock);
    let unkept = Outcome::Unkept(record(2, A_SECOND, &clock), is_down());
    assert!(before.take(&unkept, true, &clock));
    for _ in 0..9 {
        before.tried_to_keep(false, &clock);
    }
    before.fail(&is_down().with_retry_after(Some(AN_HOUR)), &clock);
    before.looked(AN_HOUR, &clock);
    assert!(before.to_keep(&clock).is_none() && before.is_paused(&clock));
    assert!(!before.is_look_due(&clock) && before.good_for(A_SECOND * 2, &clock).is_some());
    let after = before.timed(&clock);
    assert!(after.to_keep(&clock).is_some() && after.is_owed() && !after.is_paused(&clock));
    assert!(after.is_look_due(&clock) && after.good_for(A_SECOND * 2, &clock).is_none());
    let mut unwatched = held(A_SECOND, &clock).timed(&clock);
    assert!(!unwatched.is_look_due(&clock), "no store is asked where there is none");
    unwatched.look_at(A_MOMENT);
    assert_eq!(unwatched.next_look(), A_MOMENT);
}

#[test]
fn what_the_store_has_is_taken_up_where_others_made_it() {
    let clock = clock();
    let base = record(2, AN_HOUR, &clock);
    let noted = base.noted(clock.now());
    let mut other = record(3, AN_HOUR, &clock);
    other.generation = 2;
    for (found, news, generation) in [
        (&base, false, 2),
        (&noted, false, 3),
        (&record(1, AN_HOUR, &clock), false, 2),
        (&record(4, AN_HOUR, &clock), true, 4),
        (&other, true, 2),
        (&noted.with_end("logged_out"), true, 4),
    ] {
        let mut held = Held::new(base.clone(), &clock);
        assert_eq!(held.adopt(Some(found), &clock), news, "{found:?}");
        assert_eq!(held.record.generation(), generation, "{found:?}");
        assert_eq!(held.ended.is_some(), found.has_ended(), "{found:?}");
        assert_eq!(held.count.tokens, u64::from(news && !found.has_ended()), "{found:?}");
        // The same is no news again.
        assert!(!held.adopt(Some(found), &clock), "{found:?}");
    }
}

#[test]
fn a_session_of_which_the_store_has_nothing_is_over_unless_it_begins_in_it() {
    let clock = clock();
    let mut app = record(1, AN_HOUR, &clock);
    app.token.refresh = None;
    for (record, gone) in [
        (record(1, AN_HOUR, &clock), true),
        (record(0, AN_HOUR, &clock), false),
        (app, false),
        (record(1, AN_HOUR, &clock).with_end("invalid_grant"), false),
    ] {
        let ended = record.has_ended();
        let mut held = Held::new(record, &clock);
        assert_eq!(held.adopt(None, &clock), gone);
        assert_eq!((held.ended.is_some(), held.adopt(None, &clock)), (gone || ended, false));
        let reason = held.over().map(|error| error.reason());
        assert_eq!(reason == Some(Reason::LoggedOut), gone);
    }
}
