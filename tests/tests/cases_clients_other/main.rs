//! What the tests of OAuth clients in Go, JavaScript, Java, Kotlin and Python say.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs
)]

mod cache;
mod expiry;
mod front_channel;
mod renewal;
mod throttle;
mod token_endpoint;

use spotify_flow_tests::cases::{Case, run_all};

#[test]
fn every_case_of_the_clients_in_other_languages_comes_out_as_it_says() {
    run_all(include_str!("../../cases/clients_other_languages.json"), run);
}

fn run(case: &mut Case) {
    match (case.kind.clone().as_str(), case.id.clone().as_str()) {
        ("callback", "oc-257") => front_channel::callback_of_another_provider(case),
        // A callback without a code never comes as far as the token endpoint.
        ("callback", _) | ("token_request", "oc-035") => front_channel::callback(case),
        ("authorize_url", "oc-216") => front_channel::show_dialog(case),
        ("authorize_url", _) => front_channel::authorize_url(case),
        ("pkce", _) => front_channel::pkce(case),
        ("client_auth", _) => token_endpoint::client_auth(case),
        ("token_request", "oc-248") => token_endpoint::json_request(case),
        ("token_request", "oc-036") => token_endpoint::no_endpoint(case),
        ("token_request", _) => token_endpoint::token_request(case),
        ("token_response" | "resource" | "retry", _) => token_endpoint::token_response(case),
        ("expiry", _) => expiry::expiry(case),
        ("refresh", "oc-127") => renewal::rotation(case),
        ("refresh", "oc-174" | "oc-175") => renewal::failure(case),
        ("refresh", "oc-183" | "oc-184" | "oc-185") => renewal::outage(case),
        ("refresh", "oc-200") => renewal::without_access_token(case),
        ("refresh", "oc-207" | "oc-208") => expiry::eager(case),
        ("refresh", "oc-220" | "oc-221") => expiry::window(case),
        ("refresh", "oc-228") => renewal::granted_scope(case),
        ("refresh", "oc-242") => throttle::forced(case),
        ("refresh", "oc-245") => renewal::without_refresh_token(case),
        ("concurrency", "oc-157") => renewal::many_at_once(case),
        ("concurrency", "oc-206") => renewal::again_after_a_failure(case),
        ("cache", "oc-214") => cache::other_scopes(case),
        ("cache", _) => cache::token(case),
        ("lock", _) => cache::one_at_a_time(case),
        ("redaction", _) => cache::printed(case),
        ("throttle", "oc-186" | "oc-187") => throttle::left_alone(case),
        ("throttle", "oc-189") => throttle::others_go_on(case),
        unknown => panic!("{unknown:?} is no kind of case that this test knows"),
    }
}
