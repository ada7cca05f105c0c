//! What stands in the parentheses of the attribute.

use proc_macro2::{Span, TokenStream};
use spotify_flow_spec::suggest;
use syn::ext::IdentExt as _;
use syn::parse::{Parse, ParseStream, Parser as _};
use syn::punctuated::Punctuated;
use syn::token::Paren;
use syn::{Error, Ident, LitStr, Path, Result, Token, parenthesized};

/// The arguments as written.
pub(crate) struct Args {
    pub(crate) source: Source,
    pub(crate) scopes: Vec<WordArg>,
    /// Operations that the app will call.
    pub(crate) calls: Vec<WordArg>,
    /// The module that `provider!` was written in, for a provider of one's own.
    pub(crate) provider: Option<Path>,
    pub(crate) module: Option<Ident>,
}

const SPOTIFY_USAGE: &str = "name the flow first, as in `#[spotify_flow(authorization_code_pkce)]`; \
                             a spec file is named in `#[flow(spec = \"flows/acme.toml\")]`";
const FLOW_USAGE: &str = "name provider and flow, `#[flow(spotify, client_credentials)]`, or a file, \
                          `#[flow(spec = \"flows/acme.toml\")]`";
const MORE_USAGE: &str = "after the flow come `scopes(...)`, `calls(...)`, `provider = path` and \
                          `module = name`";
const CALLS_USAGE: &str = "write `calls(get_current_users_profile, get_followed)`";
const PROVIDER_USAGE: &str = "write `provider = path`, the module that `provider!` was written in";
const SCOPES_USAGE: &str = "write `scopes(user_read_email, user_read_private)`";
const WORD_USAGE: &str = "write a name, such as `user_read_email`, or the provider's word for it in \
                          quotes, such as `\"user-read-email\"`";
const MODULE_USAGE: &str = "write `module = name`, with a name for the module and no quotes";

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

/// A scope or an operation as written: its name in Rust, or the provider's in quotes.
pub(crate) struct WordArg {
    pub(crate) text: String,
    pub(crate) quoted: bool,
    pub(crate) span: Span,
}

impl Parse for WordArg {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        if input.peek(LitStr) {
            let text: LitStr = input.parse()?;
            return Ok(Self { text: text.value(), quoted: true, span: text.span() });
        }
        let name = name(input, WORD_USAGE)?;
        // A hyphen, most likely.
        if !(input.is_empty() || input.peek(Token![,]) || input.peek(Ident::peek_any)) {
            return Err(Error::new(input.span(), WORD_USAGE));
        }
        Ok(Self { text: name.to_string(), quoted: false, span: name.span() })
    }
}

impl Args {
    /// `#[spotify_flow(authorization_code_pkce, ...)]`
    pub(crate) fn parse_spotify(tokens: TokenStream) -> Result<Self> {
        let parser = |input: ParseStream<'_>| {
            let flow = flow_name(input, SPOTIFY_USAGE)?;
            let provider_span = flow.span();
            let source = Source::Bundled { provider: "spotify".into(), provider_span, flow };
            Self::rest(input, source)
        };
        parser.parse2(tokens)
    }

    /// `#[flow(github, authorization_code, ...)]` or `#[flow(spec = "flows/acme.toml", ...)]`
    pub(crate) fn parse_flow(tokens: TokenStream) -> Result<Self> {
        let parser = |input: ParseStream<'_>| {
            let first = name(input, FLOW_USAGE)?;
            if first == "spec" && input.peek(Token![=]) {
                input.parse::<Token![=]>()?;
                let path: LitStr = input.parse().map_err(|error| {
                    Error::new(error.span(), "the path of a spec file, in quotes")
                })?;
                return Self::rest(input, Source::File(path));
            }
            let comma: Option<Token![,]> = input.parse()?;
            if comma.is_none() || input.is_empty() {
                return Err(Error::new(first.span(), FLOW_USAGE));
            }
            let flow = flow_name(input, FLOW_USAGE)?;
            let (provider, provider_span) = (first.to_string(), first.span());
            Self::rest(input, Source::Bundled { provider, provider_span, flow })
        };
        parser.parse2(tokens)
    }

    /// The arguments after the flow.
    fn rest(input: ParseStream<'_>, source: Source) -> Result<Self> {
        let (scopes, calls) = (Vec::new(), Vec::new());
        let mut args = Self { source, scopes, calls, provider: None, module: None };
        let mut seen = Vec::new();
        while !input.is_empty() {
            input.parse::<Token![,]>()?;
            if input.is_empty() {
                break;
            }
            let key = name(input, MORE_USAGE)?;
            if seen.contains(&key) {
                return Err(Error::new(key.span(), format!("`{key}` is there twice")));
            }
            args.argument(&key, input)?;
            seen.push(key);
        }
        Ok(args)
    }

    fn argument(&mut self, key: &Ident, input: ParseStream<'_>) -> Result<()> {
        match key.to_string().as_str() {
            "scopes" if input.peek(Paren) => {
                self.scopes = list(input)?;
                Ok(())
            }
            "scopes" => Err(Error::new(key.span(), SCOPES_USAGE)),
            "calls" if input.peek(Paren) => {
                self.calls = list(input)?;
                Ok(())
            }
            "calls" => Err(Error::new(key.span(), CALLS_USAGE)),
            "provider" if input.peek(Token![=]) => {
                input.parse::<Token![=]>()?;
                let path = input.call(Path::parse_mod_style);
                self.provider = Some(path.map_err(|e| Error::new(e.span(), PROVIDER_USAGE))?);
                Ok(())
            }
            "provider" => Err(Error::new(key.span(), PROVIDER_USAGE)),
            "module" if input.peek(Token![=]) => {
                input.parse::<Token![=]>()?;
                let named = |error: Error| Error::new(error.span(), MODULE_USAGE);
                self.module = Some(input.parse().map_err(named)?);
                Ok(())
            }
            "module" => Err(Error::new(key.span(), MODULE_USAGE)),
            other => {
                let help = match suggest::nearest(other, ["scopes", "calls", "provider", "module"])
                {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => MORE_USAGE.to_owned(),
                };
                Err(Error::new(key.span(), format!("unknown argument `{other}`; {help}")))
            }
        }
    }
}

/// The words in a pair of parentheses.
fn list(input: ParseStream<'_>) -> Result<Vec<WordArg>> {
    let inner;
    parenthesized!(inner in input);
    Ok(Punctuated::<WordArg, Token![,]>::parse_terminated(&inner)?.into_iter().collect())
}

/// The name of a flow, which has nothing of its own after it: what has is an argument.
fn flow_name(input: ParseStream<'_>, usage: &str) -> Result<Ident> {
    let flow = name(input, usage)?;
    if input.peek(Paren) || input.peek(Token![=]) {
        return Err(Error::new(flow.span(), usage));
    }
    Ok(flow)
}

fn name(input: ParseStream<'_>, usage: &str) -> Result<Ident> {
    let at = input.span();
    input.call(Ident::parse_any).map_err(|_| Error::new(at, usage))
}
