//! Expansions as they were reviewed: `tests/golden/*.rs`. `UPDATE_GOLDEN=1 cargo test -p
//! spotify-flow-macros` writes them anew, to be read in the diff.

use std::path::Path;

use quote::quote;
use spotify_flow_spec::bundled;

use crate::args::{Args, Source};
use crate::item::Item;
use crate::locate::Spec;

fn check(name: &str, args: proc_macro2::TokenStream, item: proc_macro2::TokenStream) {
    let expanded = crate::attribute(args, item, Args::parse_flow);
    compare(name, expanded);
}

fn compare(name: &str, expanded: proc_macro2::TokenStream) {
    let file = syn::parse2(expanded).unwrap();
    let text = prettyplease::unparse(&file);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/golden/{name}.rs"));
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, &text).unwrap();
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(text == expected, "`{name}` expands differently: UPDATE_GOLDEN=1 writes it anew");
}

#[test]
fn a_flow_with_a_user_expands_as_reviewed() {
    check(
        "authorization_code_pkce",
        quote!(spotify, authorization_code_pkce, scopes(user_read_email)),
        quote! {
            pub struct Mixtape {
                client_id: ClientId,
                redirect_uri: RedirectUri,
            }
        },
    );
}

/// A provider without a module in the library: the client is the app's own, and its scopes are no
/// types.
#[test]
fn a_flow_of_a_provider_without_types_expands_as_reviewed() {
    check(
        "without_types",
        quote!(reddit, client_credentials),
        quote! {
            struct Reader {
                client_id: ClientId,
                client_secret: ClientSecret,
            }
        },
    );
}

/// From a file: a bundled one, for whose text the answer is the same.
#[test]
fn a_flow_of_ones_own_expands_as_reviewed() {
    let item = quote! {
        struct Jukebox {
            client_id: ClientId,
            redirect_uri: RedirectUri,
        }
    };
    let mut args = Args::parse_flow(quote!(spotify, authorization_code_pkce)).unwrap();
    args.source = Source::File(syn::parse_quote!("flows/jukebox.toml"));
    let flow = bundled::flow("spotify", "authorization_code_pkce").unwrap().into();
    let parsed = Item::parse(&item).unwrap();
    let spec = Spec { flow, files: Vec::new() };
    compare("flow_of_ones_own", crate::expand::expand(&item, &parsed, &args, &spec));
}

#[test]
fn a_table_of_a_bundled_flow_expands_as_reviewed() {
    let flow = bundled::flow("spotify", "client_credentials").unwrap();
    compare("bundled_flow", crate::expand::flows::expand("Spotify", &[flow]));
}

#[test]
fn a_flow_without_a_user_expands_as_reviewed() {
    check(
        "client_credentials",
        quote!(spotify, client_credentials, module = service_flow),
        quote! {
            #[cfg(unix)]
            struct Service {
                client_id: ClientId,
                client_secret: ClientSecret,
                region: String,
            }
        },
    );
}

#[test]
fn a_flow_that_is_not_there_leaves_the_struct() {
    check(
        "unknown_flow",
        quote!(spotify, client_credential),
        quote! {
            struct Service {
                client_id: ClientId,
                client_secret: ClientSecret,
            }
        },
    );
}

/// A provider with all that a provider can have.
const LIBRARY: &str = r#"
format = 1

[provider]
name  = "library"
title = "The Library"
api   = { origins = ["https://api.library.example"] }

[scopes.list]
read_books = { value = "books:read", summary = "See what the user reads." }
read_tunes = { value = "tunes:read", summary = "Hear what the user hears." }
lend       = { value = "lend", summary = "Lend what the user has." }

[scopes.groups]
read_books_or_tunes = { any = ["read_books", "read_tunes"], summary = "The one of the shelf." }

[api]
base   = "/v2"
source = "https://library.example/docs/{id}"

[operations.get_news]
get       = "/news"
query     = { limit = "integer?", topics = "string[]?" }
app_token = "works"
page      = ""

[operations.get_shelf]
id         = "shelf-get"
title      = "Get a shelf"
summary    = "What stands on it."
get        = "/shelves/{shelf}"
query      = { type = "'books'|'tunes'" }
app_token  = "no"
scopes     = ["read_books_or_tunes", "lend"]
deprecated = { since = "2026-01-01", note = "Shelves are gone", use = "get_news" }

[operations.lend_item]
put       = "/items/{item}/loan"
path      = { item = "integer" }
json      = { to = "string", days = "integer?", reminders = "object[]?" }
app_token = "no"
premium   = true
"#;

#[test]
fn a_provider_expands_as_reviewed() {
    struct One;
    impl spotify_flow_spec::Files for One {
        fn read(&self, path: &Path) -> std::io::Result<String> {
            let known = path == Path::new("library.toml");
            known.then(|| LIBRARY.to_owned()).ok_or_else(|| std::io::ErrorKind::NotFound.into())
        }
    }
    let loaded = spotify_flow_spec::load_api(Path::new("library.toml"), &One).unwrap();
    compare("provider", crate::expand::provider::expand(&loaded.api).unwrap());
}
