//! From a checked flow to Rust.

mod app;
mod choices;
mod docs;
mod fields;
mod flow_def;
pub(crate) mod flows;
mod kept;
pub(crate) mod provider;
mod scopes;
mod states;
mod steps;

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use spotify_flow_spec::{Flow, bundled, suggest};
use syn::{Error, Ident};

use crate::args::{Args, Source};
use crate::item::Item;
use crate::locate::Spec;
use crate::module;
use scopes::Scopes;

/// What every part of an expansion looks at.
pub(crate) struct Expansion<'a> {
    pub(crate) item: &'a Item,
    pub(crate) flow: &'a Flow,
    pub(crate) module: Ident,
    pub(crate) scopes: Scopes,
    /// The module with the provider's types; `None` where nobody said which it is.
    pub(crate) provider: Option<TokenStream>,
    /// Where the flow is named.
    pub(crate) span: Span,
}

/// The struct as written, and beside it all that makes it a client. Mistakes in fields or scopes
/// stand next to it: the flow is known, so everything else still is.
pub(crate) fn expand(tokens: &TokenStream, item: &Item, args: &Args, spec: &Spec) -> TokenStream {
    let flow: &Flow = &spec.flow;
    let mut problems = Vec::new();
    let scopes = Scopes::check(flow, args, &mut problems);
    let (module, clash) = module::name(item, args.module.as_ref());
    fields::check(flow, item, &module, &mut problems);
    problems.extend(clash);
    let sound = problems.is_empty();
    // Where the flow is named, yet generated: lints of style are not for the user to follow there.
    let span = args.source.span().resolved_at(Span::call_site());
    let provider = provider_module(args);
    let expansion = Expansion { item, flow, module, scopes, provider, span };
    let app = app::expand(&expansion, sound);
    let module = module_tokens(&expansion, args);
    let errors = problems.iter().map(Error::to_compile_error);
    let watched = watch(spec, item);
    let deprecated = deprecated(&expansion, args);
    quote!(#tokens #(#errors)* #app #module #watched #deprecated)
}

/// The module beside the struct. It never names the struct: inside of a function it could not.
fn module_tokens(expansion: &Expansion<'_>, args: &Args) -> TokenStream {
    let Expansion { item, flow, module, .. } = expansion;
    let (Item { vis, carried, .. }, app) = (item, item.name.to_string());
    let (docs, table) = match &args.source {
        Source::Bundled { provider, .. } if bundled::has_api(provider) => {
            let (provider, name) = (Ident::new(provider, Span::call_site()), flows::name(flow));
            let table = quote!(pub use ::spotify_flow::#provider::flow::#name as FLOW;);
            (docs::bundled(flow, &app), table)
        }
        Source::Bundled { provider, flow: name, .. } => {
            (docs::module(flow, &app, &format!("{provider}, {name}")), table(flow))
        }
        Source::File(path) => (docs::module(flow, &app, &path.value()), table(flow)),
    };
    let states = states::expand(expansion);
    let steps = steps::expand(expansion);
    let choices = choices::expand(flow);
    let kept = kept::expand(expansion);
    quote! {
        #carried
        #[doc = #docs]
        #[allow(dead_code, missing_debug_implementations, unreachable_pub, clippy::all)]
        #vis mod #module {
            use ::spotify_flow::__macro as rt;
            /// The flow's table.
            #table
            #choices
            #states
            #steps
            #kept
        }
    }
}

/// The table of a flow that no module of the library has.
fn table(flow: &Flow) -> TokenStream {
    let table = flow_def::expand(flow);
    quote!(pub static FLOW: rt::FlowDef = #table;)
}

/// Where `provider!` was written: in this library for a bundled provider with an API. Types for the
/// scopes of all the others would be compiled by everybody, and used by few.
fn provider_module(args: &Args) -> Option<TokenStream> {
    match (&args.provider, &args.source) {
        (Some(path), _) => Some(quote!(#path)),
        (None, Source::Bundled { provider, .. }) if bundled::has_api(provider) => {
            let name = Ident::new(provider, Span::call_site());
            Some(quote!(::spotify_flow::#name))
        }
        (None, Source::Bundled { .. } | Source::File(_)) => None,
    }
}

/// Names the files that were read, so that an edit rebuilds.
fn watch(spec: &Spec, item: &Item) -> TokenStream {
    let carried = &item.carried;
    let files = spec.files.iter().filter_map(|path| path.to_str());
    quote!(#(#carried const _: &[u8] = ::core::include_bytes!(#files);)*)
}

/// A warning at the annotation: the use of something deprecated is how a macro warns.
fn deprecated(expansion: &Expansion<'_>, args: &Args) -> TokenStream {
    let Some(deprecated) = &expansion.flow.deprecated else { return TokenStream::new() };
    let carried = &expansion.item.carried;
    let instead = deprecated.instead.as_ref();
    let instead = instead.map(|flow| format!("; use `{flow}`")).unwrap_or_default();
    let note = format!("{}{instead}", deprecated.note.trim_end_matches('.'));
    let since = &deprecated.since;
    let name = match &args.source {
        Source::Bundled { flow, .. } => flow.clone(),
        Source::File(path) => Ident::new(&expansion.flow.name, path.span()),
    };
    let span = name.span();
    let used = quote_spanned!(span=> #name);
    quote! {
        #carried
        const _: () = {
            #[allow(non_upper_case_globals, clippy::deprecated_semver)]
            #[deprecated(since = #since, note = #note)]
            const #name: () = ();
            #used
        };
    }
}

/// "did you mean" as the end of a message.
pub(crate) fn did_you_mean<'a>(word: &str, known: impl Iterator<Item = &'a str> + Clone) -> String {
    match suggest::nearest(word, known.clone()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("known: {}", suggest::list(known)),
    }
}
