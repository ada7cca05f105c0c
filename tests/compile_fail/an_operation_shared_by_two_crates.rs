use spotify_flow::{ClientId, Label, RedirectUri, Session, flow};
use spotify_flow_tests::library::api::LendItem;
use spotify_flow_tests::library::{self, Jukebox};

#[flow(spec = "flows/library.toml", provider = library, scopes(books))]
struct Reader {
    client_id: ClientId,
    redirect_uri: RedirectUri,
    tenant: Label,
}

async fn of_this_crate(session: Session<Reader>) {
    let _ = session.call(LendItem::new("novels", "3", "ada")).await;
}

async fn of_the_other_crate(session: Session<Jukebox>) {
    let _ = session.call(LendItem::new("records", "3", "ada")).await;
}

fn main() {}
