//! The user's browser, as far as a login needs it.

use std::error::Error as StdError;
use std::future::Future;

use crate::Error;

/// Takes the user to the authorization server and brings back the URL that the browser was sent to
/// (RFC 6749 section 1.2 calls it the user agent).
///
/// A closure is one: it may open a browser and listen on the redirect URI, or print the URL and read
/// what the user pastes.
///
/// ```no_run
/// # use spotify_flow::{App, HttpClient};
/// async fn ask(url: String) -> std::io::Result<String> {
///     println!("Open {url} and paste the address you come back to:");
///     let mut line = String::new();
///     std::io::stdin().read_line(&mut line)?;
///     Ok(line)
/// }
/// ```
pub trait UserAgent: Send + Sync {
    /// Visits the authorization server and returns the callback, a whole URL.
    ///
    /// It is asked again, with the same URL, while what it brings is somebody else's, or no callback
    /// at all ([`ErrorKind::Callback`](crate::ErrorKind::Callback)): a listener waits on then, a
    /// prompt asks anew. An error ends the login, and so does the same wrong callback a hundred times
    /// in a row without a wait.
    fn visit(&self, authorize_url: &str) -> impl Future<Output = Result<String, Error>> + Send;

    /// Is told why what it brought is not the answer, before it is asked again.
    fn refused(&self, why: &Error) {
        let _ = why;
    }
}

impl<F, Visit, E> UserAgent for F
where
    F: Fn(String) -> Visit + Send + Sync,
    Visit: Future<Output = Result<String, E>> + Send,
    E: Into<Box<dyn StdError + Send + Sync>>,
{
    async fn visit(&self, authorize_url: &str) -> Result<String, Error> {
        self(authorize_url.to_owned()).await.map_err(Error::of_user_agent)
    }
}
