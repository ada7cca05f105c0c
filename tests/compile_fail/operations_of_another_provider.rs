use spotify_flow::spotify::api::{GetAlbum, GetCurrentUsersProfile};
use spotify_flow::{ClientId, ClientSecret, RedirectUri, Session, flow};

#[flow(github, authorization_code)]
struct Commits {
    client_id: ClientId,
    client_secret: ClientSecret,
    redirect_uri: RedirectUri,
}

fn calls(commits: Session<Commits>) {
    commits.call(GetAlbum::new("4aawyAB9vmqN3uQ7FjRGTy"));
    commits.call(GetCurrentUsersProfile::new());
}

fn main() {}
