//! `provider!`: a provider's scopes and operations as types.

use std::path::PathBuf;
use std::sync::Arc;

use proc_macro2::{Span, TokenStream};
use quote::quote;
use spotify_flow_spec::{Api, CheckedFlow, Disk, bundled, load_api};
use syn::ext::IdentExt as _;
use syn::parse::{ParseStream, Parser as _};
use syn::{Error, Ident, LitStr, Result};

use crate::args::Source;
use crate::expand::{flows, provider as types};
use crate::{locate, problem};

const USAGE: &str = "name a file, `provider!(\"flows/acme.toml\")`, or a bundled provider, \
                     `provider!(spotify)`";

/// An API and the files that it was read from.
pub(crate) struct Located {
    pub(crate) api: Arc<Api>,
    /// Whether the library has its module, and its provider's flows in it.
    bundled: bool,
    files: Vec<PathBuf>,
}

pub(crate) fn expand(args: TokenStream) -> TokenStream {
    parse
        .parse2(args)
        .and_then(|located| modules(&located))
        .unwrap_or_else(Error::into_compile_error)
}

fn modules(located: &Located) -> Result<TokenStream> {
    let types = types::expand(&located.api)?;
    let provider = &located.api.provider;
    let flows = if located.bundled { bundled_flows(&provider.name)? } else { Vec::new() };
    let flows = flows::expand(&provider.title, &flows);
    let files = located.files.iter().filter_map(|path| path.to_str());
    Ok(quote!(#types #flows #(const _: &[u8] = ::core::include_bytes!(#files);)*))
}

/// The flows of a bundled provider.
fn bundled_flows(provider: &str) -> Result<Vec<CheckedFlow>> {
    let names = bundled::names().filter(|(of, _)| *of == provider);
    let flow = |(of, name)| bundled::flow(of, name);
    let flows = names.map(flow).collect::<std::result::Result<_, _>>();
    flows.map_err(|report| problem::unplaced(Span::call_site(), &report))
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
pub(crate) fn of_flow(source: &Source) -> Result<Arc<Api>> {
    let located = match source {
        Source::Bundled { provider, provider_span, .. } => from_bundle(provider, *provider_span),
        Source::File(path) => from_file(path),
    };
    located.map(|located| located.api)
}

fn from_bundle(name: &str, span: Span) -> Result<Located> {
    let api = locate::bundled_api(name).map_err(|report| problem::unplaced(span, &report))?;
    Ok(Located { api, bundled: bundled::has_api(name), files: Vec::new() })
}

fn from_file(path: &LitStr) -> Result<Located> {
    let there = locate::file(path)?;
    match load_api(&there, &Disk) {
        Ok(loaded) => Ok(Located { api: Arc::new(loaded.api), bundled: false, files: loaded.read }),
        Err(report) => Err(problem::placed(path.span(), &path.value(), &there, &report)),
    }
}
