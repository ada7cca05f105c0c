//! Where the members of an answer stand: under OAuth's names, or where a provider's file says.

use std::borrow::Cow;

use super::each::each;
use super::member::Member;
use crate::protocol::flow_def::ProviderDef;
use crate::{Error, Reason};

/// The path of a member that OAuth has a name for.
pub(crate) fn of<'a>(provider: &'a ProviderDef, name: &'a str) -> &'a str {
    let moved = provider.members.iter().find(|(known, _)| known == name);
    moved.map_or(name, |(_, path)| path)
}

/// A path as what the member stands in, and its name.
pub(super) fn split<'a>(within: Option<&'a str>, path: &'a str) -> (Option<Cow<'a, str>>, &'a str) {
    match (within, path.rsplit_once('.')) {
        (None, None) => (None, path),
        (Some(within), None) => (Some(within.into()), path),
        (None, Some((parent, name))) => (Some(parent.into()), name),
        (Some(within), Some((parent, name))) => (Some(format!("{within}.{parent}").into()), name),
    }
}

/// What stands at a path of an answer, left where it is in the body; `null` counts as absent.
///
/// # Errors
///
/// It is there twice, or the body can't be read.
pub(crate) fn at<'a>(
    body: &'a [u8],
    within: Option<&str>,
    path: &str,
) -> Result<Option<Member<'a>>, Error> {
    let text = std::str::from_utf8(body)
        .map_err(|_| Error::new(Reason::NotJson, "the answer is not JSON"))?;
    let (parent, name) = split(within, path);
    let mut found = each(text, parent.as_deref(), name).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        let message = format!("the answer is not JSON (line {line}, column {column})");
        Error::new(Reason::NotJson, message)
    })?;
    if found.len() > 1 {
        let message = format!("the answer holds `{path}` twice");
        return Err(Error::new(Reason::DuplicateMember, message));
    }
    Ok(found.pop().filter(|member| !member.is_null()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_member_is_found_at_its_path() {
        let body = br#"{"data":{"token":"t","more":{"id":7}},"token":"other","none":null}"#;
        let found = |within: Option<&str>, path: &str| {
            at(body, within, path).unwrap().map(|member| member.to_string())
        };
        assert_eq!(found(None, "data.token").as_deref(), Some("t"));
        assert_eq!(found(None, "data.more.id").as_deref(), Some("7"));
        assert_eq!(found(Some("data"), "more.id").as_deref(), Some("7"));
        assert_eq!(found(Some("data"), "token").as_deref(), Some("t"));
        assert_eq!(found(None, "token").as_deref(), Some("other"));
        for missing in ["none", "data.none", "token.more", "data.more.id.deeper"] {
            assert_eq!(found(None, missing), None, "{missing}");
        }
        let twice = at(br#"{"data":{"t":1,"t":2}}"#, None, "data.t").err().unwrap();
        assert_eq!(twice.reason(), Reason::DuplicateMember);
    }
}
