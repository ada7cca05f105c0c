//! What a session tells of itself.

use std::time::Duration;

use spotify_flow::{Reason, SessionEvent};

use crate::stage::{AN_HOUR, Stage, alice};

#[tokio::test]
async fn a_renewal_and_an_end_are_told() {
    let (stage, alice) = (Stage::set().await, alice());
    let session = stage.kept(&alice).await;
    let mut events = session.events();
    assert_eq!(events.try_next(), None);
    let token = session.refresh().await.unwrap();
    let expires_at = token.expires_at();
    assert_eq!(events.next().await, Some(SessionEvent::Renewed { expires_at }));
    stage.simulator.withdraw_consent("mixtape");
    session.refresh().await.unwrap_err();
    assert_eq!(events.next().await, Some(SessionEvent::Ended { reason: Reason::InvalidGrant }));
    drop(session);
    assert_eq!(events.next().await, None);
}

#[tokio::test]
async fn the_end_of_consent_is_told_before_it_comes() {
    let (stage, alice) = (Stage::set().await, alice());
    let session = stage.kept(&alice).await;
    let at = session.consent_ends_at().unwrap();
    let mut events = session.events();
    for _ in 0..170 {
        stage.pass(Duration::from_secs(24 * 3600));
    }
    session.token().await.unwrap();
    assert!(matches!(events.try_next(), Some(SessionEvent::Renewed { .. })));
    assert_eq!(events.try_next(), Some(SessionEvent::ConsentEndsSoon { at }));
    stage.pass(AN_HOUR);
}
