//! Expansions as they were reviewed: `tests/golden/*.rs`. `UPDATE_GOLDEN=1 cargo test -p
//! spotify-flow-macros` writes them anew, to be read in the diff.

use std::path::Path;

use quote::quote;

use crate::args::Args;

fn check(name: &str, args: proc_macro2::TokenStream, item: proc_macro2::TokenStream) {
    let expanded = crate::attribute(args, item, Args::parse_flow);
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
