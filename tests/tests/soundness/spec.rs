//! A spec file as a tree that can be changed at random, and its text.

use std::fmt::Write as _;

pub(crate) type Pairs = Vec<(String, String)>;

#[derive(Debug, Clone)]
pub(crate) struct Spec {
    pub(crate) properties: [bool; 4],
    pub(crate) authentication: &'static str,
    pub(crate) states: Vec<State>,
    pub(crate) steps: Vec<Step>,
    pub(crate) renew: Option<Pairs>,
    pub(crate) endpoints: Pairs,
    /// A name, its type and its default.
    pub(crate) variables: Vec<(String, &'static str, Option<&'static str>)>,
    /// A name, and where it is sent: `authorize.query`.
    pub(crate) options: Pairs,
    /// A part of a step (`exchange.post.form`), a parameter, and what the flow makes of it.
    pub(crate) adjustments: Vec<(String, String, String)>,
    pub(crate) issuer: bool,
    pub(crate) json: bool,
    /// Whether the token and its end stand deeper in an answer, under other names.
    pub(crate) moved: bool,
    /// How an answer says the end.
    pub(crate) expires: &'static str,
    pub(crate) separator: &'static str,
    /// The member that a token stands in, for this step.
    pub(crate) token_in: Option<(String, String)>,
}

#[derive(Debug, Clone)]
pub(crate) struct State {
    pub(crate) name: String,
    pub(crate) shows: Vec<String>,
    pub(crate) is_final: bool,
}

#[derive(Debug, Clone)]
pub(crate) struct Step {
    pub(crate) name: String,
    pub(crate) from: String,
    pub(crate) to: String,
    /// A slot, and how it is made.
    pub(crate) mint: Pairs,
    pub(crate) action: Action,
}

#[derive(Debug, Clone)]
pub(crate) enum Action {
    Redirect { endpoint: String, query: Pairs },
    Callback { fragment: bool, expect: Pairs, bind: Vec<Bind>, token: bool },
    Post { endpoint: String, form: Pairs, bind: Vec<Bind>, token: bool },
}

impl Action {
    /// What is sent, if something is.
    pub(crate) fn parameters(&mut self) -> Option<&mut Pairs> {
        match self {
            Action::Redirect { query, .. } => Some(query),
            Action::Post { form, .. } => Some(form),
            Action::Callback { .. } => None,
        }
    }

    pub(crate) fn binds(&mut self) -> Option<&mut Vec<Bind>> {
        match self {
            Action::Callback { bind, .. } | Action::Post { bind, .. } => Some(bind),
            Action::Redirect { .. } => None,
        }
    }
}

#[derive(Debug, Clone)]
pub(crate) struct Bind {
    pub(crate) slot: String,
    pub(crate) from: String,
    pub(crate) class: Option<&'static str>,
    /// Whether the session keeps it.
    pub(crate) keep: bool,
    pub(crate) optional: bool,
    /// Whether it names the scopes that were granted.
    pub(crate) scopes: bool,
}

impl Step {
    fn write(&self, text: &mut String) -> std::fmt::Result {
        let Step { name, from, to, mint, action } = self;
        writeln!(text, "[transitions.{name}]\nfrom = {from:?}\nto = {to:?}")?;
        writeln!(text, "mint = {}", quoted(mint))?;
        match action {
            Action::Redirect { endpoint, query } => {
                writeln!(text, "redirect.endpoint = {endpoint:?}")?;
                writeln!(text, "redirect.query = {}", quoted(query))
            }
            Action::Callback { fragment, expect, bind, token } => {
                let within = if *fragment { "fragment" } else { "query" };
                writeln!(text, "callback.in = {within:?}\ncallback.token = {token}")?;
                writeln!(text, "callback.expect = {}", quoted(expect))?;
                writeln!(text, "callback.bind = {}", binds(bind))
            }
            Action::Post { endpoint, form, bind, token } => {
                writeln!(text, "post.endpoint = {endpoint:?}\npost.token = {token}")?;
                writeln!(text, "post.form = {}", quoted(form))?;
                writeln!(text, "post.bind = {}", binds(bind))
            }
        }
    }
}

fn quoted(pairs: &Pairs) -> String {
    let pairs: Vec<_> = pairs.iter().map(|(name, value)| format!("{name} = {value:?}")).collect();
    format!("{{ {} }}", pairs.join(", "))
}

fn binds(binds: &[Bind]) -> String {
    let one = |bind: &Bind| {
        let Bind { slot, from, class, keep, optional, scopes } = bind;
        if class.is_none() && slot == from && !keep && !optional && !scopes {
            return format!("{slot} = {from:?}");
        }
        let class = class.map(|class| format!(", class = {class:?}")).unwrap_or_default();
        let flags = format!("keep = {keep}, optional = {optional}, scopes = {scopes}");
        format!("{slot} = {{ from = {from:?}{class}, {flags} }}")
    };
    format!("{{ {} }}", binds.iter().map(one).collect::<Vec<_>>().join(", "))
}

impl Spec {
    /// The file of the flow, with its provider in it.
    pub(crate) fn flow(&self) -> String {
        let mut text = String::new();
        self.write_flow(&mut text).and_then(|()| self.write_provider(&mut text)).unwrap();
        text
    }

    /// The file of its grant.
    pub(crate) fn grant(&self) -> String {
        let mut text = String::new();
        self.write_grant(&mut text).unwrap();
        text
    }

    fn write_flow(&self, text: &mut String) -> std::fmt::Result {
        let [consent, refreshable, short, scoped] = self.properties;
        writeln!(text, "format = 1\n[flow]\nname = \"made\"\ngrant = \"machine\"")?;
        writeln!(text, "[properties]\nneeds_user_consent = {consent}")?;
        writeln!(text, "refreshable = {refreshable}\nshort_lived = {short}")?;
        writeln!(text, "user_scoped = {scoped}")?;
        writeln!(text, "[client]\nauthentication = {:?}", self.authentication)?;
        writeln!(text, "[endpoints]")?;
        for (name, url) in &self.endpoints {
            writeln!(text, "{name} = {url:?}")?;
        }
        for (name, kind, default) in &self.variables {
            match *kind {
                "values" => writeln!(text, "[variables.{name}]\nvalues = [\"login\", \"own\"]")?,
                _ => writeln!(text, "[variables.{name}]\ntype = {kind:?}")?,
            }
            default.iter().try_for_each(|it| writeln!(text, "default = {it:?}"))?;
        }
        for (name, place) in &self.options {
            writeln!(text, "[options.{name}]\ntype = \"string\"\nin = {place:?}")?;
        }
        writeln!(text, "[transitions]")?;
        for (place, name, value) in &self.adjustments {
            writeln!(text, "{place}.{name} = {value:?}")?;
        }
        if let Some((step, member)) = &self.token_in {
            writeln!(text, "{step}.post.token_in = {member:?}")?;
        }
        Ok(())
    }

    fn write_grant(&self, text: &mut String) -> std::fmt::Result {
        let initial = self.states.first().map_or("ready", |state| &state.name);
        writeln!(text, "format = 1\n[grant]\nname = \"machine\"\ninitial = {initial:?}")?;
        writeln!(text, "[states]")?;
        for State { name, shows, is_final } in &self.states {
            writeln!(text, "{name} = {{ shows = {shows:?}, final = {is_final} }}")?;
        }
        self.steps.iter().try_for_each(|step| step.write(text))?;
        if let Some(form) = &self.renew {
            writeln!(text, "[renew.post]\nendpoint = \"token\"\nform = {}", quoted(form))?;
            writeln!(text, "token = true")?;
        }
        Ok(())
    }

    fn write_provider(&self, text: &mut String) -> std::fmt::Result {
        writeln!(text, "[provider]\nname = \"maker\"\ntitle = \"Maker\"")?;
        writeln!(text, "api = {{ origins = [\"https://api.maker.example\"] }}")?;
        if self.issuer {
            writeln!(text, "issuer = {ISSUER:?}")?;
        }
        writeln!(text, "[refresh_tokens]\nissued = \"always\"\nrotation = \"optional\"")?;
        let request = if self.json { "json" } else { "form" };
        writeln!(text, "[tokens]\nrequest = {request:?}\nexpires = {:?}", self.expires)?;
        if self.moved {
            let members = r#"{ access_token = "data.token", expires_in = "data.ends" }"#;
            writeln!(text, "lifetime = 600\nmembers = {members}")?;
        }
        writeln!(text, "[scopes]\nseparator = {:?}", self.separator)?;
        writeln!(text, "[scopes.list]\nlook = {{ value = \"look:on\", summary = \"Look.\" }}")
    }
}

pub(crate) const ISSUER: &str = "https://login.maker.example";
