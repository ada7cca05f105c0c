//! One mistake, one error: what is emitted beside it keeps the compiler silent about the rest.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::Error;

use crate::item::Item;

/// The item cannot be understood: it is emitted as it is, next to the error.
pub(crate) fn without_item(item: TokenStream, error: &Error) -> TokenStream {
    let error = error.to_compile_error();
    quote!(#item #error)
}

/// The flow cannot be had: the struct gets stubs. Their types are the error itself, so that whatever
/// is done with them is no further mistake.
pub(crate) fn with_item(item: &TokenStream, parsed: &Item, error: &Error) -> TokenStream {
    let Item { name, carried, .. } = parsed;
    let wrong = format_ident!("__WrongFlowOf{name}");
    let error = type_error(error);
    let app = stub_app(parsed);
    quote! {
        #item
        #carried #[allow(dead_code)]
        type #wrong = #error;
        #app
        #carried #[allow(dead_code, unreachable_pub, unused_variables, clippy::empty_loop)]
        impl #name {
            pub fn begin(&self) -> #wrong { loop {} }
            pub fn from_env() -> ::core::result::Result<Self, ::spotify_flow::Error> { loop {} }
            pub fn session<T>(&self, token: T) -> #wrong { loop {} }
            pub async fn login<T, U>(&self, http: T, user_agent: U) -> #wrong { loop {} }
            pub async fn connect<T>(&self, http: T) -> #wrong { loop {} }
        }
    }
}

/// The error in the place of a type.
fn type_error(error: &Error) -> TokenStream {
    let messages: Vec<String> = error.clone().into_iter().map(|error| error.to_string()).collect();
    let (message, span) = (messages.join("\n"), error.span());
    quote::quote_spanned!(span=> ::core::compile_error!(#message))
}

/// Every trait that an app can have: nobody knows which ones were meant.
fn stub_app(parsed: &Item) -> TokenStream {
    let Item { name, carried, .. } = parsed;
    let text = name.to_string();
    let markers = ["NeedsUserConsent", "Refreshable", "ShortLived", "UserScoped"];
    let markers = markers.map(|marker| format_ident!("{marker}"));
    quote! {
        #carried #[allow(clippy::empty_loop)]
        impl ::spotify_flow::App for #name {
            const NAME: &'static str = #text;
            fn flow() -> &'static ::spotify_flow::flow_def::FlowDef { loop {} }
            fn config(&self) -> ::spotify_flow::Config { loop {} }
        }
        #(#carried impl ::spotify_flow::#markers for #name {})*
    }
}
