//! One mistake, one error: what is emitted beside it keeps the compiler silent about the rest.

use std::collections::BTreeSet;

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use spotify_flow_spec::bundled;
use syn::Error;

use crate::item::Item;
use crate::module;
use crate::names::upper_camel;

/// The item cannot be understood: it is emitted as it is, next to the error.
pub(crate) fn without_item(item: TokenStream, error: &Error) -> TokenStream {
    let error = error.to_compile_error();
    quote!(#item #error)
}

/// The flow cannot be had: the struct gets stubs. Their types hold the error itself, so that whatever
/// is done with them is no further mistake.
pub(crate) fn with_item(
    item: &TokenStream,
    parsed: &Item,
    module: Option<&Ident>,
    error: &Error,
) -> TokenStream {
    let Item { name, carried, .. } = parsed;
    let (module, _) = module::name(parsed, module);
    let app = stub_app(parsed);
    let stubs = stub_module(parsed, &module, error);
    let wrong = quote!(#module::Attempt<()>);
    quote! {
        #item
        #app
        #stubs
        #carried #[allow(dead_code, unreachable_pub, unused_variables, clippy::all)]
        impl #name {
            pub fn begin(&self) -> #wrong { loop {} }
            pub fn from_env() -> ::core::result::Result<Self, ::spotify_flow::Error> { loop {} }
            pub fn session<T>(&self, token: T) -> #wrong { loop {} }
            pub async fn login<T, U>(&self, http: T, user_agent: U) -> #wrong { loop {} }
            pub async fn connect<T>(&self, http: T) -> #wrong { loop {} }
        }
    }
}

/// The error in a type. As the length of an array it spoils the type: the compiler says no more
/// about anything that is made of it. (In the place of a type it would be `()`, about which the
/// compiler has much to say.)
fn type_error(error: &Error) -> TokenStream {
    let messages: Vec<String> = error.clone().into_iter().map(|error| error.to_string()).collect();
    let (message, span) = (messages.join("\n"), error.span());
    quote_spanned!(span=> [(); ::core::compile_error!(#message)])
}

/// Every trait that an app can have: nobody knows which ones were meant.
fn stub_app(parsed: &Item) -> TokenStream {
    let Item { name, carried, .. } = parsed;
    let text = name.to_string();
    let markers = ["NeedsUserConsent", "Refreshable", "ShortLived", "Storable", "UserScoped"];
    let markers = markers.map(|marker| format_ident!("{marker}"));
    quote! {
        #carried #[allow(clippy::all)]
        impl ::spotify_flow::App for #name {
            const NAME: &'static str = #text;
            fn flow() -> &'static ::spotify_flow::flow_def::FlowDef { loop {} }
            fn config(&self) -> ::spotify_flow::Config { loop {} }
        }
        #(#carried impl ::spotify_flow::#markers for #name {})*
    }
}

/// A module with the states that bundled flows have: the ones that were meant are likely among them.
fn stub_module(parsed: &Item, module: &Ident, error: &Error) -> TokenStream {
    let Item { vis, carried, .. } = parsed;
    let error = type_error(error);
    let states = bundled_states();
    let states: Vec<Ident> = states.iter().map(|name| format_ident!("{name}")).collect();
    quote! {
        #carried
        #[allow(dead_code, missing_docs, unreachable_pub, clippy::all)]
        #vis mod #module {
            pub type Attempt<S> = (#error, ::core::marker::PhantomData<S>);
            pub mod state { #(#[derive(Debug)] pub struct #states;)* }
            #(impl ::spotify_flow::State for state::#states {
                const INDEX: usize = 0;
                type Attempt = Attempt<Self>;
                fn flow() -> &'static ::spotify_flow::flow_def::FlowDef { loop {} }
            })*
        }
    }
}

fn bundled_states() -> BTreeSet<String> {
    let flows = bundled::names().filter_map(|(provider, flow)| bundled::flow(provider, flow).ok());
    let states = |flow: spotify_flow_spec::CheckedFlow| {
        flow.states.iter().map(|state| upper_camel(&state.name)).collect::<Vec<_>>()
    };
    flows.flat_map(states).collect()
}
