//! A token answer (RFC 6749 section 5.1).

use std::time::{Duration, SystemTime};

use serde_json::Value;

use super::member::Member;
use super::members::{Members, kind};
use super::{AccessToken, KeptMembers, Token, api_origin, expiry, place};
use crate::protocol::flow_def::{FlowDef, ProviderDef, Text};
use crate::protocol::scan;
use crate::protocol::values::Secret;
use crate::{Error, Reason};

/// What OAuth calls the members of a token answer (RFC 6749 section 5.1).
const NAMES: [&str; 5] = ["access_token", "token_type", "expires_in", "refresh_token", "scope"];

/// Whether a provider's token answers may have a member of this name.
pub(crate) fn has(provider: &ProviderDef, name: &str) -> bool {
    NAMES.contains(&name) || provider.api_origin_from.as_deref() == Some(name)
}

/// The members of a token answer under OAuth's names, wherever the provider's file says that they
/// stand in it, or in what is within it.
pub(crate) fn placed<'a>(
    mut members: Members<'a>,
    body: &'a [u8],
    within: Option<&str>,
    provider: &ProviderDef,
) -> Result<Members<'a>, Error> {
    if provider.members.is_empty() {
        return Ok(members);
    }
    for name in NAMES {
        let path = place::of(provider, name);
        if path != name {
            members.put(name, place::at(body, within, path)?);
        }
    }
    Ok(members)
}

/// A token answer as read: what it says, and nothing of what it means.
#[derive(Debug)]
pub(crate) struct TokenAnswer {
    pub(crate) access_token: Secret,
    pub(crate) expires_in: Option<Duration>,
    pub(crate) refresh_token: Option<Secret>,
    pub(crate) scopes: Option<Vec<String>>,
    pub(crate) api_origin: Option<String>,
}

const NO_TOKEN: &str = "the answer holds no `access_token`";

impl TokenAnswer {
    /// Reads the members of a token answer.
    pub(crate) fn read(
        members: &mut Members<'_>,
        provider: &ProviderDef,
        now: SystemTime,
    ) -> Result<Self, Error> {
        let access_token = members
            .secret("access_token")?
            .ok_or_else(|| Error::new(Reason::AccessTokenMissing, NO_TOKEN))?;
        bearer(members.text("token_type")?.as_deref(), &provider.token_kinds)?;
        visible("access_token", &access_token)?;
        let refresh_token = members.secret("refresh_token")?;
        if let Some(refresh_token) = &refresh_token {
            visible("refresh_token", refresh_token)?;
        }
        let usual = provider.token_lifetime.map(|seconds| Duration::from_secs(seconds.into()));
        let expires_in = expiry::read(members.take("expires_in"), provider.expires, now)?;
        Ok(Self {
            access_token,
            expires_in: expires_in.or(usual),
            refresh_token,
            scopes: scopes(members.take("scope"), provider)?,
            api_origin: api_origin::read(members, provider)?,
        })
    }

    /// The token that a flow ends in: what the flow may not have is left out.
    pub(crate) fn into_token(self, flow: &FlowDef, now: SystemTime) -> Token {
        Token {
            access: Some(access(self.access_token, self.expires_in, now)),
            refresh: self.refresh_token.filter(|_| flow.properties.refreshable),
            granted: self.scopes.clone(),
            scopes: self.scopes,
            api_origin: self.api_origin,
            authorized_at: Some(now),
            asked: Vec::new(),
            kept: KeptMembers::default(),
        }
    }
}

/// A token that came now, and lives so long.
pub(super) fn access(secret: Secret, life: Option<Duration>, now: SystemTime) -> AccessToken {
    AccessToken::new(secret, Some(now), life.and_then(|life| now.checked_add(life)))
}

/// A type that is not understood must not be used (RFC 6749 section 7.1). Some servers leave it
/// out, though they must not: they all mean bearer (so the cases `tokentype-01` to `-04`; the
/// vector `token-response-reject-no-type` would lock their users out).
fn bearer(token_type: Option<&str>, kinds: &[Text]) -> Result<(), Error> {
    match token_type {
        Some(kind) if kinds.iter().any(|known| known == kind) => Ok(()),
        None => Ok(()),
        Some(kind) if kind.eq_ignore_ascii_case("bearer") => Ok(()),
        Some(kind) => {
            let kind = crate::protocol::error::bounded(kind, 40);
            let message = format!("`token_type` is `{kind}`, not `Bearer`");
            Err(Error::new(Reason::TokenTypeUnsupported, message))
        }
    }
}

/// A token is made of visible ASCII (RFC 6749 appendix A.12): anything else could break a header.
fn visible(name: &str, token: &Secret) -> Result<(), Error> {
    if is_visible(token.expose()) {
        return Ok(());
    }
    let message = format!("`{name}` holds a character that no token has");
    Err(Error::new(Reason::InvalidCharacter, message))
}

pub(super) fn is_visible(token: &str) -> bool {
    !scan::any(token, |byte| !(0x20..=0x7e).contains(&byte))
}

/// The scopes of an answer: a text, or at some providers (Twitch) an array of texts.
fn scopes(scope: Option<Member<'_>>, provider: &ProviderDef) -> Result<Option<Vec<String>>, Error> {
    match scope {
        None => Ok(None),
        Some(Member::Text(scope)) => Ok(Some(split(&scope, &provider.scope_separator))),
        Some(Member::Other(Value::Array(scopes))) if provider.scope_array => scopes
            .iter()
            .enumerate()
            .map(|(at, scope)| one_of(scope, at))
            .collect::<Result<_, _>>()
            .map(Some),
        Some(Member::Other(Value::Array(_))) => {
            let message = "`scope` is a list, and the provider's file says that it is a text";
            let advice = "where all its answers are such, write `[tokens] scope = \"array\"` there";
            Err(Error::new(Reason::WrongType, message).with_advice(advice))
        }
        Some(Member::Other(value)) => {
            let message = format!("`scope` is {}, and no string", kind(&value));
            Err(Error::new(Reason::WrongType, message))
        }
    }
}

/// A scope of a list.
fn one_of(scope: &Value, at: usize) -> Result<String, Error> {
    scope.as_str().map(str::to_owned).ok_or_else(|| {
        let message = format!("`scope[{at}]` is {}, and no string", kind(scope));
        Error::new(Reason::WrongType, message)
    })
}

/// The scopes of a text: separated by spaces (RFC 6749 section 3.3), or as some providers do it,
/// by commas or the separator that the provider's file names.
pub(crate) fn split(scope: &str, separator: &str) -> Vec<String> {
    let own = separator.chars().next();
    scope
        .split(|c: char| c == ' ' || c == ',' || c.is_whitespace() || Some(c) == own)
        .filter(|scope| !scope.is_empty())
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::machine::bare::flow;

    #[test]
    fn a_flow_that_does_not_renew_keeps_no_refresh_token() {
        let kept = |refreshable: bool| {
            let mut flow = flow(Vec::new());
            flow.properties.refreshable = refreshable;
            let answer = TokenAnswer {
                access_token: Secret::new("a"),
                expires_in: None,
                refresh_token: Some(Secret::new("r")),
                scopes: None,
                api_origin: None,
            };
            answer.into_token(&flow, SystemTime::UNIX_EPOCH).has_refresh_token()
        };
        assert_eq!((kept(true), kept(false)), (true, false));
    }

    #[test]
    fn what_an_answer_has_beside_a_token_is_not_looked_at() {
        let mut provider = flow(Vec::new()).provider;
        provider.api_origin_from = Some("where".into());
        for name in ["access_token", "token_type", "expires_in", "refresh_token", "scope", "where"]
        {
            assert!(has(&provider, name), "{name}");
        }
        for name in ["id_token", "error", "Scope", ""] {
            assert!(!has(&provider, name), "{name}");
        }
    }

    #[test]
    fn a_token_is_a_bearers_or_of_a_kind_that_the_provider_is_known_to_give() {
        let kinds: [Text; 1] = ["own".into()];
        for (kind, kinds, is_known) in [
            (None, [].as_slice(), true),
            (Some("Bearer"), [].as_slice(), true),
            (Some("own"), kinds.as_slice(), true),
            (Some("bearer"), kinds.as_slice(), true),
            (Some("own"), [].as_slice(), false),
            (Some("mac"), kinds.as_slice(), false),
        ] {
            assert_eq!(bearer(kind, kinds).is_ok(), is_known, "{kind:?}");
        }
    }

    #[test]
    fn a_list_of_scopes_is_read_where_the_provider_says_so_and_holds_nothing_but_texts() {
        let read = |array: bool, list: Value| {
            let mut provider = flow(Vec::new()).provider;
            provider.scope_array = array;
            scopes(Some(Member::Other(list)), &provider)
        };
        let named = vec!["read".to_owned(), "a b".to_owned()];
        let list = || Value::from(named.clone());
        assert_eq!(read(true, list()).unwrap(), Some(named.clone()));
        let error = read(false, list()).unwrap_err();
        assert!(error.to_string().contains("the provider's file says"), "{error}");
        let mixed = Value::from(vec![Value::from("read"), Value::from(5)]);
        let error = read(true, mixed).unwrap_err();
        assert_eq!(error.reason(), Reason::WrongType);
        assert_eq!(error.message(), "`scope[1]` is a number, and no string");
        let error = read(true, Value::from(5)).unwrap_err();
        assert_eq!(error.message(), "`scope` is a number, and no string");
    }

    #[test]
    fn scopes_end_at_a_space_a_comma_or_what_the_provider_says() {
        for granted in ["a b c", "a,b,c", "a, b,c ", " a\tb\nc"] {
            assert_eq!(split(granted, " "), ["a", "b", "c"], "{granted:?}");
        }
        assert_eq!(split("a;b c,d", ";"), ["a", "b", "c", "d"]);
        assert_eq!(split("a;b", " "), ["a;b"]);
        assert!(split(" , ", " ").is_empty());
    }
}
