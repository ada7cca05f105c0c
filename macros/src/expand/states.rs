//! The states: an empty type for each.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use spotify_flow_spec::flow::State;

use super::client::Client;
use super::docs;
use crate::names::upper_camel;

pub(super) fn expand(client: &Client<'_>) -> TokenStream {
    let flow = client.flow;
    let states = flow.states.iter().enumerate();
    let types = states.map(|(index, state)| declare(client, index, state));
    let between = flow.states.iter().enumerate().filter(|(_, state)| suspends(client, state));
    let impls = between.map(|(index, state)| {
        let name = type_of(state);
        quote! {
            impl rt::State for state::#name {
                const INDEX: usize = #index;
                type Attempt = Attempt<Self>;
                fn flow() -> &'static rt::FlowDef { &FLOW }
            }
        }
    });
    quote! {
        /// The states of the flow: what an attempt can do depends on the one it is in.
        pub mod state { #(#types)* }
        #(#impls)*
    }
}

fn declare(client: &Client<'_>, index: usize, state: &State) -> TokenStream {
    let (name, docs) = (type_of(state), docs::state(client.flow, index, state));
    quote!(#[doc = #docs] #[derive(Debug)] pub struct #name;)
}

/// The type of a state.
pub(super) fn type_of(state: &State) -> Ident {
    format_ident!("{}", upper_camel(&state.name))
}

/// Whether an attempt may be put away in this state: not before it began, nor when it is over.
pub(super) fn suspends(client: &Client<'_>, state: &State) -> bool {
    let initial = client.flow.states.get(client.flow.initial);
    !state.is_final && initial.is_none_or(|initial| initial.name != state.name)
}
