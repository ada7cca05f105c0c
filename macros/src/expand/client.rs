//! The typed client of a flow: its table, its states, and an attempt with a method for each step.

use proc_macro2::{Span, TokenStream};
use quote::quote;
use spotify_flow_spec::Flow;

use super::{flow_def, states, steps};

/// What a client is made from.
pub(super) struct Client<'a> {
    pub(super) flow: &'a Flow,
    /// Whether all apps of the flow share it. Attempts of two apps are of two types all the same:
    /// the states of a shared client say whose they are.
    pub(super) shared: bool,
    /// Where generated names point.
    pub(super) span: Span,
}

impl Client<'_> {
    pub(super) fn expand(&self) -> TokenStream {
        let table = flow_def::expand(self.flow);
        let states = states::expand(self);
        let steps = steps::expand(self);
        quote! {
            use ::spotify_flow::__macro as rt;
            /// The flow's table.
            pub static FLOW: rt::FlowDef = #table;
            #states
            #steps
        }
    }

    /// The parameter of the states, which says whose they are.
    pub(super) fn owner(&self) -> TokenStream {
        if self.shared { quote!(<A>) } else { TokenStream::new() }
    }
}
