struct Service {
    client_id: ClientId,
    client_secret: ClientSecret,
}
#[allow(dead_code)]
type __WrongFlowOfService = ::core::compile_error!(
    "there is no flow of `spotify` called `client_credential`; did you mean `client_credentials`?"
);
#[allow(clippy::empty_loop)]
impl ::spotify_flow::App for Service {
    const NAME: &'static str = "Service";
    fn flow() -> &'static ::spotify_flow::flow_def::FlowDef {
        loop {}
    }
    fn config(&self) -> ::spotify_flow::Config {
        loop {}
    }
}
impl ::spotify_flow::NeedsUserConsent for Service {}
impl ::spotify_flow::Refreshable for Service {}
impl ::spotify_flow::ShortLived for Service {}
impl ::spotify_flow::UserScoped for Service {}
#[allow(dead_code, unreachable_pub, unused_variables, clippy::empty_loop)]
impl Service {
    pub fn begin(&self) -> __WrongFlowOfService {
        loop {}
    }
    pub fn from_env() -> ::core::result::Result<Self, ::spotify_flow::Error> {
        loop {}
    }
    pub fn session<T>(&self, token: T) -> __WrongFlowOfService {
        loop {}
    }
    pub async fn login<T, U>(&self, http: T, user_agent: U) -> __WrongFlowOfService {
        loop {}
    }
    pub async fn connect<T>(&self, http: T) -> __WrongFlowOfService {
        loop {}
    }
}
