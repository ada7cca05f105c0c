//! What a session keeps beside its token: a method for each.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use spotify_flow_spec::flow::Kept;

use super::Expansion;

/// The type in the module; nothing where nothing is kept.
pub(super) fn expand(expansion: &Expansion<'_>) -> TokenStream {
    let kept = &expansion.flow.kept;
    if kept.is_empty() || !cfg!(feature = "session") {
        return TokenStream::new();
    }
    let methods = kept.iter().map(|kept| method(expansion, *kept));
    quote! {
        /// What a session keeps beside its token.
        #[derive(Clone, Debug)]
        pub struct Kept(rt::KeptMembers);
        impl ::core::convert::From<rt::KeptMembers> for Kept {
            fn from(kept: rt::KeptMembers) -> Self { Self(kept) }
        }
        impl Kept { #(#methods)* }
    }
}

/// The impl that names the struct.
pub(super) fn keeps(expansion: &Expansion<'_>) -> TokenStream {
    let Expansion { item, flow, module, .. } = expansion;
    if flow.kept.is_empty() || !cfg!(feature = "session") {
        return TokenStream::new();
    }
    let (name, carried) = (&item.name, &item.carried);
    quote!(#carried impl ::spotify_flow::Keeps for #name { type Kept = #module::Kept; })
}

fn method(expansion: &Expansion<'_>, kept: Kept) -> TokenStream {
    let Some(slot) = expansion.flow.slot(kept.slot) else { return TokenStream::new() };
    let (text, name) = (&slot.name, format_ident!("{}", slot.name, span = expansion.span));
    let secret = if slot.class.is_secret() { ", a secret" } else { "" };
    let docs = format!("The `{text}`{secret}.");
    if kept.optional {
        let docs = format!("{docs} A login may end without it.");
        quote! {
            #[doc = #docs]
            pub fn #name(&self) -> ::core::option::Option<&str> { self.0.get(#text) }
        }
    } else {
        // A session that lacks it gives no such value out.
        quote! {
            #[doc = #docs]
            pub fn #name(&self) -> &str { self.0.get(#text).unwrap_or_default() }
        }
    }
}
