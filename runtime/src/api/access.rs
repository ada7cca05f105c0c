//! Who may call an operation, in types.

use std::marker::PhantomData;

use crate::app::{App, UserScoped};

/// Every app at the provider `P` may call it: with its own token, or with that of a user.
#[derive(Debug, Clone, Copy)]
pub struct Public<P>(PhantomData<P>);

/// Only an app at the provider `P` may call it that acts for a user, and that asks for these scopes:
/// one, a group of which one will do, a pair of both, or none (`()`).
#[derive(Debug, Clone, Copy)]
pub struct User<P, S>(PhantomData<(P, S)>);

/// The app's flow is at the provider `P`: its token means nothing to the API of another. The attribute
/// implements it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no app at the provider of this operation",
    label = "an operation of another provider",
    note = "for a provider of one's own, the annotation names the module that `provider!` was \
            written in: `provider = path`"
)]
pub trait At<P>: App {}

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

impl<A: At<P>, P> Allows<A> for Public<P> {}

impl<A: At<P> + UserScoped + Requests<S>, P, S> Allows<A> for User<P, S> {}
