//! A browser without a screen, for the front channel.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use http::header::{COOKIE, LOCATION, SET_COOKIE};
use http::{Request, Response};
use http_body_util::Empty;
use hyper::body::Incoming;
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use url::Url;

/// Ways that a server may send a browser before this one gives up.
const LONGEST_WALK: usize = 10;

/// Follows a server's redirects, keeps its cookies, and stops where it is sent elsewhere.
///
/// It shares nothing with the engine: it speaks plain HTTP, and with one server only.
#[derive(Debug)]
pub struct Browser {
    origin: String,
    cookies: Mutex<BTreeMap<String, String>>,
}

impl Browser {
    /// A browser for this server. Its user says yes to everything.
    pub fn at(origin: impl Into<String>) -> Browser {
        Browser { origin: origin.into(), cookies: Mutex::default() }
    }

    /// The same, with a user who says no.
    pub fn refusing(self) -> Browser {
        self.with_cookie("decision", "refuse")
    }

    /// The same, with a cookie.
    pub fn with_cookie(self, name: &str, value: &str) -> Browser {
        self.cookies().insert(name.to_owned(), value.to_owned());
        self
    }

    /// Goes to a URL of the server and on from there, until the server sends it elsewhere; that
    /// URL, fragment included, is what an app would be called back with.
    ///
    /// # Panics
    ///
    /// When the server shows a page instead, or never comes to an end.
    pub async fn visit(&self, url: &str) -> String {
        let mut url = Url::parse(url).expect("a server names real URLs");
        for _ in 0..LONGEST_WALK {
            url = self.step(&url).await;
            if url.origin().ascii_serialization() != self.origin {
                return url.into();
            }
        }
        panic!("{} sent the browser {LONGEST_WALK} times to itself", self.origin);
    }

    async fn step(&self, url: &Url) -> Url {
        let client = Client::builder(TokioExecutor::new()).build_http();
        let response = client.request(self.request(url)).await.expect("the server answers");
        self.keep_cookies(&response);
        let location =
            response.headers().get(LOCATION).filter(|_| response.status().is_redirection());
        let location = location.unwrap_or_else(|| {
            panic!("{} answers {} and no redirect", url.path(), response.status());
        });
        url.join(location.to_str().expect("a URL is ASCII")).expect("a server names real URLs")
    }

    fn request(&self, url: &Url) -> Request<Empty<Bytes>> {
        let cookies: Vec<String> =
            self.cookies().iter().map(|(name, value)| format!("{name}={value}")).collect();
        Request::get(url.as_str())
            .header(COOKIE, cookies.join("; "))
            .body(Empty::new())
            .expect("a URL makes a request")
    }

    /// Without their paths and dates: one server, one walk. An empty one ends the old one.
    fn keep_cookies(&self, response: &Response<Incoming>) {
        let set = response.headers().get_all(SET_COOKIE).iter().filter_map(|set| set.to_str().ok());
        for pair in set.filter_map(|set| set.split(';').next()) {
            let (name, value) = pair.split_once('=').expect("a cookie has a name");
            self.cookies().insert(name.to_owned(), value.to_owned());
        }
        self.cookies().retain(|_, value| !value.is_empty());
    }

    fn cookies(&self) -> MutexGuard<'_, BTreeMap<String, String>> {
        self.cookies.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
