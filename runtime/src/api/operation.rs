//! One call that an API answers, as a type.

use http::Method;

use super::Arguments;

/// One call that an API answers. [`provider!`](crate::provider) writes a type for each.
///
/// Required parameters are arguments of `new`, the others are methods.
///
/// ```
/// use spotify_flow::spotify::api::GetAlbum;
/// let album = GetAlbum::new("4aawyAB9vmqN3uQ7FjRGTy").market("SE");
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no operation",
    note = "operations are in `spotify_flow::spotify::api`, or where `provider!` was written"
)]
pub trait Operation: Sized {
    /// Who may call it: [`Public`](super::Public) or [`User`](super::User).
    type Access;

    /// The operation itself.
    const DEF: &'static OperationDef;

    /// What was filled in.
    fn into_arguments(self) -> Arguments;
}

/// The answer is one page of several: [`pages`](super::ApiCall::pages) brings the others, too.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no pages",
    label = "its answer is whole",
    note = "await the call itself"
)]
pub trait Paged: Operation {
    /// Where in the answer the page is: empty for the answer itself, else a member of it.
    const PAGE: &'static str;
}

/// What there is to know about an operation, as plain data.
#[derive(Debug)]
pub struct OperationDef {
    /// The provider's name for it.
    pub id: &'static str,
    /// The method of its request.
    pub method: Method,
    /// The path at the API's origin, with `{}` for each parameter.
    pub path: &'static str,
    /// The scopes that a user must have granted: of each list, one.
    pub scopes: &'static [&'static [&'static str]],
    /// Whether a success has an answer: where it has none, what comes all the same is not read.
    pub answers: bool,
    /// The media type of a body that is sent as it is; empty where there is none.
    pub media_type: &'static str,
}
