//! The states: an empty type for each.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use spotify_flow_spec::flow::State;

use super::{Expansion, docs};
use crate::names::upper_camel;

pub(super) fn expand(expansion: &Expansion<'_>) -> TokenStream {
    let flow = expansion.flow;
    let types = flow.states.iter().enumerate().map(|(index, state)| {
        let (name, docs) = (type_of(state), docs::state(flow, index, state));
        quote!(#[doc = #docs] #[derive(Debug)] pub struct #name;)
    });
    let between = flow.states.iter().enumerate().filter(|(_, state)| suspends(expansion, state));
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

/// The type of a state.
pub(super) fn type_of(state: &State) -> Ident {
    format_ident!("{}", upper_camel(&state.name))
}

/// Whether an attempt may be put away in this state: not before it began, nor when it is over.
pub(super) fn suspends(expansion: &Expansion<'_>, state: &State) -> bool {
    let initial = expansion.flow.states.get(expansion.flow.initial);
    !state.is_final && initial.is_none_or(|initial| initial.name != state.name)
}
