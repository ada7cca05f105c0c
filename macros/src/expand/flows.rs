//! The tables of bundled flows. They are written once, where the provider is: a struct refers to its
//! own, for lines emitted are what building costs.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use spotify_flow_spec::{CheckedFlow, Flow};

use super::{docs, flow_def};

/// The module `flow` of a provider.
pub(crate) fn expand(title: &str, flows: &[CheckedFlow]) -> TokenStream {
    if flows.is_empty() {
        return TokenStream::new();
    }
    let docs = format!("The flows of {title}, as tables. The attribute of a struct names one.");
    let tables = flows.iter().map(|flow| {
        let (name, docs, table) = (name(flow), docs::flow(flow), flow_def::expand(flow));
        quote!(#[doc = #docs] pub static #name: rt::FlowDef = #table;)
    });
    quote! {
        #[doc = #docs]
        #[allow(clippy::all, clippy::pedantic, dead_code, unreachable_pub)]
        pub mod flow {
            use ::spotify_flow::__macro as rt;
            #(#tables)*
        }
    }
}

/// What the table of a bundled flow is called.
pub(super) fn name(flow: &Flow) -> Ident {
    format_ident!("{}", flow.name.to_uppercase())
}
