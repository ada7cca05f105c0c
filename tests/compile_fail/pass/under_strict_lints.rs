//! A crate that denies every warning, and documents all it shows, takes the attributes as they are.

#![deny(
    warnings,
    missing_docs,
    unreachable_pub,
    missing_debug_implementations,
    missing_copy_implementations,
    non_ascii_idents,
    rust_2018_idioms,
    single_use_lifetimes,
    trivial_casts,
    trivial_numeric_casts,
    unused_import_braces,
    unused_lifetimes,
    unused_qualifications,
    unused_results,
    let_underscore_drop,
    redundant_lifetimes,
    unit_bindings,
    variant_size_differences,
    elided_lifetimes_in_paths,
    explicit_outlives_requirements,
    macro_use_extern_crate,
    meta_variable_misuse,
    redundant_imports
)]
#![forbid(unsafe_code)]

use spotify_flow::{ClientId, ClientSecret, RedirectUri, spotify_flow};

/// A public app, whose parts nobody uses here.
#[spotify_flow(authorization_code_pkce, scopes(user_read_email))]
#[derive(Debug)]
pub struct Mixtape {
    client_id: ClientId,
    redirect_uri: RedirectUri,
}

/// An app without a user.
#[spotify_flow(client_credentials)]
#[derive(Debug)]
pub(crate) struct Service {
    client_id: ClientId,
    client_secret: ClientSecret,
}

mod inner {
    use spotify_flow::{ClientId, ClientSecret, RedirectUri, spotify_flow};

    #[spotify_flow(authorization_code)]
    #[derive(Debug)]
    pub(super) struct Website {
        client_id: ClientId,
        client_secret: ClientSecret,
        redirect_uri: RedirectUri,
        pub(super) visits: u64,
    }

    #[spotify_flow(client_credentials)]
    struct Unused {
        client_id: ClientId,
        client_secret: ClientSecret,
    }
}

fn main() {
    let app = Mixtape { client_id: "id".into(), redirect_uri: redirect() };
    assert!(app.begin().authorize().is_ok());
    let service = Service { client_id: "id".into(), client_secret: "s".into() };
    drop(service.begin());
    let visits = |website: &inner::Website| website.visits;
    let _ = visits;
}

fn redirect() -> RedirectUri {
    RedirectUri::try_from(String::from("http://127.0.0.1:8888/callback")).unwrap()
}
