//! Answers that are odd, and refusals without a word.

use super::*;

#[test]
fn of_an_odd_answer_the_refresh_token_is_kept_before_it_is_told() {
    let base = record(1, 1);
    let odd = || {
        let mut told = Told::sent(&base);
        let error = Error::new(Reason::InvalidExpiresIn, "odd");
        told.tell(Event::Answered(Answer::Odd(Secret::new("r2"), error)));
        told
    };
    let told = odd();
    let (expected, kept) = told.commit().unwrap();
    assert_eq!((expected, kept.generation(), kept.sent.is_none()), (2, 3, true));
    let access = |record: &Record| record.token.access_token().unwrap().expose().to_owned();
    assert_eq!(kept.token.expose_refresh_token(), Some("r2"));
    assert_eq!(access(kept), access(&base), "as long as it lives");
    // Kept, or in memory until that goes; or beside what somebody else made of the spent token.
    let mut told = odd();
    told.committed(Committed::Done);
    assert!(matches!(told.outcome(), Outcome::Odd(_, None, error)
        if error.reason() == Reason::InvalidExpiresIn));
    let mut told = odd();
    let down = || Error::new(Reason::StoreUnavailable, "down");
    told.tell(Event::Committed(Err(down())));
    assert!(matches!(told.outcome(), Outcome::Odd(kept, Some(_), _)
        if kept.token.expose_refresh_token() == Some("r2")));
    let mut told = odd();
    told.committed(Committed::Conflict).tell(Event::Loaded(Err(down())));
    assert!(matches!(told.outcome(), Outcome::Odd(_, Some(_), _)));
    let mut told = odd();
    let ended = base.noted(now()).with_end("invalid_grant");
    told.committed(Committed::Conflict).loaded(&ended);
    let (expected, kept) = told.commit().unwrap();
    assert_eq!((expected, kept.generation()), (3, 4));
    assert_eq!(kept.token.expose_refresh_token(), Some("r2"));
    assert!(matches!(told.committed(Committed::Done).outcome(), Outcome::Odd(_, None, _)));
    // A new login meanwhile is newer, and what was odd is no matter any more.
    let mut told = odd();
    told.committed(Committed::Conflict).loaded(&record(7, 5));
    told.committed(Committed::Done).tell(Event::Answered(Answer::Renewed(token(6, A_SECOND))));
    assert!(matches!(told.committed(Committed::Done).outcome(), Outcome::Token(_)));
}

#[test]
fn an_answer_that_can_not_be_read_is_not_asked_for_again_at_once_and_its_note_stays() {
    let base = record(1, 1);
    let mut told = Told::sent(&base);
    told.answered(Answer::Unread, Reason::Packed);
    let (reason, left) = told.failed();
    assert_eq!((reason, left.sent.is_some()), (Reason::Packed, true));
}

/// What a renewal of this record that is refused without a word leaves at a time, or its end.
fn mute(base: &Record, at: SystemTime) -> Result<Record, Reason> {
    let mut told = Told::sent(base);
    let error = Error::new(Reason::UnrecognisedErrorBody, "").with_status(400);
    let effect = told.flight.step(Event::Answered(Answer::Mute(error)), at);
    if let Effect::Commit { record, .. } = effect {
        return Ok(record);
    }
    assert!(matches!(effect, Effect::Load), "{effect:?}");
    let noted = base.noted(now());
    told.loaded(&noted).committed(Committed::Done);
    Err(told.ended())
}

#[test]
fn refusals_without_a_word_are_an_end_where_there_are_three_over_an_hour() {
    let hour = Duration::from_secs(3600);
    let first = mute(&record(1, 1), now()).unwrap();
    assert!(first.sent.is_none(), "the note is taken back");
    let second = mute(&first, now() + A_SECOND).unwrap();
    let third = mute(&second, now() + hour - A_SECOND).unwrap();
    assert_eq!(third.mute.as_ref().unwrap().times, 3);
    assert_eq!(mute(&third, now() + hour).unwrap_err(), Reason::RefreshTokenRefused);
    assert_eq!(mute(&second, now() + hour).unwrap_err(), Reason::RefreshTokenRefused);
    assert!(mute(&first, now() + 100 * hour).is_ok(), "twice is not three times");
    // Of a token that brought nothing yet it may be the set-up that is wrong.
    let mut never_good = second.clone();
    never_good.token.access = None;
    assert!(mute(&never_good, now() + hour).is_ok());
    // A clock that was wrong dates nothing.
    for since in [now() - A_SECOND, now() + 3 * hour] {
        let mut dated = second.clone();
        dated.mute.as_mut().unwrap().since = since;
        assert_eq!(mute(&dated, now() + hour).unwrap().mute.unwrap().times, 1);
    }
}

#[test]
fn any_other_answer_ends_the_count_of_refusals_and_no_answer_does_not() {
    let counted = mute(&record(1, 1), now()).unwrap();
    let left = |status: Option<u16>| {
        let mut told = Told::sent(&counted);
        let error = Error::new(Reason::ServerUnavailable, "down");
        let error = status.into_iter().fold(error, Error::with_status);
        told.tell(Event::Answered(Answer::Failed(error)));
        told.commit().unwrap().1.clone()
    };
    assert_eq!(left(None).mute, counted.mute);
    assert_eq!(left(Some(500)).mute, None);
    let mut told = Told::sent(&counted);
    told.tell(Event::Answered(Answer::Renewed(token(2, A_SECOND))));
    assert_eq!(told.commit().unwrap().1.mute, None);
    // Also where an answer was lost before, and the note stays.
    let mut told = Told::sent(&counted);
    told.answered(Answer::Lost, Reason::Timeout);
    let error = Error::new(Reason::InvalidClient, "no").with_status(401);
    told.tell(Event::Answered(Answer::Failed(error)));
    let (_, left) = told.commit().unwrap();
    assert_eq!((left.mute.is_none(), left.sent.is_some()), (true, true));
}
