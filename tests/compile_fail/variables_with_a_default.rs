//! Promise 6: a variable with a default needs no field, and one that it has is of its type.

use spotify_flow::{ClientId, Label, Origin, RedirectUri, flow};

#[flow(microsoft, authorization_code_pkce)]
struct WithoutField {
    client_id: ClientId,
    redirect_uri: RedirectUri,
}

#[flow(microsoft, authorization_code_pkce)]
struct OfTheWrongType {
    client_id: ClientId,
    redirect_uri: RedirectUri,
    tenant: Origin,
}

#[flow(microsoft, authorization_code_pkce)]
struct Misspelt {
    client_id: ClientId,
    redirect_uri: RedirectUri,
    tennant: Label,
}

fn main() {
    let _without = WithoutField::from_env();
    let _misspelt = Misspelt::from_env();
}
