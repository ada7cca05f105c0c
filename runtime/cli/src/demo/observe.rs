//! What a flow turns out to be, seen from outside.

use std::time::Duration;

use spotify_flow::flow_def::Properties;
use spotify_flow::{App, Error, ErrorKind, Session, UserAgent as _};
use spotify_flow_simulator::Simulator;
use spotify_flow_spec::property::Property;

use super::watched::Watched;

/// A user's resource, and a public one.
const USERS: &str = "/v1/me";
const PUBLIC: &str = "/v1/albums/4aawyAB9vmqN3uQ7FjRGTy";

/// More than any access token lives.
const PAST_EXPIRY: Duration = Duration::from_secs(2 * 60 * 60);

/// What the spec says, what was observed, and how.
pub(super) struct Observed {
    pub(super) flow: String,
    pub(super) steps: Vec<String>,
    said: Properties,
    seen: Properties,
}

impl Observed {
    pub(super) fn says(&self, property: Property) -> bool {
        value(&self.said, property)
    }

    pub(super) fn seen(&self, property: Property) -> bool {
        value(&self.seen, property)
    }

    pub(super) fn agrees(&self, property: Property) -> bool {
        self.says(property) == self.seen(property)
    }
}

fn value(properties: &Properties, property: Property) -> bool {
    match property {
        Property::NeedsUserConsent => properties.needs_user_consent,
        Property::Refreshable => properties.refreshable,
        Property::ShortLived => properties.short_lived,
        Property::UserScoped => properties.user_scoped,
    }
}

/// The user's part: the page is visited over HTTP, and the user agrees.
pub(super) async fn agree(simulator: &Simulator, authorize_url: &str) -> Result<String, Error> {
    simulator.user().visit(authorize_url).await
}

/// Looks at a session from outside: what it opens, and what is left when its token has ended.
pub(super) async fn session<A: App>(
    simulator: &Simulator,
    http: &Watched,
    session: &Session<A>,
) -> Observed {
    let asked = simulator.requests();
    let consent = asked.iter().skip(http.begun_at).any(|it| it.path == "/authorize");
    let mut steps = vec![if consent {
        "a user was asked, and agreed".to_owned()
    } else {
        "no user was asked".to_owned()
    }];
    let user_scoped = opens(session, USERS, &mut steps).await;
    opens(session, PUBLIC, &mut steps).await;
    simulator.clock().advance(PAST_EXPIRY);
    let short_lived = ends(session, &mut steps).await;
    let seen = Properties {
        needs_user_consent: consent,
        refreshable: refreshed(http, &mut steps),
        short_lived,
        user_scoped,
    };
    let flow = A::flow();
    Observed { flow: flow.name.to_string(), steps, said: flow.properties, seen }
}

/// Whether a resource opens.
async fn opens<A: App>(session: &Session<A>, path: &str, steps: &mut Vec<String>) -> bool {
    match session.get(path).await.and_then(spotify_flow::ApiResponse::error_for_status) {
        Ok(response) => {
            steps.push(format!("GET {path}: {}", response.status()));
            true
        }
        Err(error) => {
            steps.push(format!("GET {path}: {error}"));
            false
        }
    }
}

/// Whether nothing but the user brings a new token, once the old one has ended.
async fn ends<A: App>(session: &Session<A>, steps: &mut Vec<String>) -> bool {
    match session.token().await {
        Ok(_) => {
            steps.push("two hours later: there is a new token, and no user was asked".to_owned());
            false
        }
        Err(error) => {
            steps.push(format!("two hours later: {error}"));
            error.kind() == ErrorKind::ConsentRequired
        }
    }
}

/// Whether an answer carried a refresh token that was then accepted.
fn refreshed(http: &Watched, steps: &mut Vec<String>) -> bool {
    let notes = http.notes();
    let carried = notes.iter().any(|note| note.granted && note.refresh_token);
    let accepted = notes.iter().any(|note| note.granted && note.grant_type == "refresh_token");
    steps.push(match (carried, accepted) {
        (true, true) => "a refresh token came, and was accepted".to_owned(),
        (true, false) => "a refresh token came, and nobody used it".to_owned(),
        (false, _) => "no refresh token came".to_owned(),
    });
    carried && accepted
}
