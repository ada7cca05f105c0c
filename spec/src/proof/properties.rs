//! The four properties: what each claim comes to on this machine, at this provider.

use super::evidence::{self, Evidence, asks_the_user, dominator, path_to_a_token};
use super::{Proof, Verdict};
use crate::consent::{self, Renewal};
use crate::flow::{Post, Template, Transition};
use crate::graph;
use crate::property::Property;
use crate::provider::Issued;
use crate::requests::requests;
use crate::resolve::Subject;
use crate::rules::says;
use crate::source::Place;

/// What was found: the verdict, why, and what shows it.
type Found = (Verdict, String, Evidence);

pub(super) fn judge(subject: &Subject, property: Property) -> Proof {
    let claimed = subject.flow.properties.get(property);
    let (verdict, why, evidence) = match property {
        Property::NeedsUserConsent => consent(subject, claimed),
        Property::Refreshable => refreshable(subject, claimed),
        Property::ShortLived => short_lived(subject, claimed),
        Property::UserScoped => user_scoped(subject, claimed),
    };
    let place = subject.places.property(property).clone();
    Proof { property, claimed, verdict, why, place, evidence }
}

fn consent(subject: &Subject, claimed: bool) -> Found {
    if claimed { passes_the_user(subject) } else { passes_no_user(subject) }
}

/// Every path to a token passes the user.
fn passes_the_user(subject: &Subject) -> Found {
    let flow = &subject.flow;
    if let Some(path) = path_to_a_token(flow, false, |_, step| asks_the_user(step)) {
        let why = format!("nobody is asked on the path {}", graph::describe(flow, &path));
        return (Verdict::Refuted, why, evidence::path(subject, &path, |_, _| None));
    }
    let shortest = evidence::shortest(flow);
    let Some(dominator) = dominator(flow, asks_the_user) else {
        // Each path has a redirect of its own.
        let note = |_: usize, step: &Transition| asks_the_user(step).then(|| "the user".to_owned());
        let why = "every path to a token passes the user, each in a step of its own".to_owned();
        return (Verdict::Proved, why, evidence::path(subject, &shortest, note));
    };
    let name = flow.transitions.get(dominator).map_or("", |step| step.name.as_str());
    let why = format!("no path to a token gets around `{name}`, where the user agrees");
    let note =
        |index, _: &Transition| (index == dominator).then(|| "no path gets around it".into());
    (Verdict::Proved, why, evidence::path(subject, &shortest, note))
}

/// No path to a token passes the user.
fn passes_no_user(subject: &Subject) -> Found {
    let flow = &subject.flow;
    if let Some(path) = path_to_a_token(flow, true, |_, step| asks_the_user(step)) {
        let why = format!("a user is asked on the path {}", graph::describe(flow, &path));
        let note =
            |_: usize, step: &Transition| asks_the_user(step).then(|| "a user is asked".to_owned());
        return (Verdict::Refuted, why, evidence::path(subject, &path, note));
    }
    let why = "no path to a token sends a user's browser anywhere".to_owned();
    (Verdict::Proved, why, evidence::path(subject, &evidence::shortest(flow), |_, _| None))
}

fn user_scoped(subject: &Subject, claimed: bool) -> Found {
    if claimed {
        return match passes_the_user(subject) {
            (Verdict::Proved, why, _) => spends_consent(subject, &why),
            refuted => refuted,
        };
    }
    let why = "calls for a user are refused; a flow may always do without".to_owned();
    (Verdict::Restricts, why, Evidence::new())
}

/// The token of every path is brought by what the user's consent gave.
fn spends_consent(subject: &Subject, passes: &str) -> Found {
    let flow = &subject.flow;
    if let Some(path) = consent::path_to_an_apps_token(flow) {
        let step = consent::brings_it(flow, &path).map_or("", |step| step.name.as_str());
        let why = format!(
            "`{step}` sends nothing that the user's consent gave, on the path {}",
            graph::describe(flow, &path)
        );
        return (Verdict::Refuted, why, evidence::path(subject, &path, |_, _| None));
    }
    let given = consent::given(flow);
    let way = |_: usize, step: &Transition| evidence::way(flow, step, given.get(step.from)?);
    let why =
        format!("the token is a user's: {passes}, and the token is given for what came of it");
    (Verdict::Proved, why, evidence::path(subject, &evidence::shortest(flow), way))
}

fn refreshable(subject: &Subject, claimed: bool) -> Found {
    let renewal = renewal(subject);
    if !claimed {
        let why = match renewal {
            None => "the grant has no renewal".to_owned(),
            Some(_) => "the grant's renewal is left out; a flow may always do without".to_owned(),
        };
        let left = renewal.map(|(place, _)| (place, "left out".to_owned()));
        return (Verdict::Restricts, why, left.into_iter().collect());
    }
    let Some((place, post)) = renewal else {
        let why = format!("the grant `{}` has no `[renew.post]`", subject.flow.grant);
        let label = "no renewal in this grant".to_owned();
        return (Verdict::Refuted, why, vec![(subject.places.grant.clone(), label)]);
    };
    let why = match consent::renewal(&subject.flow, post) {
        Renewal::Sends(_) => None,
        Renewal::Never => Some("the renewal sends no refresh token"),
        Renewal::Changed(_) => Some("the renewal does not send the refresh token as it is"),
        Renewal::Again(_) => Some("the renewal sends the refresh token twice"),
    };
    if let Some(why) = why {
        let label = "without `{refresh_token}`, as it is and once".to_owned();
        return (Verdict::Refuted, why.to_owned(), vec![(place, label)]);
    }
    if let Some(path) = consent::path_without_a_refresh_token(&subject.flow) {
        let step = consent::brings_it(&subject.flow, &path).map_or("", |step| step.name.as_str());
        let why = format!("no refresh token comes with the token of `{step}`");
        return (Verdict::Refuted, why, evidence::path(subject, &path, |_, _| None));
    }
    let (verdict, why, mut evidence) = issued(subject);
    if verdict == Verdict::Proved {
        evidence.push((place, "the renewal sends the refresh token".to_owned()));
    }
    (verdict, why, evidence)
}

/// The grant's renewal and where it stands.
fn renewal(subject: &Subject) -> Option<(Place, &Post)> {
    let place = subject.places.renew.as_ref().unwrap_or(&subject.places.grant);
    subject.renew.as_ref().map(|post| (place.clone(), post))
}

/// Whether the provider issues a refresh token on every path.
fn issued(subject: &Subject) -> Found {
    let condition = &subject.flow.provider.refresh_tokens.issued;
    let said = |label: &str| -> Evidence {
        subject.places.issued.iter().map(|at| (at.clone(), label.to_owned())).collect()
    };
    if subject.places.issued.is_none() {
        let why = "the provider does not say when it issues refresh tokens".to_owned();
        return (Verdict::Refuted, why, Evidence::new());
    }
    match condition {
        Issued::Always => {
            let why = "a refresh token is always issued, and the renewal sends it".to_owned();
            (Verdict::Proved, why, said("always issued"))
        }
        Issued::Never => {
            let why = "the provider issues no refresh tokens".to_owned();
            (Verdict::Refuted, why, said("never issued"))
        }
        Issued::When(pairs) => {
            let conditions = pairs.iter().map(|(key, value)| {
                let what = format!("`{key}` is `{value}`");
                let sender = move |it: &Asked<'_>| it.key() == *key && it.literal() == Some(value);
                (what, senders(subject, sender))
            });
            on_every_path(subject, conditions.collect())
        }
        Issued::Scope(scope) => {
            let separator = subject.flow.provider.scope_separator.as_str();
            let asks =
                |it: &Asked<'_>| it.asks && it.name == "scope" && says(it.value, scope, separator);
            let what = format!("the scope `{scope}` is asked for");
            on_every_path(subject, vec![(what, senders(subject, asks))])
        }
    }
}

/// What must be sent, and the parameters that send it.
type Condition = (String, Vec<(usize, Place)>);

fn on_every_path(subject: &Subject, conditions: Vec<Condition>) -> Found {
    let said = |at: &Place| (at.clone(), "issued on a condition".to_owned());
    let mut evidence: Evidence = subject.places.issued.iter().map(said).collect();
    for (what, senders) in &conditions {
        let sends = |index| senders.iter().any(|(sender, _)| *sender == index);
        if let Some(path) = path_to_a_token(&subject.flow, false, |index, _| sends(index)) {
            let described = graph::describe(&subject.flow, &path);
            let why =
                format!("a refresh token is issued when {what}, which it is not on {described}");
            evidence.extend(evidence::path(subject, &path, |_, _| None));
            return (Verdict::Refuted, why, evidence);
        }
        evidence.extend(senders.iter().map(|(_, place)| (place.clone(), "sent here".to_owned())));
    }
    let whats: Vec<&str> = conditions.iter().map(|(what, _)| what.as_str()).collect();
    let why = format!("a refresh token is issued when {}, on every path", whats.join(" and "));
    (Verdict::Proved, why, evidence)
}

/// A parameter of a step's request.
struct Asked<'a> {
    asks: bool,
    step: &'a str,
    part: &'static str,
    name: &'a str,
    value: &'a Template,
}

impl Asked<'_> {
    /// As a provider file names it: `authorize.query.access_type`.
    fn key(&self) -> String {
        format!("{}.{}.{}", self.step, self.part, self.name)
    }

    fn literal(&self) -> Option<&str> {
        self.value.as_literal()
    }
}

/// The transitions that send such a parameter, each with where it is written.
fn senders(subject: &Subject, wanted: impl Fn(&Asked<'_>) -> bool) -> Vec<(usize, Place)> {
    let all = requests(subject);
    let steps = all.iter().filter(|sent| !sent.renewal).flat_map(|sent| {
        let index = subject.flow.transitions.iter().position(|step| step.name == sent.name);
        sent.parameters.iter().enumerate().filter_map(move |(nth, parameter)| {
            let (name, value) = (parameter.name.as_str(), &parameter.value);
            Some((
                index?,
                Asked { asks: sent.asks, step: &sent.name, part: sent.part(), name, value },
                sent.place(nth),
            ))
        })
    });
    let found = steps.filter(|(_, asked, _)| wanted(asked));
    found.map(|(index, _, place)| (index, place.clone())).collect()
}

/// Once the token expires, nothing replaces it without the user.
fn short_lived(subject: &Subject, claimed: bool) -> Found {
    let properties = &subject.flow.properties;
    let (consent, _, evidence) = consent(subject, properties.needs_user_consent);
    if consent == Verdict::Refuted {
        let why = "it follows from `needs_user_consent`, whose claim is refuted".to_owned();
        return (Verdict::Open, why, Evidence::new());
    }
    let place = subject.places.property(Property::Refreshable).clone();
    if properties.refreshable {
        let why = "a session renews its token by itself".to_owned();
        return (verdict(!claimed), why, vec![(place, "by its refresh token".to_owned())]);
    }
    if subject.flow.provider.tokens.unlimited {
        let why = "the provider's tokens have no end".to_owned();
        return (verdict(!claimed), why, evidence);
    }
    if !properties.needs_user_consent {
        let why = "an ended token is simply asked for again, without a user".to_owned();
        return (verdict(!claimed), why, evidence);
    }
    let why = "nothing replaces an ended token but the path through the user".to_owned();
    let mut shown = vec![(place, "nothing renews it".to_owned())];
    shown.extend(evidence);
    (verdict(claimed), why, shown)
}

fn verdict(holds: bool) -> Verdict {
    if holds { Verdict::Proved } else { Verdict::Refuted }
}
