//! The scopes that an app asks for.

use std::borrow::Cow;

use crate::protocol::flow_def::ProviderDef;
use crate::protocol::values::Text;

/// The scopes that an app asks for, in the provider's words.
#[derive(Debug, Clone)]
pub(crate) enum Scopes {
    /// As the attribute wrote them, each, and joined as the provider has it: an attempt copies
    /// neither.
    Written(&'static [&'static str], &'static str),
    /// As they were named one by one.
    Named(Vec<Cow<'static, str>>),
}

impl Scopes {
    /// Adds one.
    pub(crate) fn add(&mut self, scope: Cow<'static, str>) {
        match self {
            Self::Named(named) => named.push(scope),
            Self::Written(written, _) => {
                let written = written.iter().map(|scope| Cow::Borrowed(*scope));
                *self = Self::Named(written.chain([scope]).collect());
            }
        }
    }

    /// Each of them.
    pub(crate) fn each(&self) -> Vec<&str> {
        match self {
            Self::Written(written, _) => written.to_vec(),
            Self::Named(named) => named.iter().map(Cow::as_ref).collect(),
        }
    }

    /// As a request has them; nothing when none are asked for.
    pub(crate) fn joined(&self, separator: &str) -> Option<Text> {
        match self {
            Self::Written([], _) => None,
            Self::Written(_, joined) => Some(Text::Written(joined)),
            Self::Named(named) if named.is_empty() => None,
            Self::Named(named) => Some(Text::Own(named.join(separator))),
        }
    }
}

/// Scopes with all that they have in them, as the provider's file says.
pub(crate) fn with_implied(granted: &[String], provider: &ProviderDef) -> Vec<String> {
    let mut all = granted.to_vec();
    for (scope, implied) in provider.implied_scopes.iter() {
        if granted.iter().any(|it| it == scope) {
            all.extend(implied.iter().map(ToString::to_string));
        }
    }
    all
}

/// Of the scopes that were asked for those that were not granted under the same name.
pub(crate) fn not_named<'a>(asked: &[&'a str], granted: &[String]) -> Vec<&'a str> {
    let named = |scope: &&&str| granted.iter().any(|it| it == *scope);
    asked.iter().filter(|scope| !named(scope)).copied().collect()
}

/// Whether a server grants scopes by the names that they were asked by. Some rename them, leave out what
/// follows from another, or unfold them (RFC 6749 section 3.3 only says that the answer names what was
/// granted): then nobody can tell by the names which are missing.
pub(crate) fn keeps_names(asked: &[&str], granted: &[String]) -> bool {
    granted.iter().all(|scope| asked.contains(&scope.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_are_the_same_whoever_wrote_them() {
        let mut written = Scopes::Written(&["a", "b"], "a b");
        let mut named = Scopes::Named(vec!["a".into(), "b".into()]);
        for scopes in [&mut written, &mut named] {
            assert_eq!(scopes.joined(" ").unwrap().expose(), "a b");
            scopes.add("c".into());
            assert_eq!(scopes.each(), ["a", "b", "c"]);
            assert_eq!(scopes.joined(" ").unwrap().expose(), "a b c");
        }
        assert!(Scopes::Written(&[], "").joined(" ").is_none());
        assert!(Scopes::Named(Vec::new()).joined(" ").is_none());
    }
}
