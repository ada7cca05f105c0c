//! An app for each of Spotify's flows that asks for all that there is to ask for.

use spotify_flow::{ClientId, ClientSecret, RedirectUri, Session, spotify_flow};
use spotify_flow_simulator::{SimulatedApp, Simulator};

const CALLBACK: &str = "http://127.0.0.1:8888/callback";
const SECRET: &str = "3f9c52d07be14a6f8d20c1b7e95a64f8";

macro_rules! app {
    ($name:ident, $flow:ident { $($field:ident: $ty:ty),* }) => {
        #[allow(deprecated)]
        #[derive(Debug)]
        #[spotify_flow(
            $flow,
            scopes(
                ugc_image_upload,
                user_read_playback_state,
                user_modify_playback_state,
                user_read_currently_playing,
                playlist_read_private,
                playlist_read_collaborative,
                playlist_modify_private,
                playlist_modify_public,
                user_follow_modify,
                user_follow_read,
                user_read_playback_position,
                user_top_read,
                user_read_recently_played,
                user_library_modify,
                user_library_read,
                user_read_email,
                user_read_private
            )
        )]
        pub(crate) struct $name {
            $($field: $ty),*
        }
    };
}

app!(
    Confidential,
    authorization_code {
        client_id: ClientId,
        client_secret: ClientSecret,
        redirect_uri: RedirectUri
    }
);
app!(Public, authorization_code_pkce { client_id: ClientId, redirect_uri: RedirectUri });
app!(Relic, implicit_grant { client_id: ClientId, redirect_uri: RedirectUri });

#[derive(Debug)]
#[spotify_flow(client_credentials)]
pub(crate) struct Service {
    client_id: ClientId,
    client_secret: ClientSecret,
}

/// A session of each app at a simulated Spotify.
pub(crate) struct Sessions {
    pub(crate) confidential: Session<Confidential>,
    pub(crate) public: Session<Public>,
    pub(crate) service: Session<Service>,
    pub(crate) relic: Session<Relic>,
}

impl Sessions {
    pub(crate) async fn at(simulator: &Simulator) -> Sessions {
        for id in ["confidential", "service"] {
            let app = SimulatedApp::confidential(id, SECRET);
            simulator.register(app.redirect_uri(CALLBACK));
        }
        for id in ["public", "relic"] {
            simulator.register(SimulatedApp::public(id).redirect_uri(CALLBACK));
        }
        simulator.set_before_sunset(true);
        let (http, client_secret) = (simulator.transport(), ClientSecret::from(SECRET));
        let redirect_uri = RedirectUri::new(CALLBACK).unwrap();
        let confidential = Confidential {
            client_id: "confidential".into(),
            client_secret: client_secret.clone(),
            redirect_uri: redirect_uri.clone(),
        };
        let public = Public { client_id: "public".into(), redirect_uri: redirect_uri.clone() };
        let service = Service { client_id: "service".into(), client_secret };
        let relic = Relic { client_id: "relic".into(), redirect_uri };
        Sessions {
            confidential: confidential.login(&http, simulator.user()).await.unwrap(),
            public: public.login(&http, simulator.user()).await.unwrap(),
            service: service.connect(&http).await.unwrap(),
            relic: relic.login(&http, simulator.user()).await.unwrap(),
        }
    }
}
