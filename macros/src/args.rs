//! What stands in the parentheses of the attribute.

use proc_macro2::{Span, TokenStream};
use syn::ext::IdentExt as _;
use syn::parse::{Parse, ParseStream, Parser as _};
use syn::punctuated::Punctuated;
use syn::{Error, Ident, LitStr, Result, Token, parenthesized};

/// The arguments as written.
pub(crate) struct Args {
    pub(crate) source: Source,
    pub(crate) scopes: Vec<ScopeArg>,
    pub(crate) module: Option<Ident>,
}

/// Where the flow comes from.
pub(crate) enum Source {
    /// One that comes with the library.
    Bundled { provider: String, provider_span: Span, flow: Ident },
    /// A spec file, by its path from the package's `Cargo.toml`.
    File(LitStr),
}

impl Source {
    /// Where the flow is named: generated names point there.
    pub(crate) fn span(&self) -> Span {
        match self {
            Self::Bundled { flow, .. } => flow.span(),
            Self::File(path) => path.span(),
        }
    }
}

/// A scope as written: its name in Rust, or the provider's in quotes.
pub(crate) struct ScopeArg {
    pub(crate) text: String,
    pub(crate) quoted: bool,
    pub(crate) span: Span,
}

impl Parse for ScopeArg {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        if input.peek(LitStr) {
            let text: LitStr = input.parse()?;
            return Ok(Self { text: text.value(), quoted: true, span: text.span() });
        }
        let name = input.call(Ident::parse_any).map_err(|error| {
            Error::new(error.span(), "a scope is a name, or the provider's word for it in quotes")
        })?;
        Ok(Self { text: name.to_string(), quoted: false, span: name.span() })
    }
}

impl Args {
    /// `#[spotify_flow(authorization_code_pkce, ...)]`
    pub(crate) fn parse_spotify(tokens: TokenStream) -> Result<Self> {
        let parser = |input: ParseStream<'_>| {
            let flow = name(input, "name the flow: `#[spotify_flow(authorization_code_pkce)]`")?;
            let provider_span = flow.span();
            let source = Source::Bundled { provider: "spotify".into(), provider_span, flow };
            Self::rest(input, source)
        };
        parser.parse2(tokens)
    }

    /// `#[flow(github, authorization_code, ...)]` or `#[flow(spec = "flows/acme.toml", ...)]`
    pub(crate) fn parse_flow(tokens: TokenStream) -> Result<Self> {
        const USAGE: &str = "name provider and flow, `#[flow(spotify, client_credentials)]`, or a \
                             file, `#[flow(spec = \"flows/acme.toml\")]`";
        let parser = |input: ParseStream<'_>| {
            let first = name(input, USAGE)?;
            if input.peek(Token![=]) {
                if first != "spec" {
                    return Err(Error::new(first.span(), USAGE));
                }
                input.parse::<Token![=]>()?;
                let path: LitStr = input.parse().map_err(|error| {
                    Error::new(error.span(), "the path of a spec file, in quotes")
                })?;
                return Self::rest(input, Source::File(path));
            }
            let comma: Option<Token![,]> = input.parse()?;
            if comma.is_none() || input.is_empty() {
                return Err(Error::new(first.span(), USAGE));
            }
            let flow = name(input, USAGE)?;
            let (provider, provider_span) = (first.to_string(), first.span());
            Self::rest(input, Source::Bundled { provider, provider_span, flow })
        };
        parser.parse2(tokens)
    }

    /// The arguments after the flow.
    fn rest(input: ParseStream<'_>, source: Source) -> Result<Self> {
        let mut args = Self { source, scopes: Vec::new(), module: None };
        while !input.is_empty() {
            input.parse::<Token![,]>()?;
            if input.is_empty() {
                break;
            }
            args.argument(input)?;
        }
        Ok(args)
    }

    fn argument(&mut self, input: ParseStream<'_>) -> Result<()> {
        let key = input.call(Ident::parse_any)?;
        match key.to_string().as_str() {
            "scopes" if !self.scopes.is_empty() => {
                Err(Error::new(key.span(), "`scopes` is there twice"))
            }
            "scopes" => {
                let inner;
                parenthesized!(inner in input);
                let scopes = Punctuated::<ScopeArg, Token![,]>::parse_terminated(&inner)?;
                self.scopes = scopes.into_iter().collect();
                Ok(())
            }
            "module" => {
                input.parse::<Token![=]>()?;
                self.module = Some(input.parse()?);
                Ok(())
            }
            other => {
                let known = ["scopes", "module"];
                let help = match spotify_flow_spec::suggest::nearest(other, known) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => "known: `scopes(...)` and `module = name`".to_owned(),
                };
                Err(Error::new(key.span(), format!("unknown argument `{other}`; {help}")))
            }
        }
    }
}

fn name(input: ParseStream<'_>, usage: &str) -> Result<Ident> {
    let at = input.span();
    input.call(Ident::parse_any).map_err(|_| Error::new(at, usage))
}
