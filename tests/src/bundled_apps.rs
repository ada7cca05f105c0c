//! An app for each bundled flow of the providers beside Spotify.

use spotify_flow::flow_def::FlowDef;
use spotify_flow::{App, ClientId, ClientSecret, Label, Origin, RedirectUri, flow};

/// The tables that the attribute wrote for them.
#[must_use]
pub fn tables() -> Vec<&'static FlowDef> {
    vec![
        GithubAuthorizationCode::flow(),
        GithubAuthorizationCodePkce::flow(),
        GoogleAuthorizationCode::flow(),
        GoogleAuthorizationCodePkce::flow(),
        MicrosoftAuthorizationCode::flow(),
        MicrosoftAuthorizationCodePkce::flow(),
        MicrosoftClientCredentials::flow(),
        DiscordAuthorizationCode::flow(),
        DiscordClientCredentials::flow(),
        TwitchAuthorizationCode::flow(),
        TwitchClientCredentials::flow(),
        RedditAuthorizationCode::flow(),
        RedditClientCredentials::flow(),
        DropboxAuthorizationCode::flow(),
        DropboxAuthorizationCodePkce::flow(),
        GitlabAuthorizationCode::flow(),
        GitlabAuthorizationCodePkce::flow(),
        ZoomAuthorizationCode::flow(),
        ZoomClientCredentials::flow(),
        ZoomAccountCredentials::flow(),
        SlackAuthorizationCode::flow(),
        SlackAuthorizationCodeUser::flow(),
        NotionAuthorizationCode::flow(),
        SalesforceAuthorizationCode::flow(),
        SalesforceAuthorizationCodePkce::flow(),
        SalesforceClientCredentials::flow(),
    ]
}

#[flow(github, authorization_code)]
struct GithubAuthorizationCode {
    client_id: ClientId,
    client_secret: ClientSecret,
    redirect_uri: RedirectUri,
}

#[flow(github, authorization_code_pkce)]
struct GithubAuthorizationCodePkce {
    client_id: ClientId,
    client_secret: ClientSecret,
    redirect_uri: RedirectUri,
}

#[flow(google, authorization_code)]
struct GoogleAuthorizationCode {
    client_id: ClientId,
    client_secret: ClientSecret,
    redirect_uri: RedirectUri,
}

#[flow(google, authorization_code_pkce)]
struct GoogleAuthorizationCodePkce {
    client_id: ClientId,
    client_secret: ClientSecret,
    redirect_uri: RedirectUri,
}

#[flow(microsoft, authorization_code)]
struct MicrosoftAuthorizationCode {
    client_id: ClientId,
    client_secret: ClientSecret,
    redirect_uri: RedirectUri,
}

#[flow(microsoft, authorization_code_pkce)]
struct MicrosoftAuthorizationCodePkce {
    client_id: ClientId,
    redirect_uri: RedirectUri,
}

#[flow(microsoft, client_credentials)]
struct MicrosoftClientCredentials {
    client_id: ClientId,
    client_secret: ClientSecret,
    tenant: Label,
}

#[flow(discord, authorization_code)]
struct DiscordAuthorizationCode {
    client_id: ClientId,
    client_secret: ClientSecret,
    redirect_uri: RedirectUri,
}

#[flow(discord, client_credentials)]
struct DiscordClientCredentials {
    client_id: ClientId,
    client_secret: ClientSecret,
}

#[flow(twitch, authorization_code)]
struct TwitchAuthorizationCode {
    client_id: ClientId,
    client_secret: ClientSecret,
    redirect_uri: RedirectUri,
}

#[flow(twitch, client_credentials)]
struct TwitchClientCredentials {
    client_id: ClientId,
    client_secret: ClientSecret,
}

#[flow(reddit, authorization_code)]
struct RedditAuthorizationCode {
    client_id: ClientId,
    client_secret: ClientSecret,
    redirect_uri: RedirectUri,
}

#[flow(reddit, client_credentials)]
struct RedditClientCredentials {
    client_id: ClientId,
    client_secret: ClientSecret,
}

#[flow(dropbox, authorization_code)]
struct DropboxAuthorizationCode {
    client_id: ClientId,
    client_secret: ClientSecret,
    redirect_uri: RedirectUri,
}

#[flow(dropbox, authorization_code_pkce)]
struct DropboxAuthorizationCodePkce {
    client_id: ClientId,
    redirect_uri: RedirectUri,
}

#[flow(gitlab, authorization_code)]
struct GitlabAuthorizationCode {
    client_id: ClientId,
    client_secret: ClientSecret,
    redirect_uri: RedirectUri,
}

#[flow(gitlab, authorization_code_pkce)]
struct GitlabAuthorizationCodePkce {
    client_id: ClientId,
    redirect_uri: RedirectUri,
}

#[flow(zoom, authorization_code)]
struct ZoomAuthorizationCode {
    client_id: ClientId,
    client_secret: ClientSecret,
    redirect_uri: RedirectUri,
}

#[flow(zoom, client_credentials)]
struct ZoomClientCredentials {
    client_id: ClientId,
    client_secret: ClientSecret,
}

#[flow(zoom, account_credentials)]
struct ZoomAccountCredentials {
    client_id: ClientId,
    client_secret: ClientSecret,
    account_id: Label,
}

#[flow(slack, authorization_code)]
struct SlackAuthorizationCode {
    client_id: ClientId,
    client_secret: ClientSecret,
    redirect_uri: RedirectUri,
}

#[flow(slack, authorization_code_user)]
struct SlackAuthorizationCodeUser {
    client_id: ClientId,
    client_secret: ClientSecret,
    redirect_uri: RedirectUri,
}

#[flow(notion, authorization_code)]
struct NotionAuthorizationCode {
    client_id: ClientId,
    client_secret: ClientSecret,
    redirect_uri: RedirectUri,
}

#[flow(salesforce, authorization_code)]
struct SalesforceAuthorizationCode {
    client_id: ClientId,
    client_secret: ClientSecret,
    redirect_uri: RedirectUri,
}

#[flow(salesforce, authorization_code_pkce)]
struct SalesforceAuthorizationCodePkce {
    client_id: ClientId,
    redirect_uri: RedirectUri,
}

#[flow(salesforce, client_credentials)]
struct SalesforceClientCredentials {
    client_id: ClientId,
    client_secret: ClientSecret,
    base: Origin,
}
