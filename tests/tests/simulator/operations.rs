//! The operations that Spotify documents, and a call of each that is in order.

use serde_json::{Value, json};
use spotify_flow::bytes::Bytes;
use spotify_flow::http::Response;

use crate::raw::json;
use crate::scene::Scene;

/// What the simulator reads, too.
const WRITTEN: &str = include_str!("../../../runtime/simulator/src/operations.json");

/// Every scope that some operation names.
pub(crate) const ALL_SCOPES: &str = "ugc-image-upload user-read-playback-state \
    user-modify-playback-state user-read-currently-playing playlist-read-private \
    playlist-read-collaborative playlist-modify-private playlist-modify-public user-follow-modify \
    user-follow-read user-read-playback-position user-top-read user-read-recently-played \
    user-library-modify user-library-read user-read-email user-read-private";

/// An operation as it is written.
#[derive(Debug, Clone)]
pub(crate) struct Operation(Value);

impl Operation {
    pub(crate) fn all() -> Vec<Operation> {
        let all: Vec<Value> = serde_json::from_str(WRITTEN).unwrap();
        all.into_iter().map(Operation).collect()
    }

    fn text(&self, name: &str) -> &str {
        self.0[name].as_str().unwrap_or_default()
    }

    pub(crate) fn id(&self) -> &str {
        self.text("operation_id")
    }

    pub(crate) fn method(&self) -> &str {
        self.text("method")
    }

    pub(crate) fn path(&self) -> &str {
        self.text("path")
    }

    pub(crate) fn app_token(&self) -> &str {
        self.text("app_token")
    }

    pub(crate) fn rule(&self) -> &str {
        self.text("scope_rule")
    }

    pub(crate) fn scopes(&self) -> Vec<&str> {
        self.0["scopes"].as_array().unwrap().iter().map(|it| it.as_str().unwrap()).collect()
    }

    pub(crate) fn success(&self) -> u16 {
        u16::try_from(self.0["success_status"].as_u64().unwrap()).unwrap()
    }

    pub(crate) fn is_removed(&self) -> bool {
        self.text("development_mode").starts_with("removed")
    }

    pub(crate) fn is_premium_only(&self) -> bool {
        self.0["premium_only"] == true
    }

    /// The refusal of who lacks a scope: the player has words of its own.
    pub(crate) fn scope_refusal(&self) -> (u16, &'static str) {
        let history = self.path().ends_with("/recently-played");
        if self.path().starts_with("/me/player") && !history {
            (401, "Permissions missing")
        } else {
            (403, "Insufficient client scope")
        }
    }
}

/// Ids of things that are there, read from the API itself.
#[derive(Debug)]
pub(crate) struct Known(Value);

impl Known {
    /// Asks for them with a token that has all scopes.
    pub(crate) async fn ask(scene: &Scene, bearer: &str) -> Known {
        let first = async |path: &str, pointer: &str| {
            let (status, answer) = json(&scene.get(path, bearer).await);
            assert_eq!(status, 200, "{path}: {answer}");
            answer.pointer(pointer).unwrap_or_else(|| panic!("{path}: {answer}")).clone()
        };
        let chapter = first("/v1/me/audiobooks", "/items/0/audiobook/chapters/items/0/id").await;
        Known(json!({
            "albums": first("/v1/me/albums", "/items/0/album/id").await,
            "artists": first("/v1/me/top/artists", "/items/0/id").await,
            "audiobooks": first("/v1/me/audiobooks", "/items/0/audiobook/id").await,
            "chapters": chapter,
            "episodes": first("/v1/me/episodes", "/items/0/episode/id").await,
            "playlists": first("/v1/me/playlists", "/items/0/id").await,
            "shows": first("/v1/me/shows", "/items/0/show/id").await,
            "tracks": first("/v1/me/tracks", "/items/0/track/id").await,
            "device": first("/v1/me/player/devices", "/devices/0/id").await,
        }))
    }

    pub(crate) fn id(&self, kind: &str) -> &str {
        self.0[kind].as_str().unwrap_or_else(|| panic!("no id of {kind}"))
    }

    /// The path of an operation with ids that are there, and with the query that it needs.
    pub(crate) fn target(&self, operation: &Operation) -> String {
        let path: Vec<&str> = operation.path().split('/').skip(1).collect();
        let filled = path.iter().enumerate().map(|(at, part)| match *part {
            "{user_id}" => "simulated-listener",
            "{category_id}" => "pop",
            part if part.starts_with('{') => self.id(match path[at - 1] {
                "audio-features" | "audio-analysis" => "tracks",
                kind => kind,
            }),
            part => part,
        });
        let path = filled.fold("/v1".to_owned(), |path, part| format!("{path}/{part}"));
        let params = operation.0["query_params"].as_array().unwrap();
        let pairs = params.iter().filter(|param| param["required"] == true).map(|param| {
            let name = param["name"].as_str().unwrap();
            format!("{name}={}", self.value(operation, name))
        });
        // What is there in some markets only needs one, for an app without a user.
        let market =
            params.iter().any(|param| param["name"] == "market").then(|| "market=SE".into());
        format!("{path}?{}", pairs.chain(market).collect::<Vec<String>>().join("&"))
    }

    /// The value of a parameter that is needed.
    fn value(&self, operation: &Operation, name: &str) -> String {
        let path = operation.path();
        match name {
            "ids" if path.contains("/following") => self.id("artists").to_owned(),
            "ids" => {
                let parts = path.split('/').rev();
                let kind = parts.map(|part| part.replace("audio-features", "tracks"));
                let kind = kind.into_iter().find(|kind| self.0.get(kind).is_some()).unwrap();
                self.id(&kind).to_owned()
            }
            "type" if path == "/search" => {
                "album,artist,playlist,track,show,episode,audiobook".into()
            }
            "type" => "artist".to_owned(),
            "q" => "the".to_owned(),
            "uri" | "uris" => format!("spotify:track:{}", self.id("tracks")),
            "position_ms" => "1000".to_owned(),
            "volume_percent" => "50".to_owned(),
            "state" if path.ends_with("repeat") => "context".to_owned(),
            "state" => "true".to_owned(),
            other => panic!("{}: no value for {other}", operation.id()),
        }
    }

    /// A body that the operation takes.
    pub(crate) fn body(&self, operation: &Operation) -> String {
        let track = format!("spotify:track:{}", self.id("tracks"));
        match operation.id() {
            "create-playlist" | "create-playlist-for-user" => json!({ "name": "New" }).to_string(),
            // Its ids stand in the body alone.
            "save-tracks-user" => json!({ "ids": [self.id("tracks")] }).to_string(),
            "change-playlist-details" => json!({ "description": "Changed" }).to_string(),
            "add-tracks-to-playlist" | "add-items-to-playlist" => {
                json!({ "uris": [track] }).to_string()
            }
            "reorder-or-replace-playlists-tracks" | "reorder-or-replace-playlists-items" => {
                json!({ "range_start": 0, "insert_before": 1 }).to_string()
            }
            "remove-tracks-playlist" => json!({ "tracks": [{ "uri": track }] }).to_string(),
            "remove-items-playlist" => json!({ "items": [{ "uri": track }] }).to_string(),
            "upload-custom-playlist-cover" => "/9j/4AAQSkZJRgABAQ==".to_owned(),
            "transfer-a-users-playback" => {
                json!({ "device_ids": [self.id("device")], "play": true }).to_string()
            }
            _ => String::new(),
        }
    }
}

impl Scene {
    /// A call of an operation that is in order.
    pub(crate) async fn operate(
        &self,
        operation: &Operation,
        known: &Known,
        bearer: &str,
    ) -> Response<Bytes> {
        let (target, body) = (known.target(operation), known.body(operation));
        self.call_with(operation.method(), &target, Some(bearer), body).await
    }
}
