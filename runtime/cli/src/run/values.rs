//! The values that an app brings: from flags, from the environment, or asked for.

use std::env;

use spotify_flow::{BaseUrl, ClientId, ClientSecret, Config, Host, Label, Origin, RedirectUri};
use spotify_flow_spec::CheckedFlow;
use spotify_flow_spec::flow::{Action, FlowOption, OptionKind, Variable, VariableKind};
use spotify_flow_spec::suggest;

use super::{Arguments, Stop, ask};

/// What an app at the simulator is called, and where its browser is sent back to.
const SIMULATED: [(&str, &str); 3] = [
    ("client_id", "simulated-app"),
    ("client_secret", "simulated-client-secret"),
    ("redirect_uri", "http://127.0.0.1:8888/callback"),
];

/// All that an attempt begins with.
pub(super) struct Values {
    pub(super) client_id: String,
    pub(super) client_secret: Option<String>,
    pub(super) redirect_uri: Option<RedirectUri>,
    /// In the provider's words.
    pub(super) scopes: Vec<String>,
    pub(super) options: Vec<Setting>,
    variables: Vec<(String, String)>,
}

/// An option that is set.
pub(super) struct Setting {
    /// The index of the transition that sends it.
    pub(super) transition: usize,
    pub(super) slot: usize,
    pub(super) value: String,
}

impl Values {
    /// Takes what is given and asks for what is missing, in the order in which a spec has them.
    pub(super) fn collect(flow: &CheckedFlow, arguments: &Arguments) -> Result<Self, Stop> {
        // Scopes and options are never asked for: a mistake in them is told before any question.
        let (scopes, options) = (scopes(flow, arguments)?, options(flow, arguments)?);
        let secrets = secrets(flow);
        let prefix = &flow.provider.env;
        let sources = Sources { prefix, simulated: arguments.simulator, secrets };
        let mut variables = Vec::new();
        for variable in &flow.variables {
            let mut given = arguments.settings.iter().filter(|(name, _)| *name == variable.name);
            let given = given.next().map(|(_, value)| value.as_str());
            let read = |text: &str| read(variable, text);
            let value = match sources.told(&variable.name, given, read)? {
                None if variable.optional || variable.default.is_some() => continue,
                None => sources.ask(&variable.name, read)?,
                Some(value) => value,
            };
            variables.push((variable.name.clone(), value));
        }
        let as_it_is = |text: &str| Ok(text.to_owned());
        let client_id = sources.find("client_id", arguments.client_id.as_deref(), as_it_is)?;
        let needs_secret = flow.authentication.needs_secret() || flow.reads("client_secret");
        let client_secret = needs_secret.then(|| sources.find("client_secret", None, as_it_is));
        let redirect_uri = returns(flow)
            .then(|| sources.find("redirect_uri", arguments.redirect_uri.as_deref(), str::parse));
        let (client_secret, redirect_uri) = (client_secret.transpose()?, redirect_uri.transpose()?);
        Ok(Self { client_id, client_secret, redirect_uri, scopes, options, variables })
    }

    /// The values as the engine takes them.
    pub(super) fn config(&self) -> Config {
        let config = Config::new(&ClientId::from(self.client_id.as_str()));
        let mut config = config.scopes(self.scopes.clone());
        if let Some(secret) = &self.client_secret {
            config = config.client_secret(&ClientSecret::from(secret.as_str()));
        }
        if let Some(uri) = &self.redirect_uri {
            config = config.redirect_uri(uri);
        }
        let variables = self.variables.iter();
        variables.fold(config, |config, (name, value)| config.variable(name.clone(), value))
    }
}

/// The text of a variable, which must be what it may be.
fn read(variable: &Variable, text: &str) -> Result<String, spotify_flow::Error> {
    match variable.kind {
        VariableKind::Label => text.parse().map(|it: Label| it.as_str().to_owned()),
        VariableKind::Host => text.parse().map(|it: Host| it.as_str().to_owned()),
        VariableKind::Origin => text.parse().map(|it: Origin| it.as_str().to_owned()),
        VariableKind::Url => text.parse().map(|it: BaseUrl| it.as_str().to_owned()),
        // The engine compares these with what the file says.
        VariableKind::String | VariableKind::Secret | VariableKind::Values => Ok(text.to_owned()),
    }
}

/// Whether a browser is sent back to the app.
fn returns(flow: &CheckedFlow) -> bool {
    let callback = |action: &Action| matches!(action, Action::Callback(_));
    flow.reads("redirect_uri") || flow.transitions.iter().any(|step| callback(&step.action))
}

/// Where a value may come from when no flag brings it.
struct Sources<'a> {
    /// What the names of environment variables begin with.
    prefix: &'a str,
    simulated: bool,
    /// What is not shown while it is typed.
    secrets: Vec<&'a str>,
}

impl Sources<'_> {
    /// A value from its flag, from the environment or the simulator, or from the user: who is asked
    /// again when it can't be taken.
    fn find<T>(
        &self,
        name: &str,
        given: Option<&str>,
        read: impl Fn(&str) -> Result<T, spotify_flow::Error>,
    ) -> Result<T, Stop> {
        match self.told(name, given, &read)? {
            Some(value) => Ok(value),
            None => self.ask(name, read),
        }
    }

    /// A value from its flag, from the environment or the simulator, if it is there.
    fn told<T>(
        &self,
        name: &str,
        given: Option<&str>,
        read: impl Fn(&str) -> Result<T, spotify_flow::Error>,
    ) -> Result<Option<T>, Stop> {
        if let Some(text) = given {
            return taken(name, text, read).map(Some);
        }
        let simulated = SIMULATED.iter().find(|(known, _)| self.simulated && *known == name);
        if let Some((_, text)) = simulated {
            return taken(name, text, read).map(Some);
        }
        let variable = self.variable(name);
        // The simulator needs no secret of yours.
        let found = env::var(&variable).ok().filter(|text| !self.simulated && !text.is_empty());
        found.map(|text| taken(&variable, &text, read)).transpose()
    }

    /// The environment variable of a value.
    fn variable(&self, name: &str) -> String {
        format!("{}_{}", self.prefix, name.to_ascii_uppercase())
    }

    fn ask<T>(
        &self,
        name: &str,
        read: impl Fn(&str) -> Result<T, spotify_flow::Error>,
    ) -> Result<T, Stop> {
        loop {
            let secret = self.secrets.contains(&name);
            let answer = if secret { ask::secret(name) } else { ask::line(name) };
            let answer = answer.map_err(|it| Stop::Failed(format!("no answer: {it}")))?;
            let Some(answer) = answer else {
                let variable = self.variable(name);
                let message = format!("`{name}` is missing: give it, or set {variable}");
                return Err(Stop::Called(message));
            };
            match read(&answer) {
                Ok(value) => return Ok(value),
                Err(error) => crate::output::print_line(error),
            }
        }
    }
}

fn taken<T>(
    place: &str,
    text: &str,
    read: impl Fn(&str) -> Result<T, spotify_flow::Error>,
) -> Result<T, Stop> {
    read(text).map_err(|error| Stop::Called(format!("{place}: {error}")))
}

/// The scopes in the provider's words, whether they are given so or as the attribute has them.
fn scopes(flow: &CheckedFlow, arguments: &Arguments) -> Result<Vec<String>, Stop> {
    if !flow.asks_for_scopes() && !arguments.scopes.is_empty() {
        let message = format!("`{}` acts for no user: it has no scopes to ask for", flow.name);
        return Err(Stop::Called(message));
    }
    let known = &flow.provider.scopes;
    let scope = |asked: &String| {
        let found = known.iter().find(|scope| scope.value == *asked || scope.name == *asked);
        match found {
            Some(scope) => Ok(scope.value.clone()),
            None if known.is_empty() => Ok(asked.clone()),
            None => {
                let values = known.iter().map(|scope| scope.value.as_str());
                let message = format!("{} has no scope `{asked}`", flow.provider.title);
                Err(unknown(message, asked, values.collect()))
            }
        }
    };
    arguments.scopes.iter().map(scope).collect()
}

/// The options that are set; a name that is neither an option nor a variable is a mistake.
fn options(flow: &CheckedFlow, arguments: &Arguments) -> Result<Vec<Setting>, Stop> {
    let mut options = Vec::new();
    for (name, value) in &arguments.settings {
        if secrets(flow).contains(&name.as_str()) {
            let variable = format!("{}_{}", flow.provider.env, name.to_ascii_uppercase());
            let message = "a secret on the command line is seen by everybody on this machine";
            return Err(Stop::Called(format!("{message}: set {variable}, or wait to be asked")));
        }
        if let Some(option) = flow.options.iter().find(|option| option.name == *name) {
            fits(option, value)?;
            let (transition, slot) = (option.transition, option.slot.0);
            options.push(Setting { transition, slot, value: value.clone() });
        } else if !flow.variables.iter().any(|variable| variable.name == *name) {
            let known = flow.options.iter().map(|option| option.name.as_str());
            let known = known.chain(flow.variables.iter().map(|it| it.name.as_str()));
            let message = format!("`{}` has no option or variable `{name}`", flow.name);
            return Err(unknown(message, name, known.collect()));
        }
    }
    Ok(options)
}

/// The values that must not be seen.
fn secrets(flow: &CheckedFlow) -> Vec<&str> {
    let variables = flow.variables.iter().filter(|it| it.kind == VariableKind::Secret);
    variables.map(|it| it.name.as_str()).chain(["client_secret"]).collect()
}

/// Whether an option may have a value.
fn fits(option: &FlowOption, value: &str) -> Result<(), Stop> {
    let (fits, what) = match option.kind {
        OptionKind::Bool => (value.parse::<bool>().is_ok(), "`true` or `false`"),
        OptionKind::Integer => (value.parse::<u64>().is_ok(), "a number"),
        OptionKind::String => (!value.is_empty(), "a text"),
    };
    if fits {
        return Ok(());
    }
    Err(Stop::Called(format!("--set {}: write {what}", option.name)))
}

fn unknown(message: String, name: &str, known: Vec<&str>) -> Stop {
    Stop::Called(match suggest::nearest(name, known.iter().copied()) {
        Some(near) => format!("{message}; did you mean `{near}`?"),
        None => format!("{message}; known: {}", suggest::list(known)),
    })
}
