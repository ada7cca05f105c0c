//! Promise 6: the options of a flow are setters.

use spotify_flow::{ClientId, RedirectUri, spotify_flow};

#[spotify_flow(authorization_code_pkce)]
struct Mixtape {
    client_id: ClientId,
    redirect_uri: RedirectUri,
}

fn misspelt(app: Mixtape) {
    app.begin().show_dialogue(true);
}

fn of_the_wrong_type(app: Mixtape) {
    app.begin().show_dialog("yes");
}

fn too_late(app: Mixtape) {
    app.begin().authorize().unwrap().show_dialog(true);
}

fn main() {}
