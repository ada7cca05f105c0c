struct Service {
    client_id: ClientId,
    client_secret: ClientSecret,
}
#[allow(clippy::all)]
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
impl ::spotify_flow::Storable for Service {}
impl ::spotify_flow::UserScoped for Service {}
#[allow(dead_code, missing_docs, unreachable_pub, clippy::all)]
mod service {
    pub type Attempt<S> = (
        [(); ::core::compile_error!(
            "there is no flow of `spotify` called `client_credential`; did you mean `client_credentials`?"
        )],
        ::core::marker::PhantomData<S>,
    );
    pub mod state {
        #[derive(Debug)]
        pub struct Authorized;
        #[derive(Debug)]
        pub struct AwaitingConsent;
        #[derive(Debug)]
        pub struct CodeReceived;
        #[derive(Debug)]
        pub struct Ready;
    }
    impl ::spotify_flow::State for state::Authorized {
        const INDEX: usize = 0;
        type Attempt = Attempt<Self>;
        fn flow() -> &'static ::spotify_flow::flow_def::FlowDef {
            loop {}
        }
    }
    impl ::spotify_flow::State for state::AwaitingConsent {
        const INDEX: usize = 0;
        type Attempt = Attempt<Self>;
        fn flow() -> &'static ::spotify_flow::flow_def::FlowDef {
            loop {}
        }
    }
    impl ::spotify_flow::State for state::CodeReceived {
        const INDEX: usize = 0;
        type Attempt = Attempt<Self>;
        fn flow() -> &'static ::spotify_flow::flow_def::FlowDef {
            loop {}
        }
    }
    impl ::spotify_flow::State for state::Ready {
        const INDEX: usize = 0;
        type Attempt = Attempt<Self>;
        fn flow() -> &'static ::spotify_flow::flow_def::FlowDef {
            loop {}
        }
    }
}
#[allow(dead_code, unreachable_pub, unused_variables, clippy::all)]
impl Service {
    pub fn begin(&self) -> service::Attempt<()> {
        loop {}
    }
    pub fn from_env() -> ::core::result::Result<Self, ::spotify_flow::Error> {
        loop {}
    }
    pub fn session<T>(&self, token: T) -> service::Attempt<()> {
        loop {}
    }
    pub async fn login<T, U>(&self, http: T, user_agent: U) -> service::Attempt<()> {
        loop {}
    }
    pub async fn connect<T>(&self, http: T) -> service::Attempt<()> {
        loop {}
    }
}
