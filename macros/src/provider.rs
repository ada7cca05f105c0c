//! `provider!`: a provider's scopes and operations as types.

use std::path::PathBuf;

use proc_macro2::{Span, TokenStream};
use quote::quote;
use spotify_flow_spec::{Api, Disk, bundled, load_api};
use syn::ext::IdentExt as _;
use syn::parse::{ParseStream, Parser as _};
use syn::{Error, Ident, LitStr, Result};

use crate::args::Source;
use crate::expand::provider as types;
use crate::{locate, problem};

const USAGE: &str = "name a file, `provider!(\"flows/acme.toml\")`, or a bundled provider, \
                     `provider!(spotify)`";

/// An API and the files that it was read from.
pub(crate) struct Located {
    pub(crate) api: Api,
    files: Vec<PathBuf>,
}

pub(crate) fn expand(args: TokenStream) -> TokenStream {
    match parse.parse2(args).and_then(|located| Ok((types::expand(&located.api)?, located))) {
        Ok((types, located)) => {
            let files = located.files.iter().filter_map(|path| path.to_str());
            quote!(#types #(const _: &[u8] = ::core::include_bytes!(#files);)*)
        }
        Err(error) => error.to_compile_error(),
    }
}

fn parse(input: ParseStream<'_>) -> Result<Located> {
    let located = if input.peek(LitStr) {
        from_file(&input.parse()?)?
    } else {
        let at = input.span();
        let name = input.call(Ident::parse_any).map_err(|_| Error::new(at, USAGE))?;
        from_bundle(&name.to_string(), name.span())?
    };
    if input.is_empty() { Ok(located) } else { Err(Error::new(input.span(), USAGE)) }
}

/// The API at the provider of a flow.
pub(crate) fn of_flow(source: &Source) -> Result<Api> {
    let located = match source {
        Source::Bundled { provider, provider_span, .. } => from_bundle(provider, *provider_span),
        Source::File(path) => from_file(path),
    };
    located.map(|located| located.api)
}

fn from_bundle(name: &str, span: Span) -> Result<Located> {
    let api = bundled::api(name).map_err(|report| problem::unplaced(span, &report))?;
    Ok(Located { api, files: Vec::new() })
}

fn from_file(path: &LitStr) -> Result<Located> {
    let there = locate::file(path)?;
    match load_api(&there, &Disk) {
        Ok(loaded) => Ok(Located { api: loaded.api, files: loaded.read }),
        Err(report) => Err(problem::placed(path.span(), &path.value(), &there, &report)),
    }
}
