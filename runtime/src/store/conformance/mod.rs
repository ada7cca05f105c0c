//! Whether a store keeps the promises of stores.

mod broken;
mod check;
mod commits;
mod leases;
mod records;
mod removals;
mod trial;

pub use check::check_conformance;
