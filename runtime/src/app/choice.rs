//! One of the values that a variable may have: what generated enums have in common.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

use crate::{Error, Reason};

/// An enum of the values that a provider's file lists for a variable. The attribute generates it, in
/// the module beside the struct.
pub trait Choice: Copy + PartialEq + 'static {
    /// Every value, by the name that the file has for it.
    const ALL: &'static [(&'static str, Self)];
}

/// The name of a value.
pub fn choice_name<T: Choice>(value: T) -> &'static str {
    T::ALL.iter().find(|(_, it)| *it == value).map_or("", |(name, _)| name)
}

/// The value of this name.
///
/// # Errors
///
/// [`Reason::ValueInvalid`], with the names that there are.
pub fn choice_of<T: Choice>(text: &str) -> Result<T, Error> {
    let found = T::ALL.iter().find(|(name, _)| *name == text);
    found.map(|(_, value)| *value).ok_or_else(|| {
        let names: Vec<String> = T::ALL.iter().map(|(name, _)| format!("`{name}`")).collect();
        let message = format!("`{}` is not known", crate::protocol::error::bounded(text, 80));
        let advice = format!("write {}", names.join(", "));
        Error::new(Reason::ValueInvalid, message).with_advice(advice)
    })
}

/// The value that an input names.
///
/// # Errors
///
/// The input's own; and one where it names no value.
pub fn choice_in<'de, T: Choice, D: Deserializer<'de>>(input: D) -> Result<T, D::Error> {
    choice_of(&String::deserialize(input)?).map_err(D::Error::custom)
}
