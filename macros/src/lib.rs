//! The attributes of spotify-flow: from a checked spec to a typed OAuth client.
//!
//! Use them through the crate `spotify-flow`, which re-exports them.

mod args;
mod expand;
mod fallback;
#[cfg(test)]
mod golden;
mod item;
mod locate;
mod module;
mod names;
mod once;
mod problem;
mod provider;

use proc_macro::TokenStream;

use args::Args;
use item::Item;
use locate::Spec;

/// Gives a struct a typed client for one of Spotify's flows.
///
/// ```ignore
/// #[spotify_flow(authorization_code_pkce, scopes(user_read_email, playlist_modify_public))]
/// struct Mixtape {
///     client_id: ClientId,
///     redirect_uri: RedirectUri,
/// }
/// ```
///
/// The struct stays as it is written. Beside it stand methods (`begin`, `session`, `from_env`, and
/// `login` or `connect`) and a module named like the struct, `mixtape`, with the states of the flow
/// and an `Attempt` that has a method for each step.
///
/// - The first argument names the flow.
/// - `scopes(...)` asks for scopes, by their names in Rust or in quotes as the provider writes them.
/// - `calls(...)` names operations that the app will call, and asks for exactly the scopes that
///   these need; where an operation leaves a choice, it says which there are.
/// - `module = name` gives the module another name.
///
/// The struct needs the fields that its flow needs: `client_id: ClientId` always,
/// `client_secret: ClientSecret` where the client authenticates, `redirect_uri: RedirectUri` where a
/// browser comes back, and a field for each variable of the flow. Other fields are your own; where
/// there are any, there is no `from_env`, which could not fill them.
#[proc_macro_attribute]
pub fn spotify_flow(args: TokenStream, item: TokenStream) -> TokenStream {
    attribute(args.into(), item.into(), Args::parse_spotify).into()
}

/// Gives a struct a typed client for any flow: a bundled one by provider and name, or one from a
/// spec file of your own.
///
/// ```ignore
/// #[flow(spotify, client_credentials)]
/// struct Service {
///     client_id: ClientId,
///     client_secret: ClientSecret,
/// }
///
/// #[flow(spec = "flows/acme.toml", scopes("read"))] // a path from the package's Cargo.toml
/// struct Acme {
///     client_id: ClientId,
///     redirect_uri: RedirectUri,
///     tenant: Label,
/// }
/// ```
///
/// See [`macro@spotify_flow`] for the rest.
#[proc_macro_attribute]
pub fn flow(args: TokenStream, item: TokenStream) -> TokenStream {
    attribute(args.into(), item.into(), Args::parse_flow).into()
}

/// Gives a provider's scopes and operations types: one expansion per provider, which all apps share.
///
/// ```ignore
/// spotify_flow::provider!("flows/acme.toml"); // a path from the package's Cargo.toml
///
/// #[flow(spec = "flows/acme.toml", provider = crate, scopes(tunes))]
/// struct Acme {
///     client_id: ClientId,
///     redirect_uri: RedirectUri,
/// }
/// ```
///
/// Two modules come of it: `scope` with a type for each scope and each group of scopes, and `api`
/// with a type for each operation. The file is one of a provider, of a provider's API, or of a flow
/// that holds or names its provider. A bundled provider goes by its name, `provider!(spotify)`; its
/// modules are in this library already (`spotify_flow::spotify`).
#[proc_macro]
pub fn provider(args: TokenStream) -> TokenStream {
    provider::expand(args.into()).into()
}

/// Parse, locate, check, expand. A mistake becomes one error, and the struct is still there.
fn attribute(
    args: proc_macro2::TokenStream,
    item: proc_macro2::TokenStream,
    parse: fn(proc_macro2::TokenStream) -> syn::Result<Args>,
) -> proc_macro2::TokenStream {
    let parsed = match Item::parse(&item) {
        Ok(parsed) => parsed,
        Err(error) => return fallback::without_item(item, &error),
    };
    if let Some(error) = &parsed.unfit {
        return fallback::with_item(&item, &parsed, None, error);
    }
    let args = match parse(args) {
        Ok(args) => args,
        Err(error) => return fallback::with_item(&item, &parsed, None, &error),
    };
    match Spec::locate(&args.source) {
        Ok(spec) => expand::expand(&item, &parsed, &args, &spec),
        Err(error) => fallback::with_item(&item, &parsed, args.module.as_ref(), &error),
    }
}
