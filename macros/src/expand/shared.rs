//! The clients of bundled flows. They are written once, where the provider is: a struct refers to
//! them, for lines emitted are what building costs.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};
use spotify_flow_spec::CheckedFlow;

use super::client::Client;
use super::states::type_of;
use super::{Expansion, docs};

/// The module `flow` of a provider.
pub(crate) fn expand(title: &str, flows: &[CheckedFlow]) -> TokenStream {
    if flows.is_empty() {
        return TokenStream::new();
    }
    let docs = format!(
        "The flows of {title}: a table, states and steps for each. An attribute refers to them in \
         the module beside its struct."
    );
    let clients = flows.iter().map(|flow| {
        let (name, docs) = (format_ident!("{}", flow.name), docs::flow(flow));
        let client = Client { flow, shared: true, span: Span::call_site() }.expand();
        quote!(#[doc = #docs] pub mod #name { #client })
    });
    quote! {
        #[doc = #docs]
        #[allow(clippy::all, clippy::pedantic, dead_code, unreachable_pub)]
        pub mod flow { #(#clients)* }
    }
}

/// What a struct adds to the client that it shares: whose the attempts are.
pub(super) fn module(expansion: &Expansion<'_>, provider: &str, name: &Ident) -> TokenStream {
    let (flow, provider) = (expansion.flow, format_ident!("{provider}"));
    let client = quote!(::spotify_flow::#provider::flow::#name);
    let states = flow.states.iter().map(|state| {
        let (name, docs) = (type_of(state), &state.summary);
        quote!(#[doc = #docs] pub type #name = shared::#name<super::App>;)
    });
    quote! {
        #[doc(inline)]
        pub use #client::{Attempt, FLOW};
        /// Whose the attempts are: those of two apps are of two types.
        pub enum App {}
        /// The states of the flow: what an attempt can do depends on the one it is in.
        pub mod state {
            use #client::state as shared;
            #(#states)*
        }
    }
}
