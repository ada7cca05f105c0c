//! placeholder
pub mod flow_def;
