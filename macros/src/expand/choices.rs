//! The values that a variable may have, where the flow lists them: an enum.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use spotify_flow_spec::Flow;
use spotify_flow_spec::flow::Variable;

use crate::names::upper_camel;

pub(super) fn expand(flow: &Flow) -> TokenStream {
    let listed = flow.variables.iter().filter(|variable| !variable.values.is_empty());
    listed.map(choice).collect()
}

fn choice(variable: &Variable) -> TokenStream {
    let name = format_ident!("{}", upper_camel(&variable.name));
    let variants = variable.values.iter().map(|value| format_ident!("{}", value.variant()));
    let variants: Vec<_> = variants.collect();
    let names: Vec<&String> = variable.values.iter().map(|value| &value.name).collect();
    let docs = match variable.summary.as_str() {
        "" => format!("What `{}` may be.", variable.name),
        summary => summary.to_owned(),
    };
    let each = names.iter().map(|name| format!("`{name}`"));
    quote! {
        #[doc = #docs]
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum #name { #(#[doc = #each] #variants),* }
        impl #name {
            /// Its name, as the provider's file has it.
            pub fn as_str(self) -> &'static str { rt::choice_name(self) }
        }
        impl rt::Choice for #name {
            const ALL: &'static [(&'static str, Self)] = &[#((#names, Self::#variants)),*];
        }
        impl ::core::str::FromStr for #name {
            type Err = rt::Error;
            fn from_str(text: &str) -> ::core::result::Result<Self, rt::Error> {
                rt::choice_of(text)
            }
        }
        impl<'de> rt::serde::Deserialize<'de> for #name {
            fn deserialize<D: rt::serde::Deserializer<'de>>(
                input: D,
            ) -> ::core::result::Result<Self, D::Error> {
                rt::choice_in(input)
            }
        }
    }
}
