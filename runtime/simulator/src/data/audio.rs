//! What machines hear in a track.
//!
//! Source: <https://developer.spotify.com/documentation/web-api/reference/get-audio-features>

use serde_json::{Value, json};

use super::Track;
use super::object::merged;
use super::resource::Resource as _;
use super::seed::Seed;

/// A whole track in a few numbers.
pub(crate) fn features(track: &Track) -> Value {
    let mut seed = Seed::new(&track.id, 0);
    let base = json!({
        "analysis_url": format!("https://api.spotify.com/v1/audio-analysis/{}", track.id),
        "duration_ms": track.duration_ms,
        "id": track.id,
        "track_href": track.uri().href(),
        "type": "audio_features",
        "uri": track.uri().to_string(),
    });
    let mut fractions = serde_json::Map::new();
    for name in [
        "acousticness",
        "danceability",
        "energy",
        "instrumentalness",
        "liveness",
        "speechiness",
        "valence",
    ] {
        fractions.insert(name.to_owned(), seed.fraction().into());
    }
    merged(merged(base, Value::Object(fractions)), tuning(track))
}

/// Key, tempo and the like: the same in features and analysis.
fn tuning(track: &Track) -> Value {
    let mut seed = Seed::new(&track.id, 1);
    json!({
        "key": seed.between(0, 12),
        "loudness": -20.0 * seed.fraction(),
        "mode": seed.between(0, 2),
        "tempo": 60.0 + 120.0 * seed.fraction(),
        "time_signature": seed.between(3, 6),
    })
}

/// A track piece by piece: a minute of it, in few pieces.
pub(crate) fn analysis(track: &Track) -> Value {
    let seconds = track.duration_ms as f64 / 1000.0;
    let of_track = json!({
        "analysis_sample_rate": 22_050,
        "duration": seconds,
        "num_samples": track.duration_ms * 22_050 / 1000,
    });
    json!({
        "bars": intervals(12, 2.0),
        "beats": intervals(48, 0.5),
        "meta": {
            "analyzer_version": "4.0.0",
            "detailed_status": "OK",
            "platform": "Linux",
            "status_code": 0,
        },
        "sections": pieces(3, 20.0, &tuning(track)),
        "segments": pieces(12, 5.0, &segment(track)),
        "tatums": intervals(96, 0.25),
        "track": merged(tuning(track), of_track),
    })
}

fn intervals(count: u32, length: f64) -> Vec<Value> {
    let at = |number| f64::from(number) * length;
    (0..count).map(|n| json!({ "start": at(n), "duration": length, "confidence": 0.8 })).collect()
}

fn pieces(count: u32, length: f64, more: &Value) -> Vec<Value> {
    intervals(count, length).into_iter().map(|piece| merged(piece, more.clone())).collect()
}

fn segment(track: &Track) -> Value {
    let mut seed = Seed::new(&track.id, 2);
    let pitches: Vec<f64> = (0..12).map(|_| seed.fraction()).collect();
    let timbre: Vec<f64> = (0..12).map(|_| 100.0 * seed.fraction() - 50.0).collect();
    json!({
        "loudness_end": -30.0,
        "loudness_max": -12.0,
        "loudness_max_time": 0.1,
        "loudness_start": -24.0,
        "pitches": pitches,
        "timbre": timbre,
    })
}
