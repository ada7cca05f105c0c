//! What is said of a provider so that a rule keeps quiet: its own servers, and what it supports.

use super::change::Changes;
use super::matched::missing;
use crate::flow::Authentication;
use crate::provider::{Pkce, Provider};

pub(super) fn compare(old: &Provider, new: &Provider, changes: &mut Changes) {
    servers(old, new, changes);
    pkce(old.pkce, new.pkce, changes);
    authentication(&old.authentication, &new.authentication, changes);
}

/// Where codes and secrets may be sent.
fn servers(old: &Provider, new: &Provider, changes: &mut Changes) {
    for domain in missing(&new.domains, &old.domains) {
        changes.unsafe_patch(format!("codes and secrets may go to servers of `{domain}`"));
    }
    for domain in missing(&old.domains, &new.domains) {
        changes.unnoticed(format!("codes and secrets may no longer go to servers of `{domain}`"));
    }
}

fn pkce(old: Pkce, new: Pkce, changes: &mut Changes) {
    let takers = |pkce: Pkce| match pkce {
        Pkce::All => 2,
        Pkce::PublicClients => 1,
        Pkce::None => 0,
    };
    let whom = match new {
        Pkce::All => "from all clients",
        Pkce::PublicClients => "from clients without a secret alone",
        Pkce::None => "from nobody",
    };
    let what = format!("the provider takes PKCE {whom}");
    if takers(new) < takers(old) {
        changes.unsafe_patch(format!("{what}: a flow with a secret may go without"));
    } else if old != new {
        changes.unnoticed(what);
    }
}

fn authentication(old: &[Authentication], new: &[Authentication], changes: &mut Changes) {
    let header = |way: &Authentication| !matches!(way, Authentication::None | Authentication::Body);
    let form_alone = |ways: &[Authentication]| !ways.is_empty() && !ways.iter().any(header);
    if form_alone(new) && !form_alone(old) {
        changes.unsafe_patch("a client's secret may go in the form: the provider takes no header");
        return;
    }
    for way in missing(new, old) {
        changes.unnoticed(format!("a client may authenticate by `{}`", way.as_str()));
    }
    for way in missing(old, new) {
        changes.unnoticed(format!("it is not said that a client may use `{}`", way.as_str()));
    }
}
