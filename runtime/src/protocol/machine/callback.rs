//! What came back through the browser: hostile until it is proved to be the answer.
//!
//! The order of the checks is part of the protection: a forged callback must not end an attempt,
//! whatever it says. So first where it came, then whether anything is there twice, then the issuer
//! (RFC 9207), then the `state`, and only then what it says.

use url::Url;
use zeroize::Zeroizing;

use super::address;
use super::slots::Slots;
use super::template;
use crate::protocol::error::bounded;
use crate::protocol::flow_def::{BindingDef, FlowDef, ProviderDef};
use crate::protocol::form;
use crate::protocol::token::refusal::reason_for;
use crate::protocol::token::response::Members;
use crate::protocol::values::ANSWERS;
use crate::{Error, ErrorKind, Reason, RedirectUri};

/// The longest callback that is read, in bytes.
const LONGEST: usize = 64 * 1024;

/// The attempt that waits for the answer.
#[derive(Clone, Copy)]
pub(super) struct Attempt<'a> {
    pub(super) flow: &'a FlowDef,
    pub(super) slots: &'a Slots,
    pub(super) redirect_uri: Option<&'a RedirectUri>,
}

/// What the answer holds, as the flow says.
#[derive(Clone, Copy)]
pub(super) struct Awaited<'a> {
    pub(super) fragment: bool,
    pub(super) expect: &'a [BindingDef],
    pub(super) bind: &'a [BindingDef],
    pub(super) token: bool,
}

/// What a callback says, when it is the answer.
pub(super) struct Answer {
    pub(super) bound: Vec<(usize, String)>,
    pub(super) token: Option<Members<'static>>,
}

/// The parameters of one part of a URL, decoded.
type Pairs = [form::Pair];

/// Checks a callback against the attempt that waits for it.
pub(super) fn check(
    attempt: Attempt<'_>,
    awaited: Awaited<'_>,
    callback: &str,
) -> Result<Answer, Error> {
    let url = parse(attempt, callback)?;
    let answer = read(attempt, awaited, &url);
    // It may hold a token.
    drop(Zeroizing::new(String::from(url)));
    answer.map_err(|error| perhaps_cut(error, callback))
}

/// Whether a callback holds what was sent to have it back.
#[cfg(feature = "session")]
pub(super) fn is_ours(
    attempt: Attempt<'_>,
    fragment: bool,
    expect: &[BindingDef],
    callback: &str,
) -> bool {
    let Ok(url) = parse(attempt, callback) else { return false };
    let query = form::pairs(url.query().unwrap_or_default());
    let behind = form::pairs(url.fragment().unwrap_or_default());
    let parts: [&Pairs; 2] = if fragment { [&behind, &query] } else { [&query, &behind] };
    let ours = address::same(attempt.redirect_uri, &url).is_ok()
        && expect.iter().all(|expected| equal(attempt, expected, parts).is_ok());
    // It may hold a token.
    drop(Zeroizing::new(String::from(url)));
    ours
}

/// The longest lines that a terminal gives to a program, in bytes, without their end: on macOS, and
/// on Linux. What is pasted beyond them is thrown away, and nobody is told.
const LINES: [usize; 2] = [1023, 4095];

/// A callback that a terminal has cut off is none, whatever it lacks then.
fn perhaps_cut(error: Error, callback: &str) -> Error {
    let length = callback.trim_end_matches(['\r', '\n']).len();
    if error.kind() != ErrorKind::Callback || !LINES.contains(&length) {
        return error;
    }
    error.with_advice(format!(
        "it is {length} characters long, as long as a line can be: perhaps it was cut off by the \
         terminal; pass it on in another way, from a file or a listener"
    ))
}

/// Reads what a callback says.
fn read(attempt: Attempt<'_>, awaited: Awaited<'_>, url: &Url) -> Result<Answer, Error> {
    let Awaited { fragment, expect, bind, token } = awaited;
    address::same(attempt.redirect_uri, url)?;
    let query = form::pairs(url.query().unwrap_or_default());
    let behind = form::pairs(url.fragment().unwrap_or_default());
    let named = expect.iter().chain(bind.iter()).map(|binding| binding.parameter.as_ref());
    let moved = attempt.flow.provider.members.iter().map(|(_, path)| path.as_ref());
    let once: Vec<&str> = ANSWERS.iter().copied().chain(named).chain(moved).collect();
    no_duplicates(&query, &once)?;
    no_duplicates(&behind, &once)?;
    let parts: [&Pairs; 2] = if fragment { [&behind, &query] } else { [&query, &behind] };
    issuer(attempt, parts)?;
    for expected in expect.iter() {
        equal(attempt, expected, parts)?;
    }
    verdict(parts, token, bind)?;
    let [main, _] = parts;
    let bound = bind.iter().map(|binding| bound(binding, main));
    let bound: Vec<Option<_>> = bound.collect::<Result<_, _>>()?;
    let bound = bound.into_iter().flatten().collect();
    let token = token.then(|| Members::from_pairs(placed(main, &attempt.flow.provider)));
    Ok(Answer { bound, token })
}

/// Reads a callback. A web server often sees the request's target alone, such as `/callback?code=..`:
/// that is a callback at the redirect URI.
fn parse(attempt: Attempt<'_>, callback: &str) -> Result<Url, Error> {
    if callback.len() > LONGEST {
        let message = "the callback is longer than any true one";
        return Err(Error::new(Reason::CallbackTooLong, message));
    }
    let callback = callback.trim();
    let redirect = attempt.redirect_uri.filter(|_| callback.starts_with(['/', '?', '#']));
    let base = redirect.and_then(|uri| Url::parse(uri.as_str()).ok());
    Url::options().base_url(base.as_ref()).parse(callback).map_err(|_| {
        Error::new(Reason::CallbackNotAUrl, "the callback is no URL")
            .with_advice("pass the whole URL that the browser was sent to, with its query")
    })
}

fn no_duplicates(pairs: &Pairs, once: &[&str]) -> Result<(), Error> {
    for (index, (name, _)) in pairs.iter().enumerate() {
        // Names that nobody reads are not compared: a callback may hold thousands.
        let twice = || pairs.iter().skip(index + 1).any(|(other, _)| other == name);
        if once.contains(&name.as_str()) && twice() {
            let message = format!("the callback holds `{name}` twice");
            return Err(Error::new(Reason::DuplicateParameter, message));
        }
    }
    Ok(())
}

/// A parameter that is there and not empty: in the part that answers are expected in, or else in
/// the other one, where some servers put their errors.
fn find<'a>(parts: [&'a Pairs; 2], name: &str) -> Option<&'a str> {
    let in_part =
        |pairs: &'a Pairs| pairs.iter().find(|(known, value)| known == name && !value.is_empty());
    let [main, other] = parts;
    in_part(main).or_else(|| in_part(other)).map(|(_, value)| value.as_str())
}

/// Issuers are compared letter by letter (RFC 9207 section 2.4), when the provider has one.
fn issuer(attempt: Attempt<'_>, parts: [&Pairs; 2]) -> Result<(), Error> {
    let Some(issuer) = &attempt.flow.provider.issuer else { return Ok(()) };
    let expected = template::render(issuer, attempt.slots, attempt.flow)?.text;
    match find(parts, "iss") {
        Some(iss) if *iss == *expected => Ok(()),
        Some(iss) => Err(other_issuer(iss, &expected)),
        None => {
            let message = "the callback does not say which authorization server it comes from";
            Err(Error::new(Reason::IssMissing, message))
        }
    }
}

/// Says which issuer came, and which one was expected. A slash too many is a slip; all else may be an
/// attack (RFC 9700 section 4.4).
fn other_issuer(iss: &str, expected: &str) -> Error {
    let shown = bounded(iss, 120);
    let message = format!(
        "the callback comes from the authorization server `{shown}`, and `{expected}` was asked"
    );
    let error = Error::new(Reason::IssMismatch, message);
    if iss.trim_end_matches('/') == expected.trim_end_matches('/') {
        return error.with_advice(
            "they differ by a slash at the end alone: write the issuer as the server does",
        );
    }
    error
}

/// Compares a parameter with what was sent, in constant time.
fn equal(attempt: Attempt<'_>, expected: &BindingDef, parts: [&Pairs; 2]) -> Result<(), Error> {
    let sent = attempt.slots.required(expected.slot, attempt.flow)?;
    let name = expected.parameter.as_ref();
    match find(parts, name) {
        Some(value) if sent.matches(value) => Ok(()),
        Some(_) => {
            let message = format!("the `{name}` is not the one that this attempt sent");
            Err(Error::new(Reason::StateMismatch, message)
                .with_advice("it belongs to another attempt, or to somebody else: keep waiting"))
        }
        None => {
            let message = format!("the callback carries no `{name}`");
            Err(Error::new(Reason::StateMissing, message))
        }
    }
}

/// The parameters of a token answer under OAuth's names.
fn placed(main: &Pairs, provider: &ProviderDef) -> Vec<form::Pair> {
    let name = |name: &str| {
        let moved = provider.members.iter().find(|(_, path)| path == name);
        moved.map_or(name, |(known, _)| known).to_owned()
    };
    main.iter().map(|(known, value)| (name(known), value.clone())).collect()
}

/// Whether the answer is an error, or of another kind than was asked for.
fn verdict(parts: [&Pairs; 2], token: bool, bind: &[BindingDef]) -> Result<(), Error> {
    let holds = |name: &&str| find(parts, name).is_some();
    if let Some(error) = find(parts, "error") {
        if ["code", "access_token"].iter().any(holds) {
            let message = "the callback holds an error and a success at once";
            return Err(Error::new(Reason::AmbiguousResponse, message));
        }
        let [description, uri] = ["error_description", "error_uri"].map(|name| find(parts, name));
        return Err(Error::from_server(reason_for(error), (error, error), description, uri));
    }
    // What a flow did not ask for it can't check: a token beside a code may be somebody else's.
    let foreign: &[&str] = if token { &["code"] } else { &["access_token", "id_token", "token"] };
    let asked = |name: &&str| bind.iter().any(|binding| binding.parameter == **name);
    if foreign.iter().any(|name| holds(name) && !asked(name)) {
        let message = "the callback holds another kind of answer than was asked for";
        return Err(Error::new(Reason::UnexpectedResponseType, message));
    }
    Ok(())
}

fn bound(binding: &BindingDef, main: &Pairs) -> Result<Option<(usize, String)>, Error> {
    let name = binding.parameter.as_ref();
    let found = main.iter().find(|(known, value)| known == name && !value.is_empty());
    if found.is_none() && binding.optional {
        return Ok(None);
    }
    let Some((_, value)) = found else {
        let reason = if name == "code" { Reason::CodeMissing } else { Reason::ParameterMissing };
        return Err(Error::new(reason, format!("the callback carries no `{name}`")));
    };
    // A code is made of visible ASCII (RFC 6749 appendix A.11).
    let strange = |c: char| c.is_control() || c == '\u{fffd}' || (name == "code" && !c.is_ascii());
    if value.chars().any(strange) {
        let message = format!("the `{name}` holds a character that it can't have");
        return Err(Error::new(Reason::InvalidCharacter, message));
    }
    Ok(Some((binding.slot, value.to_string())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_issuers_are_named_and_a_slash_at_the_end_is_taken_for_a_slip() {
        let error = other_issuer("https://evil.example\n", "https://auth.example");
        let said = "the callback comes from the authorization server `https://evil.example\\u{a}`, and \
                    `https://auth.example` was asked";
        assert_eq!((error.message(), error.advice()), (said, None));
        for (came, expected) in [
            ("https://auth.example/", "https://auth.example"),
            ("https://auth.example", "https://auth.example/"),
        ] {
            let error = other_issuer(came, expected);
            assert!(error.advice().is_some_and(|advice| advice.contains("slash")), "{error}");
            assert_eq!(error.reason(), Reason::IssMismatch);
        }
    }

    #[test]
    fn a_callback_as_long_as_a_line_of_a_terminal_was_perhaps_cut_off() {
        let advice = |length: usize, reason: Reason| {
            let line = "x".repeat(length) + "\r\n";
            let error = perhaps_cut(Error::new(reason, "the callback carries no `state`"), &line);
            error.advice().unwrap_or_default().to_owned()
        };
        for length in LINES {
            assert!(advice(length, Reason::StateMissing).contains("cut off by the terminal"));
            assert_eq!(advice(length - 1, Reason::StateMissing), "");
            assert_eq!(advice(length + 1, Reason::StateMissing), "");
            assert_eq!(advice(length, Reason::AccessDenied), "");
        }
    }
}
