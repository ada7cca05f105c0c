//! A user who does as a script says.

use bytes::Bytes;
use http::header::{CONTENT_TYPE, LOCATION};
use http::{Request, Response, StatusCode};
use spotify_flow::{Error, Transport as _, UserAgent};
use url::Url;
use url::form_urlencoded::Serializer;

use super::SimulatorTransport;
use super::page::DECISION;

/// A user with a browser: visits the login page over HTTP, decides, and comes back to the app.
///
/// All of a simulator's users are one person: who has agreed to an app and its scopes is not asked
/// again, and so can't refuse, unless the app says `show_dialog` or consent was
/// [withdrawn](super::Simulator::withdraw_consent).
///
/// ```
/// # use spotify_flow_simulator::Simulator;
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
/// let simulator = Simulator::start().await?;
/// let stubborn = simulator.user().deny();
/// let careful = simulator.user().grant_only(["user-read-email"]);
/// # Ok::<(), spotify_flow::Error>(())
/// # }).unwrap();
/// ```
#[derive(Debug, Clone)]
pub struct ScriptedUser {
    browser: SimulatorTransport,
    agrees: bool,
    grants: Option<Vec<String>>,
}

impl ScriptedUser {
    pub(super) fn new(browser: SimulatorTransport) -> Self {
        Self { browser, agrees: true, grants: None }
    }

    /// A user who says no.
    #[must_use]
    pub fn deny(mut self) -> Self {
        self.agrees = false;
        self
    }

    /// A user who agrees to these scopes alone.
    #[must_use]
    pub fn grant_only<S: Into<String>>(mut self, scopes: impl IntoIterator<Item = S>) -> Self {
        self.grants = Some(scopes.into_iter().map(Into::into).collect());
        self
    }

    /// Fills in the consent page.
    fn decision(&self, url: &Url) -> Result<Request<Bytes>, Error> {
        let mut form = Serializer::new(String::new());
        let asked = url.query_pairs();
        form.extend_pairs(asked.filter(|(name, _)| !DECISION.contains(&name.as_ref())));
        form.append_pair("decision", if self.agrees { "allow" } else { "deny" });
        if let Some(grants) = &self.grants {
            form.append_pair("granted", &grants.join(" "));
        }
        let mut action = url.clone();
        action.set_query(None);
        Request::post(action.as_str())
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Bytes::from(form.finish()))
            .map_err(|_| not_a_url())
    }
}

impl UserAgent for ScriptedUser {
    async fn visit(&self, authorize_url: &str) -> Result<String, Error> {
        let url = Url::parse(authorize_url).map_err(|_| not_a_url())?;
        let request = Request::get(url.as_str()).body(Bytes::new()).map_err(|_| not_a_url())?;
        let mut response = self.browser.send(request).await?;
        if response.status() == StatusCode::OK {
            response = self.browser.send(self.decision(&url)?).await?;
        }
        location(&response)
    }
}

fn not_a_url() -> Error {
    Error::of_user_agent("the authorize URL is no URL")
}

/// Where the browser is sent back to; without that, the page that the user is left with.
fn location(response: &Response<Bytes>) -> Result<String, Error> {
    let location = response.headers().get(LOCATION).and_then(|value| value.to_str().ok());
    location.map(str::to_owned).ok_or_else(|| {
        let page = String::from_utf8_lossy(response.body());
        let text = page.split_once("<p>").and_then(|(_, rest)| rest.split_once("</p>"));
        let text = text.map_or("", |(text, _)| text);
        let status = response.status();
        let message = format!("the user is left on a page ({status}) that says: {text}");
        Error::of_user_agent(message)
    })
}
