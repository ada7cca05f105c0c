use spotify_flow::{ClientId, Label, RedirectUri, Session, flow};
use spotify_flow_tests::library::api::GetShelf;

#[flow(spec = "flows/library.toml", scopes(books))]
struct Reader {
    client_id: ClientId,
    redirect_uri: RedirectUri,
    tenant: Label,
}

async fn shelf(session: Session<Reader>) {
    let _ = session.call(GetShelf::new("novels")).await;
}

fn main() {}
