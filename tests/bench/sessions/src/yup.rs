//! Sessions of `yup-oauth2`.

use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use http::HeaderValue;
use yup_oauth2::authenticator::DefaultAuthenticator;
use yup_oauth2::authenticator_delegate::InstalledFlowDelegate;
use yup_oauth2::storage::{TokenInfo, TokenStorage, TokenStorageError};
use yup_oauth2::{ApplicationSecret, InstalledFlowAuthenticator, InstalledFlowReturnMethod};

use crate::Peer;

/// How many logins were begun where nobody asked for one.
pub static LOGINS: AtomicUsize = AtomicUsize::new(0);

/// A session of `yup-oauth2`.
#[derive(Clone)]
pub struct Yup(Arc<DefaultAuthenticator>);

impl Peer for Yup {
    const NAME: &'static str = "yup-oauth2";

    async fn at(origin: &str) -> Self {
        let secret = ApplicationSecret {
            client_id: "bench".to_owned(),
            client_secret: "secret".to_owned(),
            token_uri: format!("{origin}/api/token"),
            auth_uri: format!("{origin}/authorize"),
            redirect_uris: vec!["http://127.0.0.1:8888/callback".to_owned()],
            ..ApplicationSecret::default()
        };
        let method = InstalledFlowReturnMethod::Interactive;
        let builder = InstalledFlowAuthenticator::builder(secret, method)
            .with_storage(Box::new(Memory::default()))
            .flow_delegate(Box::new(Nobody));
        Self(Arc::new(builder.build().await.unwrap()))
    }

    async fn header(&self) -> Option<HeaderValue> {
        let token = self.0.token(&["scope"]).await.ok()?;
        HeaderValue::try_from(format!("Bearer {}", token.token()?)).ok()
    }
}

/// Holds a token that has ended, and then what it is given.
struct Memory(Mutex<TokenInfo>);

impl Default for Memory {
    fn default() -> Self {
        Self(Mutex::new(TokenInfo {
            access_token: Some("access".to_owned()),
            refresh_token: Some("refresh".to_owned()),
            expires_at: Some(time::OffsetDateTime::UNIX_EPOCH),
            id_token: None,
        }))
    }
}

#[async_trait::async_trait]
impl TokenStorage for Memory {
    async fn set(&self, _: &[&str], token: TokenInfo) -> Result<(), TokenStorageError> {
        *self.0.lock().unwrap() = token;
        Ok(())
    }

    async fn get(&self, _: &[&str]) -> Option<TokenInfo> {
        Some(self.0.lock().unwrap().clone())
    }
}

/// A user who is not there.
struct Nobody;

impl InstalledFlowDelegate for Nobody {
    fn present_user_url<'a>(
        &'a self,
        _: &'a str,
        _: bool,
    ) -> Pin<Box<dyn Future<Output = Result<String, String>> + Send + 'a>> {
        LOGINS.fetch_add(1, Ordering::Relaxed);
        Box::pin(std::future::ready(Err("nobody is there".to_owned())))
    }
}
