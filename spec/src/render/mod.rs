//! A flow for people: its properties, its machine, its requests.

pub mod act;
pub mod drawing;
pub mod graph;
pub mod properties;
pub mod request;
pub mod svg;
