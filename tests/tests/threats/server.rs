//! A server that sends what a test likes, byte by byte, to the engine's own HTTP client.

use std::sync::{Arc, Mutex};

use spotify_flow::{Error, HttpClient, Session, Token};
use spotify_flow_tests::cases::{Client, Code, STATE};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// A token answer with nothing to find fault with.
pub(crate) const TOKEN: &str = r#"{"access_token":"good","token_type":"Bearer","expires_in":3600}"#;

/// A whole answer of HTTP/1.1 around a body.
pub(crate) fn http(status: &str, headers: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!("HTTP/1.1 {status}\r\n{headers}content-length: {length}\r\n\r\n{body}").into_bytes()
}

/// A success in JSON.
pub(crate) fn ok(body: &str) -> Vec<u8> {
    http("200 OK", "content-type: application/json\r\n", body)
}

/// A server on loopback. It writes down every request, and how many connections there were.
#[derive(Clone)]
pub(crate) struct Server {
    port: u16,
    seen: Arc<Mutex<Seen>>,
}

#[derive(Default)]
struct Seen {
    connections: usize,
    requests: Vec<String>,
}

impl Server {
    /// A server that does this with each connection, counted from 0.
    pub(crate) async fn start<F, Serve>(serve: F) -> Server
    where
        F: Fn(usize, Connection) -> Serve + Send + 'static,
        Serve: Future<Output = ()> + Send + 'static,
    {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let seen = Arc::new(Mutex::new(Seen::default()));
        let server = Server { port: listener.local_addr().unwrap().port(), seen: seen.clone() };
        tokio::spawn(async move {
            for number in 0.. {
                let (stream, _) = listener.accept().await.unwrap();
                stream.set_nodelay(true).unwrap();
                seen.lock().unwrap().connections += 1;
                tokio::spawn(serve(number, Connection { stream, seen: seen.clone() }));
            }
        });
        server
    }

    /// A server that answers every request with the same bytes, then hangs up.
    pub(crate) async fn sends(answer: impl Into<Vec<u8>>) -> Server {
        let answer: Arc<Vec<u8>> = Arc::new(answer.into());
        Server::start(move |_, mut connection| {
            let answer = answer.clone();
            async move {
                connection.request().await;
                connection.send(&answer).await;
            }
        })
        .await
    }

    /// A server that answers so many requests of a connection as there are answers.
    pub(crate) async fn sends_each<const N: usize>(answers: [Vec<u8>; N]) -> Server {
        Server::start(move |_, mut connection| {
            let answers = answers.clone();
            async move {
                for answer in answers {
                    connection.request().await;
                    connection.send(&answer).await;
                }
            }
        })
        .await
    }

    /// A server that gives these answers one after the other, over whatever connections they are asked.
    pub(crate) async fn sends_in_turn<const N: usize>(answers: [Vec<u8>; N]) -> Server {
        let answers = Arc::new(Mutex::new(answers.into_iter()));
        Server::start(move |_, mut connection| {
            let answers = answers.clone();
            async move {
                while connection.request().await.is_some() {
                    let Some(answer) = answers.lock().unwrap().next() else { return };
                    connection.send(&answer).await;
                }
            }
        })
        .await
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    pub(crate) fn origin(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    pub(crate) fn connections(&self) -> usize {
        self.seen.lock().unwrap().connections
    }

    /// The requests so far, each with its head and body.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.seen.lock().unwrap().requests.clone()
    }
}

/// A connection, from the server's end.
pub(crate) struct Connection {
    pub(crate) stream: TcpStream,
    seen: Arc<Mutex<Seen>>,
}

impl Connection {
    /// Reads a whole request and writes it down; nothing once the client has hung up.
    pub(crate) async fn request(&mut self) -> Option<String> {
        let mut bytes = Vec::new();
        while !is_whole(&bytes) {
            if self.stream.read_buf(&mut bytes).await.unwrap_or(0) == 0 {
                return None;
            }
        }
        let text = String::from_utf8_lossy(&bytes).into_owned();
        self.seen.lock().unwrap().requests.push(text.clone());
        Some(text)
    }

    /// Sends bytes; says whether the client still takes them.
    pub(crate) async fn send(&mut self, bytes: &[u8]) -> bool {
        self.stream.write_all(bytes).await.is_ok()
    }

    /// Waits until the client hangs up.
    pub(crate) async fn until_closed(&mut self) {
        let mut rest = [0; 1024];
        while self.stream.read(&mut rest).await.is_ok_and(|read| read > 0) {}
    }
}

fn is_whole(request: &[u8]) -> bool {
    let text = String::from_utf8_lossy(request);
    let Some((head, body)) = text.split_once("\r\n\r\n") else { return false };
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
    body.len() >= length.map_or(0, |length| length.parse().unwrap())
}

thread_local! {
    /// One for each test, since each has a thread and a runtime of its own: a connection of one is
    /// none to another.
    static CLIENT: HttpClient = HttpClient::new().unwrap();
}

/// The HTTP client that users have.
pub(crate) fn client() -> HttpClient {
    CLIENT.with(HttpClient::clone)
}

/// An app without a user, whose server this is.
pub(crate) fn robot(origin: &str) -> Client {
    let mut robot = Client::robot();
    robot.base = origin.to_owned();
    robot
}

/// What asking this server for a token comes to.
pub(crate) async fn ask(server: &Server) -> Result<Token, Error> {
    ask_at(&server.origin()).await
}

/// What asking for a token there comes to.
pub(crate) async fn ask_at(origin: &str) -> Result<Token, Error> {
    robot(origin).token("", STATE, &client()).await
}

/// A session of a user, with a refresh token and no access token yet.
pub(crate) fn session(server: &Server) -> Session<Code> {
    let token = Token::from_refresh_token("refresh-0", None);
    Session::over(&robot(&server.origin()).app(), token, client())
}

/// The access token of a token.
pub(crate) fn text(token: &Token) -> &str {
    token.access_token().unwrap().expose()
}
