//! The login page: what is checked before it is shown, and what comes of it.

use spotify_flow::{ErrorKind, UserAgent as _};
use spotify_flow_simulator::SimulatedApp;

use crate::raw::{CHALLENGE, Pairs, header, parameter, text};
use crate::scene::{CALLBACK, Scene, mixtape};

const LOGIN: [(&str, &str); 4] = [
    ("client_id", "mixtape"),
    ("response_type", "code"),
    ("redirect_uri", CALLBACK),
    ("state", "a state & more"),
];

/// A login with one parameter changed or added.
fn with<'a>(name: &'a str, value: &'a str) -> Vec<(&'a str, &'a str)> {
    let others = LOGIN.into_iter().filter(|(known, _)| *known != name);
    others.chain([(name, value)]).collect()
}

#[tokio::test]
async fn a_login_that_is_wrong_ends_on_a_page_that_says_why() {
    let scene = Scene::set().await;
    let plain = [LOGIN.as_slice(), &[("code_challenge", CHALLENGE)]].concat();
    let wrong: [(Vec<(&str, &str)>, &str); 9] = [
        (with("client_id", ""), "Missing required parameter: client_id"),
        (with("client_id", "nobody"), "INVALID_CLIENT: Invalid client"),
        (with("redirect_uri", ""), "Missing required parameter: redirect_uri"),
        (with("redirect_uri", "https://example.com/"), "INVALID_CLIENT: Invalid redirect URI"),
        (with("response_type", ""), "response_type must be code or token"),
        (with("response_type", "id_token"), "response_type must be code or token"),
        (with("scope", "user-read-email playlist-read"), "Illegal scope"),
        (with("scope", "user-read-email,user-read-private"), "Illegal scope"),
        (plain, "code_challenge_method must be S256"),
    ];
    for (query, words) in wrong {
        for answer in [scene.visit(&query).await, scene.submit(&query).await] {
            assert_eq!(answer.status(), 400, "{words}");
            assert_eq!(header(&answer, "content-type"), Some("text/html; charset=utf-8"));
            assert_eq!(header(&answer, "location"), None, "{words}");
            assert!(text(&answer).contains(&format!("<p>{words}</p>")), "{}", text(&answer));
        }
    }
}

/// What a browser would send when a button of the page is pressed.
fn pressed(page: &str, button: &str) -> Vec<(String, String)> {
    let attribute = |tag: &str, name: &str| {
        let value = tag.split(&format!("{name}=\"")).nth(1).unwrap().split('"').next().unwrap();
        ["&lt;<", "&gt;>", "&quot;\"", "&#39;'", "&amp;&"].iter().fold(
            value.to_owned(),
            |text, entity| {
                let (escaped, plain) = entity.split_at(entity.len() - 1);
                text.replace(escaped, plain)
            },
        )
    };
    let hidden = page.split("<input type=\"hidden\"").skip(1);
    let mut form: Vec<_> =
        hidden.map(|tag| (attribute(tag, "name"), attribute(tag, "value"))).collect();
    let button = page.split("<button").find(|tag| tag.contains(&format!(">{button}<"))).unwrap();
    form.push((attribute(button, "name"), attribute(button, "value")));
    form
}

async fn press(scene: &Scene, query: &Pairs<'_>, button: &str) -> String {
    let page = scene.visit(query).await;
    assert_eq!(page.status(), 200);
    let form = pressed(text(&page), button);
    let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (&**name, &**value)).collect();
    let answer = scene.submit(&form).await;
    assert_eq!(answer.status(), 302);
    assert_eq!(parameter(&answer, "state").as_deref(), Some("a state & more"));
    header(&answer, "location").unwrap().to_owned()
}

#[tokio::test]
async fn the_page_is_a_form_with_two_buttons() {
    let scene = Scene::set().await;
    let agreed = press(&scene, &LOGIN, "Agree").await;
    assert!(agreed.starts_with(&format!("{CALLBACK}?code=")), "{agreed}");
    let again = with("show_dialog", "true");
    let refused = press(&scene, &again, "Cancel").await;
    assert_eq!(refused, format!("{CALLBACK}?error=access_denied&state=a+state+%26+more"));
}

#[tokio::test]
async fn what_an_app_writes_is_no_part_of_the_page_and_no_decision_of_the_users() {
    let scene = Scene::set().await;
    let script = "\"'><script>alert(1)</script>";
    let id = "<b>app</b>";
    scene.simulator.register(SimulatedApp::public(id).redirect_uri(CALLBACK));
    let mut query = with("client_id", id);
    query.extend([("nonce", script), (script, "x"), ("decision", "allow"), ("granted", "")]);
    let page = scene.visit(&query).await;
    assert!(!text(&page).contains("<script>") && !text(&page).contains("<b>app"));
    assert!(text(&page).contains("&lt;b&gt;app&lt;/b&gt;"));
    let refused = press(&scene, &query, "Cancel").await;
    assert!(refused.contains("error=access_denied"), "{refused}");
    let scripted = scene.simulator.user().deny();
    let url = format!("https://accounts.spotify.com/authorize?{}", crate::raw::encode(&query));
    assert!(scripted.visit(&url).await.unwrap().contains("error=access_denied"));
}

#[tokio::test]
async fn the_answer_joins_the_query_that_a_redirect_uri_has() {
    let scene = Scene::set().await;
    let uri = "https://example.com/callback?from=spotify";
    scene.simulator.register(SimulatedApp::public("mixtape").redirect_uri(uri));
    let agreed = press(&scene, &with("redirect_uri", uri), "Agree").await;
    assert!(agreed.starts_with(&format!("{uri}&code=")), "{agreed}");
}

#[tokio::test]
async fn a_user_who_has_agreed_is_not_asked_again_unless_the_app_insists() {
    let scene = Scene::set().await;
    let wide = with("scope", "user-read-email streaming");
    press(&scene, &wide, "Agree").await;
    let narrow = with("scope", "streaming");
    for query in [&wide, &narrow] {
        assert_eq!(scene.visit(query).await.status(), 302);
        let insisting = [query.as_slice(), &[("show_dialog", "true")]].concat();
        assert_eq!(scene.visit(&insisting).await.status(), 200);
    }
    assert_eq!(scene.visit(&with("scope", "user-read-private")).await.status(), 200);
    assert_eq!(scene.visit(&with("client_id", "relic")).await.status(), 200);
}

#[tokio::test]
async fn a_user_who_agreed_to_less_is_asked_for_the_rest() {
    let scene = Scene::set().await;
    let user = scene.simulator.user().grant_only(["user-read-email"]);
    mixtape().login(&scene.http, user).await.unwrap();
    let both = with("scope", "user-read-email playlist-read-private");
    assert_eq!(scene.visit(&both).await.status(), 200);
    assert_eq!(scene.visit(&with("scope", "user-read-email")).await.status(), 302);
}

#[tokio::test]
async fn a_user_who_takes_consent_back_is_asked_again() {
    let scene = Scene::set().await;
    let session = mixtape().login(&scene.http, scene.simulator.user()).await.unwrap();
    scene.simulator.withdraw_consent("mixtape");
    let error = session.refresh().await.unwrap_err();
    assert_eq!(error.description(), Some("Refresh token revoked"));
    let error = session.get("/v1/me").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ConsentRequired);
    assert_eq!(scene.visit(&LOGIN).await.status(), 200);
}

#[tokio::test]
async fn an_implicit_login_comes_back_with_an_error_in_the_fragment() {
    let scene = Scene::set().await;
    let answer = press(&scene, &with("response_type", "token"), "Agree").await;
    let error = "#error=unsupported_response_type&state=a+state+%26+more";
    assert_eq!(answer, format!("{CALLBACK}{error}"));
}

#[tokio::test]
async fn an_implicit_login_before_the_sunset_comes_back_with_a_token_in_the_fragment() {
    let scene = Scene::set().await;
    scene.simulator.set_before_sunset(true);
    let query = with("response_type", "token");
    let refused = press(&scene, &query, "Cancel").await;
    assert!(refused.starts_with(&format!("{CALLBACK}?error=access_denied&")), "{refused}");
    let answer = press(&scene, &query, "Agree").await;
    assert!(answer.starts_with(&format!("{CALLBACK}#access_token=")), "{answer}");
    assert!(answer.contains("&token_type=Bearer&expires_in=3600&state="), "{answer}");
    assert!(!answer.contains("refresh_token"));
}

#[tokio::test]
async fn a_real_browser_reaches_the_page_at_the_front() {
    let scene = Scene::set().await;
    let attempt = mixtape().begin().authorize().unwrap();
    let front = scene.simulator.front(attempt.authorize_url());
    let query = attempt.authorize_url().split_once('?').unwrap().1;
    assert_eq!(front, format!("{}/authorize?{query}", scene.simulator.url()));
    let callback = scene.agree(&front).await;
    attempt.receive(callback).unwrap().exchange(&scene.http).await.unwrap();
}
