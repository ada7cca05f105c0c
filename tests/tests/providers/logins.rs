//! Logins at providers that differ from Spotify, and the sessions that they end in.

use std::time::Duration;

use spotify_flow::{ClientId, ClientSecret, ErrorKind, Label, Origin, Reason, RedirectUri, flow};

use crate::answers;
use crate::script::{Script, browser};

fn redirect_uri() -> RedirectUri {
    "https://app.example/callback".parse().unwrap()
}

#[flow(github, authorization_code_pkce, scopes(repo, gist))]
struct Octocat {
    client_id: ClientId,
    client_secret: ClientSecret,
    redirect_uri: RedirectUri,
}

fn octocat() -> Octocat {
    Octocat { client_id: "id".into(), client_secret: "s".into(), redirect_uri: redirect_uri() }
}

#[flow(
    google,
    authorization_code,
    scopes(email, "https://www.googleapis.com/auth/fitness.body.read")
)]
struct Diary {
    client_id: ClientId,
    client_secret: ClientSecret,
    redirect_uri: RedirectUri,
}

mod google {
    spotify_flow::provider!(google);
}

#[flow(google, authorization_code_pkce, scopes(calendar_readonly), provider = google)]
struct Planner {
    client_id: ClientId,
    client_secret: ClientSecret,
    redirect_uri: RedirectUri,
}

#[test]
fn scopes_of_a_bundled_provider_are_types_where_its_module_was_asked_for() {
    fn asks_for<A: spotify_flow::api::Requests<google::scope::CalendarReadonly>>(_: &A) {}
    let redirect_uri = redirect_uri();
    asks_for(&Planner { client_id: "id".into(), client_secret: "s".into(), redirect_uri });
}

#[flow(microsoft, authorization_code_pkce, scopes(user_read, "api://acme/Tunes.Read"))]
struct Office {
    client_id: ClientId,
    redirect_uri: RedirectUri,
}

#[flow(microsoft, authorization_code_pkce, module = tenant_office)]
struct TenantOffice {
    client_id: ClientId,
    redirect_uri: RedirectUri,
    tenant: Label,
}

#[flow(gitlab, authorization_code_pkce, scopes(read_user))]
struct Tanuki {
    client_id: ClientId,
    redirect_uri: RedirectUri,
}

#[flow(gitlab, authorization_code_pkce, scopes(read_user), module = own_tanuki)]
struct OwnTanuki {
    client_id: ClientId,
    redirect_uri: RedirectUri,
    base: Origin,
}

#[flow(twitch, authorization_code, scopes(channel_read_polls))]
struct Stream {
    client_id: ClientId,
    client_secret: ClientSecret,
    redirect_uri: RedirectUri,
}

fn stream() -> Stream {
    Stream { client_id: "id".into(), client_secret: "s".into(), redirect_uri: redirect_uri() }
}

#[flow(slack, authorization_code_user, scopes(search_read, users_read))]
struct Chat {
    client_id: ClientId,
    client_secret: ClientSecret,
    redirect_uri: RedirectUri,
}

fn chat() -> Chat {
    Chat { client_id: "id".into(), client_secret: "s".into(), redirect_uri: redirect_uri() }
}

#[flow(notion, authorization_code)]
struct Notes {
    client_id: ClientId,
    client_secret: ClientSecret,
    redirect_uri: RedirectUri,
}

#[flow(salesforce, authorization_code_pkce, scopes(api))]
struct Sales {
    client_id: ClientId,
    redirect_uri: RedirectUri,
}

fn sales() -> Sales {
    Sales { client_id: "id".into(), redirect_uri: redirect_uri() }
}

const CHAT: &str = "authorization_code_user";
const PKCE: &str = "authorization_code_pkce";

#[tokio::test]
async fn a_token_without_an_end_is_used_for_years_and_never_renewed() {
    let server = Script::of([(200, answers::of("github", PKCE)), (200, "{}")]);
    let session = octocat().login(&server, browser).await.unwrap();
    assert_eq!(session.scopes(), ["repo", "gist"]);
    server.wait(Duration::from_secs(10 * 365 * 24 * 60 * 60));
    assert_eq!(session.token().await.unwrap().expose(), "gho_16C7");
    session.get("/user").send().await.unwrap();
    let asked: Vec<String> = server.asked().into_iter().map(|(url, _)| url).collect();
    let token = "https://github.com/login/oauth/access_token";
    assert_eq!(asked, [token, "https://api.github.com/user"]);
}

#[tokio::test]
async fn a_code_of_an_error_that_only_one_provider_has_means_what_its_file_says() {
    let refusal = r#"{"error":"bad_verification_code","error_description":"It has expired."}"#;
    let server = Script::of([(200, refusal)]);
    let error = octocat().login(&server, browser).await.err().unwrap();
    assert_eq!(error.reason(), Reason::InvalidGrant);
}

#[tokio::test]
async fn a_scope_that_no_list_has_is_asked_for_in_quotes() {
    let redirect_uri = redirect_uri();
    let app = Diary { client_id: "id".into(), client_secret: "s".into(), redirect_uri };
    let url = app.begin().authorize().unwrap().authorize_url().to_owned();
    assert!(
        url.contains("scope=email%20https%3A%2F%2Fwww.googleapis.com%2Fauth%2Ffitness.body.read&")
    );
    let app = Office { client_id: "id".into(), redirect_uri: self::redirect_uri() };
    let url = app.begin().authorize().unwrap().authorize_url().to_owned();
    assert!(
        url.contains("scope=offline_access%20User.Read%20api%3A%2F%2Facme%2FTunes.Read&"),
        "{url}"
    );
}

#[tokio::test]
async fn a_variable_has_its_default_until_the_app_brings_it() {
    let app = Office { client_id: "id".into(), redirect_uri: redirect_uri() };
    let url = app.begin().authorize().unwrap().authorize_url().to_owned();
    assert!(url.starts_with("https://login.microsoftonline.com/common/oauth2/v2.0/authorize?"));
    let tenant = Label::new("contoso").unwrap();
    let app = TenantOffice { client_id: "id".into(), redirect_uri: redirect_uri(), tenant };
    let url = app.begin().authorize().unwrap().authorize_url().to_owned();
    assert!(url.starts_with("https://login.microsoftonline.com/contoso/oauth2/v2.0/authorize?"));
}

#[tokio::test]
async fn a_token_goes_to_the_api_at_the_origin_that_is_the_default_or_brought() {
    let answers = || [(200, answers::of("gitlab", PKCE)), (200, "{}")];
    let server = Script::of(answers());
    let app = Tanuki { client_id: "id".into(), redirect_uri: redirect_uri() };
    let session = app.login(&server, browser).await.unwrap();
    session.get("/api/v4/user").send().await.unwrap();
    assert_eq!(server.asked()[0].0, "https://gitlab.com/oauth/token");
    assert_eq!(server.asked()[1].0, "https://gitlab.com/api/v4/user");

    let server = Script::of(answers());
    let base = "https://git.acme.example".parse().unwrap();
    let app = OwnTanuki { client_id: "id".into(), redirect_uri: redirect_uri(), base };
    let session = app.login(&server, browser).await.unwrap();
    session.get("/api/v4/user").send().await.unwrap();
    assert_eq!(server.asked()[1].0, "https://git.acme.example/api/v4/user");
    let elsewhere = session.get("https://gitlab.com/api/v4/user").send().await.err().unwrap();
    assert_eq!(elsewhere.reason(), Reason::ForeignOrigin);
}

#[tokio::test]
async fn scopes_that_come_as_an_array_are_scopes() {
    let server = Script::of([(200, answers::of("twitch", "authorization_code"))]);
    let session = stream().login(&server, browser).await.unwrap();
    assert_eq!(session.scopes(), ["channel:manage:polls", "channel:read:polls"]);
}

#[tokio::test]
async fn an_array_is_no_scopes_where_the_provider_has_none() {
    let server = Script::of([(200, answers::of("twitch", "authorization_code"))]);
    let error = octocat().login(&server, browser).await.err().unwrap();
    assert_eq!(error.reason(), Reason::WrongType);
}

#[tokio::test]
async fn scopes_that_are_no_texts_are_refused() {
    for scope in ["[1]", "{}", "7", r#"["a", null]"#] {
        let answer = format!(r#"{{"access_token":"a","token_type":"bearer","scope":{scope}}}"#);
        let server = Script::of([(200, answer.as_str())]);
        let error = stream().login(&server, browser).await.err().unwrap();
        assert_eq!(error.reason(), Reason::WrongType, "{scope}");
    }
}

#[tokio::test]
async fn a_users_token_stands_beside_the_bots_and_is_renewed_from_the_whole_answer() {
    let renewed = r#"{"ok":true,"access_token":"xoxe.xoxp-5678","token_type":"user",
        "expires_in":43200,"refresh_token":"xoxe-1-def","scope":"search:read,users:read"}"#;
    let server = Script::of([(200, answers::of("slack", CHAT)), (200, renewed)]);
    let session = chat().login(&server, browser).await.unwrap();
    assert_eq!(session.scopes(), ["search:read", "users:read"]);
    server.wait(Duration::from_secs(43_200));
    assert_eq!(session.token().await.unwrap().expose(), "xoxe.xoxp-5678");
    assert!(server.asked()[1].1.contains("refresh_token=xoxe-1-abc"));
}

#[tokio::test]
async fn a_bots_token_is_not_taken_for_a_users() {
    for answer in [
        r#"{"ok":true,"access_token":"xoxb-1","token_type":"bot"}"#,
        r#"{"ok":true,"access_token":"xoxb-1","token_type":"bot","authed_user":{"id":"U1"}}"#,
    ] {
        let server = Script::of([(200, answer)]);
        let error = chat().login(&server, browser).await.err().unwrap();
        assert_eq!(error.reason(), Reason::AccessTokenMissing);
    }
    for (user, reason) in [
        ("7", Reason::WrongType),
        (r#"{"access_token":"a","access_token":"b"}"#, Reason::DuplicateMember),
        (r#"{"access_token":"a"},"authed_user":{"access_token":"b"}"#, Reason::DuplicateMember),
        (r#"{"access_token":"a","token_type":"mac"}"#, Reason::TokenTypeUnsupported),
    ] {
        let answer = format!(r#"{{"ok":true,"authed_user":{user}}}"#);
        let server = Script::of([(200, answer.as_str())]);
        let error = chat().login(&server, browser).await.err().unwrap();
        assert_eq!(error.reason(), reason, "{user}");
    }
}

#[tokio::test]
async fn a_refusal_with_status_200_ends_a_session_whose_refresh_token_is_dead() {
    let refusal = r#"{"ok":false,"error":"invalid_refresh_token"}"#;
    let server = Script::of([(200, answers::of("slack", CHAT)), (200, refusal)]);
    let session = chat().login(&server, browser).await.unwrap();
    server.wait(Duration::from_secs(43_200));
    let error = session.token().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ConsentRequired);
}

#[tokio::test]
async fn a_type_of_token_that_only_another_provider_has_is_refused() {
    let server = Script::of([(200, r#"{"access_token":"a","token_type":"bot"}"#)]);
    let error = octocat().login(&server, browser).await.err().unwrap();
    assert_eq!(error.reason(), Reason::TokenTypeUnsupported);
}

#[tokio::test]
async fn a_server_that_wants_json_gets_it_for_codes_and_for_refresh_tokens() {
    let token = answers::of("notion", "authorization_code");
    let server = Script::of([(200, token), (200, token)]);
    let redirect_uri = redirect_uri();
    let app = Notes { client_id: "id".into(), client_secret: "s".into(), redirect_uri };
    let session = app.login(&server, browser).await.unwrap();
    session.refresh().await.unwrap();
    let requests = server.requests();
    for request in &requests {
        assert_eq!(request.headers()["content-type"], "application/json");
    }
    let body =
        |at: usize| serde_json::from_slice::<serde_json::Value>(requests[at].body()).unwrap();
    let code = serde_json::json!({
        "grant_type": "authorization_code",
        "code": "the-code",
        "redirect_uri": "https://app.example/callback",
    });
    let refresh = serde_json::json!({ "grant_type": "refresh_token", "refresh_token": "nrt_4991" });
    assert_eq!((body(0), body(1)), (code, refresh));
}

#[tokio::test]
async fn a_token_goes_to_the_host_that_came_with_it_and_nowhere_else() {
    let renewed = r#"{"access_token":"00DB!2","token_type":"Bearer"}"#;
    let server = Script::of([
        (200, answers::of("salesforce", PKCE)),
        (200, "{}"),
        (200, renewed),
        (200, "{}"),
    ]);
    let session = sales().login(&server, browser).await.unwrap();
    let path = "/services/data/v62.0/";
    session.get(path).send().await.unwrap();
    session.refresh().await.unwrap();
    session.get(path).send().await.unwrap();
    let there = "https://acme.my.salesforce.com/services/data/v62.0/";
    assert_eq!((&*server.asked()[1].0, &*server.asked()[3].0), (there, there));
    for elsewhere in ["https://evil.my.salesforce.com/", "https://login.salesforce.com/"] {
        let error = session.get(elsewhere).send().await.err().unwrap();
        assert_eq!(error.reason(), Reason::ForeignOrigin);
    }
}

#[tokio::test]
async fn an_answer_that_names_a_host_of_somebody_elses_is_refused() {
    let answer = r#"{"access_token":"00DB!AQE","token_type":"Bearer",
        "instance_url":"https://acme.my.salesforce.com.evil.example"}"#;
    let server = Script::of([(200, answer)]);
    let error = sales().login(&server, browser).await.err().unwrap();
    assert_eq!(error.reason(), Reason::ApiOriginRefused);
}
