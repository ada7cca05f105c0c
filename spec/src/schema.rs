//! The JSON schemas of spec files, for editors.

/// The schema of a flow.
pub const FLOW: &str = include_str!("../schema/flow.schema.json");
/// The schema of a grant.
pub const GRANT: &str = include_str!("../schema/grant.schema.json");
/// The schema of a provider.
pub const PROVIDER: &str = include_str!("../schema/provider.schema.json");
/// The schema of an API.
pub const API: &str = include_str!("../schema/api.schema.json");
