//! Chance, for what should not happen to all at the same time.

/// A number from 0 to 1. It protects nothing: without random numbers it is 1.
pub(crate) fn chance() -> f64 {
    getrandom::u32().map_or(1.0, |number| f64::from(number) / f64::from(u32::MAX))
}
