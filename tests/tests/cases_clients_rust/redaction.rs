//! What nobody may read in a log.

use spotify_flow::{ClientSecret, Session};
use spotify_flow_tests::Recording;
use spotify_flow_tests::cases::{Answer, Case, Client, Desk, VERIFIER, block};

pub(crate) fn run(case: &mut Case) {
    assert_eq!(case.expect.text("result").unwrap(), "ok");
    match case.id.clone().as_str() {
        "red-01" => {
            let printed = format!("{:?}", ClientSecret::from("a-client-secret"));
            assert_eq!(printed, case.expect.text("debug").unwrap());
        }
        "red-03" => log(case),
        unknown => panic!("{unknown:?} is no case of a log that this test knows"),
    }
}

/// All that is said at TRACE level while a code is exchanged and the token sent to an API.
fn log(case: &mut Case) {
    let recording = Recording::start();
    let (access, code) = ("an-access-token-of-red-03", "a-code-of-red-03");
    let body = serde_json::json!({"access_token": access, "token_type": "Bearer"});
    let desk = Desk::with([Answer::ok(&body.to_string())]);
    let token = block(Client::code().token(code, VERIFIER, &desk)).unwrap();
    let session = Session::over(&Client::code().app(), token, desk);
    block(session.get("/me").send()).unwrap();
    let said = recording.text();
    assert!(said.contains("authorization_code"), "it tells of the flow at all");
    let secrets = case.expect.texts("log_must_not_contain").unwrap();
    assert_eq!(secrets, ["<access token>", "<code>"]);
    assert!(!said.contains(access) && !said.contains(code));
}
