//! The typed client of a flow: its table, its states, and an attempt with a method for each step.

use proc_macro2::{Span, TokenStream};
use quote::quote;
use spotify_flow_spec::Flow;

use super::{flow_def, states, steps};

/// What a client is made from.
pub(super) struct Client<'a> {
    pub(super) flow: &'a Flow,
    /// Where the flow's table is already: a bundled one is written once, with its provider. The
    /// types stay each app's own, for the compiler's words name them.
    pub(super) table: Option<TokenStream>,
    /// Where generated names point.
    pub(super) span: Span,
}

impl Client<'_> {
    pub(super) fn expand(&self) -> TokenStream {
        let table = match &self.table {
            Some(path) => quote!(pub use #path as FLOW;),
            None => {
                let table = flow_def::expand(self.flow);
                quote!(pub static FLOW: rt::FlowDef = #table;)
            }
        };
        let states = states::expand(self);
        let steps = steps::expand(self);
        quote! {
            use ::spotify_flow::__macro as rt;
            /// The flow's table.
            #table
            #states
            #steps
        }
    }
}
