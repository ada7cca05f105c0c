//! Authorization servers that we did not write, started from their packages.

mod authlib;
mod installed;
mod oidc_provider;

pub use authlib::Authlib;
pub use oidc_provider::OidcProvider;
