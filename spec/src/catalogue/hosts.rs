//! The servers of a provider, and hosts that look like one another.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{ALIKE, HOSTS, Member};
use crate::bundled;
use crate::document::{Document, FlowDocument, Text};
use crate::report::{Problem, Report};
use crate::source::Place;
use crate::suggest;

pub(super) fn check(members: &[Member<'_>], report: &mut Report) {
    let flows = members.iter().filter_map(|member| match &member.document {
        Document::Flow(flow) => Some(&**flow),
        Document::Grant(_) | Document::Provider(_) | Document::Api(_) => None,
    });
    let flows: Vec<&FlowDocument> = flows.collect();
    disagree(&flows, report);
    alike(&flows, report);
}

/// The host of a URL as it is written.
fn host(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split(['/', '?']).next().unwrap_or_default()
}

/// An endpoint of one name at a provider has one host: the one that most flows name.
fn disagree(flows: &[&FlowDocument], report: &mut Report) {
    let mut all: BTreeMap<(&str, &str), Vec<&Text>> = BTreeMap::new();
    for flow in flows {
        let Some(provider) = &flow.provider else { continue };
        for (name, url) in &flow.endpoints {
            all.entry((&provider.value, &name.value)).or_default().push(url);
        }
    }
    for ((provider, endpoint), urls) in all {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        urls.iter().for_each(|url| *counts.entry(host(&url.value)).or_default() += 1);
        let most = counts.iter().max_by_key(|(_, count)| **count).map(|(host, _)| *host);
        let Some(most) = most.filter(|_| counts.len() > 1) else { continue };
        let usual = urls.iter().find(|url| host(&url.value) == most);
        for url in urls.iter().filter(|url| host(&url.value) != most) {
            let message = format!("another flow of `{provider}` has its `{endpoint}` at `{most}`");
            let problem = Problem::warning(HOSTS.id, &url.place, message);
            let problem = match usual {
                Some(usual) => problem.related(&usual.place, "this one"),
                None => problem,
            };
            report.push(problem.help("name one server in all, or declare two providers"));
        }
    }
}

/// Hosts that are one letter apart: of these files, and of what is bundled.
fn alike(flows: &[&FlowDocument], report: &mut Report) {
    let ours: Vec<&Text> =
        flows.iter().flat_map(|flow| flow.endpoints.iter().map(|(_, url)| url)).collect();
    let known: BTreeSet<String> = bundled::hosts().map(str::to_owned).collect();
    let mut first: BTreeMap<String, &Place> = BTreeMap::new();
    for url in &ours {
        first.entry(host(&url.value).to_owned()).or_insert(&url.place);
    }
    let index = Near::of(known.iter().chain(first.keys()));
    for url in ours {
        let host = host(&url.value);
        let Some(other) = index.nearest(host).filter(|_| !known.contains(host)) else { continue };
        let place = first.get(other).filter(|_| !known.contains(other));
        // Of two strange ones, that which comes later is told of.
        if place.is_some_and(|place| !after(&url.place, place)) {
            continue;
        }
        let message = format!("`{host}` looks like `{other}`, and is another host");
        let problem = Problem::warning(ALIKE.id, &url.place, message);
        let problem = match place {
            Some(place) => problem.related(place, "the other one"),
            None => problem,
        };
        report.push(problem.help(format!("write `{other}`, if that is meant")));
    }
}

fn after(one: &Place, other: &Place) -> bool {
    let key = |place: &'_ Place| (place.source.path.clone(), place.span.start);
    key(one) > key(other)
}

/// Hosts by what is left of them without one letter: two that are one letter apart share a key.
struct Near<'a>(HashMap<String, Vec<&'a String>>);

impl<'a> Near<'a> {
    fn of(hosts: impl Iterator<Item = &'a String>) -> Self {
        let mut keys: HashMap<String, Vec<&String>> = HashMap::new();
        for host in hosts {
            for key in without_one(host).chain([host.clone()]) {
                keys.entry(key).or_default().push(host);
            }
        }
        Self(keys)
    }

    /// A host that is one letter away in a label that is long enough to be misread.
    fn nearest(&self, host: &str) -> Option<&'a String> {
        let keys = without_one(host).chain([host.to_owned()]);
        let near = keys.filter_map(|key| self.0.get(&key)).flatten();
        let mut near: Vec<&String> =
            near.copied().filter(|other| *other != host && misread(host, other)).collect();
        near.sort();
        near.first().copied()
    }
}

/// A label shorter than this is a number or a region: `eu1`, `us`.
const SHORT: usize = 5;

fn misread(host: &str, other: &str) -> bool {
    let (ours, theirs): (Vec<&str>, Vec<&str>) =
        (host.split('.').collect(), other.split('.').collect());
    if ours.len() != theirs.len() {
        return false;
    }
    let mut differ = ours.iter().zip(&theirs).filter(|(one, other)| one != other);
    let (Some((one, other)), None) = (differ.next(), differ.next()) else { return false };
    let letters = |label: &str| label.chars().any(|c| c.is_ascii_digit()) || label.contains('{');
    one.len().min(other.len()) >= SHORT
        && !letters(one)
        && !letters(other)
        && suggest::is_one_letter_apart(one, other)
}

fn without_one(host: &str) -> impl Iterator<Item = String> + '_ {
    host.char_indices().map(|(at, letter)| {
        let (before, after) = host.split_at_checked(at).unwrap_or((host, ""));
        format!("{before}{}", after.strip_prefix(letter).unwrap_or_default())
    })
}
