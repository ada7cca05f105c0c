//! What a flow ends in: an access token, and what came with it.

mod access_token;
pub(crate) mod answer;
pub(crate) mod api_origin;
mod each;
mod expiry;
pub(crate) mod kept;
mod kept_members;
mod member;
mod members;
mod merge;
mod moment;
pub(crate) mod odd;
pub(crate) mod place;
mod redirect;
pub(crate) mod refusal;
pub(crate) mod response;
mod token;

pub use access_token::AccessToken;
pub(crate) use answer::TokenAnswer;
pub use kept_members::KeptMembers;
pub use token::Token;
