//! What an annotated struct is to the engine.

use crate::protocol::config::Config;
use crate::protocol::flow_def::FlowDef;
use crate::protocol::token::KeptMembers;

/// An app: what a developer registered at a provider, for one flow. `#[spotify_flow]` and
/// `#[flow]` implement it; nobody else needs to.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no app",
    label = "not annotated",
    note = "put `#[spotify_flow(...)]` or `#[flow(...)]` on the struct"
)]
pub trait App: Send + Sync + 'static {
    /// The struct's name, for messages.
    const NAME: &'static str;

    /// The flow that the app uses.
    fn flow() -> &'static FlowDef;

    /// The values that the app brings.
    fn config(&self) -> Config;
}

/// The flow says `needs_user_consent = true`: a user must agree before there is a token.
#[diagnostic::on_unimplemented(
    message = "`{Self}` asks no user: its flow says `needs_user_consent = false`",
    label = "no user takes part in this flow",
    note = "use `connect`, which gets the app's own token"
)]
pub trait NeedsUserConsent: App {}

/// The flow says `refreshable = true`: a session gets new access tokens without the user.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be refreshed: its flow says `refreshable = false`",
    label = "this session has no refresh token",
    note = "`token` asks for a new token where no user is needed; for a refresh token, use a flow \
            whose spec says `refreshable = true`"
)]
pub trait Refreshable: App {}

/// The flow says `short_lived = true`: once the token ends, nothing replaces it without the user.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not short-lived: its flow says `short_lived = false`",
    label = "this session outlives its tokens"
)]
pub trait ShortLived: App {}

/// The flow says `user_scoped = true`: the token acts for a user.
#[diagnostic::on_unimplemented(
    message = "`{Self}` acts for no user: its flow says `user_scoped = false`",
    label = "this app has a token of its own, and no user's",
    note = "use a flow in which a user logs in, such as `authorization_code_pkce`"
)]
pub trait UserScoped: App {}

/// The flow binds something with `keep = true`: its sessions keep it beside their token.
#[diagnostic::on_unimplemented(
    message = "`{Self}` keeps nothing beside its token",
    label = "no member stays with this session",
    note = "bind what is to stay in the flow's file: `bind = {{ realm_id = {{ from = \"realmId\", \
            class = \"public\", keep = true }} }}`"
)]
pub trait Keeps: App {
    /// What is kept, with a method for each.
    type Kept: From<KeptMembers>;
}

/// The flow says `short_lived = false`: its sessions may be kept in a store.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is never kept: its flow says `short_lived = true`",
    label = "the tokens of this session are not for a store",
    note = "use a flow whose sessions outlive their tokens, such as `authorization_code_pkce`"
)]
pub trait Storable: App {}
