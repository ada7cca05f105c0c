//! `login` in one go waits for our callback, as a listener does that strangers find.

use std::sync::atomic::{AtomicUsize, Ordering};

use spotify_flow::{Error, ErrorKind, Reason, UserAgent};
use spotify_flow_tests::cases::value_of;

use crate::scene::{CALLBACK, Scene, mixtape, profile};

/// Brings these first, then what the user brings.
struct Found<'a> {
    first: Vec<String>,
    scene: &'a Scene,
    asked: AtomicUsize,
    refused: std::sync::Mutex<Vec<Reason>>,
}

impl<'a> Found<'a> {
    fn first(scene: &'a Scene, first: impl IntoIterator<Item = String>) -> Self {
        let first = first.into_iter().collect();
        Self { first, scene, asked: AtomicUsize::new(0), refused: std::sync::Mutex::default() }
    }
}

impl UserAgent for &Found<'_> {
    async fn visit(&self, authorize_url: &str) -> Result<String, Error> {
        // A listener waits for each.
        tokio::task::yield_now().await;
        let (_, query) = authorize_url.split_once('?').unwrap();
        let state = value_of(query, "state").unwrap();
        match self.first.get(self.asked.fetch_add(1, Ordering::Relaxed)) {
            Some(found) => Ok(found.replace("OURS", &state)),
            None => Ok(self.scene.agree(authorize_url).await),
        }
    }

    fn refused(&self, why: &Error) {
        self.refused.lock().unwrap().push(why.reason());
    }
}

#[tokio::test]
async fn what_strangers_send_ends_no_login_and_the_user_agent_is_told_why() {
    let scene = Scene::set().await;
    let strangers = [
        "http://127.0.0.1:8888/favicon.ico".to_owned(),
        format!("{CALLBACK}?code=forged&state=forged"),
        format!("{CALLBACK}?error=access_denied&state=forged"),
        format!("{CALLBACK}?error=access_denied"),
        format!("{CALLBACK}?code=a&code=b"),
        "what a user pastes by mistake".to_owned(),
        String::new(),
    ];
    // More of the same than any patience with one that does not wait.
    let strangers = strangers.into_iter().cycle().take(7).chain(vec![String::new(); 200]);
    let found = Found::first(&scene, strangers);
    let session = mixtape().login(&scene.http, &found).await.unwrap();
    assert_eq!(profile(&session).await, "simulated-listener");
    assert_eq!(found.asked.load(Ordering::Relaxed), 208);
    let refused = found.refused.lock().unwrap();
    let expected = [
        Reason::RedirectUriMismatch,
        Reason::StateMismatch,
        Reason::StateMismatch,
        Reason::StateMissing,
        Reason::DuplicateParameter,
        Reason::CallbackNotAUrl,
    ];
    assert_eq!((&refused[..6], refused.len()), (&expected[..], 207));
}

#[tokio::test]
async fn an_answer_with_our_state_that_is_wrong_ends_the_login_for_no_other_comes() {
    let scene = Scene::set().await;
    for (answer, reason) in [
        ("state=OURS", Reason::CodeMissing),
        ("state=OURS&code=a&error=b", Reason::AmbiguousResponse),
        ("state=OURS&access_token=a", Reason::UnexpectedResponseType),
        ("state=OURS&code=a&code=b", Reason::DuplicateParameter),
    ] {
        let found = Found::first(&scene, [format!("{CALLBACK}?{answer}")]);
        let error = mixtape().login(&scene.http, &found).await.unwrap_err();
        assert_eq!((error.reason(), found.asked.load(Ordering::Relaxed)), (reason, 1), "{answer}");
    }
}

#[tokio::test]
async fn a_user_agent_that_fails_ends_the_login_as_the_applications_own_affair() {
    let scene = Scene::set().await;
    let taken = |_: String| async {
        Err::<String, _>(std::io::Error::new(std::io::ErrorKind::AddrInUse, "port 8888 is taken"))
    };
    let error = mixtape().login(&scene.http, taken).await.unwrap_err();
    assert_eq!((error.kind(), error.reason()), (ErrorKind::Application, Reason::UserAgentFailed));
    let source = std::error::Error::source(&error).unwrap();
    assert_eq!(source.to_string(), "port 8888 is taken");
}

/// What a prompt brings when its input has ended.
#[tokio::test]
async fn a_user_agent_that_brings_the_same_for_ever_without_waiting_ends_the_login() {
    let scene = Scene::set().await;
    for (brought, reason) in [
        ("", Reason::CallbackNotAUrl),
        ("http://127.0.0.1:8888/callback?code=forged", Reason::StateMissing),
    ] {
        let nothing = |_: String| async move { Ok::<_, Error>(brought.to_owned()) };
        let error = mixtape().login(&scene.http, nothing).await.unwrap_err();
        assert_eq!((error.kind(), error.reason()), (ErrorKind::Callback, reason));
    }
}
