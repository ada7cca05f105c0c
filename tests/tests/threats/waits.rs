//! Servers that are slow, that are not there, or that ask to be left alone.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, SystemTime};

use spotify_flow::{Error, ErrorKind, Reason};
use spotify_flow_tests::Clocked;
use tokio::task::JoinHandle;
use tokio::time::{self, Instant};

use crate::server::{Server, TOKEN, ask, ask_at, client, http, ok, session};

/// How long a whole request may take.
const TOTAL: Duration = Duration::from_secs(30);

/// The time of the runtime, stopped: it moves by hand alone, while sockets go on.
///
/// Without this the runtime would skip to the next timer whenever it has nothing to do, and waiting
/// for a socket is that. It does not as long as a blocking task runs.
struct StoppedTime(#[allow(dead_code)] std::sync::mpsc::Sender<()>);

impl StoppedTime {
    fn stop() -> StoppedTime {
        let (held, holds) = std::sync::mpsc::channel::<()>();
        tokio::task::spawn_blocking(move || holds.recv());
        time::pause();
        StoppedTime(held)
    }

    /// Lets time pass, and what was sent arrive.
    async fn pass(&self, time: Duration) {
        time::advance(time).await;
        tokio::task::spawn_blocking(|| std::thread::sleep(Duration::from_millis(5))).await.unwrap();
    }
}

impl Drop for StoppedTime {
    fn drop(&mut self) {
        time::resume();
    }
}

/// Asks a server that sends a beginning, and then a byte each second for ever.
async fn drip(head: &'static str, byte: &'static [u8]) -> (StoppedTime, JoinHandle<Error>) {
    let (begun, begins) = tokio::sync::oneshot::channel();
    let begun = std::sync::Mutex::new(Some(begun));
    let server = Server::start(move |_, mut connection| {
        let begun = begun.lock().unwrap().take();
        async move {
            connection.request().await;
            connection.send(head.as_bytes()).await;
            begun.unwrap().send(()).unwrap();
            while connection.send(byte).await {
                time::sleep(Duration::from_secs(1)).await;
            }
        }
    })
    .await;
    let asked = tokio::spawn(async move { ask(&server).await.unwrap_err() });
    begins.await.unwrap();
    (StoppedTime::stop(), asked)
}

/// The caller waits for 30 seconds and no longer.
async fn assert_freed_in_time(time: StoppedTime, asked: JoinHandle<Error>) {
    for _ in 0..TOTAL.as_secs() - 1 {
        time.pass(Duration::from_secs(1)).await;
        assert!(!asked.is_finished(), "the server is slow, and not late yet");
    }
    time.pass(Duration::from_secs(2)).await;
    assert!(asked.is_finished(), "the time is over");
    let error = asked.await.unwrap();
    assert_eq!((error.reason(), error.kind()), (Reason::Timeout, ErrorKind::Transient));
}

#[tokio::test]
async fn t_019_a_head_that_drips_is_given_up_after_half_a_minute() {
    let (time, asked) = drip("HTTP/1.1 200 OK\r\nx-slow: ", b"a").await;
    assert_freed_in_time(time, asked).await;
    let (time, asked) = drip("HTTP/1.1 103 Early Hints\r\n\r\n", b"HTTP/1.1 103 E\r\n\r\n").await;
    assert_freed_in_time(time, asked).await;
}

#[tokio::test]
async fn t_020_a_body_that_drips_is_given_up_after_half_a_minute() {
    let (time, asked) = drip("HTTP/1.1 200 OK\r\ncontent-length: 5000\r\n\r\n", b" ").await;
    assert_freed_in_time(time, asked).await;
}

/// A port whose queue is full: whoever knocks hears nothing.
fn black_hole() -> (SocketAddr, Vec<std::net::TcpStream>, tokio::net::TcpListener) {
    let socket = tokio::net::TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let listener = socket.listen(1).unwrap();
    let address = listener.local_addr().unwrap();
    let knock = || std::net::TcpStream::connect_timeout(&address, Duration::from_millis(50));
    let waiting: Vec<_> = std::iter::repeat_with(knock).map_while(Result::ok).take(100).collect();
    assert!(waiting.len() < 100, "the queue is full");
    (address, waiting, listener)
}

#[tokio::test]
async fn t_021_a_connection_that_does_not_come_is_given_up_after_ten_seconds() {
    let (address, _waiting, _listener) = black_hole();
    client();
    time::pause();
    let begun = Instant::now();
    let error = ask_at(&format!("http://{address}")).await.unwrap_err();
    assert_eq!(begun.elapsed().as_secs(), 10);
    assert_eq!((error.reason(), error.kind()), (Reason::Unreachable, ErrorKind::Transient));
    time::resume();
    let closed = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let error = ask_at(&format!("http://{closed}")).await.unwrap_err();
    assert_eq!((error.reason(), error.kind()), (Reason::Unreachable, ErrorKind::Transient));
}

#[tokio::test]
async fn t_035_a_wait_that_a_server_asks_for_is_believed_within_reason() {
    let past = "Sun, 06 Nov 1994 08:49:37 GMT";
    let future = httpdate::fmt_http_date(SystemTime::now() + Duration::from_secs(7200));
    let waits = [
        ("0", None),
        ("120", Some(120..=120)),
        (" 120 ", Some(120..=120)),
        ("99999999999999999999999", Some(86_400..=86_400)),
        (past, None),
        (&future, Some(7_100..=7_200)),
        ("-1", None),
        ("1.5", None),
        ("soon", None),
        ("", None),
        ("5\r\nretry-after: 6", None),
    ];
    for (text, expected) in waits {
        for status in ["429 Too Many Requests", "503 Service Unavailable"] {
            let head = format!("retry-after: {text}\r\n");
            let error = ask(&Server::sends(http(status, &head, "")).await).await.unwrap_err();
            let wait = error.retry_after().map(|wait| wait.as_secs());
            match &expected {
                Some(range) => assert!(range.contains(&wait.unwrap()), "{text}: {wait:?}"),
                None => assert_eq!(wait, None, "{text}"),
            }
        }
    }
}

/// A server that can't answer, until it is told that it can.
async fn failing(recovers: Arc<AtomicBool>) -> Server {
    Server::start(move |_, mut connection| {
        let recovers = recovers.clone();
        async move {
            while connection.request().await.is_some() {
                let good = recovers.load(Ordering::Relaxed);
                let bad = http("503 Service Unavailable", "", "");
                connection.send(&if good { ok(TOKEN) } else { bad }).await;
            }
        }
    })
    .await
}

#[tokio::test]
async fn t_036_a_server_that_fails_is_asked_less_and_less_and_found_again_when_it_is_back() {
    let recovers = Arc::new(AtomicBool::new(false));
    let server = failing(recovers.clone()).await;
    let world = Clocked::default();
    let sessions: Vec<_> =
        (0..20).map(|_| session(&server).with_transport(world.clone())).collect();
    let each = sessions.len();
    for _ in 0..600 {
        for session in &sessions {
            assert_eq!(session.token().await.unwrap_err().kind(), ErrorKind::Transient);
        }
        world.hands().advance(Duration::from_millis(100));
    }
    // Half a second, one, two, four, eight, sixteen, thirty: more than a minute.
    assert!((3 * each..=9 * each).contains(&server.requests().len()), "of {each} sessions");
    recovers.store(true, Ordering::Relaxed);
    world.hands().advance(Duration::from_secs(60));
    for session in &sessions {
        session.token().await.unwrap();
    }
}

#[tokio::test]
async fn t_045_a_name_that_is_not_found_passes_and_every_address_of_a_name_is_tried() {
    // Longer than a label of a name may be: the resolver says no without asking anybody.
    let nowhere = format!("https://{}.example", "a".repeat(64));
    let error = ask_at(&nowhere).await.unwrap_err();
    assert_eq!((error.reason(), error.kind()), (Reason::Unreachable, ErrorKind::Transient));
    // Where the name stands for both `[::1]` and `127.0.0.1`, nobody is at the first.
    let server = Server::sends(ok(TOKEN)).await;
    ask_at(&format!("http://localhost:{}", server.port())).await.unwrap();
}
