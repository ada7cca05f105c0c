//! Reading on as if a slip of the pen were mended: one misspelt word hides nothing else.

use std::collections::HashMap;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::report::{Problem, Report};

/// What stands where, and should be written instead.
pub(super) type Repairs = HashMap<Range<usize>, String>;

/// The repairs that a report asks for, and the problems that they mend.
pub(super) fn asked(report: &mut Report) -> (Repairs, Vec<Problem>) {
    let fixable = |problem: &&Problem| problem.fix.is_some();
    let mended: Vec<Problem> = report.problems().iter().filter(fixable).cloned().collect();
    let fixes = mended.iter().filter_map(|problem| problem.fix.as_ref());
    let repairs = fixes.map(|fix| (fix.place.span.clone(), fix.text.clone())).collect();
    (repairs, mended)
}

/// Writes the repairs into what was parsed; every place stays what it is in the file.
pub(super) fn mend<'a>(table: &mut DeTable<'a>, repairs: &Repairs) {
    let old = std::mem::take(table);
    for (key, mut value) in old {
        let key = match repairs.get(&key.span()) {
            Some(word) => Spanned::new(key.span(), word.clone().into()),
            None => key,
        };
        match repairs.get(&value.span()) {
            Some(text) => {
                let word = text.trim_matches('"').to_owned();
                *value.get_mut() = DeValue::String(word.into());
            }
            None => within(value.get_mut(), repairs),
        }
        table.insert(key, value);
    }
}

fn within(value: &mut DeValue<'_>, repairs: &Repairs) {
    match value {
        DeValue::Table(table) => mend(table, repairs),
        DeValue::Array(items) => {
            items.iter_mut().for_each(|item| within(item.get_mut(), repairs));
        }
        DeValue::String(_)
        | DeValue::Integer(_)
        | DeValue::Float(_)
        | DeValue::Boolean(_)
        | DeValue::Datetime(_) => {}
    }
}
