use spotify_flow::spotify::api::GetAlbum;
use spotify_flow::{ClientId, ClientSecret, Session, spotify_flow};

#[spotify_flow(client_credentials)]
struct Service {
    client_id: ClientId,
    client_secret: ClientSecret,
}

fn pages(service: Session<Service>) {
    let _ = service.call(GetAlbum::new("4aawyAB9vmqN3uQ7FjRGTy")).pages();
}

fn main() {}
