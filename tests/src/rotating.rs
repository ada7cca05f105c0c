//! A token server that rotates refresh tokens, and ends the whole family when one comes again: what
//! the strictest providers do.

use std::io::{self, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::json;
use spotify_flow::{ClientId, Origin, RedirectUri, Token, flow};

/// How long its access tokens live.
pub const LIFE: Duration = Duration::from_secs(3600);

/// An app at such a server.
#[derive(Debug)]
#[flow(spec = "flows/cases_pkce.toml")]
pub struct Player {
    client_id: ClientId,
    redirect_uri: RedirectUri,
    base: Origin,
}

/// The app at the server of this origin.
///
/// # Panics
///
/// When that is no origin.
pub fn player(origin: &str) -> Player {
    Player {
        client_id: "player".into(),
        redirect_uri: "http://127.0.0.1:8888/callback".parse().expect("it is a redirect URI"),
        base: origin.parse().expect("it is an origin"),
    }
}

/// The server, on a free port of the loopback interface, with a thread for each connection.
#[derive(Debug)]
pub struct RotatingServer {
    port: u16,
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    /// How long a refresh token that was replaced is answered with the one that replaced it.
    grace: Duration,
    family: Mutex<Family>,
    over: AtomicBool,
    held: Mutex<Held>,
    changed: Condvar,
}

/// Answers that are held back.
#[derive(Debug, Default)]
struct Held {
    holds: bool,
    waiting: usize,
}

/// All refresh tokens of one consent: `refresh-0`, `refresh-1` and so on.
#[derive(Clone, Debug)]
pub struct Family {
    /// The number of the newest.
    pub newest: usize,
    /// When the newest was given out.
    pub rotated_at: Option<Instant>,
    /// Whether they are still taken.
    pub alive: bool,
    /// How often each was presented.
    pub presented: Vec<u32>,
    /// What becomes of the next answer.
    cut: Option<Cut>,
}

/// An answer that breaks off.
#[derive(Clone, Copy, Debug)]
pub struct Cut {
    /// How its end is marked.
    pub framing: Framing,
    /// After how many bytes it breaks off.
    pub after: usize,
}

/// How the end of an answer is marked (RFC 9112 section 6.3).
#[derive(Clone, Copy, Debug)]
pub enum Framing {
    /// By its length, said before.
    Length,
    /// By a chunk of length 0.
    Chunked,
    /// By the end of the connection.
    Close,
}

impl RotatingServer {
    /// A server that answers a refresh token that it has replaced for so long.
    ///
    /// # Panics
    ///
    /// When there is no free port.
    pub fn start(grace: Duration) -> RotatingServer {
        let listener = TcpListener::bind("127.0.0.1:0").expect("there is a free port");
        let port = listener.local_addr().expect("it has an address").port();
        let (over, family) = (AtomicBool::new(false), Mutex::new(Family::new()));
        let (held, changed) = (Mutex::default(), Condvar::new());
        let shared = Arc::new(Shared { grace, family, over, held, changed });
        let server = RotatingServer { port, shared: Arc::clone(&shared) };
        thread::spawn(move || shared.listen(&listener));
        server
    }

    /// Where it listens.
    pub fn origin(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// The app at this server.
    pub fn player(&self) -> Player {
        player(&self.origin())
    }

    /// What a login brought: the first refresh token.
    pub fn first_token(&self) -> Token {
        Token::from_refresh_token(refresh_token(0), None)
    }

    /// What it has given out until now.
    pub fn family(&self) -> Family {
        self.shared.family().clone()
    }

    /// Holds answers back from now on: what was asked for is given out, to nobody yet.
    pub fn hold(&self) {
        self.shared.held().holds = true;
    }

    /// Waits until an answer is held.
    pub fn until_held(&self) {
        let mut held = self.shared.held();
        while held.waiting == 0 {
            held = self.shared.changed.wait(held).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Lets all answers go.
    pub fn release(&self) {
        self.shared.held().holds = false;
        self.shared.changed.notify_all();
    }

    /// Breaks the next answer off.
    pub fn cut_next(&self, cut: Cut) {
        self.shared.family().cut = Some(cut);
    }
}

impl Drop for RotatingServer {
    fn drop(&mut self) {
        self.shared.over.store(true, Ordering::SeqCst);
        // Wakes the one that listens.
        TcpStream::connect(("127.0.0.1", self.port)).ok();
    }
}

/// The refresh token of this number.
pub fn refresh_token(number: usize) -> String {
    format!("refresh-{number}")
}

/// The access token that came with the refresh token of this number.
pub fn access_token(number: usize) -> String {
    format!("access-{number}")
}

impl Family {
    fn new() -> Family {
        Family { newest: 0, rotated_at: None, alive: true, presented: vec![0], cut: None }
    }

    /// How often any was presented.
    pub fn requests(&self) -> usize {
        self.presented.iter().map(|times| *times as usize).sum()
    }

    /// The number that this one is replaced with.
    fn rotate(&mut self, number: usize, grace: Duration) -> Option<usize> {
        *self.presented.get_mut(number)? += 1;
        let recent = self.rotated_at.is_some_and(|at| at.elapsed() < grace);
        if self.alive && number == self.newest {
            self.newest += 1;
            self.presented.push(0);
            self.rotated_at = Some(Instant::now());
        } else if !(self.alive && recent && number + 1 == self.newest) {
            self.alive = false;
            return None;
        }
        Some(self.newest)
    }
}

impl Shared {
    fn family(&self) -> MutexGuard<'_, Family> {
        self.family.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for as long as answers are held back.
    fn pass(&self) {
        let mut held = self.held();
        held.waiting += 1;
        self.changed.notify_all();
        while held.holds {
            held = self.changed.wait(held).unwrap_or_else(PoisonError::into_inner);
        }
        held.waiting -= 1;
    }

    fn listen(self: Arc<Self>, listener: &TcpListener) {
        for stream in listener.incoming() {
            if self.over.load(Ordering::SeqCst) {
                return;
            }
            let Ok(stream) = stream else { continue };
            let shared = Arc::clone(&self);
            // A client that hangs up is none of the server's business.
            thread::spawn(move || shared.serve(stream).ok());
        }
    }

    fn serve(&self, stream: TcpStream) -> io::Result<()> {
        stream.set_nodelay(true)?;
        let mut input = BufReader::new(stream.try_clone()?);
        let mut output = stream;
        while let Some(form) = request(&mut input)? {
            let (answer, last) = self.answer(&form);
            self.pass();
            output.write_all(&answer)?;
            if last {
                break;
            }
        }
        Ok(())
    }

    /// The answer to a form, and whether the connection ends with it.
    fn answer(&self, form: &str) -> (Vec<u8>, bool) {
        let presented = url::form_urlencoded::parse(form.as_bytes())
            .find_map(|(name, value)| (name == "refresh_token").then(|| value.into_owned()));
        let number = presented.and_then(|it| it.strip_prefix("refresh-")?.parse().ok());
        let mut family = self.family();
        let Some(next) = number.and_then(|number| family.rotate(number, self.grace)) else {
            return (
                Framing::Length.answer("400 Bad Request", r#"{"error":"invalid_grant"}"#),
                false,
            );
        };
        match family.cut.take() {
            Some(Cut { framing, after }) => {
                let mut answer = success(framing, next);
                answer.truncate(after);
                (answer, true)
            }
            None => (success(Framing::Length, next), false),
        }
    }
}

/// The answer that brings the tokens of this number, as it is sent.
pub fn success(framing: Framing, number: usize) -> Vec<u8> {
    framing.answer("200 OK", &token_answer(number))
}

/// The tokens of this number, in JSON.
pub fn token_answer(number: usize) -> String {
    json!({
        "access_token": access_token(number),
        "token_type": "Bearer",
        "expires_in": LIFE.as_secs(),
        "refresh_token": refresh_token(number),
    })
    .to_string()
}

impl Framing {
    fn answer(self, status: &str, body: &str) -> Vec<u8> {
        let length = body.len();
        let (header, body) = match self {
            Framing::Length => (format!("content-length: {length}"), body.to_owned()),
            Framing::Chunked => {
                let chunked = format!("{length:x}\r\n{body}\r\n0\r\n\r\n");
                ("transfer-encoding: chunked".to_owned(), chunked)
            }
            Framing::Close => ("connection: close".to_owned(), body.to_owned()),
        };
        let head = format!("HTTP/1.1 {status}\r\ncontent-type: application/json\r\n{header}");
        format!("{head}\r\n\r\n{body}").into_bytes()
    }
}

/// The body of the next request; nothing once the client has hung up.
fn request(input: &mut impl io::BufRead) -> io::Result<Option<String>> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if input.read_line(&mut line)? == 0 {
            return Ok(None);
        }
        let line = line.trim_end().to_ascii_lowercase();
        if let Some(told) = line.strip_prefix("content-length:") {
            length = told.trim().parse().unwrap_or(0);
        }
        if line.is_empty() {
            break;
        }
    }
    let mut body = vec![0; length];
    input.read_exact(&mut body)?;
    Ok(Some(String::from_utf8_lossy(&body).into_owned()))
}
