//! Ids of things that the simulator has.

use std::collections::HashMap;

use serde_json::Value;
use spotify_flow::Session;

use crate::apps::Public;

/// The user of the simulator.
pub(crate) const USER: &str = "simulated-listener";

/// Ids of things that are there, read from the API itself.
pub(crate) struct Known(HashMap<&'static str, String>);

impl Known {
    pub(crate) async fn ask(session: &Session<Public>) -> Known {
        let places = [
            ("albums", "/v1/me/albums", "/items/0/album/id"),
            ("artists", "/v1/me/top/artists", "/items/0/id"),
            ("audiobooks", "/v1/me/audiobooks", "/items/0/audiobook/id"),
            ("chapters", "/v1/me/audiobooks", "/items/0/audiobook/chapters/items/0/id"),
            ("episodes", "/v1/me/episodes", "/items/0/episode/id"),
            ("playlists", "/v1/me/playlists", "/items/0/id"),
            ("shows", "/v1/me/shows", "/items/0/show/id"),
            ("tracks", "/v1/me/tracks", "/items/0/track/id"),
            ("device", "/v1/me/player/devices", "/devices/0/id"),
        ];
        let mut ids = HashMap::new();
        for (kind, path, pointer) in places {
            let answer: Value = session.get(path).await.unwrap().json().unwrap();
            ids.insert(kind, answer.pointer(pointer).unwrap().as_str().unwrap().to_owned());
        }
        Known(ids)
    }

    pub(crate) fn id(&self, kind: &str) -> &str {
        self.0.get(kind).unwrap()
    }

    pub(crate) fn track(&self) -> String {
        format!("spotify:track:{}", self.id("tracks"))
    }
}
