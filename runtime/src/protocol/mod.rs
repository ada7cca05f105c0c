//! What a conversation with a provider is, without any I/O: the table of a flow, the machine that
//! runs it, tokens, and what goes wrong.

pub(crate) mod chance;
pub(crate) mod client_authentication;
pub(crate) mod config;
pub(crate) mod error;
pub mod flow_def;
pub(crate) mod form;
pub(crate) mod machine;
pub(crate) mod path;
pub(crate) mod scan;
pub(crate) mod scopes;
pub(crate) mod server;
pub(crate) mod token;
pub(crate) mod values;
