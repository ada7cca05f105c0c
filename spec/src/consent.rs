//! Whose a token is: what a user's consent gave, and the request that spends it.

use crate::dataflow::forward;
use crate::flow::{Action, Flow, Parameter, Post, SlotId, Source, Transition};
use crate::graph;
use crate::requests::{is_code, query, whole};
use crate::slot_set::SlotSet;

/// What a user's consent gave in each state, on every path to it: the secrets that a callback brought,
/// and those that a request brought which spent one.
pub(crate) fn given(flow: &Flow) -> Vec<SlotSet> {
    forward(flow, SlotSet::none(flow.slots.len()), |transition, set| {
        transition.mint.iter().for_each(|(slot, _)| set.remove(*slot));
        let users = brought(flow, transition, set);
        let sure = transition.action.binds();
        for slot in transition.action.may_bind() {
            let secret = flow.slot(slot).is_some_and(|slot| slot.class.is_secret());
            match users && secret {
                true if sure.contains(&slot) => set.insert(slot),
                // It may be there, and what was there before may be, too.
                true => {}
                false => set.remove(slot),
            }
        }
    })
}

/// Whether what a step brings comes of a user's consent.
fn brought(flow: &Flow, transition: &Transition, before: &SlotSet) -> bool {
    match &transition.action {
        Action::Redirect(_) => false,
        Action::Callback(_) => true,
        Action::Post(post) => spent(post, before).is_some() && !is_apps_own(flow, post),
    }
}

/// The value of a user's consent that a request sends, whole.
pub(crate) fn spent(post: &Post, given: &SlotSet) -> Option<SlotId> {
    let mut sent = post.form.iter().filter_map(|parameter| whole(&parameter.value));
    sent.find(|slot| given.contains(*slot))
}

/// A grant that names the app alone stays the app's, whatever is sent beside it (RFC 6749 section 4.4).
fn is_apps_own(flow: &Flow, post: &Post) -> bool {
    let url = flow.endpoints.get(post.endpoint).map(|endpoint| query(&endpoint.url));
    let url = url.unwrap_or_default();
    let mut grants = post.form.iter().chain(&url).filter(|it| it.name == "grant_type");
    let named = |name: &str| name.eq_ignore_ascii_case("client_credentials");
    grants.any(|it| it.value.as_literal().is_some_and(named))
}

/// Whether a request says that it spends a code, and does not send the one that came back, or the other
/// way round: what is to be done is not to claim less.
pub(crate) fn is_half_an_exchange(flow: &Flow, step: &Transition) -> bool {
    let Action::Post(post) = &step.action else { return false };
    let says = |it: &Parameter| {
        it.name == "grant_type" && it.value.as_literal() == Some("authorization_code")
    };
    let came = |slot: SlotId| is_code(flow, slot);
    let sends = post.form.iter().filter_map(|it| whole(&it.value)).any(came);
    post.token && post.form.iter().any(says) != sends
}

/// What is to be done about that.
pub(crate) const WHOLE_EXCHANGE: &str =
    "send the code that came back, whole, and say `grant_type = \"authorization_code\"`";

/// Whether a step brings a token.
pub(crate) fn brings_a_token(transition: &Transition) -> bool {
    match &transition.action {
        Action::Redirect(_) => false,
        Action::Callback(callback) => callback.token,
        Action::Post(post) => post.token,
    }
}

/// The shortest path to an end whose token is not a user's.
pub(crate) fn path_to_an_apps_token(flow: &Flow) -> Option<Vec<usize>> {
    let given = given(flow);
    path_to_a_token(flow, |step| {
        given.get(step.from).is_some_and(|before| brought(flow, step, before))
    })
}

/// The shortest path to an end whose token comes without a refresh token, whatever the provider says:
/// it is the app's own (RFC 6749 section 4.4.3), or came through the browser (section 4.2.2).
pub(crate) fn path_without_a_refresh_token(flow: &Flow) -> Option<Vec<usize>> {
    let given = given(flow);
    path_to_a_token(flow, |step| {
        matches!(step.action, Action::Post(_))
            && given.get(step.from).is_some_and(|before| brought(flow, step, before))
    })
}

/// The shortest path to an end whose last token came by a step that is not of this kind.
fn path_to_a_token(flow: &Flow, kind: impl Fn(&Transition) -> bool) -> Option<Vec<usize>> {
    graph::search(
        flow,
        None,
        |_, step, last| if brings_a_token(step) { Some(kind(step)) } else { last },
        |at, last| last == Some(false) && flow.states.get(at).is_some_and(|it| it.is_final),
    )
}

/// The step of a path that brings its last token.
pub(crate) fn brings_it<'a>(flow: &'a Flow, path: &[usize]) -> Option<&'a Transition> {
    let steps = path.iter().rev().filter_map(|index| flow.transitions.get(*index));
    steps.into_iter().find(|step| brings_a_token(step))
}

/// How a renewal sends the refresh token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Renewal {
    /// Whole, in the one parameter at this position.
    Sends(usize),
    /// Not at all.
    Never,
    /// With other text, hashed, or not on every run; in the parameter at this position.
    Changed(usize),
    /// Once more, in the parameter at this position.
    Again(usize),
}

/// How a renewal sends the refresh token.
pub(crate) fn renewal(flow: &Flow, renew: &Post) -> Renewal {
    let token = |id: SlotId| flow.slot(id).is_some_and(|slot| slot.source == Source::Token);
    let sends = renew.form.iter().enumerate().filter(|(_, it)| it.value.slots().any(token));
    let mut sends = sends.map(|(nth, it)| (nth, whole(&it.value).is_some()));
    match (sends.next(), sends.next()) {
        (None, _) => Renewal::Never,
        (Some(_), Some((nth, _))) => Renewal::Again(nth),
        (Some((nth, false)), None) => Renewal::Changed(nth),
        (Some((nth, true)), None) => Renewal::Sends(nth),
    }
}
