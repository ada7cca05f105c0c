//! Flows that are loaded at run time, for programs that don't know them when they are compiled.
//!
//! A spec file is read and checked by the same rules as at compile time, and becomes an owned
//! [`FlowDef`]: the very table that the attribute writes into a program. It runs on the same
//! engine, [`Machine::begin_shared`](crate::Machine::begin_shared), without types: which steps
//! there are is asked of the machine, and a wrong one is an error instead of a compiler's message.
//!
//! ```
//! use std::sync::Arc;
//! use spotify_flow::flow_def::ActionDef;
//! use spotify_flow::{ClientId, Config, Machine, RedirectUri, load};
//!
//! let flow = Arc::new(load::bundled("spotify", "authorization_code_pkce")?);
//! let redirect_uri: RedirectUri = "http://127.0.0.1:8888/callback".parse()?;
//! let config = Config::new(&ClientId::from("mixtape")).redirect_uri(&redirect_uri);
//!
//! let machine = Machine::begin_shared(Arc::clone(&flow), config);
//! let (step, transition) = machine.leaving().next().ok_or("the flow has no first step")?;
//! assert_eq!(transition.name, "authorize");
//! let ActionDef::Redirect { url, .. } = &transition.action else { return Err("no redirect".into()) };
//! let url = *url;
//!
//! let machine = machine.redirect(step)?;
//! assert!(machine.shown(url).starts_with("https://accounts.spotify.com/authorize?"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! A login that is put away ([`Machine::suspend`](crate::Machine::suspend)) is taken up with
//! [`SuspendedMachine::resume_shared`](crate::SuspendedMachine::resume_shared), at the time that it
//! is told.
//!
//! # What the types no longer say
//!
//! [`Config::variable`](crate::Config::variable) takes any text, for there is no field whose type
//! says what it may be. The engine compares it with what the file says before anything is sent: a
//! text such as `evil.example/` is no label, and leads the client's secret nowhere.
//!
//! ```
//! use std::sync::Arc;
//! use spotify_flow::{ClientId, ClientSecret, Config, Machine, Reason, load};
//!
//! let flow = Arc::new(load::bundled("microsoft", "client_credentials")?);
//! let config = Config::new(&ClientId::from("service")).client_secret(&ClientSecret::from("secret"));
//! let mut machine = Machine::begin_shared(flow, config.variable("tenant", "evil.example/"));
//! let error = machine.request(0).unwrap_err();
//! assert_eq!(error.reason(), Reason::ValueInvalid);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use std::borrow::Cow;
use std::path::Path;

use spotify_flow_spec::flow::{
    Action, Authentication, Binding, Choice, Endpoint, Filter, FlowOption, Parameter, Part, Post,
    Slot, SlotId, Source, State, Template, Transition, Variable, VariableKind, Within,
};
use spotify_flow_spec::provider::{
    ApiOrigin, Expires, LifetimeFrom, Meaning, Provider, RedirectKind, Refusal,
};
pub use spotify_flow_spec::{CheckedFlow, Flow, Report};
use spotify_flow_spec::{Disk, load};

use crate::protocol::flow_def::{self as def, FlowDef};

/// Loads a flow file and what it names: a grant and a provider, from the file itself, from files
/// near it, or those that come with this library.
///
/// # Errors
///
/// A report of every mistake, each with its line and with what to write instead.
///
/// ```
/// let report = spotify_flow::load::file("no/such/flow.toml").unwrap_err();
/// assert!(report.to_string().contains("can't be read"));
/// ```
pub fn file(path: impl AsRef<Path>) -> Result<FlowDef, Report> {
    load(path.as_ref(), &Disk).map(|loaded| flow_def(&loaded.flow))
}

/// A flow that comes with this library, by the names of its provider and of itself.
///
/// # Errors
///
/// A report that names those there are.
///
/// ```
/// let flow = spotify_flow::load::bundled("spotify", "client_credentials").unwrap();
/// assert!(!flow.properties.needs_user_consent);
/// ```
pub fn bundled(provider: &str, flow: &str) -> Result<FlowDef, Report> {
    spotify_flow_spec::bundled::flow(provider, flow).map(|flow| flow_def(&flow))
}

/// The table of a flow that was loaded and checked before, for programs that want to know more of
/// it than the engine does: titles, summaries, what an option may be.
#[must_use]
pub fn flow_def(flow: &CheckedFlow) -> FlowDef {
    FlowDef {
        name: text(&flow.name),
        provider: provider(&flow.provider),
        properties: def::Properties {
            needs_user_consent: flow.properties.needs_user_consent,
            refreshable: flow.properties.refreshable,
            short_lived: flow.properties.short_lived,
            user_scoped: flow.properties.user_scoped,
        },
        authentication: match flow.authentication {
            Authentication::None => def::Authentication::None,
            Authentication::Basic => def::Authentication::Basic,
            Authentication::BasicRaw => def::Authentication::BasicRaw,
            Authentication::Body => def::Authentication::Body,
        },
        slots: Cow::Owned(flow.slots.iter().enumerate().map(|it| slot(flow, it)).collect()),
        endpoints: list(&flow.endpoints, endpoint),
        states: list(&flow.states, state),
        initial: flow.initial,
        transitions: list(&flow.transitions, transition),
        renew: flow.renew.as_ref().map(post),
        kept: list(&flow.kept, |kept| def::KeptDef { slot: kept.slot.0, optional: kept.optional }),
        granted: flow.granted.map(|slot| slot.0),
        options: list(&flow.options, option),
    }
}

fn text(text: &str) -> def::Text {
    Cow::Owned(text.to_owned())
}

fn list<'a, T: 'a, U: Clone>(
    items: impl IntoIterator<Item = &'a T>,
    each: impl FnMut(&'a T) -> U,
) -> Cow<'static, [U]> {
    Cow::Owned(items.into_iter().map(each).collect())
}

fn provider(provider: &Provider) -> def::ProviderDef {
    def::ProviderDef {
        name: text(&provider.name),
        title: text(&provider.title),
        issuer: provider.issuer.as_ref().map(|issuer| template(&issuer.url)),
        api_origins: list(&provider.api_origins, origin),
        api_origin_from: provider.api_origin_from.as_deref().map(text),
        api_headers: list(&provider.api_headers, parameter),
        api_token: provider.api_token.as_ref().map(|header| def::TokenHeaderDef {
            name: text(&header.name),
            before: text(&header.before),
        }),
        api_path: template(provider.api_path.as_ref().map_or(&Template::default(), |it| &it.url)),
        redirect: list(&provider.redirect, |kind| match kind {
            RedirectKind::Https => def::RedirectKind::Https,
            RedirectKind::LoopbackIp => def::RedirectKind::LoopbackIp,
            RedirectKind::Localhost => def::RedirectKind::Localhost,
            RedirectKind::PrivateScheme => def::RedirectKind::PrivateScheme,
        }),
        scope_separator: text(&provider.scope_separator),
        implied_scopes: Cow::Owned(implied(provider)),
        token_kinds: list(&provider.tokens.kinds, |kind| text(kind)),
        json: provider.tokens.json,
        scope_array: provider.tokens.scope_array,
        errors: list(&provider.tokens.errors, |error| def::ErrorDef {
            status: error.status,
            says: text(&error.says),
            means: text(&error.means),
        }),
        token_lifetime: provider.tokens.lifetime,
        expires: match provider.tokens.expires {
            Expires::Seconds => def::Expires::Seconds,
            Expires::Milliseconds => def::Expires::Milliseconds,
            Expires::Moment => def::Expires::Moment,
        },
        members: list(&provider.tokens.members, |(name, path)| (text(name), text(path))),
        limit_by_user: provider.limits.by_user,
        limit_reset: provider.limits.reset.as_deref().map(text),
        refusals: list(&provider.refusals, refusal),
        refresh_lifetime: provider.refresh_tokens.lifetime.map(|lifetime| def::RefreshLifetime {
            months: lifetime.months,
            days: lifetime.days,
            from_use: lifetime.from == LifetimeFrom::Use,
        }),
    }
}

fn implied(provider: &Provider) -> Vec<(def::Text, def::List<def::Text>)> {
    let wide = provider.scopes.iter().filter(|scope| !scope.implies.is_empty());
    let all = |scope| list(provider.implied(scope), |it| text(&it.value));
    wide.map(|scope| (text(&scope.value), all(scope))).collect()
}

fn refusal(refusal: &Refusal) -> def::RefusalDef {
    let means = match refusal.means {
        Meaning::Ended => def::Meaning::Ended,
        Meaning::Scope => def::Meaning::Scope,
        Meaning::Limited => def::Meaning::Limited,
    };
    def::RefusalDef { status: refusal.status, says: text(&refusal.says), means }
}

fn origin(origin: &ApiOrigin) -> def::OriginDef {
    match origin {
        ApiOrigin::At(address) => def::OriginDef::At(template(&address.url)),
        ApiOrigin::Hosts(end) => def::OriginDef::Hosts(text(end)),
    }
}

fn slot(flow: &Flow, (index, slot): (usize, &Slot)) -> def::SlotDef {
    let (secret, from_app) = (slot.class.is_secret(), slot.source == Source::App);
    let id = SlotId(index);
    let declared = flow.variables.iter().find(|variable| variable.has(id));
    let variable = declared.map(|it| variable(it, id));
    def::SlotDef { name: text(&slot.name), secret, from_app, variable }
}

fn variable(variable: &Variable, slot: SlotId) -> def::VariableDef {
    let kind = match variable.kind {
        VariableKind::Label => def::VariableKind::Label,
        VariableKind::Host => def::VariableKind::Host,
        VariableKind::Origin => def::VariableKind::Origin,
        VariableKind::Url => def::VariableKind::Url,
        VariableKind::String => def::VariableKind::String,
        VariableKind::Secret => def::VariableKind::Secret,
        VariableKind::Values => def::VariableKind::Values,
    };
    let value = |choice: &Choice| (text(&choice.name), text(choice.text(slot).unwrap_or_default()));
    def::VariableDef {
        name: text(&variable.name),
        kind,
        default: variable.default.as_deref().map(text),
        values: list(&variable.values, value),
        pattern: variable.pattern.as_ref().map(|pattern| def::PatternDef {
            written: text(&pattern.written),
            pieces: list(&pattern.pieces, |piece| def::PieceDef {
                ranges: Cow::Owned(piece.ranges.clone()),
                least: piece.least,
                most: piece.most,
            }),
        }),
    }
}

fn endpoint(endpoint: &Endpoint) -> def::EndpointDef {
    def::EndpointDef { name: text(&endpoint.name), url: template(&endpoint.url) }
}

fn state(state: &State) -> def::StateDef {
    let [keeps, perhaps] = [&state.keeps, &state.perhaps].map(|slots| list(slots, |slot| slot.0));
    def::StateDef { name: text(&state.name), is_final: state.is_final, keeps, perhaps }
}

fn option(option: &FlowOption) -> def::OptionDef {
    def::OptionDef { name: text(&option.name), slot: option.slot.0 }
}

fn transition(transition: &Transition) -> def::TransitionDef {
    def::TransitionDef {
        name: text(&transition.name),
        from: transition.from,
        to: transition.to,
        mint: list(&transition.mint, |(slot, _)| slot.0),
        action: match &transition.action {
            Action::Redirect(redirect) => def::ActionDef::Redirect {
                endpoint: redirect.endpoint,
                query: list(&redirect.query, parameter),
                url: redirect.url.0,
            },
            Action::Callback(callback) => def::ActionDef::Callback {
                fragment: callback.within == Within::Fragment,
                expect: list(&callback.expect, binding),
                bind: list(&callback.bind, binding),
                token: callback.token,
            },
            Action::Post(request) => def::ActionDef::Post(post(request)),
        },
        spends: transition.spends,
    }
}

fn post(post: &Post) -> def::PostDef {
    def::PostDef {
        endpoint: post.endpoint,
        form: list(&post.form, parameter),
        bind: list(&post.bind, binding),
        token: post.token,
        token_in: post.token_in.as_deref().map(text),
    }
}

fn binding(binding: &Binding) -> def::BindingDef {
    let (parameter, slot) = (text(&binding.parameter), binding.slot.0);
    def::BindingDef { parameter, slot, optional: binding.optional }
}

fn parameter(parameter: &Parameter) -> def::ParameterDef {
    def::ParameterDef { name: text(&parameter.name), value: template(&parameter.value) }
}

fn template(template: &Template) -> def::List<def::Part> {
    list(&template.0, |part| match part {
        Part::Literal(literal) => def::Part::Literal(text(literal)),
        Part::Slot { slot, filter: Some(Filter::S256), .. } => def::Part::S256(slot.0),
        Part::Slot { slot, filter: None, optional: true } => def::Part::Optional(slot.0),
        Part::Slot { slot, filter: None, optional: false } => def::Part::Slot(slot.0),
    })
}
