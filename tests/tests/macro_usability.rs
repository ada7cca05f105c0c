//! The attributes in the places where people put them.

#![allow(clippy::unwrap_used, missing_docs)]
// What is generated is clean under stricter lints than ours.
#![warn(clippy::pedantic, clippy::nursery)]
#![allow(clippy::redundant_pub_crate)] // it contradicts `unreachable_pub`

use spotify_flow::{
    App, ClientId, ClientSecret, ErrorKind, HttpClient, Label, RedirectUri, Session, Token, flow,
    spotify_flow,
};

fn redirect_uri() -> RedirectUri {
    RedirectUri::try_from(String::from("http://127.0.0.1:8888/callback")).unwrap()
}

#[test]
fn a_function_may_have_an_app_of_its_own() {
    #[spotify_flow(authorization_code_pkce)]
    struct Local {
        client_id: ClientId,
        redirect_uri: RedirectUri,
    }

    let app = Local { client_id: "id".into(), redirect_uri: redirect_uri() };
    let attempt = app.begin().show_dialog(true).authorize().unwrap();
    assert!(attempt.authorize_url().contains("show_dialog=true"));
    let saved = attempt.suspend();
    let again: local::Attempt<local::state::AwaitingConsent> = saved.resume(&app).unwrap();
    assert!(again.authorize_url().starts_with("https://accounts.spotify.com/authorize?"));
}

#[test]
fn two_functions_may_have_apps_of_one_name() {
    fn first() -> &'static str {
        #[spotify_flow(client_credentials)]
        #[allow(dead_code)]
        struct Same {
            client_id: ClientId,
            client_secret: ClientSecret,
        }
        &Same::flow().name
    }
    fn second() -> &'static str {
        #[spotify_flow(authorization_code_pkce)]
        #[allow(dead_code)]
        struct Same {
            client_id: ClientId,
            redirect_uri: RedirectUri,
        }
        &Same::flow().name
    }
    assert_eq!((first(), second()), ("client_credentials", "authorization_code_pkce"));
}

mod side_by_side {
    use super::{ClientId, ClientSecret, RedirectUri, redirect_uri, spotify_flow};

    #[spotify_flow(authorization_code_pkce, scopes(user_read_email))]
    pub(super) struct Mixtape {
        pub(super) client_id: ClientId,
        pub(super) redirect_uri: RedirectUri,
    }

    #[spotify_flow(client_credentials)]
    struct Service {
        client_id: ClientId,
        client_secret: ClientSecret,
    }

    #[test]
    fn two_apps_live_in_one_module() {
        let mixtape = Mixtape { client_id: "a".into(), redirect_uri: redirect_uri() };
        let service = Service { client_id: "b".into(), client_secret: "c".into() };
        let url = mixtape.begin().authorize().unwrap().authorize_url().to_owned();
        assert!(url.contains("scope=user-read-email"));
        let _ready: service::Attempt<service::state::Ready> = service.begin();
    }
}

#[test]
fn the_module_is_as_visible_as_its_struct() {
    let app = side_by_side::Mixtape { client_id: "a".into(), redirect_uri: redirect_uri() };
    let attempt: side_by_side::mixtape::Attempt<side_by_side::mixtape::state::Ready> = app.begin();
    assert!(attempt.authorize().is_ok());
}

#[spotify_flow(client_credentials, module = machinery)]
struct Renamed {
    client_id: ClientId,
    client_secret: ClientSecret,
}

/// A neighbour whose name the module would otherwise take.
mod renamed {
    pub(super) const fn taken() {}
}

#[test]
fn the_module_may_be_called_otherwise() {
    let app = Renamed { client_id: "a".into(), client_secret: "b".into() };
    let _ready: machinery::Attempt<machinery::state::Ready> = app.begin();
    renamed::taken();
}

#[spotify_flow(client_credentials)]
struct Match {
    client_id: ClientId,
    client_secret: ClientSecret,
}

#[spotify_flow(client_credentials)]
struct Gen {
    client_id: ClientId,
    client_secret: ClientSecret,
}

#[spotify_flow(client_credentials)]
struct Crate {
    client_id: ClientId,
    client_secret: ClientSecret,
}

#[test]
fn a_struct_whose_module_would_be_a_keyword_gets_a_line_under_it() {
    let client_id = || ClientId::from("a");
    let client_secret = || ClientSecret::from("b");
    let _: match_::Attempt<match_::state::Ready> =
        Match { client_id: client_id(), client_secret: client_secret() }.begin();
    let _: gen_::Attempt<gen_::state::Ready> =
        Gen { client_id: client_id(), client_secret: client_secret() }.begin();
    let _: crate_::Attempt<crate_::state::Ready> =
        Crate { client_id: client_id(), client_secret: client_secret() }.begin();
}

/// Were its attributes not carried over, there would be two of each name, and a struct that is not
/// there.
#[cfg(any())]
#[spotify_flow(client_credentials)]
struct Chosen {
    client_id: ClientId,
    client_secret: ClientSecret,
}

#[spotify_flow(authorization_code_pkce)]
#[cfg(any())]
struct Chosen {
    client_id: ClientId,
    redirect_uri: RedirectUri,
}

#[spotify_flow(implicit_grant)]
#[cfg(not(any()))]
#[allow(deprecated)]
struct Chosen {
    client_id: ClientId,
    redirect_uri: RedirectUri,
}

#[test]
fn what_is_configured_away_takes_its_client_along() {
    assert_eq!(Chosen::flow().name, "implicit_grant");
    let app = Chosen { client_id: "a".into(), redirect_uri: redirect_uri() };
    let _attempt: chosen::Attempt<chosen::state::Ready> = app.begin();
}

#[spotify_flow(client_credentials)]
#[expect(dead_code, reason = "met by the struct, and not by what stands beside it")]
struct Expected {
    client_id: ClientId,
    client_secret: ClientSecret,
    unread: u8,
}

#[spotify_flow(client_credentials)]
#[deprecated = "what is generated for it is no use of it"]
#[allow(dead_code)]
struct Old {
    client_id: ClientId,
    client_secret: ClientSecret,
}

#[spotify_flow(authorization_code_pkce)]
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct WithMore {
    /// Documented, and with an attribute.
    #[doc(alias = "id")]
    client_id: ClientId,
    redirect_uri: RedirectUri,
    name: String,
    r#type: u8,
}

#[test]
fn other_fields_are_ones_own() {
    let app = WithMore {
        client_id: "a".into(),
        redirect_uri: redirect_uri(),
        name: String::from("mine"),
        r#type: 1,
    };
    let attempt = app.begin().authorize().unwrap();
    assert!(attempt.authorize_url().contains("client_id=a"));
    assert_eq!((app.name.as_str(), app.r#type), ("mine", 1));
    assert_eq!(app.clone(), app);
}

/// An app from a `macro_rules!` macro: some names are the macro's own, and types are fragments.
macro_rules! an_app {
    ($name:ident, $flow:ident, $($field:ident: $type:ty),*) => {
        #[spotify_flow($flow)]
        struct $name { client_id: ClientId, $($field: $type),* }
    };
}
an_app!(FromMacro, client_credentials, client_secret: ClientSecret);

#[test]
fn a_macro_may_write_the_struct() {
    let app = FromMacro { client_id: "a".into(), client_secret: "b".into() };
    drop(app.begin());
}

/// Names of the prelude may mean something else where the struct stands.
mod among_odd_names {
    #![allow(dead_code)]

    use super::{ClientId, ClientSecret, RedirectUri, spotify_flow};

    struct Result;
    struct Option;
    struct Some;
    struct Into;
    struct From;
    struct Clone;
    struct Error;
    mod core {}
    mod std {}

    #[spotify_flow(authorization_code)]
    struct Website {
        client_id: ClientId,
        client_secret: ClientSecret,
        redirect_uri: RedirectUri,
    }

    #[spotify_flow(client_credentials)]
    struct Attempt {
        client_id: ClientId,
        client_secret: ClientSecret,
    }

    #[spotify_flow(client_credentials)]
    struct State {
        client_id: ClientId,
        client_secret: ClientSecret,
    }
}

#[flow(spec = "compile_fail/specs/odd_names.toml")]
#[allow(dead_code)]
struct OddNames {
    client_id: ClientId,
    redirect_uri: RedirectUri,
    app: Label,
    env: Label,
}

#[flow(spec = "compile_fail/specs/acme.toml", scopes(tunes))]
struct Acme {
    client_id: ClientId,
    redirect_uri: RedirectUri,
    tenant: Label,
}

#[test]
fn from_env_names_all_that_is_missing_at_once() {
    let error = Acme::from_env().map(drop).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
    let message = error.to_string();
    for name in ["ACME_CLIENT_ID", "ACME_REDIRECT_URI", "ACME_TENANT"] {
        assert!(message.contains(name), "{name} is not in: {message}");
    }
}

#[test]
fn a_variable_is_a_field() {
    let tenant = Label::try_from(String::from("north")).unwrap();
    let app = Acme { client_id: "a".into(), redirect_uri: redirect_uri(), tenant };
    let attempt = app.begin().authorize().unwrap();
    assert!(attempt.authorize_url().starts_with("https://north.acme.example/authorize?"));
    assert!(attempt.authorize_url().contains("scope=read%3Atunes"));
}

#[test]
fn what_is_generated_crosses_threads() {
    const fn crosses<T: Send + Sync + 'static>() {}
    const fn moves<T: Send>(_: &T) {}
    crosses::<side_by_side::mixtape::Attempt<side_by_side::mixtape::state::AwaitingConsent>>();
    crosses::<Session<side_by_side::Mixtape>>();

    let refresh = async |session: Session<side_by_side::Mixtape>| session.refresh().await;
    let login = |app: side_by_side::Mixtape, http: HttpClient| async move {
        let visit = async |url: String| std::io::Result::Ok(url);
        app.login(&http, visit).await.map(drop)
    };
    let connect =
        |app: Renamed, http: HttpClient| async move { app.connect(&http).await.map(drop) };
    let _ = (refresh, login, |app, http| moves(&connect(app, http)));
    let _ = |app: &Renamed, token: Token| app.session(token).get("/v1/albums/1");
}
