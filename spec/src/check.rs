//! From documents to a checked flow: resolve, apply every rule, leave out what is waived.

use std::collections::HashSet;

use crate::api::Api;
use crate::blame;
use crate::dataflow;
use crate::document::{
    ActionDocument, ApiDocument, FlowDocument, GrantDocument, LimitsDocument, ProviderDocument,
    Text, TokensDocument,
};
use crate::flow::{Authentication, CheckedFlow, Flow};
use crate::proof::{self, Proof};
use crate::provider::Provider;
use crate::report::{Problem, Report, Waiver};
use crate::resolve::{self, Subject};
use crate::rules::{self, FS110, FS509, FS711};
use crate::source::{Place, Source, Spanned};

/// Checks a flow with its grant and its provider; what can be judged is, also where it is wrong.
pub(crate) fn flow(
    flow: &FlowDocument,
    provider: &ProviderDocument,
    grant: &GrantDocument,
    report: &mut Report,
    proofs: &mut Vec<Proof>,
) -> Option<CheckedFlow> {
    if is_torn(report) {
        return None;
    }
    let (sound, mut found) = judged(flow, provider, grant);
    without_shadows(&mut found, report);
    let unread = |claim: &Spanned<bool>| report.problems().iter().any(|it| it.place == claim.place);
    if flow.properties.iter().any(unread) {
        // Claims hang together: while one is not known, none of the others is asked for.
        found.retain(|problem| problem.rule != FS509.id);
    }
    proofs.extend(sound.iter().flat_map(proof::all));
    // Of a claim that could not be read nothing is proved.
    let read = |proof: &Proof| !report.problems().iter().any(|it| it.place == proof.place);
    proofs.retain(read);
    for (waivers, place) in [(&provider.allow, &provider.name.place), (&grant.allow, &grant.place)]
    {
        // What these waive may be another flow's.
        waive(waivers, &mut found, |problem| problem.place.source == place.source);
    }
    // What a flow waives is what stands at a line as it is told.
    let mut found = blame::settle(flow, provider, grant, found);
    let unused = waive(&flow.allow, &mut found, |_| true);
    if sound.is_some() && !report.has_errors() {
        changes_nothing(&unused, &mut found);
    }
    let checked = sound.filter(|_| !found.has_errors()).map(finish);
    report.extend(blame::settle(flow, provider, grant, found));
    checked.filter(|_| !report.has_errors())
}

/// All that is wrong with a flow, before anything is waived; and what the rules were asked about,
/// where it is whole.
pub(crate) fn judged(
    flow: &FlowDocument,
    provider: &ProviderDocument,
    grant: &GrantDocument,
) -> (Option<Subject>, Report) {
    let mut found = Report::default();
    let subject = resolve::resolve(flow, provider, grant, &mut found);
    let sound = ruled(flow, subject, &mut found);
    (sound, found)
}

/// Applies the rules. A machine with holes in it would break some that its repair satisfies: of such a
/// one only those are asked that look at one text each. Gives it back where it is whole.
fn ruled(flow: &FlowDocument, subject: Option<Subject>, report: &mut Report) -> Option<Subject> {
    let subject = subject?;
    if !has_holes(flow, report) {
        rules::check(&subject, report);
        return Some(subject);
    }
    let mut found = Report::default();
    rules::check(&subject, &mut found);
    found.retain(|problem| LOCAL.contains(&problem.rule));
    without_shadows(&mut found, report);
    report.extend(found);
    None
}

/// The rules that ask one text what it says, wherever it stands in a machine.
const LOCAL: [&str; 12] = [
    "FS117", "FS602", "FS608", "FS609", "FS611", "FS615", "FS625", "FS636", "FS642", "FS701",
    "FS711", "FS712",
];

/// Whether something could not be read that all else depends on: what is missing now is not missing
/// in the file.
fn is_torn(report: &Report) -> bool {
    report.problems().iter().any(|problem| problem.is_error() && !problem.apart)
}

/// Leaves out what is said of a value because it, or a part of it, could not be read.
fn without_shadows(found: &mut Report, read: &Report) {
    let mut broken: Vec<&Place> =
        read.problems().iter().filter(|it| it.is_error()).map(|it| &it.place).collect();
    if broken.is_empty() {
        return;
    }
    broken.sort_by(|one, other| begins(one).cmp(&begins(other)));
    found.retain(|problem| {
        let (place, first) = (&problem.place, begins(&problem.place));
        let from = broken.partition_point(|it| begins(it) < first);
        let rest = broken.get(from..).unwrap_or_default();
        let mut near = rest.iter().take_while(|it| {
            it.source.path == place.source.path && it.span.start <= place.span.end
        });
        let shadows = |it: &&Place| place == *it || (!it.span.is_empty() && place.encloses(it));
        !near.any(shadows)
    });
}

fn begins(place: &Place) -> (&str, usize) {
    (&place.source.path, place.span.start)
}

/// The rules of which a breach leaves something out of the machine, or out of an endpoint. None of
/// them can be waived.
const HOLES: [&str; 8] = ["FS103", "FS104", "FS105", "FS108", "FS111", "FS112", "FS113", "FS209"];

/// Whether something is missing from a flow of which the rules would say that it is not there.
fn has_holes(flow: &FlowDocument, report: &Report) -> bool {
    let options = flow.options.iter().map(|option| &option.place_in.place);
    let steps = flow.adjustments.iter().filter_map(|it| Some(&it.transition.as_ref()?.place));
    let aside: HashSet<_> = options.chain(steps).map(begins).collect();
    report.problems().iter().any(|problem| {
        let hole = problem.is_error() && !problem.apart && HOLES.contains(&problem.rule);
        hole && !aside.contains(&begins(&problem.place))
    })
}

/// A waiver that waives nothing is one that was forgotten, or that missed. (One that could not be read
/// names no place.)
fn changes_nothing(unused: &[&Waiver], report: &mut Report) {
    for waiver in unused.iter().filter(|waiver| !waiver.at.is_empty()) {
        let message = format!("waiving `{}` changes nothing", waiver.rule);
        let at = waiver.at.escape_debug();
        let label = format!("it breaks no rule that may be waived on a line with `{at}`");
        report.push(
            Problem::warning(FS110.id, &waiver.place, message)
                .label(label)
                .help("remove the line, or let `at` say what stands on the line of the finding"),
        );
    }
}

fn finish(subject: Subject) -> CheckedFlow {
    let mut flow = subject.flow;
    let lacks: Vec<bool> =
        flow.kept.iter().map(|kept| dataflow::may_lack(&flow, kept.slot)).collect();
    for (kept, may_lack) in flow.kept.iter_mut().zip(lacks) {
        kept.optional = may_lack;
    }
    let carried = dataflow::carried(&flow, flow.renew.as_ref());
    for (state, carried) in flow.states.iter_mut().zip(carried) {
        state.keeps = carried.keeps;
        state.perhaps = carried.perhaps;
    }
    CheckedFlow(flow)
}

/// Leaves out what is waived; a waiver of what can't be waived is a mistake of its own. Gives back
/// those that waived nothing.
fn waive<'a>(
    waivers: &'a [Waiver],
    report: &mut Report,
    ours: impl Fn(&Problem) -> bool,
) -> Vec<&'a Waiver> {
    let mut unused = Vec::new();
    for waiver in waivers {
        let Some(rule) = rules::find(&waiver.rule) else { continue };
        if !rule.can_be_waived() {
            let message = format!("`{}` can't be waived: {}", rule.id, rule.summary);
            report.push(Problem::error(FS110.id, &waiver.place, message).help("remove the line"));
            continue;
        }
        let covers = |problem: &Problem| {
            problem.rule == rule.id
                && rule.can_be_waived_at(problem.severity)
                && problem.place.line().contains(&waiver.at)
                && ours(problem)
        };
        let covered = report.problems().iter().filter(|problem| covers(problem));
        let lines: HashSet<(String, usize)> = covered.map(line).collect();
        report.retain(|problem| !covers(problem));
        match lines.len() {
            0 => unused.push(waiver),
            1 => {}
            more => report.push(too_wide(waiver, more)),
        }
    }
    unused
}

/// The line that a problem stands at.
fn line(problem: &Problem) -> (String, usize) {
    (problem.place.source.path.clone(), problem.place.line_column().0)
}

/// What is waived is one finding that somebody has looked at.
fn too_wide(waiver: &Waiver, lines: usize) -> Problem {
    let message = format!("this waives `{}` on {lines} lines at once", waiver.rule);
    Problem::error(FS110.id, &waiver.place, message)
        .help("let `at` say what stands on one of them alone")
}

/// Checks a grant's machine by itself: in a flow that only supplies what is needed, and that is given
/// back when nothing is wrong.
pub(crate) fn grant(grant: &GrantDocument, report: &mut Report) -> Option<Flow> {
    if is_torn(report) {
        return None;
    }
    let mut found = Report::default();
    let (stand_in, provider) = stand_in(grant);
    let subject = resolve::resolve(&stand_in, &provider, grant, &mut found);
    let subject = ruled(&stand_in, subject, &mut found);
    if grant.sources.is_empty() {
        let message =
            format!("the grant `{}` does not say where it is specified", grant.name.value);
        found.push(
            Problem::note(FS711.id, &grant.place, message)
                .help("add `sources = [\"RFC ...\"]`, or the page of the provider"),
        );
    }
    let ours = &grant.place.source;
    let unused = waive(&grant.allow, &mut found, |problem| problem.place.source == *ours);
    if subject.is_some() {
        changes_nothing(&unused, &mut found);
    }
    // The flow stands in: what is wrong with it, or depends on it, says nothing about the grant.
    found.retain(|problem| problem.place.source == *ours && !of_flow(problem));
    let sound = !found.has_errors();
    report.extend(found);
    // The stand-in claims nothing, not even that its tokens are renewed: the grant's renewal counts.
    subject.filter(|_| sound).map(|mut subject| {
        subject.flow.renew.clone_from(&subject.renew);
        finish(subject).0
    })
}

/// Whether a problem depends on what a flow says: its authentication, its deprecation.
fn of_flow(problem: &Problem) -> bool {
    matches!(problem.rule, "FS601" | "FS614")
}

/// Checks a provider's facts by themselves.
pub(crate) fn provider(provider: &ProviderDocument, report: &mut Report) -> Option<Provider> {
    if is_torn(report) {
        return None;
    }
    let mut found = Report::default();
    let source = Source::new("", "");
    let grant = empty_grant(&source.start());
    let (flow, _) = stand_in(&grant);
    // A grant without a machine is no flow: what is left are the names and the facts.
    resolve::resolve(&flow, provider, &grant, &mut found);
    let resolved = resolve::facts(provider, &mut found);
    without_shadows(&mut found, report);
    let ours = &provider.name.place.source;
    // An origin may be a variable, which only a flow declares.
    found.retain(|problem| problem.place.source == *ours && problem.rule != "FS111");
    for table in &provider.unsourced {
        let message = format!("the facts of {} name no page that says so", table.value);
        found.push(
            Problem::note(FS711.id, &table.place, message)
                .help("add `source = \"https://...\"`: who looks it up again will find it"),
        );
    }
    let unused = waive(&provider.allow, &mut found, |_| true);
    changes_nothing(&unused, &mut found);
    let sound = !found.has_errors();
    report.extend(found);
    sound.then_some(resolved)
}

/// Checks an API with its provider. `users` says whether a flow of the provider acts for a user,
/// where that is known.
pub(crate) fn api(
    api: &ApiDocument,
    provider: Provider,
    users: Option<bool>,
    report: &mut Report,
) -> Option<Api> {
    let mut found = Report::default();
    let resolved = resolve::api::resolve(api, provider, users, &mut found);
    let unused = waive(&api.allow, &mut found, |_| true);
    changes_nothing(&unused, &mut found);
    let sound = !found.has_errors();
    report.extend(found);
    sound.then_some(resolved)
}

/// A flow and a provider that supply every endpoint of a grant and claim nothing.
fn stand_in(grant: &GrantDocument) -> (FlowDocument, ProviderDocument) {
    let place = Source::new("", "").start();
    let text = |text: &str| -> Text { Spanned::new(text.to_owned(), place.clone()) };
    let url = |name: &Text| (name.clone(), text(&format!("https://host.example/{}", name.value)));
    let flow = FlowDocument {
        name: text("flow"),
        title: String::new(),
        summary: String::new(),
        provider: None,
        grant: grant.name.clone(),
        deprecated: None,
        properties: [false; 4].map(|value| Spanned::new(value, place.clone())),
        authentication: Spanned::new(Authentication::Basic, place.clone()),
        endpoints: endpoints(grant).iter().map(|name| url(name)).collect(),
        variables: Vec::new(),
        options: Vec::new(),
        adjustments: Vec::new(),
        within: Vec::new(),
        inline_provider: None,
        inline_grant: None,
        allow: Vec::new(),
    };
    let provider = ProviderDocument {
        name: text("provider"),
        title: String::new(),
        env: None,
        issuer: None,
        variables: Vec::new(),
        domains: Vec::new(),
        pkce: None,
        accepts: Vec::new(),
        origins: Vec::new(),
        origin_from: None,
        headers: Vec::new(),
        path: None,
        redirect: Vec::new(),
        issued: None,
        rotation: None,
        lifetime: None,
        tokens: TokensDocument::default(),
        limits: LimitsDocument::default(),
        refusals: Vec::new(),
        separator: None,
        open: None,
        scopes: Vec::new(),
        groups: Vec::new(),
        api: None,
        unsourced: Vec::new(),
        allow: Vec::new(),
    };
    (flow, provider)
}

/// The endpoints that a grant asks for, each once.
fn endpoints(grant: &GrantDocument) -> Vec<&Text> {
    let of_steps = grant.transitions.iter().filter_map(|step| match &step.action {
        ActionDocument::Redirect(redirect) => Some(&redirect.endpoint),
        ActionDocument::Callback(_) => None,
        ActionDocument::Post(post) => Some(&post.endpoint),
    });
    let mut all: Vec<&Text> = Vec::new();
    for name in of_steps.chain(grant.renew.as_ref().map(|post| &post.endpoint)) {
        if !all.iter().any(|seen| seen.value == name.value) {
            all.push(name);
        }
    }
    all
}

/// A grant without a machine, for checks that need none.
fn empty_grant(place: &Place) -> GrantDocument {
    GrantDocument {
        name: Spanned::new("grant".to_owned(), place.clone()),
        sources: Vec::new(),
        initial: None,
        states: Vec::new(),
        transitions: Vec::new(),
        renew: None,
        allow: Vec::new(),
        place: place.clone(),
    }
}
