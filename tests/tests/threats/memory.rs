//! T-086: what stays in memory when a session is gone.
//!
//! As far as that can be told: this very process is searched, which the system lets it read. What a
//! library below writes aside, such as the buffers of TLS, is not ours to wipe, and not looked at
//! here: the way to the server is one without a wire, and wipes what it carried.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::os::unix::fs::FileExt as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use spotify_flow::bytes::Bytes;
use spotify_flow::http::{Request, Response};
use spotify_flow::store::{FileStore, MemoryStore, Store as _};
use spotify_flow::{BoxFuture, Session, Sessions, Token, Transport, TransportError};
use spotify_flow_tests::alone;
use tokio::runtime::{Builder, Runtime};
use zeroize::Zeroizing;

use crate::apps::{Archive, CALLBACK, archive, relic};

/// Secrets are made when the program runs, and are looked for by what they are under this: else
/// whoever looks for a text would find what he holds in his hand.
const MASK: u8 = 0x5a;

/// What secrets there are.
const SECRETS: [&str; 10] = [
    "client-secret",
    "code",
    "access-token-0",
    "access-token-1",
    "access-token-2",
    "access-token-3",
    "refresh-token-0",
    "refresh-token-1",
    "refresh-token-2",
    "refresh-token-3",
];

/// What a secret begins with. Who frees memory may write so much over it, and no more: that is not
/// looked for.
const BEGINS: &str = "cnry-0123456789-0123456789-";

/// A secret of this name, another in each run.
fn secret(name: &str) -> Zeroizing<String> {
    let mut text = Zeroizing::new(String::with_capacity(100));
    let random = u64::from(std::process::id()) * 0x9e37_79b9_7f4a;
    write!(text, "{BEGINS}{name}-{random:016x}").unwrap();
    text
}

/// Gives out one pair of tokens after the other.
struct Forgetful(AtomicU32);

impl Transport for Forgetful {
    fn send<'a>(
        &'a self,
        request: Request<Bytes>,
    ) -> BoxFuture<'a, Result<Response<Bytes>, TransportError>> {
        let number = self.0.fetch_add(u32::from(request.method() == "POST"), Ordering::SeqCst);
        let mut body = Zeroizing::new(String::with_capacity(400));
        let names = ["access-token", "refresh-token"].map(|name| format!("{name}-{number}"));
        let [access, refresh] = names.map(|name| secret(&name));
        write!(
            body,
            "{{\"access_token\":\"{}\",\"refresh_token\":\"{}\",\"token_type\":\"Bearer\",\
             \"expires_in\":3600}}",
            *access, *refresh
        )
        .unwrap();
        let body = Zeroizing::new(std::mem::take(&mut *body).into_bytes());
        Box::pin(async move { Ok(Response::new(Bytes::from_owner(body))) })
    }
}

fn runtime() -> Runtime {
    Builder::new_current_thread().enable_all().build().unwrap()
}

/// A whole life: a login, calls, renewals, a store. What is to be found meanwhile is looked for.
fn live(meanwhile: impl Fn()) {
    runtime().block_on(async {
        let http = Arc::new(Forgetful(AtomicU32::new(0)));
        let app = Archive {
            client_id: "archive".into(),
            client_secret: secret("client-secret").to_string().into(),
            redirect_uri: CALLBACK.parse().unwrap(),
        };
        let attempt = app.begin().authorize().unwrap();
        let url = attempt.authorize_url();
        let state = url.split(['?', '&']).find_map(|pair| pair.strip_prefix("state=")).unwrap();
        let mut callback = Zeroizing::new(String::with_capacity(400));
        write!(callback, "{CALLBACK}?code={}&state={state}", *secret("code")).unwrap();
        let kept = attempt.receive(&*callback).unwrap().suspend();
        let attempt = kept.resume(&app).unwrap();
        let token = attempt.exchange(&http).await.unwrap();
        let session = app.session(token).with_transport(http);
        let folder =
            std::env::temp_dir().join(format!("spotify-flow-memory-{}", std::process::id()));
        let alice = FileStore::open(&folder).unwrap().account("alice");
        let session = session.keep_in(&alice).await.unwrap();
        for _ in 0..2 {
            session.get("/v1/me").await.unwrap();
            session.refresh().await.unwrap();
        }
        session.get("/v1/me").await.unwrap();
        drop(app);
        let again = Session::restore(&archive(), &alice).await.unwrap().unwrap();
        assert!(again.token_snapshot().has_refresh_token());
        fs::remove_dir_all(&folder).unwrap();
        meanwhile();
        implicit();
    });
}

/// Sessions of more users than are held ready for use: some of them sleep. All have the same token,
/// for memory that is free may be used again, but hardly all of it.
async fn sleep() {
    const MORE: usize = 1100;
    let sessions = Sessions::new(archive(), Arc::new(MemoryStore::default()));
    for user in 0..MORE {
        let refresh_token = secret("refresh-token-3").to_string();
        let session = archive().session(Token::from_refresh_token(refresh_token, None));
        sessions.put(&user.to_string(), session).await.unwrap();
    }
    assert_eq!(sessions.held_now(), MORE);
}

/// A token that comes through the browser.
fn implicit() {
    let attempt = relic().begin().authorize().unwrap();
    let url = attempt.authorize_url();
    let state = url.split(['?', '&']).find_map(|pair| pair.strip_prefix("state=")).unwrap();
    let mut callback = Zeroizing::new(String::with_capacity(400));
    let token = secret("access-token-3");
    write!(callback, "{CALLBACK}#access_token={}&token_type=Bearer&state={state}", *token).unwrap();
    drop(token);
    assert!(attempt.receive(&*callback).unwrap().token().access_token().is_some());
}

/// The secrets that are somewhere in the memory that this process has written.
fn found() -> Vec<&'static str> {
    let masked = |name| secret(name).bytes().skip(BEGINS.len()).map(|byte| byte ^ MASK).collect();
    let masked: Vec<Vec<u8>> = SECRETS.iter().map(|name| masked(*name)).collect();
    let memory = File::open("/proc/self/mem").unwrap();
    let mut found = Vec::new();
    let mut block = Zeroizing::new(vec![0; 1 << 20]);
    for (from, to) in regions() {
        // Blocks overlap by more than a secret.
        for at in (from..to).step_by((1 << 20) - 128) {
            let length = block.len().min(usize::try_from(to - at).unwrap());
            let Ok(read) = memory.read_at(&mut block[..length], at) else { continue };
            found.extend(held(&block[..read], &masked).into_iter().map(|at| SECRETS[at]));
            block.fill(0);
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// Which of these a block holds. It is read once: there are a few million bytes.
fn held(block: &[u8], masked: &[Vec<u8>]) -> Vec<usize> {
    let firsts: Vec<u8> = masked.iter().map(|masked| masked[0] ^ MASK).collect();
    let mut held = Vec::new();
    for (at, _) in block.iter().enumerate().filter(|(_, byte)| firsts.contains(byte)) {
        let is_here = |masked: &[u8]| {
            let here = block.get(at..at + masked.len());
            here.is_some_and(|here| here.iter().zip(masked).all(|(byte, it)| byte ^ MASK == *it))
        };
        held.extend((0..masked.len()).filter(|secret| is_here(&masked[*secret])));
    }
    held
}

/// Where this process may write.
fn regions() -> Vec<(u64, u64)> {
    let maps = fs::read_to_string("/proc/self/maps").unwrap();
    let written = maps.lines().filter(|line| line.contains(" rw-p ") && !line.contains("[v"));
    let span = |line: &str| {
        let (from, to) = line.split(' ').next()?.split_once('-')?;
        Some((u64::from_str_radix(from, 16).ok()?, u64::from_str_radix(to, 16).ok()?))
    };
    written.filter_map(span).collect()
}

#[test]
fn t_086_nothing_of_a_session_is_left_in_memory_when_it_is_gone() {
    if !alone("memory::t_086_nothing_of_a_session_is_left_in_memory_when_it_is_gone") {
        return;
    }
    live(|| {
        let found = found();
        for name in ["client-secret", "access-token-2", "refresh-token-2"] {
            assert!(found.contains(&name), "{name} is in use, and was not found: {found:?}");
        }
    });
    assert_eq!(found(), Vec::<&str>::new());
    // Not before: it uses the memory again.
    runtime().block_on(sleep());
    assert_eq!(found(), Vec::<&str>::new(), "of sessions that slept");
}
