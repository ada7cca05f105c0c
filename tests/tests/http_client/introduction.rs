//! What the client says of itself.

use spotify_flow::{HttpClient, Session, Token, Transport as _};
use spotify_flow_tests::cases::{Client, Code, STATE};

use crate::server::{Server, get};

const OURS: &str = concat!("spotify-flow/", env!("CARGO_PKG_VERSION"));

/// The `User-Agent` of the last request.
fn said(server: &Server) -> String {
    let seen = server.seen().concat();
    let head = seen.last().unwrap();
    let line = head.lines().find_map(|line| line.strip_prefix("user-agent: "));
    line.unwrap_or_default().to_owned()
}

fn client(server: &Server) -> Client {
    let mut robot = Client::robot();
    robot.base = format!("http://127.0.0.1:{}", server.port());
    robot
}

#[tokio::test]
async fn the_apps_words_stand_before_ours_in_token_requests_too() {
    let server = Server::plain();
    let named = HttpClient::builder().user_agent("mixtape/1.2 (+https://mixtape.example)");
    let named = named.build().unwrap();
    let _ = client(&server).token("", STATE, &named).await;
    let whole = format!("mixtape/1.2 (+https://mixtape.example) {OURS}");
    assert_eq!(said(&server), whole);
    let token = Token::from_refresh_token("refresh-0", None);
    let session = Session::<Code>::over(&client(&server).app(), token, named.clone());
    let _ = session.refresh().await;
    assert_eq!(said(&server), whole);

    let nameless = HttpClient::for_loopback().unwrap();
    let _ = client(&server).token("", STATE, &nameless).await;
    assert_eq!(said(&server), OURS);
}

#[tokio::test]
async fn words_that_a_call_brings_itself_stay() {
    let server = Server::plain();
    let named = HttpClient::builder().user_agent("mixtape/1.2").build().unwrap();
    let url = format!("http://127.0.0.1:{}/", server.port());
    let mut request = get(&url);
    request.headers_mut().insert("user-agent", "another/1".parse().unwrap());
    named.send(request).await.unwrap();
    assert_eq!(said(&server), "another/1");
    named.send(get(&url)).await.unwrap();
    assert_eq!(said(&server), format!("mixtape/1.2 {OURS}"));
}
