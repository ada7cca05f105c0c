//! From documents to a flow: every name is looked up, once.

mod address;
pub(crate) mod api;
mod calls;
pub(crate) mod endpoints;
mod machine;
mod names;
mod parameters;
pub(crate) mod provider;
mod refusals;
pub(crate) mod slots;
mod template;
pub(crate) mod tokens;
mod variables;

use std::cell::OnceCell;

use crate::document::{DeprecationDocument, FlowDocument, GrantDocument, ProviderDocument, Text};
use crate::flow::{Deprecation, Flow, FlowOption, Post};
use crate::property::{Properties, Property};
use crate::provider::Provider;
use crate::report::{Problem, Report, Waiver};
use crate::requests::Sent;
use crate::rules::{FS100, FS104};
use crate::source::Place;
pub use names::check_name;
pub(crate) use names::upper_camel;
use slots::Slots;

/// A flow as resolved, with all that the rules want to know beyond it.
#[derive(Debug, Clone)]
pub(crate) struct Subject {
    pub(crate) flow: Flow,
    pub(crate) places: Places,
    /// The grant's renewal, also where `refreshable = false` drops it from the flow.
    pub(crate) renew: Option<Post>,
    /// All that is sent, once somebody asks.
    pub(crate) requests: OnceCell<Vec<Sent>>,
}

/// Where the parts of a flow are written; each list runs beside the flow's own.
#[derive(Debug, Clone)]
pub(crate) struct Places {
    pub(crate) flow: Place,
    pub(crate) grant: Place,
    pub(crate) properties: [Place; 4],
    pub(crate) authentication: Place,
    pub(crate) slots: Vec<Place>,
    pub(crate) endpoints: Vec<Place>,
    pub(crate) states: Vec<Place>,
    pub(crate) transitions: Vec<Place>,
    /// For each transition its parameters, expectations and bindings, in this order.
    pub(crate) parameters: Vec<Vec<Place>>,
    pub(crate) renew: Option<Place>,
    pub(crate) renew_parameters: Vec<Place>,
    pub(crate) variables: Vec<Place>,
    pub(crate) issued: Option<Place>,
    pub(crate) issuer: Option<Place>,
    /// Of the provider's own servers.
    pub(crate) domains: Vec<Place>,
}

impl Places {
    pub(crate) fn property(&self, property: Property) -> &Place {
        let [consent, refreshable, short, scoped] = &self.properties;
        match property {
            Property::NeedsUserConsent => consent,
            Property::Refreshable => refreshable,
            Property::ShortLived => short,
            Property::UserScoped => scoped,
        }
    }

    /// A transition's place; the grant's where there is none.
    pub(crate) fn transition(&self, index: usize) -> &Place {
        self.transitions.get(index).unwrap_or(&self.grant)
    }

    pub(crate) fn state(&self, index: usize) -> &Place {
        self.states.get(index).unwrap_or(&self.grant)
    }

    /// The place of a transition's nth parameter; the transition's own where there is none.
    pub(crate) fn parameter(&self, transition: usize, nth: usize) -> &Place {
        self.parameters
            .get(transition)
            .and_then(|places| places.get(nth))
            .unwrap_or_else(|| self.transition(transition))
    }

    pub(crate) fn renew_parameter(&self, nth: usize) -> &Place {
        self.renew_parameters.get(nth).or(self.renew.as_ref()).unwrap_or(&self.grant)
    }
}

/// Joins the three documents. Mistakes are reported; what can be understood in spite of them is
/// resolved all the same, so that one run finds as many as possible.
pub(crate) fn resolve(
    flow: &FlowDocument,
    provider: &ProviderDocument,
    grant: &GrantDocument,
    report: &mut Report,
) -> Option<Subject> {
    names::check(flow, provider, grant, report);
    same_provider(flow, provider, report);
    same_grant(flow, grant, report);
    let mut slots = Slots::new(&flow.name.place);
    let declared = variables::declared(flow, provider);
    let (variables, variable_places) = variables::resolve(declared, &mut slots, report);
    let parameters = parameters::adjusted(flow, grant, report);
    let machine = machine::resolve(flow, grant, &parameters, &mut slots, report)?;
    let (endpoints, endpoint_places) = endpoints::resolve(flow, &variables, &slots, report);
    let provider_facts = provider::resolve(provider, &variables, &slots, report);
    let properties = properties(flow);
    let places = Places {
        flow: flow.name.place.clone(),
        grant: grant.place.clone(),
        properties: flow.properties.each_ref().map(|property| property.place.clone()),
        authentication: flow.authentication.place.clone(),
        slots: slots.places().to_vec(),
        endpoints: endpoint_places,
        states: grant.states.iter().map(|state| state.name.place.clone()).collect(),
        transitions: machine.places,
        parameters: machine.parameter_places,
        renew: grant.renew.as_ref().map(|post| post.place.clone()),
        renew_parameters: machine.renew_places,
        variables: variable_places,
        issued: provider.issued.as_ref().map(|issued| issued.place.clone()),
        issuer: provider.issuer.as_ref().map(|issuer| issuer.place.clone()),
        domains: provider.domains.iter().map(|domain| domain.place.clone()).collect(),
    };
    let mut leaves = vec![Vec::new(); machine.states.len()];
    for (index, transition) in machine.transitions.iter().enumerate() {
        if let Some(list) = leaves.get_mut(transition.from) {
            list.push(index);
        }
    }
    let resolved = Flow {
        name: flow.name.value.clone(),
        title: or_name(&flow.title, &flow.name),
        summary: flow.summary.clone(),
        grant: grant.name.value.clone(),
        sources: grant.sources.clone(),
        provider: provider_facts,
        properties,
        authentication: flow.authentication.value,
        variables,
        options: machine.options,
        slots: slots.into_list(),
        endpoints,
        states: machine.states,
        initial: machine.initial,
        transitions: machine.transitions,
        renew: machine.renew.clone().filter(|_| properties.refreshable),
        kept: machine.kept,
        granted: machine.granted,
        deprecated: flow.deprecated.as_ref().map(deprecation),
        waivers: waivers(flow, provider, grant),
        leaves,
    };
    let (renew, requests) = (machine.renew, OnceCell::new());
    let mut subject = Subject { flow: resolved, places, renew, requests };
    variables::leave_out(flow, &mut subject);
    Some(subject)
}

/// A provider by itself. What flows declare is not known here.
pub(crate) fn facts(provider: &ProviderDocument, report: &mut Report) -> Provider {
    let mut slots = Slots::new(&provider.name.place);
    let (variables, _) = variables::resolve(provider.variables.iter(), &mut slots, report);
    provider::resolve(provider, &variables, &slots, report)
}

/// A path in an answer: names of members, one within the other.
fn path(path: &Text, report: &mut Report) {
    let name = |name: &str| !name.is_empty() && !name.contains(char::is_whitespace);
    if path.value.split('.').all(name) {
        return;
    }
    let message = format!("`{}` is no path in an answer", path.value.escape_debug());
    report.push(
        Problem::error(FS100.id, &path.place, message)
            .help("write names of members with dots between them, as in \"data.token\""),
    );
}

fn or_name(title: &str, name: &Text) -> String {
    if title.is_empty() { name.value.clone() } else { title.to_owned() }
}

fn properties(flow: &FlowDocument) -> Properties {
    let [consent, refreshable, short, scoped] = &flow.properties;
    Properties {
        needs_user_consent: consent.value,
        refreshable: refreshable.value,
        short_lived: short.value,
        user_scoped: scoped.value,
    }
}

fn deprecation(document: &DeprecationDocument) -> Deprecation {
    Deprecation {
        since: document.since.value.clone(),
        note: document.note.value.clone(),
        instead: document.instead.as_ref().map(|text| text.value.clone()),
    }
}

fn waivers(flow: &FlowDocument, provider: &ProviderDocument, grant: &GrantDocument) -> Vec<Waiver> {
    [&flow.allow, &provider.allow, &grant.allow].into_iter().flatten().cloned().collect()
}

/// An inline provider may be named by the flow, and then by its own name.
fn same_provider(flow: &FlowDocument, provider: &ProviderDocument, report: &mut Report) {
    let Some(named) = &flow.provider else { return };
    if named.value != provider.name.value {
        let message = format!("there is no provider `{}` here", named.value);
        report.push(
            Problem::error(FS104.id, &named.place, message)
                .related(&provider.name.place, "the provider is called this")
                .help(format!("write `provider = \"{}\"`", provider.name.value)),
        );
    }
}

/// An inline grant goes by the name that the flow gives it.
fn same_grant(flow: &FlowDocument, grant: &GrantDocument, report: &mut Report) {
    if flow.grant.value != grant.name.value {
        let message = format!("there is no grant `{}` here", flow.grant.value);
        report.push(
            Problem::error(FS104.id, &flow.grant.place, message)
                .related(&grant.name.place, "the grant is called this")
                .help(format!("write `grant = \"{}\"`", grant.name.value)),
        );
    }
}

/// An option as resolved, before the flow is put together.
pub(super) type Options = Vec<FlowOption>;
