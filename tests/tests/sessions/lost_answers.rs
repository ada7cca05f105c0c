//! The server gives out a new refresh token, and its answer breaks off on the way.

use std::time::{Duration, Instant};

use spotify_flow::store::{Account, MemoryStore, Store as _};
use spotify_flow::{AccessToken, Error, ErrorKind, Reason, Session};
use spotify_flow_tests::Clocked;
use spotify_flow_tests::proof::Proof;
use spotify_flow_tests::rotating::{
    Cut, Framing, LIFE, Player, RotatingServer, access_token, refresh_token, success,
};

/// The shortest grace that providers give.
const GRACE: Duration = Duration::from_secs(10);

/// A session that is about to renew for the second time, and to lose the answer.
struct Stage {
    server: RotatingServer,
    alice: Account,
    session: Session<Player>,
    http: Clocked,
}

impl Stage {
    async fn set(grace: Duration, cut: Cut, http: &Clocked) -> Stage {
        let (server, alice) =
            (RotatingServer::start(grace), MemoryStore::default().account("alice"));
        let session = Session::over(&server.player(), server.first_token(), http.clone());
        let session = session.keep_in(&alice).await.unwrap();
        session.token().await.unwrap();
        server.cut_next(cut);
        Stage { server, alice, session, http: http.clone() }
    }

    async fn token(&self) -> Result<AccessToken, Error> {
        self.session.token().await
    }

    fn pass(&self, time: Duration) {
        self.http.hands().advance(time);
    }

    /// What another process finds.
    async fn found(&self) -> Session<Player> {
        let found = Session::restore(&self.server.player(), &self.alice).await.unwrap();
        found.unwrap().with_transport(self.http.clone())
    }
}

/// Every byte after which an answer may break off. What is marked by the end of the connection is
/// whole with its last byte, and so are the others.
fn cuts() -> impl Iterator<Item = Cut> {
    [Framing::Length, Framing::Chunked, Framing::Close]
        .into_iter()
        .flat_map(|framing| (0..success(framing, 2).len()).map(move |after| Cut { framing, after }))
}

fn refresh_token_of(session: &Session<Player>) -> String {
    session.token_snapshot().expose_refresh_token().unwrap().to_owned()
}

#[tokio::test]
async fn t_115_an_answer_that_is_lost_is_asked_for_again_within_the_servers_grace() {
    let (proof, http) = (Proof::of("T-115"), Clocked::default());
    let (mut tried, mut longest) = (0, Duration::ZERO);
    for cut in cuts() {
        let stage = Stage::set(GRACE, cut, &http).await;
        stage.pass(LIFE);
        let begun = Instant::now();
        let token = stage.token().await.unwrap_or_else(|error| panic!("{cut:?}: {error}"));
        longest = longest.max(begun.elapsed());
        assert_eq!(token.expose(), access_token(2), "{cut:?}");
        assert_eq!(refresh_token_of(&stage.found().await), refresh_token(2), "{cut:?}");
        let family = stage.server.family();
        assert_eq!((family.alive, &family.presented[..]), (true, &[1, 2, 0][..]), "{cut:?}");
        tried += 1;
    }
    assert!(longest < Duration::from_secs(2), "{longest:?}");
    proof.shown(
        format!("answers in 3 framings cut at {tried} offsets; {} s of grace", GRACE.as_secs()),
        format!("{tried} recovered by the same caller, in {longest:.0?} at most"),
    );
}

#[tokio::test]
async fn t_115_an_answer_that_is_lost_for_good_is_told_and_the_old_token_used_up() {
    let (proof, http) = (Proof::of("T-115"), Clocked::default());
    let mut tried = 0;
    for cut in cuts() {
        let stage = Stage::set(Duration::ZERO, cut, &http).await;
        let error = stage.session.refresh().await.unwrap_err();
        assert_eq!(error.reason(), Reason::RenewalLost, "{cut:?}: {error}");
        assert_eq!(error.kind(), ErrorKind::ConsentRequired);
        // The access token is what it was until it ends; the refresh token is set aside.
        assert_eq!(stage.token().await.unwrap().expose(), access_token(1), "{cut:?}");
        stage.pass(LIFE);
        assert_eq!(stage.token().await.unwrap_err().reason(), Reason::RenewalLost);
        let found = stage.found().await;
        let error = found.token().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ConsentRequired, "{cut:?}: {error}");
        assert!(error.to_string().contains("renewal_lost"), "{error}");
        assert_eq!(refresh_token_of(&found), refresh_token(1), "{cut:?}");
        assert_eq!(stage.server.family().presented, [1, 2, 0], "{cut:?}");
        tried += 1;
    }
    proof.shown(
        format!("answers in 3 framings cut at {tried} offsets; no grace"),
        format!("{tried} told as lost, 0 silent; the access token used to its end"),
    );
}
