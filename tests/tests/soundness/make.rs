//! Specs made at random: a sensible machine, put together from what protocols are made of.

use crate::chance::Chance;
use crate::spec::{Action, Bind, Pairs, Spec, State, Step};

/// Makes a sensible spec. What is done to it afterwards is `spoil`'s business.
pub(crate) fn make(chance: &mut Chance) -> Spec {
    let mut maker = Maker::new(chance);
    match maker.chance.below(10) {
        0 | 1 => maker.service(),
        2 => maker.implicit(),
        _ => maker.logins(),
    }
    maker.finish()
}

struct Maker<'a> {
    chance: &'a mut Chance,
    spec: Spec,
    count: usize,
    /// What has been bound on the way so far, and may be sent to the server.
    known: Vec<(String, &'static str)>,
}

pub(crate) fn pairs(list: &[(&str, &str)]) -> Pairs {
    list.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn bind(slot: &str, from: &str, class: Option<&'static str>) -> Bind {
    let (slot, from) = (slot.to_owned(), from.to_owned());
    Bind { slot, from, class, keep: false, optional: false, scopes: false }
}

const SERVER: &str = "https://login.maker.example";

impl Maker<'_> {
    fn new(chance: &mut Chance) -> Maker<'_> {
        let authentication = *chance.one(&["none", "basic", "basic", "basic_raw", "body"]);
        let at = |path: &str| format!("{SERVER}/{path}");
        let endpoints = [("authorize", at("authorize")), ("token", at("token"))];
        let spec = Spec {
            properties: [true, true, false, true],
            authentication,
            states: Vec::new(),
            steps: Vec::new(),
            renew: None,
            endpoints: endpoints.map(|(name, url)| (name.to_owned(), url)).into(),
            variables: Vec::new(),
            options: Vec::new(),
            adjustments: Vec::new(),
            issuer: chance.happens(30),
            json: chance.happens(20),
            moved: chance.happens(25),
            expires: chance.one::<&str>(&["seconds", "milliseconds", "moment"]),
            separator: if chance.happens(33) { "," } else { " " },
            token_in: None,
        };
        Maker { chance, spec, count: 0, known: Vec::new() }
    }

    fn state(&mut self) -> String {
        let name = format!("state_{}", self.spec.states.len());
        self.spec.states.push(State { name: name.clone(), shows: Vec::new(), is_final: false });
        name
    }

    fn step(&mut self, from: &str, to: &str, mint: Pairs, action: Action) -> String {
        self.count += 1;
        let name = format!("step_{}", self.count);
        let (from, to) = (from.to_owned(), to.to_owned());
        self.spec.steps.push(Step { name: name.clone(), from, to, mint, action });
        name
    }

    /// No user: the client asks for its own token.
    fn service(&mut self) {
        if self.spec.authentication == "none" {
            self.spec.authentication = "basic";
        }
        self.spec.properties = [false; 4];
        let mut at = self.state();
        if self.chance.happens(30) {
            at = self.look(&at);
        }
        let end = self.state();
        let mut form = pairs(&[("grant_type", "client_credentials")]);
        self.mention(&mut form, false);
        self.token(&at, &end, form);
        self.spec.endpoints.retain(|(name, _)| name != "authorize");
    }

    /// A token through the browser.
    fn implicit(&mut self) {
        self.spec.authentication = "none";
        self.spec.properties = [true, false, true, true];
        let (at, waits, end) = (self.state(), self.state(), self.state());
        let mut query = self.question("token");
        self.mention(&mut query, true);
        self.redirect(&at, &waits, &[("state", "random")], query);
        let expect = pairs(&[("state", "{state}")]);
        let action = Action::Callback { fragment: true, expect, bind: Vec::new(), token: true };
        self.step(&waits, &end, Vec::new(), action);
        self.spec.endpoints.retain(|(name, _)| name != "token");
    }

    /// One login, or two; what the server says in between may be sent later.
    fn logins(&mut self) {
        let mut at = self.state();
        if self.chance.happens(25) {
            at = self.look(&at);
        }
        if self.chance.happens(15) {
            let (waits, got) = self.login(&at);
            let next = self.state();
            self.spend_code(&got, &next, false);
            self.maybe_again(&at, &waits);
            at = next;
        }
        let (waits, got) = self.login(&at);
        let end = self.state();
        let before = if self.chance.happens(25) { self.detour(&got) } else { got };
        let last = if self.chance.happens(20) { self.state() } else { end.clone() };
        self.spend_code(&before, &last, true);
        self.maybe_again(&at, &waits);
        if last != end {
            self.post_to(&last, &end, true);
        }
        if self.chance.happens(80) {
            let form = [("grant_type", "refresh_token"), ("refresh_token", "{refresh_token}")];
            self.spec.renew = Some(pairs(&form));
        } else {
            self.spec.properties = [true, false, true, true];
        }
    }

    fn question(&mut self, kind: &str) -> Pairs {
        let mut query = pairs(&[
            ("response_type", kind),
            ("client_id", "{client_id}"),
            ("redirect_uri", "{redirect_uri}"),
            ("scope", "{scope?}"),
            ("state", "{state}"),
        ]);
        if kind == "code" && (self.spec.authentication == "none" || self.chance.happens(70)) {
            query.extend(pairs(&[
                ("code_challenge", "{code_verifier|s256}"),
                ("code_challenge_method", "S256"),
            ]));
        }
        query
    }

    /// The user is asked, and comes back with a code. In between and behind are these states.
    fn login(&mut self, at: &str) -> (String, String) {
        let (waits, got) = (self.state(), self.state());
        let mut query = self.question("code");
        self.mention(&mut query, true);
        let mut mint = vec![("state", "random")];
        if query.iter().any(|(name, _)| name == "code_challenge") {
            mint.push(("code_verifier", "pkce_verifier"));
        }
        if self.chance.happens(20) {
            mint.push(("nonce", "random"));
            query.push(("nonce".to_owned(), "{nonce}".to_owned()));
        }
        if self.chance.happens(20) {
            self.push(at, &waits, &mint, query);
        } else {
            self.redirect(at, &waits, &mint, query.clone());
            if self.chance.happens(15) {
                self.redirect(at, &waits, &mint, query);
            }
        }
        let mut bound = vec![bind("code", "code", None)];
        if self.chance.happens(30) {
            let realm = bind("realm", "realmId", Some("public"));
            let (keep, optional) = (self.chance.happens(50), self.chance.happens(30));
            bound.push(Bind { keep, optional, ..realm });
            let known = if optional { "realm?" } else { "realm" };
            self.known.push((known.to_owned(), "public"));
        }
        if self.chance.happens(15) {
            let granted = bind("granted", "scope", Some("public"));
            bound.push(Bind { scopes: true, optional: true, ..granted });
        }
        let expect = pairs(&[("state", "{state}")]);
        let action = Action::Callback { fragment: false, expect, bind: bound, token: false };
        self.step(&waits, &got, Vec::new(), action);
        (waits, got)
    }

    fn redirect(&mut self, at: &str, to: &str, mint: &[(&str, &str)], query: Pairs) {
        let pushed = query.iter().any(|(name, _)| name == "request_uri");
        let action = Action::Redirect { endpoint: "authorize".to_owned(), query };
        let name = self.step(at, to, pairs(mint), action);
        let shows = "authorize_url".to_owned();
        let state = self.spec.states.iter_mut().find(|state| state.name == to).unwrap();
        if !state.shows.contains(&shows) {
            state.shows.push(shows);
        }
        if !pushed && self.chance.happens(20) {
            let option = format!("option_{}", self.spec.options.len());
            self.spec.options.push((option, format!("{name}.query")));
        }
    }

    /// The question is pushed first (RFC 9126).
    fn push(&mut self, at: &str, waits: &str, mint: &[(&str, &str)], mut query: Pairs) {
        query.retain(|(name, _)| name != "client_id");
        let pushed = self.state();
        self.spec.endpoints.push(("push".to_owned(), format!("{SERVER}/par")));
        self.spec.endpoints.dedup();
        let bind = vec![bind("request_uri", "request_uri", None)];
        let endpoint = "push".to_owned();
        let action = Action::Post { endpoint, form: query, bind, token: false };
        self.step(at, &pushed, pairs(mint), action);
        let query = pairs(&[("client_id", "{client_id}"), ("request_uri", "{request_uri}")]);
        self.redirect(&pushed, waits, &[], query);
    }

    /// The user may be asked again while they are away.
    fn maybe_again(&mut self, at: &str, waits: &str) {
        let steps = &self.spec.steps;
        let first = steps.iter().find(|step| {
            step.from == at && step.to == waits && matches!(step.action, Action::Redirect { .. })
        });
        let Some(first) = first.cloned().filter(|_| self.chance.happens(20)) else { return };
        self.step(waits, waits, first.mint, first.action);
    }

    /// A code is exchanged: for a token, or for a ticket that is.
    fn spend_code(&mut self, got: &str, next: &str, token: bool) {
        let pkce = self.spec.steps.iter().rev().find_map(|step| match &step.action {
            Action::Redirect { query: list, .. } | Action::Post { form: list, .. } => {
                let asks = list.iter().any(|(name, _)| name == "response_type");
                asks.then(|| list.iter().any(|(name, _)| name == "code_challenge"))
            }
            Action::Callback { .. } => None,
        });
        let mut form = pairs(&[
            ("grant_type", "authorization_code"),
            ("code", "{code}"),
            ("redirect_uri", "{redirect_uri}"),
        ]);
        if pkce == Some(true) {
            form.push(("code_verifier".to_owned(), "{code_verifier}".to_owned()));
        }
        self.mention(&mut form, false);
        if token && self.chance.happens(80) {
            self.token(got, next, form);
            return;
        }
        let between = self.state();
        let bound = vec![bind("ticket", "ticket", Some("one_time"))];
        let endpoint = "token".to_owned();
        let action = Action::Post { endpoint, form, bind: bound, token: false };
        self.step(got, &between, Vec::new(), action);
        let kind = "urn:maker:ticket";
        let form = pairs(&[("grant_type", kind), ("ticket", "{ticket}")]);
        if token {
            self.token(&between, next, form);
        } else {
            let endpoint = "token".to_owned();
            let action = Action::Post { endpoint, form, bind: Vec::new(), token: false };
            self.step(&between, next, Vec::new(), action);
        }
    }

    fn token(&mut self, at: &str, next: &str, form: Pairs) {
        let endpoint = "token".to_owned();
        let bind = match self.chance.below(6) {
            0 => vec![bind("access_token", "access_token", None)],
            1 => {
                let user = bind("user", "user_name", Some("personal"));
                vec![Bind { keep: self.chance.happens(50), ..user }]
            }
            _ => Vec::new(),
        };
        let class = |bind: &Bind| (bind.slot.clone(), bind.class.unwrap_or("secret"));
        self.known.extend(bind.iter().map(class));
        let name =
            self.step(at, next, Vec::new(), Action::Post { endpoint, form, bind, token: true });
        if self.chance.happens(10) {
            self.spec.token_in = Some((name, "authed_user".to_owned()));
        } else if self.chance.happens(20) {
            let place = format!("{name}.post.form");
            self.spec.adjustments.push((place, "audience".to_owned(), "maker".to_owned()));
        }
    }

    /// Something is asked of the server on the way.
    fn look(&mut self, at: &str) -> String {
        let next = self.state();
        self.post_to(at, &next, true);
        next
    }

    fn post_to(&mut self, at: &str, next: &str, mentions: bool) {
        let slot = format!("found_{}", self.count);
        let class = *self.chance.one(&["public", "personal", "secret", "one_time", "long_secret"]);
        let from = self.chance.word(&["found", "realmId", "data"]);
        let mut form = pairs(&[("ask", "for")]);
        if mentions {
            self.mention(&mut form, false);
        }
        let endpoint = "token".to_owned();
        let keep = class != "one_time" && self.chance.happens(20);
        let bind = vec![Bind { keep, ..bind(&slot, &from, Some(class)) }];
        self.step(at, next, Vec::new(), Action::Post { endpoint, form, bind, token: false });
        self.known.push((slot, class));
    }

    /// Two ways to the same state; what one of them binds may be missing behind.
    fn detour(&mut self, at: &str) -> String {
        let next = self.state();
        let before = self.known.len();
        self.post_to(at, &next, false);
        if self.chance.happens(50) {
            self.post_to(at, &next, false);
            let optional = self.known.split_off(before);
            self.known.extend(optional.into_iter().map(|(slot, class)| (slot + "?", class)));
        }
        next
    }

    /// Sends what is known already, now and then: secrets to the server alone, and once what is
    /// good for one use.
    fn mention(&mut self, list: &mut Pairs, front: bool) {
        let fits = |class: &str| !front || matches!(class, "public" | "personal");
        let at: Vec<usize> = (0..self.known.len()).filter(|at| fits(self.known[*at].1)).collect();
        if at.is_empty() || !self.chance.happens(60) {
            return;
        }
        let at = *self.chance.one(&at);
        let (slot, class) = self.known[at].clone();
        list.push((format!("mentioned_{}", list.len()), format!("{{{slot}}}")));
        if class == "one_time" {
            self.known.remove(at);
        }
    }

    /// What an app brings is sent along: a text, or a secret to the server alone.
    fn sent_along(&mut self) {
        for kind in ["string", "secret"] {
            let form = self.spec.steps.iter_mut().find_map(|step| match &mut step.action {
                Action::Post { form, .. } => Some(form),
                Action::Redirect { .. } | Action::Callback { .. } => None,
            });
            let Some(form) = form.filter(|_| self.chance.happens(20)) else { continue };
            let name = format!("brought_{kind}");
            form.push((format!("along_{kind}"), format!("{{{name}}}")));
            self.spec.variables.push((name, kind, None));
        }
    }

    fn finish(mut self) -> Spec {
        let last = self.spec.states.iter().map(|state| state.name.clone());
        let ends: Vec<_> =
            last.filter(|name| !self.spec.steps.iter().any(|it| it.from == *name)).collect();
        for state in &mut self.spec.states {
            state.is_final = ends.contains(&state.name);
        }
        if self.chance.happens(25) {
            let default = self.chance.happens(50).then_some("https://login.maker.example");
            self.spec.variables.push(("base".to_owned(), "origin", default));
            for (_, url) in &mut self.spec.endpoints {
                *url = url.replace(SERVER, "{base}");
            }
        } else if self.chance.happens(20) {
            let default = self.chance.happens(50).then_some("login");
            self.spec.variables.push(("tenant".to_owned(), "label", default));
            for (_, url) in &mut self.spec.endpoints {
                *url = url.replace("login.", "{tenant}.");
            }
        } else if self.chance.happens(20) {
            // Every value is a server of the provider's.
            self.spec.variables.push(("region".to_owned(), "values", Some("own")));
            for (_, url) in &mut self.spec.endpoints {
                *url = url.replace("login.", "{region}.");
            }
        }
        self.sent_along();
        self.spec
    }
}
