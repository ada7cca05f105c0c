//! Vectors: what RFCs give as examples, and what follows from them for a client.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs
)]

mod callbacks;
mod encodings;
mod requests;
mod tokens;

use spotify_flow_tests::cases::{Case, run_all};

#[test]
fn every_vector_comes_out_as_the_rfcs_say() {
    run_all(include_str!("../../cases/vectors.json"), run);
}

fn run(case: &mut Case) {
    match case.kind.clone().as_str() {
        "form_encode" => encodings::form_encode(case),
        "form_encode_table" => encodings::form_encode_table(case),
        "form_decode" => encodings::form_decode(case),
        "form_decode_invalid" => encodings::form_decode_invalid(case),
        "client_secret_basic" => encodings::client_secret_basic(case),
        "http_basic_raw" => encodings::http_basic_raw(case),
        "quirk" => encodings::quirk(case),
        "char_classes" => encodings::char_classes(case),
        "pkce_s256" => requests::pkce_s256(case),
        "pkce_verifier_invalid" => requests::pkce_verifier_invalid(case),
        "authorization_request" => requests::authorization_request(case),
        "authorization_request_invalid" => requests::authorization_request_invalid(case),
        "token_request" => requests::token_request(case),
        "redirect_uri" => requests::redirect_uri(case),
        "scope_syntax" => requests::scope_syntax(case),
        "authorization_response" => callbacks::accepted(case),
        "authorization_response_invalid" => callbacks::refused(case),
        "token_response" => tokens::token_response(case),
        "token_response_invalid" => tokens::token_response_invalid(case),
        "expires_in" => tokens::expires_in(case),
        "b64token" => tokens::b64token(case),
        "scope_compare" => tokens::scope_compare(case),
        "retry_after" => tokens::retry_after(case),
        unknown => panic!("`{unknown}` is no kind of vector that this test knows"),
    }
}
