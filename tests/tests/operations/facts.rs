//! The operations as Spotify documents them, and the request that a call with all its parameters
//! must be.

use serde_json::{Map, Value, json};
use spotify_flow_simulator::RecordedRequest;

use crate::calls::{LIST, TEXT, object};

/// What Spotify documents: the file that the simulator reads, too, and no spec file of ours.
const WRITTEN: &str = include_str!("../../../runtime/simulator/src/operations.json");

/// Texts in which Spotify takes several, with commas between.
const SEVERAL: [&str; 7] = [
    "ids",
    "uris",
    "include_groups",
    "additional_types",
    "seed_artists",
    "seed_genres",
    "seed_tracks",
];

/// An operation as it is written.
pub(crate) struct Fact(Value);

impl Fact {
    pub(crate) fn all() -> Vec<Fact> {
        let all: Vec<Value> = serde_json::from_str(WRITTEN).unwrap();
        all.into_iter().map(Fact).collect()
    }

    fn text(&self, name: &str) -> &str {
        self.0[name].as_str().unwrap_or_default()
    }

    pub(crate) fn id(&self) -> &str {
        self.text("operation_id")
    }

    /// Whether a user is needed.
    pub(crate) fn needs_user(&self) -> bool {
        self.text("app_token") == "no"
    }

    pub(crate) fn is_success(&self, status: u16) -> bool {
        self.0["all_success_statuses"].as_array().unwrap().contains(&json!(status))
    }

    /// Fails unless a request is this operation with all its parameters.
    pub(crate) fn assert_sent(&self, request: &RecordedRequest) {
        let id = self.id();
        assert_eq!(request.method, self.text("method"), "{id}");
        assert_eq!(request.path, self.path(), "{id}");
        let mut sent = request.query.clone();
        sent.sort();
        assert_eq!(sent, self.query(), "{id}");
        match self.text("body") {
            "" => assert_eq!(request.body, "", "{id}"),
            raw if raw.contains("image/jpeg") => {
                assert_eq!(request.header("content-type"), Some("image/jpeg"), "{id}");
                assert_eq!(request.body, TEXT, "{id}");
            }
            members => {
                assert_eq!(request.header("content-type"), Some("application/json"), "{id}");
                let sent: Value = serde_json::from_slice(&request.body).unwrap();
                assert_eq!(sent, Value::Object(json_body(members)), "{id}");
            }
        }
    }

    /// The path, with each parameter encoded by hand.
    fn path(&self) -> String {
        let encoded: String = TEXT
            .bytes()
            .map(|byte| match byte {
                b'a'..=b'z' => char::from(byte).to_string(),
                other => format!("%{other:02X}"),
            })
            .collect();
        let parts = self.text("path").split('/').skip(1);
        let parts = parts.map(|part| if part.starts_with('{') { encoded.as_str() } else { part });
        parts.fold("/v1".to_owned(), |path, part| format!("{path}/{part}"))
    }

    fn query(&self) -> Vec<(String, String)> {
        let parameters = self.0["query_params"].as_array().unwrap();
        let mut query: Vec<(String, String)> = parameters
            .iter()
            .map(|parameter| {
                let name = parameter["name"].as_str().unwrap();
                let value = match parameter["type"].as_str().unwrap() {
                    "string" if SEVERAL.contains(&name) => LIST.join(","),
                    "string" => TEXT.to_owned(),
                    "integer" => "7".to_owned(),
                    "number" => "0.5".to_owned(),
                    "boolean" => "true".to_owned(),
                    words => {
                        let word = words.split("enum: ").nth(1).unwrap();
                        word.split(['|', ')']).next().unwrap().to_owned()
                    }
                };
                (name.to_owned(), value)
            })
            .collect();
        query.sort();
        query
    }
}

/// `optional: application/json {name: string (required), public: boolean}`
fn json_body(written: &str) -> Map<String, Value> {
    let inner = written.split(['{', '}']).nth(1).unwrap();
    let members = inner.split(", ").map(|member| {
        let (name, kind) = member.split_once(": ").unwrap();
        let value = match kind.trim_end_matches(" (required)") {
            "string" => json!(TEXT),
            "integer" => json!(7),
            "boolean" => json!(true),
            "object" => object(),
            "array<string>" => json!(LIST),
            "array<object>" => json!([object()]),
            other => panic!("{other}"),
        };
        (name.to_owned(), value)
    });
    members.collect()
}
