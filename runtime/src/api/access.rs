//! Who may call an operation, in types.

use std::marker::PhantomData;

use crate::app::{App, UserScoped};

/// Anybody may call it: an app with its own token, or one that acts for a user.
#[derive(Debug, Clone, Copy)]
pub enum Public {}

/// Only an app that acts for a user may call it, and that asks for these scopes: one, a group of
/// which one will do, a pair of both, or none (`()`).
#[derive(Debug, Clone, Copy)]
pub struct User<S>(PhantomData<S>);

/// The app asks its user for a scope, or for one scope of a group. The attribute implements it for
/// what `scopes(...)` and `calls(...)` name.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not ask for the scope `{S}`",
    label = "needs `{S}`",
    note = "add it to the annotation of `{Self}`, as in `scopes({S})`; where the name holds an \
            `Or`, one of the scopes that it names will do",
    note = "for a provider of one's own, the annotation names the module that `provider!` was \
            written in: `provider = path`"
)]
pub trait Requests<S> {}

impl<A: App> Requests<()> for A {}

impl<A: Requests<X> + Requests<Y>, X, Y> Requests<(X, Y)> for A {}

/// An app may call what has this access.
#[diagnostic::on_unimplemented(
    message = "`{A}` may not call this operation",
    label = "not for `{A}`"
)]
pub trait Allows<A> {}

impl<A: App> Allows<A> for Public {}

impl<A: UserScoped + Requests<S>, S> Allows<A> for User<S> {}
