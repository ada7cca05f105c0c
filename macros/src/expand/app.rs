//! The impls that name the struct.

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use spotify_flow_spec::Flow;
use spotify_flow_spec::property::Property;
use syn::Ident;
use syn::spanned::Spanned as _;

use super::{Expansion, fields};
use crate::names::upper_camel;

pub(super) fn expand(expansion: &Expansion<'_>, sound: bool) -> TokenStream {
    let Expansion { item, module, .. } = expansion;
    let (name, carried, text) = (&item.name, &item.carried, item.name.to_string());
    let config = if sound { config(expansion) } else { quote!(loop {}) };
    let markers = markers(expansion.flow);
    let requests = requests(expansion);
    let keeps = super::kept::keeps(expansion);
    let entries = entries(expansion, sound);
    quote! {
        #carried #[allow(clippy::empty_loop)]
        impl ::spotify_flow::App for #name {
            const NAME: &'static str = #text;
            fn flow() -> &'static ::spotify_flow::__macro::FlowDef { &#module::FLOW }
            fn config(&self) -> ::spotify_flow::Config { #config }
        }
        #(#carried impl ::spotify_flow::#markers for #name {})*
        #requests
        #keeps
        #carried #[allow(dead_code, unreachable_pub, clippy::all)]
        impl #name { #entries }
    }
}

/// The marker traits of the properties that hold.
fn markers(flow: &Flow) -> Vec<Ident> {
    let holds = |property: &Property| flow.properties.get(*property);
    let marker = |property: Property| format_ident!("{}", upper_camel(property.key()));
    let kept = (!flow.properties.short_lived).then(|| format_ident!("Storable"));
    Property::ALL.into_iter().filter(holds).map(marker).chain(kept).collect()
}

/// The provider, and the scopes that are asked for, in types: they are shared by all its apps.
fn requests(expansion: &Expansion<'_>) -> TokenStream {
    let Some(provider) = &expansion.provider else { return TokenStream::new() };
    let (name, carried) = (&expansion.item.name, &expansion.item.carried);
    let types = expansion.scopes.types.iter().map(|name| format_ident!("{name}"));
    quote! {
        #carried
        impl ::spotify_flow::api::At<#provider::Provider> for #name {}
        #(#carried #[allow(deprecated)]
        impl ::spotify_flow::api::Requests<#provider::scope::#types> for #name {})*
    }
}

/// The values of the fields. Each is first given its type, at the field's own type: a wrong one is
/// reported there. A field's name is used as it was written, since one that comes from another macro
/// is no name of ours.
fn config(expansion: &Expansion<'_>) -> TokenStream {
    let needed = fields::needed(expansion.flow);
    let mut typed = TokenStream::new();
    let mut new = TokenStream::new();
    let mut calls = TokenStream::new();
    for need in &needed {
        let Some(field) = expansion.item.field(&need.name) else { continue };
        let (name, ty) = (&field.name, format_ident!("{}", need.ty));
        let module = &expansion.module;
        let path = match (need.generated, need.ty.as_str()) {
            (true, _) => quote!(#module::#ty),
            (false, "String") => quote!(::std::string::String),
            (false, _) => quote!(::spotify_flow::#ty),
        };
        typed.extend(quote_spanned! {field.ty.span()=> let #name: &#path = &self.#name; });
        let text = &need.name;
        match (text.as_str(), need.ty.as_str()) {
            ("client_id", _) => new.extend(quote!(::spotify_flow::Config::new(#name))),
            ("client_secret", _) => calls.extend(quote!(.client_secret(#name))),
            ("redirect_uri", _) => calls.extend(quote!(.redirect_uri(#name))),
            (_, "AppSecret") => calls.extend(quote!(.secret(#text, #name))),
            _ => calls.extend(quote!(.variable(#text, #name.as_str()))),
        }
    }
    let scopes = &expansion.scopes.values;
    if !scopes.is_empty() {
        let joined = scopes.join(&expansion.flow.provider.scope_separator);
        calls.extend(quote!(.written_scopes(&[#(#scopes),*], #joined)));
    }
    quote!(#typed #new #calls)
}

/// `begin` and `from_env`, and with sessions `session`, and `login` or `connect`.
fn entries(expansion: &Expansion<'_>, sound: bool) -> TokenStream {
    let Expansion { flow, module, span, .. } = expansion;
    let state = flow.states.get(flow.initial).map_or("", |state| state.name.as_str());
    let initial = format_ident!("{}", upper_camel(state));
    let docs = format!("Begins an attempt: {}", flow.summary);
    let begin = quote_spanned! {*span=>
        #[doc = #docs]
        pub fn begin(&self) -> #module::Attempt<#module::state::#initial> {
            ::spotify_flow::__macro::begin(self)
        }
    };
    let session = session(*span);
    let whole = whole(flow, *span);
    let from_env = from_env(expansion, sound);
    quote!(#begin #session #whole #from_env)
}

/// The session of a token, where the library is built with sessions.
fn session(span: Span) -> TokenStream {
    if !cfg!(feature = "session") {
        return TokenStream::new();
    }
    quote_spanned! {span=>
        /// The session of a token that an attempt ended in, or that was kept from an older one.
        pub fn session(
            &self,
            token: impl ::core::convert::Into<::spotify_flow::Token>,
        ) -> ::spotify_flow::Session<Self> {
            ::spotify_flow::__macro::session(self, token)
        }
    }
}

/// The whole flow in one call. Who looks for the other one is shown this one, in the docs and by
/// the compiler: that is what the alias is for. No `async fn`: it would be half of what a struct
/// costs the compiler.
fn whole(flow: &Flow, span: Span) -> TokenStream {
    if !cfg!(feature = "session") {
        return TokenStream::new();
    }
    let session = quote! {
        impl ::core::future::Future<
            Output = ::core::result::Result<::spotify_flow::Session<Self>, ::spotify_flow::Error>,
        >
    };
    if flow.properties.needs_user_consent {
        let login = Ident::new("login", span);
        quote! {
            #[doc(alias = "connect")]
            /// Runs the whole flow: the user agent takes the user to the authorization server and
            /// brings back the callback.
            pub fn #login<T: ::spotify_flow::Transport + ::core::clone::Clone + 'static>(
                &self,
                http: &T,
                user_agent: impl ::spotify_flow::UserAgent,
            ) -> #session {
                ::spotify_flow::__macro::login(self, http, user_agent)
            }
        }
    } else {
        let connect = Ident::new("connect", span);
        quote! {
            #[doc(alias = "login")]
            /// Gets the app's own token: no user takes part.
            pub fn #connect<T: ::spotify_flow::Transport + ::core::clone::Clone + 'static>(
                &self,
                http: &T,
            ) -> #session {
                ::spotify_flow::__macro::connect(self, http)
            }
        }
    }
}

/// The struct from environment variables, where every field is one of the flow's.
fn from_env(expansion: &Expansion<'_>, sound: bool) -> TokenStream {
    let Expansion { item, flow, span, .. } = expansion;
    if sound && fields::of_ones_own(flow, item) {
        return TokenStream::new();
    }
    let prefix = &flow.provider.env;
    let names: Vec<&Ident> = item.fields.iter().map(|field| &field.name).collect();
    let variables: Vec<String> = names
        .iter()
        .map(|name| format!("`{prefix}_{}`", name.to_string().to_ascii_uppercase()))
        .collect();
    let docs = format!("Reads {} from the environment.", variables.join(", "));
    let texts = names.iter().map(|name| name.to_string());
    // Names that no field can take away.
    let env = Ident::new("env", Span::mixed_site());
    let app = Ident::new("app", Span::mixed_site());
    let body = if sound {
        quote! {
            let mut #env = ::spotify_flow::__macro::FromEnv::new(#prefix);
            #(let #names = #env.field(#texts);)*
            let #app = match (#(#names,)*) {
                (#(::core::option::Option::Some(#names),)*) => {
                    ::core::option::Option::Some(Self { #(#names),* })
                }
                _ => ::core::option::Option::None,
            };
            #env.finish(#app)
        }
    } else {
        quote!(loop {})
    };
    let from_env = Ident::new("from_env", *span);
    quote! {
        #[doc = #docs]
        ///
        /// # Errors
        ///
        /// One error that names every variable that is missing or malformed.
        pub fn #from_env() -> ::core::result::Result<Self, ::spotify_flow::Error> { #body }
    }
}
