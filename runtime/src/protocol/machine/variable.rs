//! What an app brought, compared with what its flow takes: a program that loads its flow has no types
//! to say it.

use crate::protocol::error::bounded;
use crate::protocol::flow_def::{FlowDef, PatternDef, PieceDef, VariableDef, VariableKind};
use crate::protocol::values::{BaseUrl, Host, Label, Origin};
use crate::{Error, Reason};

/// Checks the value of a slot, and says whether it is a text of the provider's own, which may be
/// empty.
pub(super) fn check(slot: usize, flow: &FlowDef, value: &str) -> Result<bool, Error> {
    let Some(slot) = flow.slots.get(slot) else { return Ok(false) };
    let Some(variable) = &slot.variable else { return Ok(false) };
    fits(variable, value).map_err(|why| {
        let shown = if slot.secret { "[redacted]".to_owned() } else { bounded(value, 80) };
        let message = format!("`{}` is `{shown}`, {why}", variable.name);
        Error::new(Reason::ValueInvalid, message)
    })?;
    Ok(variable.kind == VariableKind::Values)
}

/// Whether it is what it may be, in the one form that is sent; and what is wrong where it is not.
fn fits(variable: &VariableDef, value: &str) -> Result<(), String> {
    let (right, what) = match variable.kind {
        VariableKind::Label => (Label::new(value).is_ok(), "which is no label"),
        VariableKind::Host => (Host::new(value).is_ok(), "which is no name of a host"),
        VariableKind::Origin => {
            (Origin::new(value).is_ok_and(|it| it.as_str() == value), "which is no origin")
        }
        VariableKind::Url => {
            (BaseUrl::new(value).is_ok_and(|it| it.as_str() == value), "which is no base URL")
        }
        VariableKind::String | VariableKind::Secret => (true, ""),
        VariableKind::Values => return listed(variable, value),
    };
    if !right {
        return Err(what.to_owned());
    }
    match &variable.pattern {
        Some(pattern) if !looks_like(pattern, value) => {
            Err(format!("which does not look like `{}`", pattern.written))
        }
        _ => Ok(()),
    }
}

fn listed(variable: &VariableDef, value: &str) -> Result<(), String> {
    if variable.values.iter().any(|(_, text)| text == value) {
        return Ok(());
    }
    let names = variable.values.iter().map(|(name, _)| format!("`{name}`"));
    Err(format!("which is none of {}", names.collect::<Vec<_>>().join(", ")))
}

/// Whether a whole text looks so: from piece to piece it is known where each may end.
fn looks_like(pattern: &PatternDef, text: &str) -> bool {
    let chars: Vec<char> = text.chars().collect();
    let ends = pattern.pieces.iter().fold(vec![0], |ends, piece| {
        let mut next: Vec<usize> = ends.iter().flat_map(|at| after(piece, &chars, *at)).collect();
        next.sort_unstable();
        next.dedup();
        next
    });
    ends.contains(&chars.len())
}

/// Where a piece may end that begins here.
fn after(piece: &PieceDef, chars: &[char], at: usize) -> impl Iterator<Item = usize> {
    let fits = |c: &&char| piece.ranges.iter().any(|(from, to)| (from..=to).contains(c));
    let number = |number: u32| usize::try_from(number).unwrap_or(usize::MAX);
    let run = chars.iter().skip(at).take(number(piece.most)).take_while(fits).count();
    (number(piece.least)..=run).map(move |length| at + length)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::machine::bare;

    fn variable(kind: VariableKind) -> VariableDef {
        VariableDef { kind, ..bare::variable("v").variable.unwrap() }
    }

    #[test]
    fn each_kind_of_variable_takes_what_it_may_be_and_nothing_else() {
        for (kind, good, bad) in [
            (VariableKind::Label, "acme-7", "acme.evil"),
            (VariableKind::Host, "eu.acme", "eu.acme/"),
            (VariableKind::Origin, "https://a.example", "https://a.example/"),
            (VariableKind::Url, "https://a.example/b", "https://a.example/b?c"),
        ] {
            assert_eq!(fits(&variable(kind), good), Ok(()), "{kind:?}");
            assert!(fits(&variable(kind), bad).is_err(), "{kind:?}");
        }
        assert_eq!(fits(&variable(VariableKind::String), "any text at all"), Ok(()));
    }

    #[test]
    fn a_listed_variable_is_one_of_the_listed_texts() {
        let pair = |name: &'static str, text: &'static str| (name.into(), text.into());
        let values = vec![pair("na", ""), pair("eu", "-eu")].into();
        let variable = VariableDef { values, ..variable(VariableKind::Values) };
        assert_eq!((fits(&variable, ""), fits(&variable, "-eu")), (Ok(()), Ok(())));
        assert_eq!(fits(&variable, "fe").unwrap_err(), "which is none of `na`, `eu`");
    }

    #[test]
    fn a_value_looks_like_its_pattern_from_its_beginning_to_its_end() {
        let piece = |ranges: &'static [(char, char)], least, most| PieceDef {
            ranges: ranges.into(),
            least,
            most,
        };
        let pieces = vec![piece(&[('a', 'z'), ('-', '-')], 1, 8), piece(&[('0', '9')], 2, 2)];
        let pattern = PatternDef { written: "[a-z-]{1,8}\\d{2}".into(), pieces: pieces.into() };
        let variable = VariableDef { pattern: Some(pattern), ..variable(VariableKind::String) };
        for (text, right) in
            [("a-b12", true), ("12", false), ("a123", false), ("xa12x", false), ("", false)]
        {
            assert_eq!(fits(&variable, text).is_ok(), right, "{text}");
        }
    }
}
