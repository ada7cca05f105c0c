//! The client of a case: the engine's own, with what a case gives in place of what is random.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::{Duration, UNIX_EPOCH};

use bytes::Bytes;
use http::Request;
use spotify_flow::flow_def::{ActionDef, Authentication, FlowDef, ParameterDef, Part};
use spotify_flow::{
    App, ClientId, ClientSecret, Config, Error, Failed, Machine, Origin, RedirectUri, Token,
    Transport, flow,
};
use url::Url;

/// The state of cases that name none.
pub const STATE: &str = "a-state";

/// The verifier of cases that name none: that of RFC 7636 appendix B.
pub const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

/// An app whose server authenticates it by HTTP Basic.
#[derive(Debug)]
#[flow(spec = "flows/cases_code.toml", scopes(a, b))]
pub struct Code {
    client_id: ClientId,
    client_secret: ClientSecret,
    redirect_uri: RedirectUri,
    base: Origin,
}

/// An app whose server finds the secret in the form.
#[derive(Debug)]
#[flow(spec = "flows/cases_code_body.toml")]
pub struct CodeBody {
    client_id: ClientId,
    client_secret: ClientSecret,
    redirect_uri: RedirectUri,
    base: Origin,
}

/// An app without a secret.
#[derive(Debug)]
#[flow(spec = "flows/cases_pkce.toml")]
struct Pkce {
    client_id: ClientId,
    redirect_uri: RedirectUri,
    base: Origin,
}

/// An app that gets its token through the browser.
#[derive(Debug)]
#[flow(spec = "flows/cases_implicit.toml")]
struct Implicit {
    client_id: ClientId,
    redirect_uri: RedirectUri,
    base: Origin,
}

/// An app that acts for itself.
#[derive(Debug)]
#[flow(spec = "flows/cases_client_credentials.toml")]
pub struct Robot {
    client_id: ClientId,
    client_secret: ClientSecret,
    base: Origin,
}

/// A client to be set up as a case says: a copy of a generated table, and what an app brings.
#[derive(Debug)]
pub struct Client {
    table: FlowDef,
    /// The client id.
    pub id: String,
    /// The client secret.
    pub secret: String,
    /// The redirect URI.
    pub redirect_uri: Option<String>,
    /// The scopes to ask for.
    pub scopes: Vec<String>,
    /// Where the server is.
    pub base: String,
}

impl Client {
    fn of<A: App>() -> Client {
        Client {
            table: A::flow().clone(),
            id: "the-client".to_owned(),
            secret: "the-secret".to_owned(),
            redirect_uri: Some("https://client.example/cb".to_owned()),
            scopes: Vec::new(),
            base: "https://server.example".to_owned(),
        }
    }

    /// An authorization code, a secret sent by HTTP Basic.
    pub fn code() -> Client {
        Client::of::<Code>()
    }

    /// An authorization code and PKCE.
    pub fn pkce() -> Client {
        Client::of::<Pkce>()
    }

    /// A token in the fragment.
    pub fn implicit() -> Client {
        Client::of::<Implicit>()
    }

    /// No user; a secret sent by HTTP Basic.
    pub fn robot() -> Client {
        Client::of::<Robot>()
    }

    /// What `[client] authentication` says.
    #[must_use]
    pub fn authenticates_by(mut self, authentication: Authentication) -> Client {
        self.table.authentication = authentication;
        self
    }

    /// What the provider's `issuer` says.
    #[must_use]
    pub fn with_issuer(mut self, issuer: Option<&str>) -> Client {
        let literal = |issuer: &str| vec![Part::Literal(issuer.to_owned().into())].into();
        self.table.provider.issuer = issuer.map(literal);
        self
    }

    /// What the provider's `[tokens] request = "json"` says.
    #[must_use]
    pub fn sending_json(mut self) -> Client {
        self.table.provider.json = true;
        self
    }

    /// What `[endpoints] authorize` says.
    #[must_use]
    pub fn at(mut self, authorize: &str) -> Client {
        let url = Cow::Owned(vec![Part::Literal(authorize.to_owned().into())]);
        let endpoints = self.table.endpoints.to_mut();
        endpoints.iter_mut().find(|endpoint| endpoint.name == "authorize").unwrap().url = url;
        self
    }

    /// What a line in `[transitions.<step>.redirect.query]` or `[transitions.<step>.post.form]`
    /// says.
    #[must_use]
    pub fn adding(mut self, step: &str, name: &str, value: &str) -> Client {
        let value = Cow::Owned(vec![Part::Literal(value.to_owned().into())]);
        let parameter = ParameterDef { name: name.to_owned().into(), value };
        let transition = self.table.transitions.to_mut();
        match &mut transition.iter_mut().find(|known| known.name == step).unwrap().action {
            ActionDef::Redirect { query, .. } => query.to_mut().push(parameter),
            ActionDef::Post(post) => post.form.to_mut().push(parameter),
            ActionDef::Callback { .. } => panic!("a callback sends nothing"),
        }
        self
    }

    /// Begins an attempt in which nothing is random: its state and its verifier are given.
    ///
    /// # Errors
    ///
    /// What the app brings is refused.
    pub fn begin(&self, state: &str, verifier: &str) -> Result<Machine, Error> {
        let mut table = self.table.clone();
        table.transitions.to_mut().iter_mut().for_each(|step| step.mint = Cow::Borrowed(&[]));
        let config = Config::new(&ClientId::from(self.id.as_str()))
            .client_secret(&ClientSecret::from(self.secret.as_str()))
            .variable("base", Origin::new(self.base.as_str())?.as_str())
            .scopes(self.scopes.clone());
        let config = match &self.redirect_uri {
            Some(uri) => config.redirect_uri(&RedirectUri::new(uri.as_str())?),
            None => config,
        };
        let given = [("state", state), ("code_verifier", verifier)];
        let slots: Vec<Option<usize>> = given.iter().map(|(name, _)| slot(&table, name)).collect();
        let machine = Machine::begin_shared(Arc::new(table), config);
        let set = |machine: Machine, (slot, (_, value)): (Option<usize>, (&str, &str))| match slot {
            Some(slot) => machine.set_option(slot, value),
            None => machine,
        };
        Ok(slots.into_iter().zip(given).fold(machine, set))
    }

    /// Sends the user away.
    ///
    /// # Errors
    ///
    /// Something can't be sent as it is.
    pub fn authorize(&self, state: &str, verifier: &str) -> Result<Machine, Error> {
        let machine = self.begin(state, verifier)?;
        let step = step(&machine, "authorize");
        machine.redirect(step).map_err(Failed::into_error)
    }

    /// The URL that the user is sent to.
    ///
    /// # Errors
    ///
    /// Something can't be sent as it is.
    pub fn authorize_url(&self, state: &str, verifier: &str) -> Result<String, Error> {
        let machine = self.authorize(state, verifier)?;
        let slot = slot(machine.flow(), "authorize_url").unwrap();
        Ok(machine.shown(slot).to_owned())
    }

    /// Receives a callback in an attempt of this state.
    ///
    /// # Errors
    ///
    /// The callback is refused.
    pub fn receive(&self, state: &str, callback: &str) -> Result<Machine, Error> {
        let machine = self.authorize(state, VERIFIER)?;
        Client::receive_in(machine, callback).map_err(Failed::into_error)
    }

    /// Receives a callback in an attempt that waits for one.
    ///
    /// # Errors
    ///
    /// The callback is refused.
    pub fn receive_in(machine: Machine, callback: &str) -> Result<Machine, Failed<Machine>> {
        let step = step(&machine, "receive");
        machine.receive(step, callback, now())
    }

    /// The request that exchanges a code.
    pub fn exchange_request(machine: &mut Machine) -> Request<Bytes> {
        let step = step(machine, "exchange");
        machine.request(step).unwrap()
    }

    /// Gets a token from a server, by a code if there is a user.
    ///
    /// # Errors
    ///
    /// The server refuses, or answers something else than a token.
    pub async fn token(
        &self,
        code: &str,
        verifier: &str,
        http: &dyn Transport,
    ) -> Result<Token, Error> {
        if slot(&self.table, "code").is_none() {
            let machine = self.begin(STATE, verifier)?;
            let step = step(&machine, "request");
            return Ok(machine.post(step, http).await?.into_token());
        }
        let mut callback = Url::parse(self.redirect_uri.as_deref().unwrap_or_default()).unwrap();
        callback.query_pairs_mut().append_pair("code", code).append_pair("state", STATE);
        let machine = self.authorize(STATE, verifier)?;
        let receive = step(&machine, "receive");
        let machine = machine.receive(receive, callback.as_str(), now())?;
        let exchange = step(&machine, "exchange");
        Ok(machine.post(exchange, http).await?.into_token())
    }

    /// The app whose sessions go to the same server, with the secret in a Basic header.
    pub fn app(&self) -> Code {
        Code {
            client_id: self.id.as_str().into(),
            client_secret: self.secret.as_str().into(),
            redirect_uri: RedirectUri::new("https://client.example/cb").unwrap(),
            base: Origin::new(self.base.as_str()).unwrap(),
        }
    }

    /// The app that acts for itself at the same server.
    pub fn robot_app(&self) -> Robot {
        Robot {
            client_id: self.id.as_str().into(),
            client_secret: self.secret.as_str().into(),
            base: Origin::new(self.base.as_str()).unwrap(),
        }
    }

    /// The app whose sessions go to the same server, with the secret in the form.
    pub fn app_in_form(&self) -> CodeBody {
        CodeBody {
            client_id: self.id.as_str().into(),
            client_secret: self.secret.as_str().into(),
            redirect_uri: RedirectUri::new("https://client.example/cb").unwrap(),
            base: Origin::new(self.base.as_str()).unwrap(),
        }
    }
}

/// The time of an attempt; only the order of times matters here.
fn now() -> std::time::SystemTime {
    UNIX_EPOCH + Duration::from_secs(900_000_000)
}

fn slot(table: &FlowDef, name: &str) -> Option<usize> {
    table.slots.iter().position(|slot| slot.name == name)
}

fn step(machine: &Machine, name: &str) -> usize {
    machine.flow().transitions.iter().position(|step| step.name == name).unwrap()
}

/// The value of a parameter in a query or a form, decoded; it must be there at most once.
pub fn value_of(pairs: &str, name: &str) -> Option<String> {
    let pairs = url::form_urlencoded::parse(pairs.as_bytes());
    let mut values = pairs.filter(|(known, _)| known == name).map(|(_, value)| value.into_owned());
    let value = values.next();
    assert_eq!(values.next(), None, "`{name}` was sent twice");
    value
}
