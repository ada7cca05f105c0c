//! Where requests, tokens and secrets go, and where they must not.

use spotify_flow::{ClientId, flow_def::Authentication};
use spotify_flow::{ClientSecret, ErrorKind, Reason, RedirectUri, Session, Token, spotify_flow};
use spotify_flow_tests::cases::{Answer, Client, Code, Desk, STATE, VERIFIER, is_refused};

use crate::server::{Server, TOKEN, ask, client, http, ok, robot, session};

/// A server that is not ours, and must hear nothing.
async fn sink() -> Server {
    Server::sends(ok(&TOKEN.replace("good", "evil"))).await
}

/// What a hostile server may want its answer to be followed to.
fn destinations(sink: &Server) -> [String; 5] {
    let port = sink.port();
    [
        format!("{}/token", sink.origin()),
        format!("//127.0.0.1:{port}/token"),
        format!("http://localhost:{port}/"),
        "/token".to_owned(),
        "http://server.example/token".to_owned(),
    ]
}

#[tokio::test]
async fn t_037_a_redirect_of_the_token_endpoint_is_not_followed() {
    let sink = sink().await;
    for status in ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"] {
        for destination in destinations(&sink) {
            let server =
                Server::sends(http(status, &format!("location: {destination}\r\n"), TOKEN));
            let server = server.await;
            assert_eq!(ask(&server).await.unwrap_err().reason(), Reason::RedirectRefused);
            assert_eq!(server.requests().len(), 1, "{status} {destination}");
        }
    }
    assert_eq!(sink.connections(), 0);
}

/// A session whose token is there already.
async fn with_token(server: &Server) -> Session<Code> {
    let session = session(server);
    session.token().await.unwrap();
    session
}

#[tokio::test]
async fn t_038_a_redirect_of_anything_else_is_not_followed_either() {
    let sink = sink().await;
    for status in ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"] {
        for destination in destinations(&sink) {
            let redirect = http(status, &format!("location: {destination}\r\n"), "{}");
            let server = Server::sends_in_turn([ok(TOKEN), redirect.clone(), redirect]).await;
            let session = with_token(&server).await;
            let answer = session.get("/v1/me").await.unwrap();
            let error = answer.error_for_status().unwrap_err();
            assert_eq!(error.reason(), Reason::RedirectRefused);
            assert_eq!(session.refresh().await.unwrap_err().reason(), Reason::RedirectRefused);
            assert_eq!(server.requests().len(), 3);
        }
    }
    assert_eq!(sink.connections(), 0);
}

#[tokio::test]
async fn t_039_an_address_that_the_server_chooses_is_never_visited() {
    let sink = sink().await;
    let url = sink.origin();
    let port = sink.port();
    let heads = format!(
        "alt-svc: h2=\":{port}\"\r\nlink: <{url}>; rel=preload\r\nrefresh: 0; url={url}\r\n\
         content-location: {url}\r\nlocation: {url}\r\nwww-authenticate: Bearer realm=\"{url}\"\r\n"
    );
    for address in [url.as_str(), "http://169.254.169.254/latest", "file:///etc/passwd"] {
        let body = format!(r#"{{"error":"invalid_request","error_uri":"{address}"}}"#);
        for status in ["200 OK", "400 Bad Request", "401 Unauthorized"] {
            let error = ask(&Server::sends(http(status, &heads, &body)).await).await.unwrap_err();
            assert_eq!(error.uri(), Some(address), "it is told, and that is all");
        }
        let good = TOKEN.replace(
            '{',
            &format!(r#"{{"api_endpoint":"{address}","token_endpoint":"{address}","#),
        );
        let server = Server::sends(http("200 OK", &heads, &good)).await;
        with_token(&server).await.refresh().await.unwrap();
        assert_eq!(server.requests().len(), 2);
    }
    assert_eq!(sink.connections(), 0);
}

#[tokio::test]
async fn t_040_a_token_goes_to_no_other_host_however_the_path_is_written() {
    let sink = sink().await;
    let server = Server::sends(ok(TOKEN)).await;
    let session = with_token(&server).await;
    let (port, before) = (sink.port(), server.requests().len());
    let evil = format!("127.0.0.1:{port}");
    let foreign = [
        format!("//{evil}/"),
        format!("\\\\{evil}/"),
        format!("/\\{evil}/"),
        format!("/\t/{evil}/"),
        format!("\t//{evil}/"),
        format!("@{evil}/"),
        format!(":{port}/"),
        format!("http://{evil}/"),
        format!("http:{evil}/"),
        format!("{}@{evil}/", server.origin()),
        format!("{}.evil.example/", server.origin()),
        format!("user@{}", server.origin()),
        "https://evil.example/".to_owned(),
        "file:///etc/passwd".to_owned(),
        "v1/me".to_owned(),
        String::new(),
    ];
    for url in foreign {
        let error = session.get(&url).await.unwrap_err();
        assert_eq!(error.reason(), Reason::ForeignOrigin, "{url:?}");
    }
    assert_eq!((sink.connections(), server.requests().len()), (0, before));
    for path in ["/..%2f..%2f", "/../../v1", "/v1/@evil.example", "/%2F%2Fevil.example"] {
        session.get(path).await.unwrap();
    }
    assert_eq!((sink.connections(), server.requests().len()), (0, before + 4));
}

/// What ends a header, or a request.
const BREAKS: [&str; 4] = ["a\r\nx: y", "a\ny", "a\ry", "a\0y"];

#[tokio::test]
async fn t_041_a_value_that_would_break_a_header_is_refused_where_it_is_given() {
    let server = Server::sends(ok(TOKEN)).await;
    let invalid = |error: spotify_flow::Error| {
        assert_eq!(
            (error.reason(), error.kind()),
            (Reason::ValueInvalid, ErrorKind::Configuration)
        );
    };
    for text in BREAKS {
        for by in [Authentication::Basic, Authentication::BasicRaw, Authentication::Body] {
            let mut by_id = robot(&server.origin()).authenticates_by(by);
            let mut by_secret = robot(&server.origin()).authenticates_by(by);
            (by_id.id, by_secret.secret) = (text.to_owned(), text.to_owned());
            invalid(by_id.token("", STATE, &client()).await.unwrap_err());
            invalid(by_secret.token("", STATE, &client()).await.unwrap_err());
        }
        let mut scoped = Client::code();
        scoped.scopes = vec![text.to_owned()];
        invalid(scoped.authorize_url(STATE, VERIFIER).unwrap_err());
        invalid(RedirectUri::new(format!("https://client.example/{text}")).unwrap_err());
        let token = Token::from_refresh_token(text, None);
        let session = Session::over(&robot(&server.origin()).app(), token, client());
        invalid(session.refresh().await.unwrap_err());
    }
    assert_eq!(server.connections(), 0);
    let session = with_token(&server).await;
    for text in BREAKS {
        invalid(session.get("/v1/me").header("x-extra", text).await.unwrap_err());
        invalid(session.get("/v1/me").header(text, "x").await.unwrap_err());
        invalid(session.get("/v1/me").body("{}", text).await.unwrap_err());
        session.get("/v1/me").query(text, text).await.unwrap();
        session.get(format!("/v1/{text}")).await.unwrap();
    }
    assert!(server.requests().iter().all(|request| !request.contains("\nx: y")));
    for text in BREAKS {
        let body = serde_json::json!({"access_token": text, "token_type": "Bearer"}).to_string();
        let error = ask(&Server::sends(ok(&body)).await).await.unwrap_err();
        assert_eq!(error.reason(), Reason::InvalidCharacter);
    }
}

#[spotify_flow(authorization_code, scopes(user_read_email))]
struct Archive {
    client_id: ClientId,
    client_secret: ClientSecret,
    redirect_uri: RedirectUri,
}

#[tokio::test]
async fn t_042_hosts_are_compared_as_they_are_called_not_as_they_look() {
    let desk = Desk::with([Answer::ok(TOKEN)]);
    let app = Archive {
        client_id: "archive".into(),
        client_secret: "a-secret".into(),
        redirect_uri: "https://client.example/cb".parse().unwrap(),
    };
    let session = Session::over(&app, Token::from_refresh_token("refresh-0", None), desk.clone());
    let others = [
        "https://api.spotify.com./v1/me",
        "https://xn--api-.spotify.com/v1/me",
        "https://api.spotify.com.evil.example/v1/me",
        "https://api.spotify.com%2eevil.example/v1/me",
        "https://api.spotify.com%00.evil.example/v1/me",
        "https://api.spot\u{456}fy.com/v1/me",
        "https://api\u{3002}spotify\u{3002}com.evil.example/",
        "https://api.spotify.com:8443/v1/me",
        "http://api.spotify.com/v1/me",
        "https://api.spotify.com@evil.example/v1/me",
        "https://accounts.spotify.com/v1/me",
    ];
    for url in others {
        let error = session.get(url).await.unwrap_err();
        assert_eq!(error.reason(), Reason::ForeignOrigin, "{url}");
    }
    assert!(desk.api_requests().is_empty() && desk.token_requests().is_empty());
    let same = [
        "https://API.Spotify.COM/v1/me",
        "https://api.spotify.com:443/v1/me",
        "https://api%2espotify.com/v1/me",
        "https://api\u{3002}spotify.com/v1/me",
    ];
    for url in same {
        session.get(url).await.unwrap();
    }
    let called = desk.api_requests();
    assert_eq!(called.len(), same.len());
    assert!(called.iter().all(|request| request.uri().host() == Some("api.spotify.com")));
}

#[tokio::test]
async fn t_049_a_client_proves_itself_in_one_way_and_nobody_adds_another() {
    let more = |name: &str| {
        format!("[transitions.exchange.post.form]\n{name} = \"another\"\n\n[provider]")
    };
    for name in ["client_secret", "client_id", "client_assertion"] {
        assert!(is_refused("[provider]", &more(name)), "{name}");
    }
    for query in ["client_secret=another", "x=y&client_id=another"] {
        assert!(is_refused("{base}/token", &format!("{{base}}/token?{query}")), "{query}");
    }
    let server = Server::sends(ok(TOKEN)).await;
    for by in [Authentication::Basic, Authentication::BasicRaw, Authentication::Body] {
        robot(&server.origin()).authenticates_by(by).token("", STATE, &client()).await.unwrap();
    }
    for request in server.requests() {
        let header = request.to_lowercase().matches("\r\nauthorization: ").count();
        let form = request.matches("client_secret=").count();
        assert_eq!(header + form, 1, "{request}");
    }
    let session = with_token(&server).await;
    let before = server.requests().len();
    for name in ["authorization", "Authorization", "AUTHORIZATION"] {
        let error = session.get("/v1/me").header(name, "Bearer evil").await.unwrap_err();
        assert_eq!(error.reason(), Reason::ValueInvalid);
    }
    assert_eq!(server.requests().len(), before);
}
