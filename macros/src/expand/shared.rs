//! The tables of bundled flows. They are written once, where the provider is, and a struct refers to
//! them: lines emitted are what building costs.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use spotify_flow_spec::{CheckedFlow, Flow};

use super::{docs, flow_def};

/// The module `flow` of a provider.
pub(crate) fn expand(title: &str, flows: &[CheckedFlow]) -> TokenStream {
    if flows.is_empty() {
        return TokenStream::new();
    }
    let docs = format!("The flows of {title}, as tables: attributes refer to them.");
    let tables = flows.iter().map(|flow| {
        let (name, docs, table) = (name(flow), docs::flow(flow), flow_def::expand(flow));
        quote!(#[doc = #docs] pub static #name: rt::FlowDef = #table;)
    });
    quote! {
        #[doc = #docs]
        pub mod flow {
            use ::spotify_flow::__macro as rt;
            #(#tables)*
        }
    }
}

/// The path of a bundled flow's table.
pub(super) fn path(flow: &Flow) -> TokenStream {
    let (provider, name) = (format_ident!("{}", flow.provider.name), name(flow));
    quote!(::spotify_flow::#provider::flow::#name)
}

/// `AUTHORIZATION_CODE_PKCE`
fn name(flow: &Flow) -> Ident {
    format_ident!("{}", flow.name.to_ascii_uppercase())
}
