//! Sessions of `huskarl`.

use std::sync::Arc;

use http::header::AUTHORIZATION;
use http::{HeaderValue, Method, Uri};
use huskarl::authorizer::HttpAuthorizer;
use huskarl::cache::{GrantTokenSource, InMemoryRefreshTokenStore, InMemoryTokenCache};
use huskarl::core::client_auth::NoAuth;
use huskarl::grant::client_credentials::{
    ClientCredentialsGrant, ClientCredentialsGrantParameters,
};
use huskarl_reqwest::ReqwestClient;

use crate::Peer;

type Source = GrantTokenSource<ClientCredentialsGrant, InMemoryRefreshTokenStore>;

/// A session of `huskarl`: it asks with its own credentials, where the others have a refresh token.
#[derive(Clone)]
pub struct Huskarl(Arc<HttpAuthorizer<InMemoryTokenCache<Source>>>, Arc<Uri>);

impl Peer for Huskarl {
    const NAME: &'static str = "huskarl";

    async fn at(origin: &str) -> Self {
        let grant = ClientCredentialsGrant::builder()
            .client_id("bench")
            .client_auth(NoAuth)
            .http_client(ReqwestClient::from(reqwest::Client::new()))
            .token_endpoint(format!("{origin}/api/token").parse().unwrap())
            .build();
        let source = GrantTokenSource::builder()
            .grant(grant)
            .grant_parameters(ClientCredentialsGrantParameters::builder().build())
            .refresh_store(InMemoryRefreshTokenStore::default())
            .build();
        let cache = InMemoryTokenCache::builder().source(source).build();
        let authorizer = HttpAuthorizer::builder().cache(cache).build();
        Self(Arc::new(authorizer), Arc::new(format!("{origin}/v1/me").parse().unwrap()))
    }

    async fn header(&self) -> Option<HeaderValue> {
        let headers = self.0.get_headers(&Method::GET, &self.1).await.ok()?;
        headers.get(AUTHORIZATION).cloned()
    }
}
