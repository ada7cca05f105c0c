//! FS507: the scopes that an app asks for are sent, and a renewal asks for no more

use super::Rule;
use super::example::{self, Example};
use crate::flow::{Parameter, SlotId, Source, Template};
use crate::resolve::provider::no_scope;
use crate::source::Spanned;
use crate::flow::Part;
use crate::near::Names;
use crate::property::Property;
use crate::report::{Problem, Report, Severity};
use crate::requests::{Sent, requests};
use crate::resolve::Subject;

pub(crate) const RULE: Rule = Rule {
    id: "FS507",
    severity: Severity::Error,
    summary: "the scopes that an app asks for are sent, and a renewal asks for no more",
    why: "RFC 6749 sections 3.3 and 6: a scope that nobody sends is not granted, and nobody says so; one that was not granted can't be renewed.",
    example: Example::appended(
        example::PKCE,
        r#"[transitions.authorize.redirect.query]
scope = "streaming {scope?}"
"#,
        "[transitions.authorize.redirect.query]
scope = false
",
    ),
    check: Some(check),
};

fn check(subject: &Subject, report: &mut Report) {
    never_sent(subject, report);
    listed(subject, report);
    asks_for_more(subject, report);
}

fn never_sent(subject: &Subject, report: &mut Report) {
    let flow = &subject.flow;
    let scope = |id| flow.slot(id).is_some_and(|slot| slot.name == "scope");
    let all = requests(subject);
    let asks = all.iter().any(|sent| sent.asks) && flow.properties.user_scoped;
    let sent = all.iter().filter(|sent| !sent.renewal).any(|sent| sent.slots().any(scope));
    if sent || !asks || flow.provider.scopes.is_empty() {
        return;
    }
    let place = subject.places.property(Property::UserScoped);
    report.push(
        Problem::error(RULE.id, place, "an app may ask for scopes, and no request sends them")
            .help("send `scope = \"{scope?}\"` in the authorization request"),
    );
}

/// A list of scopes is words of the provider's, a separator between each and what the app asks for.
fn listed(subject: &Subject, report: &mut Report) {
    let provider = &subject.flow.provider;
    let separator = provider.scope_separator.as_str();
    for sent in requests(subject) {
        let Some((nth, list)) = list(subject, sent) else { continue };
        let place = sent.place(nth);
        if let Some(message) = glued(subject, list, separator) {
            report.push(
                Problem::error(RULE.id, place, message)
                    .help(format!("write it as in `\"one{separator}{{scope?}}\"`")),
            );
            continue;
        }
        let known = Names::of(provider.scopes.iter().map(|it| it.value.as_str()));
        if provider.open_scopes || sent.renewal {
            continue;
        }
        for word in words(list, separator).filter(|word| known.find(word).is_none() && !word.contains('*')) {
            let word = Spanned::new(word.to_owned(), place.clone());
            report.push(no_scope(&word, &provider.title, &known));
        }
    }
}

/// The parameter that holds scopes: what it is called, or what is in it.
fn list<'a>(subject: &Subject, sent: &'a Sent) -> Option<(usize, &'a Template)> {
    let scope = |id| subject.flow.slot(id).is_some_and(|slot| slot.name == "scope");
    let holds = |it: &Parameter| it.name == "scope" || it.value.slots().any(scope);
    let nth = sent.parameters.iter().position(holds)?;
    Some((nth, &sent.parameters.get(nth)?.value))
}

/// The words that a file writes out.
fn words<'a>(list: &'a Template, separator: &'a str) -> impl Iterator<Item = &'a str> {
    let texts = list.0.iter().filter_map(move |part| match part {
        Part::Literal(text) => Some(text.split(separator)),
        Part::Slot { .. } => None,
    });
    texts.flatten().filter(|word| !word.is_empty())
}

/// Why a list is no list.
fn glued(subject: &Subject, list: &Template, separator: &str) -> Option<String> {
    let slots: Vec<SlotId> = list.slots().collect();
    for (nth, slot) in slots.iter().filter_map(|id| subject.flow.slot(*id)).enumerate() {
        if matches!(slot.source, Source::Random | Source::FrontChannel | Source::BackChannel) {
            return Some(format!("`{}` is no scope", slot.name));
        }
        if slots.get(..nth).is_some_and(|before| slots.get(nth).is_some_and(|it| before.contains(it))) {
            return Some(format!("`{}` is asked for twice", slot.name));
        }
    }
    let ends = list.0.windows(2).all(|pair| match pair {
        [Part::Literal(text), Part::Slot { .. }] => text.ends_with(separator),
        [Part::Slot { .. }, Part::Literal(text)] => text.starts_with(separator),
        _ => false,
    });
    (!ends).then(|| "a scope runs into the next: nothing separates the two".to_owned())
}

/// RFC 6749 section 6: a renewal asks for no scope that was not granted.
fn asks_for_more(subject: &Subject, report: &mut Report) {
    let separator = subject.flow.provider.scope_separator.as_str();
    let words = |sent: &Sent| -> Vec<String> {
        let parts = sent.value("scope").map_or(&[][..], |scope| scope.0.as_slice());
        let texts = parts.iter().filter_map(|part| match part {
            Part::Literal(text) => Some(text.split(separator)),
            Part::Slot { .. } => None,
        });
        texts.flatten().filter(|word| !word.is_empty()).map(str::to_owned).collect()
    };
    let all = requests(subject);
    let first: Vec<String> = all.iter().filter(|sent| !sent.renewal).flat_map(words).collect();
    for sent in all.iter().filter(|sent| sent.renewal) {
        let Some(more) = words(sent).into_iter().find(|word| !first.contains(word)) else {
            continue;
        };
        let message = format!("the renewal asks for the scope `{more}`, which nobody granted");
        report.push(
            Problem::error(RULE.id, sent.place_of("scope"), message)
                .help("leave `scope` out: a renewed token has the scopes of the first"),
        );
    }
}
