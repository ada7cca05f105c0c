//! What the providers' token endpoints answer, as they document it.

/// The answer to an exchange of a code, or to a request of an app's own token.
pub(crate) fn of(provider: &str, flow: &str) -> &'static str {
    match (provider, flow) {
        ("github", _) => r#"{"access_token":"gho_16C7","scope":"repo,gist","token_type":"bearer"}"#,
        ("google", _) => {
            r#"{"access_token":"ya29.a0","expires_in":3599,"refresh_token":"1//0g",
                "scope":"openid https://www.googleapis.com/auth/userinfo.email",
                "token_type":"Bearer","id_token":"eyJ"}"#
        }
        ("discord", "authorization_code") => {
            r#"{"access_token":"6qrZcU","token_type":"Bearer","expires_in":604800,
                "refresh_token":"D43f5y","scope":"identify email"}"#
        }
        ("discord", _) => {
            r#"{"access_token":"6qrZcU","token_type":"Bearer","expires_in":604800,
                "scope":"identify applications.commands.update"}"#
        }
        ("twitch", "authorization_code") => {
            r#"{"access_token":"rfx2uswq","expires_in":14124,"refresh_token":"5b93chm6",
                "scope":["channel:manage:polls","channel:read:polls"],"token_type":"bearer"}"#
        }
        ("twitch", _) => {
            r#"{"access_token":"jostpf5q","expires_in":5011271,"token_type":"bearer"}"#
        }
        ("dropbox", _) => {
            r#"{"access_token":"sl.u.AF","expires_in":14400,"token_type":"bearer",
                "refresh_token":"nBiM","scope":"account_info.read files.content.read",
                "uid":"12345","account_id":"dbid:AAH4"}"#
        }
        ("slack", "authorization_code") => {
            r#"{"ok":true,"access_token":"xoxb-17653672481","token_type":"bot",
                "scope":"commands,chat:write","bot_user_id":"U0KRQLJ9H","app_id":"A0KRD7HC3",
                "team":{"name":"Slack Pickleball","id":"T9TK3CUKW"},
                "authed_user":{"id":"U1234"}}"#
        }
        ("slack", _) => {
            r#"{"ok":true,"app_id":"A0KRD7HC3","team":{"id":"T9TK3CUKW"},
                "authed_user":{"id":"U1234","scope":"search:read,users:read",
                "access_token":"xoxe.xoxp-1234","token_type":"user",
                "expires_in":43200,"refresh_token":"xoxe-1-abc"}}"#
        }
        ("notion", _) => {
            r#"{"access_token":"ntn_e202","token_type":"bearer","refresh_token":"nrt_4991",
                "bot_id":"b3414d65","workspace_icon":null,"workspace_name":"Ada",
                "workspace_id":"w1","owner":{"type":"user"},"duplicated_template_id":null}"#
        }
        ("salesforce", "client_credentials") => {
            r#"{"access_token":"00DB!AQE","scope":"api","token_type":"Bearer","issued_at":"1",
                "instance_url":"https://acme.my.salesforce.com","signature":"s"}"#
        }
        ("salesforce", _) => {
            r#"{"access_token":"00DB!AQE","refresh_token":"5Aep","scope":"api refresh_token",
                "instance_url":"https://acme.my.salesforce.com","id":"https://login",
                "token_type":"Bearer","issued_at":"1278448832702","signature":"s"}"#
        }
        (_, "client_credentials" | "account_credentials") => {
            r#"{"access_token":"app","token_type":"bearer","expires_in":3600}"#
        }
        _ => {
            r#"{"access_token":"user","token_type":"bearer","expires_in":3600,
                "refresh_token":"more","scope":"a b"}"#
        }
    }
}
