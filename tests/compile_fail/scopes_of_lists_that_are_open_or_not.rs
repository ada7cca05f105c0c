//! Promise 3: where a provider's list of scopes is open, one that is not in it stands in quotes;
//! where it is whole, there is no such scope.

use spotify_flow::{ClientId, ClientSecret, RedirectUri, flow};

#[flow(google, authorization_code, scopes(calender_readonly))]
struct Misspelt {
    client_id: ClientId,
    client_secret: ClientSecret,
    redirect_uri: RedirectUri,
}

#[flow(google, authorization_code, scopes(adwords, "https://www.googleapis.com/auth/adwords"))]
struct WithoutQuotes {
    client_id: ClientId,
    client_secret: ClientSecret,
    redirect_uri: RedirectUri,
}

#[flow(gitlab, authorization_code_pkce, scopes("read_usr"))]
struct OfAWholeList {
    client_id: ClientId,
    redirect_uri: RedirectUri,
}

fn main() {}
