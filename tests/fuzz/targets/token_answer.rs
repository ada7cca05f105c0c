//! Whatever a token endpoint answers: it is an error, or there is an access token that makes a
//! header.

#![no_main]

use std::time::SystemTime;

use libfuzzer_sys::fuzz_target;
use spotify_flow::bytes::Bytes;
use spotify_flow::http::Response;
use spotify_flow::{App as _, ClientId, ClientSecret, Machine, spotify_flow};

#[spotify_flow(client_credentials)]
struct Service {
    client_id: ClientId,
    client_secret: ClientSecret,
}

const STATUSES: [u16; 8] = [200, 201, 204, 302, 400, 401, 429, 503];

fuzz_target!(|input: (u8, &[u8])| {
    let (status, body) = input;
    let status = STATUSES[usize::from(status) % STATUSES.len()];
    let app = Service { client_id: "service".into(), client_secret: "service-secret".into() };
    let machine = Machine::begin(Service::flow(), app.config());
    let response = Response::builder().status(status).body(Bytes::copy_from_slice(body)).unwrap();
    match machine.accept(0, &response, SystemTime::now()) {
        Ok(machine) => {
            assert!((200..300).contains(&status), "a token from an answer with {status}");
            let token = machine.into_token();
            let access = token.access_token().unwrap();
            assert!(access.expose().bytes().all(|byte| byte.is_ascii_graphic()));
            assert!(!token.has_refresh_token(), "this flow has no refresh token");
            assert!(!format!("{token:?}").contains(access.expose()) || access.expose().len() < 12);
        }
        Err(failed) => {
            let said = failed.to_string();
            assert!(said.len() < 2_000, "an error of {} bytes", said.len());
            assert!(!said.contains("service-secret"));
        }
    }
});
