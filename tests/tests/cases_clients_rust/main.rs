//! What the tests of other OAuth clients in Rust say, and what their users reported.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs
)]

mod front_channel;
mod outcome;
mod redaction;
mod sessions;
mod storage;
mod token_endpoint;

use spotify_flow_tests::cases::{Case, run_all};

#[test]
fn every_case_of_the_clients_in_rust_comes_out_as_it_says() {
    run_all(include_str!("../../cases/clients_rust.json"), run);
}

fn run(case: &mut Case) {
    let renews = case.given.text("stored_refresh_token");
    match (case.kind.clone().as_str(), renews) {
        ("token_success" | "token_error" | "request_shape", None) => token_endpoint::run(case),
        ("refresh", Some(refresh_token)) if case.id == "life-06" => {
            storage::a_peer_was_faster(case, &refresh_token)
        }
        ("refresh", Some(refresh_token)) if case.id == "life-19" => {
            storage::a_store_that_is_full(case, &refresh_token)
        }
        ("refresh" | "request_shape", Some(refresh_token)) => sessions::run(case, &refresh_token),
        ("callback", None) => front_channel::callback(case),
        ("authorize_url", None) => front_channel::authorize_url(case),
        ("pkce", None) => front_channel::verifier_lengths(case),
        ("expiry", None) => sessions::margin(case),
        ("storage", None) => storage::run(case),
        ("redaction", None) => redaction::run(case),
        unknown => panic!("{unknown:?} is no kind of case that this test knows"),
    }
}
