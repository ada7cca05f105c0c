//! Reads a grant file.

use super::entry::Entry;
use super::parts;
use super::table::Table;
use crate::document::{
    ActionDocument, CallbackDocument, GrantDocument, PostDocument, RedirectDocument, StateDocument,
    Text, TransitionDocument,
};
use crate::flow::{Generator, Within};
use crate::report::{Problem, Report};
use crate::rules::{FS100, FS117, FS711};
use crate::source::Place;

pub(super) fn read(root: &mut Table<'_>, report: &mut Report) -> Option<GrantDocument> {
    let grant = read_inline(root, report);
    let allow = parts::allow(root, report);
    grant.map(|grant| GrantDocument { allow, ..grant })
}

/// The tables of a grant, without `[allow]`.
pub(super) fn read_inline(root: &mut Table<'_>, report: &mut Report) -> Option<GrantDocument> {
    let states = states(root, report);
    let transitions = transitions(root, report);
    let renew = renew(root, report);
    let mut table = root.table("grant", report)?;
    let name = table.require("name", report);
    let sources = table.take("sources").and_then(|entry| entry.strings(report));
    let initial = table.string("initial", report);
    table.finish(report);
    Some(GrantDocument {
        name: name?,
        sources: sources.unwrap_or_default().into_iter().map(|s| specified(s, report)).collect(),
        initial,
        states,
        transitions,
        renew,
        allow: Vec::new(),
        place: table.place,
    })
}

/// Where a grant is specified: an RFC, a page, or the name of another document.
fn specified(source: Text, report: &mut Report) -> String {
    let text = source.value.as_str();
    let right = match text.strip_prefix("RFC") {
        Some(number) => is_rfc(number.trim_start()),
        None if text.contains(':') => text.starts_with("https://") && text.contains('.'),
        None => text.chars().filter(|c| c.is_alphanumeric()).count() >= 3,
    };
    if !right {
        let message = format!("`{}` is no source", text.escape_debug());
        report.push(
            Problem::error(FS711.id, &source.place, message)
                .help("write it as in \"RFC 6749 section 4.1\", or as \"https://...\""),
        );
    }
    source.value
}

/// `6749`, `6749 section 4.1.3`
fn is_rfc(text: &str) -> bool {
    let (number, rest) = text.split_once(' ').unwrap_or((text, ""));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let section = rest.trim_start_matches("section").trim_start_matches("sections").trim();
    let part = |part: &str| part.chars().all(|c| c.is_ascii_alphanumeric()) && !part.is_empty();
    let sections = section.is_empty() || section.split(['.', ' ']).all(part);
    (3..=5).contains(&number.len()) && digits(number) && sections
}

fn states(root: &mut Table<'_>, report: &mut Report) -> Vec<StateDocument> {
    if !root.has("states") {
        let example = "[states]` with an entry for each state of the machine, such as `ready = {}";
        root.missing("[states]", example);
    }
    let Some(mut table) = root.table("states", report) else { return Vec::new() };
    let entries = table.take_all();
    few(entries.len(), "states", &table.place, report);
    entries.iter().filter_map(|entry| state(entry, report)).collect()
}

/// The most states or transitions that a protocol has, and more.
const MAX: usize = 1000;

fn few(count: usize, what: &str, place: &Place, report: &mut Report) {
    if count > MAX {
        let message = format!("a machine of {count} {what} is no protocol");
        report.push(Problem::error(FS117.id, place, message).help(format!("{MAX} is the limit")));
    }
}

fn state(entry: &Entry<'_>, report: &mut Report) -> Option<StateDocument> {
    let mut table = entry.table(report)?;
    let state = StateDocument {
        name: entry.key.clone(),
        summary: table.text("summary", report),
        is_final: parts::flag(&mut table, "final", report),
        shows: table.take("shows").and_then(|e| e.strings(report)).unwrap_or_default(),
    };
    table.finish(report);
    Some(state)
}

fn transitions(root: &mut Table<'_>, report: &mut Report) -> Vec<TransitionDocument> {
    let Some(mut table) = root.table("transitions", report) else { return Vec::new() };
    let entries = table.take_all();
    few(entries.len(), "transitions", &table.place, report);
    entries.iter().filter_map(|entry| transition(entry, report)).collect()
}

fn transition(entry: &Entry<'_>, report: &mut Report) -> Option<TransitionDocument> {
    let mut table = entry.table(report)?;
    let (from, to) = (table.require("from", report), table.require("to", report));
    let mint = mint(&mut table, report);
    let action = action(&mut table, report);
    table.finish(report);
    Some(TransitionDocument {
        name: entry.key.clone(),
        from: from?,
        to: to?,
        mint,
        action: action?,
    })
}

fn mint(table: &mut Table<'_>, report: &mut Report) -> Vec<(Text, Generator)> {
    let Some(mut table) = table.table("mint", report) else { return Vec::new() };
    let words = [Generator::Random, Generator::PkceVerifier].map(|word| (word.as_str(), word));
    let entries = table.take_all();
    entries
        .iter()
        .filter_map(|entry| Some((entry.key.clone(), entry.word(&words, report)?.value)))
        .collect()
}

/// A transition does one thing.
fn action(table: &mut Table<'_>, report: &mut Report) -> Option<ActionDocument> {
    let redirect = table.take("redirect");
    let callback = table.take("callback");
    let post = table.take("post");
    let count = [&redirect, &callback, &post].into_iter().flatten().count();
    if count != 1 {
        let message = format!("{} does {count} things; a transition does one", table.name);
        report.push(
            Problem::error(FS100.id, &table.place, message)
                .help("give it one of `redirect`, `callback` or `post`"),
        );
        return None;
    }
    let redirect = redirect.and_then(|entry| self::redirect(&entry, report));
    let callback = callback.and_then(|entry| self::callback(&entry, report));
    let post = post.and_then(|entry| self::post(&entry, report));
    redirect
        .map(ActionDocument::Redirect)
        .or(callback.map(ActionDocument::Callback))
        .or(post.map(ActionDocument::Post))
}

fn redirect(entry: &Entry<'_>, report: &mut Report) -> Option<RedirectDocument> {
    let mut table = entry.table(report)?;
    let endpoint = table.require("endpoint", report);
    let query = parts::parameters(&mut table, "query", report);
    table.finish(report);
    Some(RedirectDocument { endpoint: endpoint?, query })
}

fn callback(entry: &Entry<'_>, report: &mut Report) -> Option<CallbackDocument> {
    let mut table = entry.table(report)?;
    let words = [("query", Within::Query), ("fragment", Within::Fragment)];
    let within = match table.take("in") {
        Some(entry) => entry.word(&words, report).map(|word| word.value),
        None => {
            table.missing("in", "in = \"query\"");
            None
        }
    };
    let expect = parts::texts(&mut table, "expect", report);
    let bind = parts::bind(&mut table, report);
    let token = parts::flag(&mut table, "token", report);
    table.finish(report);
    Some(CallbackDocument { within: within?, expect, bind, token })
}

fn post(entry: &Entry<'_>, report: &mut Report) -> Option<PostDocument> {
    let mut table = entry.table(report)?;
    let endpoint = table.require("endpoint", report);
    let form = parts::parameters(&mut table, "form", report);
    let bind = parts::bind(&mut table, report);
    let token = parts::flag(&mut table, "token", report);
    table.finish(report);
    Some(PostDocument { endpoint: endpoint?, form, bind, token, place: table.place })
}

/// `[renew.post]`: how a session gets a new access token.
fn renew(root: &mut Table<'_>, report: &mut Report) -> Option<PostDocument> {
    let mut table = root.table("renew", report)?;
    let post = match table.take("post") {
        Some(entry) => post(&entry, report),
        None => {
            table.missing("post", "[renew.post]");
            None
        }
    };
    table.finish(report);
    post
}
