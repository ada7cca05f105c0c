//! FS616: codes and secrets go to the provider's own servers

use std::collections::BTreeSet;

use super::Rule;
use super::example::{self, Example};
use super::fs623::is_token;
use crate::flow::{Class, Flow, Source};
use crate::host::Owner;
use crate::render::act;
use crate::report::{Problem, Report, Severity};
use crate::requests::{Sent, requests};
use crate::resolve::Subject;
use crate::source::Place;

pub(crate) const RULE: Rule = Rule {
    id: "FS616",
    severity: Severity::Error,
    summary: "codes and secrets go to the provider's own servers",
    why: "RFC 9700 section 4.4, RFC 9207 section 2.4: a code from one server sent to another is a code given away. One owner has what lies below one registrable domain: the authorization endpoint's; others are the provider's where its file names them.",
    example: Example::of(
        example::PKCE,
        r#"token     = "https://accounts.spotify.com/api/token""#,
        r#"token     = "https://spotify.example/api/token""#,
    ),
    check: Some(check),
};

fn check(subject: &Subject, report: &mut Report) {
    let flow = &subject.flow;
    let all = requests(subject);
    let Some(home) = home(flow, all) else { return };
    let mut own = vec![home];
    own.extend(own.first().and_then(|home| usual(flow, home)));
    own.extend(flow.provider.domains.iter().map(|domain| Owner::Domain(domain.clone())));
    issuer(subject, &own, report);
    let mut told = BTreeSet::new();
    for sent in all {
        let Some(endpoint) = flow.endpoints.get(sent.endpoint) else { continue };
        let Some(what) = sends(flow, sent) else { continue };
        let owner = Owner::of(endpoint);
        if own.contains(&owner) || !told.insert(sent.endpoint) {
            continue;
        }
        let place = subject.places.endpoints.get(sent.endpoint).unwrap_or(&sent.whole);
        let message = format!("{what} goes to another server, `{}`", endpoint.name);
        let usual = usual(flow, &owner).filter(|usual| !own.contains(usual));
        elsewhere(place, message, usual.as_ref().unwrap_or(&owner), report);
    }
}

/// Whose a server is where the app brings none.
fn usual(flow: &Flow, owner: &Owner) -> Option<Owner> {
    let Owner::App(server) = owner else { return None };
    let brought = server.slots().next()?;
    let variable = flow.variables.iter().find(|variable| variable.slot == brought)?;
    variable.default.as_deref().map(Owner::of_url)
}

/// Where the user is asked; where nobody is, where the token comes from.
fn home(flow: &Flow, all: &[Sent]) -> Option<Owner> {
    let asks = all.iter().find(|sent| sent.front);
    let gives = || all.iter().find(|sent| sent.token);
    let endpoint = flow.endpoints.get(asks.or_else(gives)?.endpoint)?;
    Some(Owner::of(endpoint))
}

/// What a request carries that is not for everybody.
fn sends(flow: &Flow, sent: &Sent) -> Option<String> {
    if sent.front {
        // A page of another site that the user is sent to, as if it were the provider's.
        return Some("the user".to_owned());
    }
    // Tokens have rules of their own: they may go to the API as well.
    let token = |id| flow.slot(id).is_some_and(|slot| slot.source == Source::Token);
    if sent.slots().any(|id| token(id) || is_token(flow, id)) {
        return None;
    }
    if sent.spends_a_code(flow).is_some() {
        return Some("the code".to_owned());
    }
    if flow.authentication.needs_secret() {
        return Some("the client's secret".to_owned());
    }
    let mut slots = sent.slots().filter_map(|id| flow.slot(id));
    let slot = slots.find(|slot| match slot.source {
        Source::Random => slot.class.is_secret(),
        Source::BackChannel => slot.class == Class::OneTime,
        Source::App | Source::Option | Source::FrontChannel | Source::Engine | Source::Token => {
            false
        },
    });
    slot.map(|slot| format!("`{}`", slot.name))
}

/// An issuer is one of the provider's, too: its own word is what a callback is compared with.
fn issuer(subject: &Subject, own: &[Owner], report: &mut Report) {
    let Some(issuer) = &subject.flow.provider.issuer else { return };
    let owner = Owner::of_template(&issuer.url);
    if own.contains(&owner) || matches!(own.first(), Some(Owner::App(_))) {
        return;
    }
    if let Some(place) = &subject.places.issuer {
        let issuer = act::template(&subject.flow, &issuer.url);
        let message = format!("the issuer `{issuer}` is at another server than the user is asked");
        elsewhere(place, message, &owner, report);
    }
}

/// A server that the app names is the app's to answer for; what a file names is the file's.
fn elsewhere(place: &Place, message: String, owner: &Owner, report: &mut Report) {
    report.push(match owner {
        Owner::Domain(domain) => Problem::error(RULE.id, place, message)
            .label(format!("nothing says that `{domain}` is the provider's"))
            .help(format!(
                "check the spelling; where the provider documents it, write into its file \
                 `[servers] domains = [\"{domain}\"]`, with the page as `source`"
            )),
        Owner::App(_) => {
            Problem::warning(RULE.id, place, message).label("the app says whose it is").help(
                "let both begin with the same variable; where they differ below one domain, write \
                 that out: `https://{tenant}.example.com/`",
            )
        }
    });
}
