//! What Spotify calls a thing by.

use serde::{Deserialize, Serialize};
use spotify_flow::spotify::{SpotifyUri, UriKind};
use spotify_flow::{ErrorKind, Reason};

const ID: &str = "4aawyAB9vmqN3uQ7FjRGTy";

#[test]
fn what_people_copy_is_understood() {
    use UriKind::{Album, Artist, Audiobook, Chapter, Episode, Playlist, Show, Track, User};
    let known = [
        ("spotify:album:ID", Album, ID),
        ("spotify:artist:ID", Artist, ID),
        ("spotify:audiobook:ID", Audiobook, ID),
        ("spotify:chapter:ID", Chapter, ID),
        ("spotify:episode:ID", Episode, ID),
        ("spotify:playlist:ID", Playlist, ID),
        ("spotify:show:ID", Show, ID),
        ("spotify:track:ID", Track, ID),
        ("spotify:user:some.body-1_", User, "some.body-1_"),
        ("spotify:user:somebody:playlist:ID", Playlist, ID),
        ("spotify:user:%C3%BCser", User, "\u{fc}ser"),
        ("spotify:user:\u{fc}ser", User, "\u{fc}ser"),
        ("Spotify:album:ID", Album, ID),
        (" spotify:album:ID\n", Album, ID),
        ("https://open.spotify.com/album/ID", Album, ID),
        ("https://open.spotify.com/album/ID/", Album, ID),
        ("https://open.spotify.com/album/ID?si=1a2b&nd=1#x", Album, ID),
        ("https://open.spotify.com/intl-de/track/ID?si=1", Track, ID),
        ("https://open.spotify.com/intl-pt-BR/track/ID", Track, ID),
        ("https://open.spotify.com/embed/track/ID?utm_source=generator", Track, ID),
        ("https://open.spotify.com/intl-de/embed/track/ID", Track, ID),
        ("https://open.spotify.com/user/somebody/playlist/ID", Playlist, ID),
        ("https://open.spotify.com/user/somebody", User, "somebody"),
        ("https://open.spotify.com/user/embed", User, "embed"),
        ("https://open.spotify.com/user/intl-me", User, "intl-me"),
        ("https://open.spotify.com/user/%C3%BCser", User, "\u{fc}ser"),
        ("https://play.spotify.com/track/ID", Track, ID),
        ("HTTPS://Open.Spotify.COM/track/ID", Track, ID),
        ("http://open.spotify.com/track/ID", Track, ID),
        ("\thttps://open.spotify.com/track/ID \n", Track, ID),
    ];
    for (text, kind, id) in known {
        let text = text.replace("ID", ID);
        let uri: SpotifyUri = text.parse().unwrap_or_else(|error| panic!("{text:?}: {error}"));
        assert_eq!((uri.kind(), uri.id()), (kind, id), "{text:?}");
        assert_eq!(uri.to_string().parse::<SpotifyUri>().unwrap(), uri);
        assert_eq!(uri.url().parse::<SpotifyUri>().unwrap(), uri);
    }
}

#[test]
fn what_names_nothing_is_refused_with_advice() {
    let unknown = [
        "",
        " ",
        "ID",
        "spotify",
        "spotify:",
        "spotify:album",
        "spotify:album:",
        "spotify:ALBUM:ID",
        "spotify:album:ID:x",
        "spotify:album:ID?x",
        "spotify:album:IDx",
        "spotify:album:4aawyAB9vmqN3uQ7FjRG-y",
        "spotify:album:\u{ff14}aawyAB9vmqN3uQ7FjRGTy",
        "spotify:local:a:b:c:100",
        "spotify:collection",
        "spotify:user:",
        "spotify:user:..",
        "spotify:user:a%2Fb",
        "spotify:user:a%00b",
        "spotify:user:%ff",
        "spotify:user:a:album:ID",
        "spotify:playlist:ID:user:a",
        "spotify://album/ID",
        "https://open.spotify.com/",
        "https://open.spotify.com/album",
        "https://open.spotify.com/Album/ID",
        "https://open.spotify.com/album/embed/ID",
        "https://open.spotify.com/album/ID/x",
        "https://open.spotify.com/search/ID",
        "https://open.spotify.com.evil.example/album/ID",
        "https://evil.example/open.spotify.com/album/ID",
        "https://open.spotify.com@evil.example/album/ID",
        "https://spotify.com/album/ID",
        "https://api.spotify.com/v1/albums/ID",
        "https://spotify.link/AbCdEf",
        "https://open.spotify.com\\@evil.example/album/ID",
        "ftp://open.spotify.com/album/ID",
        "open.spotify.com/album/ID",
        "javascript:spotify:album:ID",
    ];
    for text in unknown {
        let text = text.replace("ID", ID);
        let error = text.parse::<SpotifyUri>().unwrap_err();
        assert_eq!(error.reason(), Reason::ValueInvalid, "{text:?}");
        assert_eq!(error.kind(), ErrorKind::Configuration);
        assert!(error.to_string().contains("; "), "no advice: {error}");
    }
    let long = "x".repeat(100_000);
    assert!(long.parse::<SpotifyUri>().unwrap_err().to_string().len() < 500);
}

#[test]
fn a_name_is_written_as_a_uri_and_as_an_address() {
    let track = SpotifyUri::new(UriKind::Track, ID).unwrap();
    assert_eq!(track.to_string(), format!("spotify:track:{ID}"));
    assert_eq!(track.url(), format!("https://open.spotify.com/track/{ID}"));
    let user = SpotifyUri::new(UriKind::User, "\u{fc}ser").unwrap();
    assert_eq!(user.to_string(), "spotify:user:%C3%BCser");
    assert_eq!(user.url(), "https://open.spotify.com/user/%C3%BCser");
}

#[test]
fn a_name_stands_in_the_types_that_answers_are_read_into() {
    #[derive(Debug, PartialEq, Deserialize, Serialize)]
    struct Track {
        uri: SpotifyUri,
    }

    let json = format!(r#"{{"uri":"spotify:track:{ID}"}}"#);
    let track: Track = serde_json::from_str(&json).unwrap();
    assert_eq!(track.uri.id(), ID);
    assert_eq!(serde_json::to_string(&track).unwrap(), json);
    serde_json::from_str::<Track>(r#"{"uri":"spotify:track:x"}"#).unwrap_err();
}
