use spotify_flow::spotify::api::GetCurrentUsersProfile;
use spotify_flow::{ClientId, ClientSecret, Session, spotify_flow};

#[spotify_flow(client_credentials)]
struct Service {
    client_id: ClientId,
    client_secret: ClientSecret,
}

async fn profile(service: Session<Service>) {
    let _ = service.call(GetCurrentUsersProfile::new()).await;
}

fn main() {}
