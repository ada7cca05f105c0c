//! What came back through the browser: hostile until it is proved to be the answer.
//!
//! The order of the checks is part of the protection: a forged callback must not end an attempt,
//! whatever it says. So first where it came, then whether anything is there twice, then the issuer
//! (RFC 9207), then the `state`, and only then what it says.

use url::Url;
use zeroize::Zeroizing;

use super::slots::Slots;
use crate::protocol::flow_def::{BindingDef, FlowDef};
use crate::protocol::form;
use crate::protocol::token::response::{Members, reason_for};
use crate::{Error, Reason, RedirectUri};

/// The longest callback that is read, in bytes.
const LONGEST: usize = 64 * 1024;

/// The names that OAuth gives a meaning: none may be there twice (RFC 6749 section 3.1).
const KNOWN: [&str; 12] = [
    "code",
    "state",
    "error",
    "error_description",
    "error_uri",
    "iss",
    "access_token",
    "token_type",
    "expires_in",
    "scope",
    "refresh_token",
    "id_token",
];

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
    answer
}

/// Reads what a callback says.
fn read(attempt: Attempt<'_>, awaited: Awaited<'_>, url: &Url) -> Result<Answer, Error> {
    let Awaited { fragment, expect, bind, token } = awaited;
    same_address(attempt, url)?;
    let query = form::pairs(url.query().unwrap_or_default());
    let behind = form::pairs(url.fragment().unwrap_or_default());
    let named = expect.iter().chain(bind.iter()).map(|binding| binding.parameter.as_ref());
    let once: Vec<&str> = KNOWN.iter().copied().chain(named).collect();
    no_duplicates(&query, &once)?;
    no_duplicates(&behind, &once)?;
    let parts: [&Pairs; 2] = if fragment { [&behind, &query] } else { [&query, &behind] };
    issuer(attempt, parts)?;
    for expected in expect.iter() {
        equal(attempt, expected, parts)?;
    }
    verdict(parts, token, bind)?;
    let [main, _] = parts;
    let bound = bind.iter().map(|binding| bound(binding, main)).collect::<Result<_, _>>()?;
    let token = token.then(|| Members::from_pairs(main.iter().cloned()));
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
            .advice("pass the whole URL that the browser was sent to, with its query")
    })
}

/// The answer comes to the redirect URI, and nowhere else (RFC 8252 section 8.10).
fn same_address(attempt: Attempt<'_>, url: &Url) -> Result<(), Error> {
    let Some(redirect) = attempt.redirect_uri else { return Ok(()) };
    let Ok(redirect) = Url::parse(redirect.as_str()) else { return Ok(()) };
    let own = |url: &Url| {
        (url.scheme().to_owned(), url.host_str().map(str::to_owned), url.port_or_known_default())
    };
    let queried = redirect.query_pairs().all(|pair| url.query_pairs().any(|other| other == pair));
    let plain = url.username().is_empty() && url.password().is_none();
    if own(url) == own(&redirect) && url.path() == redirect.path() && queried && plain {
        return Ok(());
    }
    let message = "the callback came to another address than the redirect URI";
    Err(Error::new(Reason::RedirectUriMismatch, message))
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
    let Some(expected) = &attempt.flow.provider.issuer else { return Ok(()) };
    match find(parts, "iss") {
        Some(iss) if iss == expected => Ok(()),
        Some(_) => {
            let message = "the callback comes from another authorization server";
            Err(Error::new(Reason::IssMismatch, message))
        }
        None => {
            let message = "the callback does not say which authorization server it comes from";
            Err(Error::new(Reason::IssMissing, message))
        }
    }
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
                .advice("it belongs to another attempt, or to somebody else: keep waiting"))
        }
        None => {
            let message = format!("the callback carries no `{name}`");
            Err(Error::new(Reason::StateMissing, message))
        }
    }
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
        return Err(Error::from_server(reason_for(error), error, description, uri));
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

fn bound(binding: &BindingDef, main: &Pairs) -> Result<(usize, String), Error> {
    let name = binding.parameter.as_ref();
    let found = main.iter().find(|(known, value)| known == name && !value.is_empty());
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
    Ok((binding.slot, value.to_string()))
}
