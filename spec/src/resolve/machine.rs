//! The machine: states, transitions, and what they read and set.

use super::Options;
use super::parameters::{self, Parameters, Written};
use super::slots::{Slots, careful};
use super::template;
use crate::document::{
    ActionDocument, BindDocument, CallbackDocument, FlowDocument, GrantDocument, OptionDocument,
    ParametersPart, PostDocument, Text, TransitionDocument,
};
use crate::flow::{
    Action, Binding, Callback, Class, FlowOption, Kept, Parameter, Part, Post, Redirect, SlotId,
    Source, State, Template, Transition,
};
use crate::near::Names;
use crate::report::{Problem, Report};
use crate::requests;
use crate::rules::{FS100, FS103, FS104, FS105, FS110, FS115, FS206, takes_forms};
use crate::source::{Place, Spanned};
use crate::suggest;

/// A machine as resolved.
pub(super) struct Machine {
    pub(super) states: Vec<State>,
    pub(super) initial: usize,
    pub(super) transitions: Vec<Transition>,
    pub(super) places: Vec<Place>,
    pub(super) parameter_places: Vec<Vec<Place>>,
    pub(super) renew: Option<Post>,
    pub(super) renew_places: Vec<Place>,
    pub(super) kept: Vec<Kept>,
    pub(super) granted: Option<SlotId>,
    pub(super) options: Options,
}

pub(super) fn resolve(
    flow: &FlowDocument,
    grant: &GrantDocument,
    parameters: &Parameters,
    slots: &mut Slots,
    report: &mut Report,
) -> Option<Machine> {
    define(grant, slots, report);
    let options = options(flow, grant, slots, report);
    let states = Names::of(grant.states.iter().map(|state| state.name.value.as_str()));
    let mut resolver = Resolver { flow, states, slots, report };
    let mut machine = Machine {
        states: resolver.states(grant),
        initial: initial(grant, &resolver.states, resolver.report)?,
        transitions: Vec::new(),
        places: Vec::new(),
        parameter_places: Vec::new(),
        renew: None,
        renew_places: Vec::new(),
        kept: kept(grant, resolver.slots),
        granted: granted(grant, resolver.slots, resolver.report),
        options: Vec::new(),
    };
    for (document, written) in grant.transitions.iter().zip(&parameters.transitions) {
        let found = resolver.transition(document, written);
        // A transition that cannot be understood would shift the indices of all that follow.
        let (transition, places) = found?;
        let transition = resolver.within(document, transition);
        machine.transitions.push(transition);
        machine.places.push(document.name.place.clone());
        machine.parameter_places.push(places);
    }
    if let Some(post) = &grant.renew {
        let (post, places) = resolver.post(post, &parameters.renew)?;
        machine.renew = Some(post);
        machine.renew_places = places;
    }
    unused_within(flow, grant, report);
    add_options(&mut machine, &options, flow, report);
    machine.options = options;
    requests::find_questions(&mut machine.transitions);
    Some(machine)
}

/// Every slot is known before the first template is read: order does not matter in a file.
fn define(grant: &GrantDocument, slots: &mut Slots, report: &mut Report) {
    for transition in &grant.transitions {
        for (name, _) in &transition.mint {
            slots.define(name, None, Source::Random, report);
        }
        match &transition.action {
            ActionDocument::Redirect(redirect) => {
                slots.define(
                    &url_slot(&redirect.endpoint),
                    Some(Class::Public),
                    Source::Engine,
                    report,
                );
            }
            ActionDocument::Callback(callback) => {
                bind(&callback.bind, Source::FrontChannel, slots, report);
            }
            ActionDocument::Post(post) => members(&post.bind, slots, report),
        }
    }
    if let Some(post) = &grant.renew {
        members(&post.bind, slots, report);
    }
}

/// All that is bound somewhere.
pub(super) fn all_binds(grant: &GrantDocument) -> impl Iterator<Item = &BindDocument> {
    let steps = grant.transitions.iter().flat_map(|step| match &step.action {
        ActionDocument::Redirect(_) => [].as_slice(),
        ActionDocument::Callback(callback) => &callback.bind,
        ActionDocument::Post(post) => &post.bind,
    });
    steps.chain(grant.renew.iter().flat_map(|post| &post.bind))
}

/// The slots that a session keeps, each once.
fn kept(grant: &GrantDocument, slots: &Slots) -> Vec<Kept> {
    let mut kept: Vec<Kept> = Vec::new();
    for bind in all_binds(grant).filter(|bind| bind.keep.is_some()) {
        let Some(slot) = slots.find(&bind.slot.value) else { continue };
        if !kept.iter().any(|it| it.slot == slot) {
            kept.push(Kept { slot, optional: false });
        }
    }
    kept
}

/// The slot that names the scopes that were granted.
fn granted(grant: &GrantDocument, slots: &Slots, report: &mut Report) -> Option<SlotId> {
    let mut found = None;
    for bind in all_binds(grant) {
        let Some(place) = &bind.scopes else { continue };
        let slot = slots.find(&bind.slot.value)?;
        if found.is_some_and(|first| first != slot) {
            let message = "something else names the scopes that were granted already";
            let problem = Problem::error(FS103.id, place, message);
            report.push(problem.help("take `scopes` out of one of the two"));
        }
        if slots.get(slot).is_some_and(|slot| slot.class.is_secret()) {
            let message = format!("`{}` is a secret, and scopes are none", bind.slot.value);
            let problem = Problem::error(FS206.id, place, message);
            report.push(problem.help("write `class = \"public\"`, or take `scopes` out"));
        }
        found = found.or(Some(slot));
    }
    found
}

/// What is bound of an answer stands at a path in it.
fn members(binds: &[BindDocument], slots: &mut Slots, report: &mut Report) {
    binds.iter().for_each(|bind| super::path(&bind.from, report));
    bind(binds, Source::BackChannel, slots, report);
}

fn bind(binds: &[BindDocument], source: Source, slots: &mut Slots, report: &mut Report) {
    for bind in binds {
        let class = careful(bind, report);
        slots.define(&bind.slot, class, source, report);
    }
}

/// The slot that gets the URL of a redirect: `authorize_url` for the endpoint `authorize`.
fn url_slot(endpoint: &Text) -> Text {
    endpoint.clone().map(|name| format!("{name}_url"))
}

/// What is shown for the URL of a redirect that goes to an endpoint which takes forms: that URL. (Where
/// it goes is told of.)
fn lost(grant: &GrantDocument, slot: &Text) -> Option<Text> {
    let mut lost = grant.transitions.iter().filter_map(|step| match &step.action {
        ActionDocument::Redirect(redirect) => Some(&redirect.endpoint),
        ActionDocument::Callback(_) | ActionDocument::Post(_) => None,
    });
    let goes = lost.find(|endpoint| takes_forms(&endpoint.value))?;
    (slot.value == "authorize_url").then(|| Spanned::new(url_slot(goes).value, slot.place.clone()))
}

fn initial(grant: &GrantDocument, states: &Names<'_>, report: &mut Report) -> Option<usize> {
    let Some(initial) = &grant.initial else {
        let problem =
            Problem::error(FS105.id, &grant.place, "the grant does not say where it begins");
        let first = states.iter().next().unwrap_or("ready");
        report.push(problem.help(format!("add `initial = \"{first}\"` to `[grant]`")));
        return None;
    };
    state(states, initial, report)
}

fn state(states: &Names<'_>, name: &Text, report: &mut Report) -> Option<usize> {
    let near = |report| meant("state", name, states.nearest(&name.value), states.iter(), report);
    states.find(&name.value).or_else(|| states.find(near(report)?))
}

/// Reports a name that names nothing; gives back what is most like it, so that all else is judged as
/// if that were written.
fn meant<'a>(
    what: &str,
    name: &Text,
    near: Option<&'a str>,
    known: impl Iterator<Item = &'a str>,
    report: &mut Report,
) -> Option<&'a str> {
    let message = format!("there is no {what} `{}`", name.value);
    let problem = Problem::error(FS104.id, &name.place, message);
    // Which of the two is misspelt, nobody knows: there is no edit to make by itself.
    report.push(match near {
        Some(near) => problem.help(format!("did you mean `{near}`?")).apart(),
        None => problem.help(format!("known: {}", suggest::list(known))),
    });
    near
}

fn options(
    flow: &FlowDocument,
    grant: &GrantDocument,
    slots: &mut Slots,
    report: &mut Report,
) -> Options {
    let steps = parameters::steps(grant);
    let options = flow.options.iter();
    options.filter_map(|document| option(document, grant, &steps, slots, report)).collect()
}

fn option(
    document: &OptionDocument,
    grant: &GrantDocument,
    steps: &Names<'_>,
    slots: &mut Slots,
    report: &mut Report,
) -> Option<FlowOption> {
    let place = &document.place_in;
    let (transition, part) = match place.value.split_once('.') {
        Some((transition, "query")) => (transition, ParametersPart::Query),
        Some((transition, "form")) => (transition, ParametersPart::Form),
        _ => {
            let message = format!("`{}` does not say where the option is sent", place.value);
            report.push(
                Problem::error(FS104.id, &place.place, message)
                    .help("write a transition and its part: `authorize.query` or `exchange.form`"),
            );
            return None;
        }
    };
    let name = Spanned::new(transition.to_owned(), place.place.clone());
    let transition = parameters::transition(grant, steps, &name, part, report)?;
    let slot = slots.define(&document.name, Some(Class::Public), Source::Option, report);
    // One of another kind was there before, which is reported.
    slots.get(slot).filter(|slot| slot.source == Source::Option)?;
    Some(FlowOption {
        name: document.name.value.clone(),
        kind: document.kind,
        transition,
        summary: document.summary.clone(),
        slot,
    })
}

/// An option is a parameter that is left out while nobody sets it.
fn add_options(machine: &mut Machine, options: &Options, flow: &FlowDocument, report: &mut Report) {
    for (option, document) in options.iter().zip(&flow.options) {
        let index = option.transition;
        let list = match machine.transitions.get_mut(index).map(|t| &mut t.action) {
            Some(Action::Redirect(redirect)) => &mut redirect.query,
            Some(Action::Post(post)) => &mut post.form,
            Some(Action::Callback(_)) | None => continue,
        };
        if list.iter().any(|parameter| parameter.name == option.name) {
            let message = format!("`{}` is sent already", option.name);
            report.push(
                Problem::error(FS115.id, &document.name.place, message)
                    .help("a parameter is sent once: leave the grant's out first"),
            );
            continue;
        }
        let part = Part::Slot { slot: option.slot, filter: None, optional: true };
        let at = list.len();
        list.push(Parameter { name: option.name.clone(), value: Template(vec![part]) });
        if let Some(places) = machine.parameter_places.get_mut(index) {
            places.insert(at.min(places.len()), document.name.place.clone());
        }
    }
}

/// A place in an answer is of use where the answer is a token's.
fn unused_within(flow: &FlowDocument, grant: &GrantDocument, report: &mut Report) {
    let steps = parameters::steps(grant);
    for (name, within) in &flow.within {
        let form = ParametersPart::Form;
        let Some(index) = parameters::transition(grant, &steps, name, form, report) else {
            continue;
        };
        let step = grant.transitions.get(index).map(|step| &step.action);
        let token = matches!(step, Some(ActionDocument::Post(post)) if post.token);
        if within.value.contains('.') {
            let message = format!("`{}` is no member of an answer", within.value);
            report.push(
                Problem::error(FS100.id, &within.place, message)
                    .help("write the name of one member: a path is not understood"),
            );
        }
        if !token || within.value.is_empty() {
            let message = format!("`{}` reads no token from such a place", name.value);
            report.push(
                Problem::error(FS110.id, &within.place, message)
                    .help("name a member of the answer to a step that has `token = true`"),
            );
        }
    }
}

/// What resolving a transition needs.
struct Resolver<'a> {
    flow: &'a FlowDocument,
    states: Names<'a>,
    slots: &'a mut Slots,
    report: &'a mut Report,
}

impl Resolver<'_> {
    fn states(&mut self, grant: &GrantDocument) -> Vec<State> {
        let mut states = Vec::new();
        for document in &grant.states {
            let shows = document.shows.iter().filter_map(|slot| {
                let there = self.slots.find(&slot.value).is_some();
                let lost = if there { None } else { lost(grant, slot) };
                self.slot(lost.as_ref().unwrap_or(slot))
            });
            let shows = shows.collect();
            states.push(State {
                name: document.name.value.clone(),
                summary: document.summary.clone(),
                is_final: document.is_final,
                shows,
                keeps: Vec::new(),
                perhaps: Vec::new(),
            });
        }
        states
    }

    fn slot(&mut self, name: &Text) -> Option<SlotId> {
        let slots = &*self.slots;
        slots.find(&name.value).or_else(|| {
            let near = slots.nearest(&name.value).and_then(|id| slots.get(id));
            let near = near.map(|slot| slot.name.as_str());
            slots.find(meant("slot", name, near, slots.names(), self.report)?)
        })
    }

    fn endpoint(&mut self, name: &Text) -> Option<usize> {
        let endpoints = &self.flow.endpoints;
        let called = |name: &str| endpoints.iter().position(|(known, _)| known.value == name);
        let found = called(&name.value);
        if found.is_some() {
            return found;
        }
        let message = format!("the flow gives no URL for the endpoint `{}`", name.value);
        let near = endpoints.iter().map(|(known, _)| known.value.as_str());
        let near = suggest::nearest(&name.value, near).and_then(called);
        if let Some((misspelt, _)) = near.and_then(|near| endpoints.get(near)) {
            let problem = Problem::error(FS104.id, &misspelt.place, message);
            let help = format!("did you mean `{}`?", name.value);
            self.report.push(problem.help(help).instead(&name.value).apart());
            return near;
        }
        let problem = Problem::error(FS104.id, &self.flow.name.place, message)
            .related(&name.place, "the grant asks for it here")
            .help(format!("add `{} = \"https://...\"` to `[endpoints]`", name.value));
        self.report.push(problem);
        None
    }

    fn transition(
        &mut self,
        document: &TransitionDocument,
        written: &Written,
    ) -> Option<(Transition, Vec<Place>)> {
        let from = state(&self.states, &document.from, self.report);
        let to = state(&self.states, &document.to, self.report);
        let mint = document.mint.iter();
        let mint = mint.filter_map(|(name, how)| Some((self.slots.find(&name.value)?, *how)));
        let mint = mint.collect();
        let (action, places) = match &document.action {
            ActionDocument::Redirect(redirect) => {
                let endpoint = self.endpoint(&redirect.endpoint);
                let (query, places) = self.parameters(written);
                let url = self.slots.find(&url_slot(&redirect.endpoint).value)?;
                (Action::Redirect(Redirect { endpoint: endpoint?, query, url }), places)
            }
            ActionDocument::Callback(callback) => self.callback(callback)?,
            ActionDocument::Post(post) => {
                let (post, places) = self.post(post, written)?;
                (Action::Post(post), places)
            }
        };
        let spends = self.spends(&action);
        let name = document.name.value.clone();
        Some((Transition { name, from: from?, to: to?, mint, action, spends, asks: false }, places))
    }

    /// Sending a one-time value spends it, whatever the answer.
    fn spends(&self, action: &Action) -> bool {
        let Action::Post(post) = action else { return false };
        post.reads().any(|id| self.slots.get(id).is_some_and(|s| s.class == Class::OneTime))
    }

    fn callback(&mut self, document: &CallbackDocument) -> Option<(Action, Vec<Place>)> {
        let mut places = Vec::new();
        let mut expect = Vec::new();
        for (parameter, text) in &document.expect {
            let Some(template) = template::resolve(text, self.slots, self.report) else {
                continue;
            };
            let [Part::Slot { slot, filter: None, optional: false }] = template.0.as_slice() else {
                let message =
                    format!("`{}` is compared with a slot, nothing else", parameter.value);
                let problem = Problem::error(crate::rules::FS111.id, &text.place, message);
                self.report.push(problem.help(format!("write `\"{{{}}}\"`", parameter.value)));
                continue;
            };
            places.push(text.place.clone());
            let (parameter, slot) = (parameter.value.clone(), *slot);
            expect.push(Binding { parameter, slot, optional: false });
        }
        places.extend(document.bind.iter().map(|bind| bind.slot.place.clone()));
        let callback = Callback {
            within: document.within,
            expect,
            bind: self.bindings(&document.bind),
            token: document.token,
        };
        Some((Action::Callback(callback), places))
    }

    fn post(&mut self, document: &PostDocument, written: &Written) -> Option<(Post, Vec<Place>)> {
        let endpoint = self.endpoint(&document.endpoint);
        let (form, mut places) = self.parameters(written);
        places.extend(document.bind.iter().map(|bind| bind.slot.place.clone()));
        let bind = self.bindings(&document.bind);
        Some((
            Post { endpoint: endpoint?, form, bind, token: document.token, token_in: None },
            places,
        ))
    }

    /// The flow may say in which member of an answer its token stands.
    fn within(&self, document: &TransitionDocument, mut transition: Transition) -> Transition {
        let named = |(name, _): &&(Text, Text)| name.value == document.name.value;
        let within = self.flow.within.iter().find(named);
        if let (Action::Post(post), Some((_, within))) = (&mut transition.action, within) {
            post.token_in = Some(within.value.clone());
        }
        transition
    }

    fn bindings(&self, binds: &[BindDocument]) -> Vec<Binding> {
        let binding = |bind: &BindDocument| {
            let slot = self.slots.find(&bind.slot.value)?;
            let (parameter, optional) = (bind.from.value.clone(), bind.optional);
            Some(Binding { parameter, slot, optional })
        };
        binds.iter().filter_map(binding).collect()
    }

    /// Where a template can't be read, its text stands for it: who asks sees that there is a hole.
    fn parameters(&mut self, written: &Written) -> (Vec<Parameter>, Vec<Place>) {
        let parameters = written.iter().map(|(name, text)| {
            let value = template::resolve(text, self.slots, self.report);
            let value = value.unwrap_or_else(|| Template(vec![Part::Literal(text.value.clone())]));
            Parameter { name: name.value.clone(), value }
        });
        (parameters.collect(), written.iter().map(|(_, text)| text.place.clone()).collect())
    }
}
