//! The end of the user's consent.

use std::time::Duration;

use spotify_flow::store::Account;
use spotify_flow::{
    ClientId, Clock as _, Error, ErrorKind, ManualClock, Reason, RedirectUri, Session,
    SessionEvent, spotify_flow,
};

use crate::stage::{AN_HOUR, Mixtape, Stage, alice, mixtape};
use crate::wearing::Wearing;

#[derive(Debug)]
#[allow(deprecated)]
#[spotify_flow(implicit_grant)]
struct Poster {
    client_id: ClientId,
    redirect_uri: RedirectUri,
}

/// A stage whose clock shows when this session's consent ends, less so much.
async fn before_the_end(time: Duration) -> (Stage, Account, Session<Mixtape>) {
    let (stage, alice) = (Stage::set().await, alice());
    let session = stage.kept(&alice).await;
    stage.simulator.clock().set(session.consent_ends_at().unwrap() - time);
    (stage, alice, session)
}

fn is_over(result: Result<impl Sized, Error>) -> bool {
    result.is_err_and(|error| {
        (error.kind(), error.reason()) == (ErrorKind::ConsentRequired, Reason::ConsentEnded)
    })
}

#[tokio::test]
async fn t_135_the_end_of_consent_is_told_before_and_the_server_is_asked_once_after_it() {
    let (stage, alice, session) = before_the_end(Duration::from_secs(24 * 3600)).await;
    let (at, mut events) = (session.consent_ends_at().unwrap(), session.events());
    session.token().await.unwrap();
    assert!(matches!(events.try_next(), Some(SessionEvent::Renewed { .. })));
    assert_eq!(events.try_next(), Some(SessionEvent::ConsentEndsSoon { at }));

    stage.pass(Duration::from_secs(24 * 3600 + 1));
    assert!(is_over(session.token().await) && is_over(session.refresh().await));
    assert!(is_over(session.get("/v1/me").await));
    assert!(is_over(stage.restored(&alice).await.token().await));
    assert_eq!(stage.renewals(), 2);
    let reason = Reason::ConsentEnded;
    assert_eq!(events.try_next(), Some(SessionEvent::Ended { reason }));

    // The user agrees again.
    stage.kept(&alice).await.token().await.unwrap();
    session.token().await.unwrap();
    assert_eq!(stage.renewals(), 2, "the session takes up what the login left in the store");
}

#[tokio::test]
async fn t_135_where_nothing_is_renewed_no_consent_ends() {
    let stage = Stage::set().await;
    stage.simulator.set_before_sunset(true);
    let app = Poster { client_id: "mixtape".into(), redirect_uri: mixtape().redirect_uri };
    let session = app.login(&stage.http, stage.simulator.user()).await.unwrap();
    assert!(session.authorized_at().is_some());
    assert_eq!(session.consent_ends_at(), None, "its token ends long before");
}

#[tokio::test]
async fn t_135_a_token_outlives_the_consent_that_it_was_given_for() {
    let (stage, _, session) = before_the_end(Duration::from_secs(60)).await;
    session.token().await.unwrap();
    stage.pass(Duration::from_secs(120));
    session.token().await.unwrap();
    stage.pass(AN_HOUR);
    assert!(is_over(session.token().await));
    assert_eq!(stage.renewals(), 2);
}

#[tokio::test]
async fn t_135_a_clock_that_is_wrong_ends_no_session_that_the_server_renews() {
    let (stage, alice) = (Stage::set().await, alice());
    stage.kept(&alice).await;
    stage.pass(AN_HOUR);
    // A login by a clock that began in 1970 is as wrong as a clock of next year.
    let next_year = stage.simulator.clock().now() + Duration::from_secs(400 * 24 * 3600);
    let clock = ManualClock::at(next_year);
    let session = Session::restore(&mixtape(), &alice).await.unwrap().unwrap();
    let session = session.with_transport(Wearing { http: stage.http.clone(), clock });
    assert!(session.consent_ends_at().unwrap() < next_year);
    session.token().await.unwrap();
    session.refresh().await.unwrap();
    assert_eq!(stage.renewals(), 2);
}
