//! Time in which nobody drives the client is nobody's fault, and floods are one's own affair.

use std::time::Duration;

use spotify_flow::{HttpClient, Reason};
use tokio::io::AsyncWriteExt as _;

use crate::server::{OK, Server, ask, head};

/// The time-out that is long over when anybody looks again.
const LIMIT: Duration = Duration::from_millis(300);

#[test]
fn an_answer_that_came_while_nobody_drove_the_runtime_is_read() {
    let (tell, told) = std::sync::mpsc::channel();
    let server = Server::start(move |mut stream, _| {
        let tell = tell.clone();
        async move {
            head(&mut stream).await.unwrap();
            tokio::time::sleep(LIMIT / 3).await;
            stream.write_all(OK).await.unwrap();
            tell.send(()).unwrap();
            std::future::pending().await
        }
    });
    let http = HttpClient::builder().timeout(LIMIT).build().unwrap();
    let url = format!("http://127.0.0.1:{}/", server.port());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let asked = runtime.spawn(async move { ask(&http, &url).await });
    runtime.block_on(async { tokio::time::sleep(LIMIT / 10).await });
    told.recv().unwrap();
    std::thread::sleep(3 * LIMIT);
    assert_eq!(runtime.block_on(asked).unwrap().unwrap().body(), "ok");
}

#[test]
fn a_flood_of_interim_answers_is_ended_and_leaves_other_tasks_their_turn() {
    let flooding = Server::start(|mut stream, _| async move {
        head(&mut stream).await.unwrap();
        let many = b"HTTP/1.1 103 Early Hints\r\n\r\n".repeat(10_000);
        while stream.write_all(&many).await.is_ok() {}
    });
    let http = HttpClient::for_loopback().unwrap();
    let url = format!("http://127.0.0.1:{}/", flooding.port());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let error = runtime.block_on(async {
        let error = ask(&http, &url).await.unwrap_err();
        // The connection is gone with its task, which leaves the thread to others.
        while tokio::runtime::Handle::current().metrics().num_alive_tasks() > 1 {
            tokio::task::yield_now().await;
        }
        error
    });
    let said = format!("127.0.0.1:{} sends interim answers without end", flooding.port());
    assert_eq!((error.message(), error.reason()), (said.as_str(), Reason::Interrupted));
}

#[tokio::test]
async fn some_interim_answers_are_read_over() {
    let hinting = Server::start(|mut stream, _| async move {
        head(&mut stream).await.unwrap();
        stream.write_all(&b"HTTP/1.1 103 Early Hints\r\n\r\n".repeat(50)).await.unwrap();
        stream.write_all(OK).await.unwrap();
        std::future::pending().await
    });
    let http = HttpClient::for_loopback().unwrap();
    let answer = ask(&http, &format!("http://127.0.0.1:{}/", hinting.port())).await.unwrap();
    assert_eq!(answer.body(), "ok");
}
