//! A call of every operation: one that is in order, and one with all its parameters.

use serde_json::{Value, json};
use spotify_flow::api::{Allows, ApiCall};
use spotify_flow::spotify::api::*;
use spotify_flow::{App, BoxFuture, Error, Operation, Session};

use crate::known::{Known, USER};

/// A text that shows how it is encoded.
pub(crate) const TEXT: &str = "a b/\u{fc}&=+%";

/// A list of such.
pub(crate) const LIST: [&str; 2] = ["a b", "\u{fc},"];

/// JSON of any form.
pub(crate) fn object() -> Value {
    json!({ "position": 5 })
}

/// A session and an operation: whether the one may call the other is asked of the compiler, without
/// failing where it may not.
struct Probe<'a, A, O>(&'a Session<A>, O);

impl<A: App, O: Operation> Probe<'_, A, O>
where
    O::Access: Allows<A>,
{
    /// The compiler takes this one where the call compiles.
    fn call(self) -> Option<ApiCall<O>> {
        Some(self.0.call(self.1))
    }
}

/// And this one where it does not.
trait Refused<O>: Sized {
    fn call(self) -> Option<ApiCall<O>> {
        None
    }
}

impl<A, O> Refused<O> for Probe<'_, A, O> {}

/// What comes of a call: the status and the body.
pub(crate) type Answered = Result<(u16, String), Error>;

/// A call that the compiler allows, not sent yet.
pub(crate) type Call = BoxFuture<'static, Answered>;

fn boxed<O: Operation + 'static>(call: ApiCall<O>) -> Call {
    Box::pin(async move {
        let answer = call.response().await?;
        Ok((answer.status().as_u16(), answer.text()))
    })
}

/// An operation with its two calls: in order, and with all parameters.
pub(crate) type Row = (&'static str, Option<[Call; 2]>);

macro_rules! calls {
    ($session:expr; $($id:literal: $least:expr, $full:expr;)*) => {
        vec![$(($id, {
            let least = Probe($session, $least).call().map(boxed);
            least.zip(Probe($session, $full).call().map(boxed)).map(|(least, full)| [least, full])
        })),*]
    };
}

macro_rules! every_call_of {
    ($name:ident, $app:ty) => {
        /// Every operation, with its calls where this app may call it.
        pub(crate) fn $name(session: &Session<$app>, known: &Known) -> Vec<Row> {
            calls! {
                session;
                "get-an-album": GetAlbum::new(known.id("albums")).market("SE"), GetAlbum::new(TEXT).market(TEXT);
                "get-multiple-albums": GetMultipleAlbums::new([known.id("albums")]).market("SE"), GetMultipleAlbums::new(LIST).market(TEXT);
                "get-an-albums-tracks": GetAlbumsTracks::new(known.id("albums")).market("SE"), GetAlbumsTracks::new(TEXT).market(TEXT).limit(7).offset(7);
                "get-an-artist": GetArtist::new(known.id("artists")), GetArtist::new(TEXT);
                "get-multiple-artists": GetMultipleArtists::new([known.id("artists")]), GetMultipleArtists::new(LIST);
                "get-an-artists-albums": GetArtistsAlbums::new(known.id("artists")).market("SE"), GetArtistsAlbums::new(TEXT).include_groups(LIST).market(TEXT).limit(7).offset(7);
                "get-an-artists-top-tracks": GetArtistsTopTracks::new(known.id("artists")).market("SE"), GetArtistsTopTracks::new(TEXT).market(TEXT);
                "get-an-artists-related-artists": GetArtistsRelatedArtists::new(known.id("artists")), GetArtistsRelatedArtists::new(TEXT);
                "get-a-show": GetShow::new(known.id("shows")).market("SE"), GetShow::new(TEXT).market(TEXT);
                "get-multiple-shows": GetMultipleShows::new([known.id("shows")]).market("SE"), GetMultipleShows::new(LIST).market(TEXT);
                "get-a-shows-episodes": GetShowsEpisodes::new(known.id("shows")).market("SE"), GetShowsEpisodes::new(TEXT).market(TEXT).limit(7).offset(7);
                "get-an-episode": GetEpisode::new(known.id("episodes")).market("SE"), GetEpisode::new(TEXT).market(TEXT);
                "get-multiple-episodes": GetMultipleEpisodes::new([known.id("episodes")]).market("SE"), GetMultipleEpisodes::new(LIST).market(TEXT);
                "get-an-audiobook": GetAudiobook::new(known.id("audiobooks")).market("SE"), GetAudiobook::new(TEXT).market(TEXT);
                "get-multiple-audiobooks": GetMultipleAudiobooks::new([known.id("audiobooks")]).market("SE"), GetMultipleAudiobooks::new(LIST).market(TEXT);
                "get-audiobook-chapters": GetAudiobookChapters::new(known.id("audiobooks")).market("SE"), GetAudiobookChapters::new(TEXT).market(TEXT).limit(7).offset(7);
                "get-users-saved-audiobooks": GetUsersSavedAudiobooks::new(), GetUsersSavedAudiobooks::new().limit(7).offset(7);
                "save-audiobooks-user": SaveAudiobooks::new([known.id("audiobooks")]), SaveAudiobooks::new(LIST);
                "remove-audiobooks-user": RemoveAudiobooks::new([known.id("audiobooks")]), RemoveAudiobooks::new(LIST);
                "check-users-saved-audiobooks": CheckUsersSavedAudiobooks::new([known.id("audiobooks")]), CheckUsersSavedAudiobooks::new(LIST);
                "get-a-chapter": GetChapter::new(known.id("chapters")).market("SE"), GetChapter::new(TEXT).market(TEXT);
                "get-several-chapters": GetSeveralChapters::new([known.id("chapters")]).market("SE"), GetSeveralChapters::new(LIST).market(TEXT);
                "get-track": GetTrack::new(known.id("tracks")).market("SE"), GetTrack::new(TEXT).market(TEXT);
                "get-several-tracks": GetSeveralTracks::new([known.id("tracks")]).market("SE"), GetSeveralTracks::new(LIST).market(TEXT);
                "search": Search::new("the", [SearchType::Album]).market("SE"), Search::new(TEXT, [SearchType::Album]).market(TEXT).limit(7).offset(7).include_external(SearchIncludeExternal::Audio);
                "get-current-users-profile": GetCurrentUsersProfile::new(), GetCurrentUsersProfile::new();
                "get-playlist": GetPlaylist::new(known.id("playlists")).market("SE"), GetPlaylist::new(TEXT).market(TEXT).fields(TEXT).additional_types(LIST);
                "change-playlist-details": ChangePlaylistDetails::new(known.id("playlists")).description("Changed"), ChangePlaylistDetails::new(TEXT).name(TEXT).public(true).collaborative(true).description(TEXT);
                "get-playlists-tracks": GetPlaylistTracks::new(known.id("playlists")).market("SE"), GetPlaylistTracks::new(TEXT).market(TEXT).fields(TEXT).limit(7).offset(7).additional_types(LIST);
                "reorder-or-replace-playlists-tracks": UpdatePlaylistTracks::new(known.id("playlists")).range_start(0).insert_before(1), UpdatePlaylistTracks::new(TEXT).uris(LIST).body_uris(LIST).range_start(7).insert_before(7).range_length(7).snapshot_id(TEXT);
                "add-tracks-to-playlist": AddTracksToPlaylist::new(known.id("playlists")).uris([known.track()]), AddTracksToPlaylist::new(TEXT).position(7).uris(LIST).body_uris(LIST).body_position(7);
                "remove-tracks-playlist": RemovePlaylistTracks::new(known.id("playlists"), [json!({ "uri": known.track() })]), RemovePlaylistTracks::new(TEXT, [object()]).snapshot_id(TEXT);
                "get-playlists-items": GetPlaylistItems::new(known.id("playlists")).market("SE"), GetPlaylistItems::new(TEXT).market(TEXT).fields(TEXT).limit(7).offset(7).additional_types(LIST);
                "reorder-or-replace-playlists-items": UpdatePlaylistItems::new(known.id("playlists")).range_start(0).insert_before(1), UpdatePlaylistItems::new(TEXT).uris(LIST).body_uris(LIST).range_start(7).insert_before(7).range_length(7).snapshot_id(TEXT);
                "add-items-to-playlist": AddItemsToPlaylist::new(known.id("playlists")).uris([known.track()]), AddItemsToPlaylist::new(TEXT).position(7).uris(LIST).body_uris(LIST).body_position(7);
                "remove-items-playlist": RemovePlaylistItems::new(known.id("playlists"), [json!({ "uri": known.track() })]), RemovePlaylistItems::new(TEXT, [object()]).snapshot_id(TEXT);
                "get-a-list-of-current-users-playlists": GetCurrentUsersPlaylists::new(), GetCurrentUsersPlaylists::new().limit(7).offset(7);
                "create-playlist": CreatePlaylist::new("New"), CreatePlaylist::new(TEXT).public(true).collaborative(true).description(TEXT);
                "save-library-items": SaveLibraryItems::new([known.track()]), SaveLibraryItems::new(LIST);
                "remove-library-items": RemoveLibraryItems::new([known.track()]), RemoveLibraryItems::new(LIST);
                "check-library-contains": CheckLibraryContains::new([known.track()]), CheckLibraryContains::new(LIST);
                "get-users-saved-albums": GetUsersSavedAlbums::new().market("SE"), GetUsersSavedAlbums::new().limit(7).offset(7).market(TEXT);
                "save-albums-user": SaveAlbums::new([known.id("albums")]), SaveAlbums::new(LIST).body_ids(LIST);
                "remove-albums-user": RemoveAlbums::new([known.id("albums")]), RemoveAlbums::new(LIST).body_ids(LIST);
                "check-users-saved-albums": CheckUsersSavedAlbums::new([known.id("albums")]), CheckUsersSavedAlbums::new(LIST);
                "get-users-saved-tracks": GetUsersSavedTracks::new().market("SE"), GetUsersSavedTracks::new().market(TEXT).limit(7).offset(7);
                "save-tracks-user": SaveTracks::new([known.id("tracks")]), SaveTracks::new(LIST).timestamped_ids([object()]);
                "remove-tracks-user": RemoveTracks::new([known.id("tracks")]), RemoveTracks::new(LIST).body_ids(LIST);
                "check-users-saved-tracks": CheckUsersSavedTracks::new([known.id("tracks")]), CheckUsersSavedTracks::new(LIST);
                "get-users-saved-episodes": GetUsersSavedEpisodes::new().market("SE"), GetUsersSavedEpisodes::new().market(TEXT).limit(7).offset(7);
                "save-episodes-user": SaveEpisodes::new([known.id("episodes")]), SaveEpisodes::new(LIST).body_ids(LIST);
                "remove-episodes-user": RemoveEpisodes::new([known.id("episodes")]), RemoveEpisodes::new(LIST).body_ids(LIST);
                "check-users-saved-episodes": CheckUsersSavedEpisodes::new([known.id("episodes")]), CheckUsersSavedEpisodes::new(LIST);
                "get-users-saved-shows": GetUsersSavedShows::new(), GetUsersSavedShows::new().limit(7).offset(7);
                "save-shows-user": SaveShows::new([known.id("shows")]), SaveShows::new(LIST).body_ids(LIST);
                "remove-shows-user": RemoveShows::new([known.id("shows")]).market("SE"), RemoveShows::new(LIST).market(TEXT).body_ids(LIST);
                "check-users-saved-shows": CheckUsersSavedShows::new([known.id("shows")]), CheckUsersSavedShows::new(LIST);
                "get-users-profile": GetUsersProfile::new(USER), GetUsersProfile::new(TEXT);
                "get-list-users-playlists": GetUsersPlaylists::new(USER), GetUsersPlaylists::new(TEXT).limit(7).offset(7);
                "create-playlist-for-user": CreatePlaylistForUser::new(USER, "New"), CreatePlaylistForUser::new(TEXT, TEXT).public(true).collaborative(true).description(TEXT);
                "follow-playlist": FollowPlaylist::new(known.id("playlists")), FollowPlaylist::new(TEXT).public(true);
                "unfollow-playlist": UnfollowPlaylist::new(known.id("playlists")), UnfollowPlaylist::new(TEXT);
                "get-featured-playlists": GetFeaturedPlaylists::new(), GetFeaturedPlaylists::new().locale(TEXT).limit(7).offset(7);
                "get-categories": GetCategories::new(), GetCategories::new().locale(TEXT).limit(7).offset(7);
                "get-a-category": GetCategory::new("pop"), GetCategory::new(TEXT).locale(TEXT);
                "get-a-categories-playlists": GetCategoriesPlaylists::new("pop"), GetCategoriesPlaylists::new(TEXT).limit(7).offset(7);
                "get-playlist-cover": GetPlaylistCover::new(known.id("playlists")), GetPlaylistCover::new(TEXT);
                "upload-custom-playlist-cover": UploadCustomPlaylistCover::new(known.id("playlists"), "/9j/4AAQSkZJRgABAQ=="), UploadCustomPlaylistCover::new(TEXT, TEXT);
                "get-new-releases": GetNewReleases::new(), GetNewReleases::new().limit(7).offset(7);
                "get-followed": GetFollowed::new(GetFollowedType::Artist), GetFollowed::new(GetFollowedType::Artist).after(TEXT).limit(7);
                "follow-artists-users": FollowArtistsUsers::new(FollowArtistsUsersType::Artist, [known.id("artists")]), FollowArtistsUsers::new(FollowArtistsUsersType::Artist, LIST).body_ids(LIST);
                "unfollow-artists-users": UnfollowArtistsUsers::new(UnfollowArtistsUsersType::Artist, [known.id("artists")]), UnfollowArtistsUsers::new(UnfollowArtistsUsersType::Artist, LIST).body_ids(LIST);
                "check-current-user-follows": CheckCurrentUserFollows::new(CheckCurrentUserFollowsType::Artist, [known.id("artists")]), CheckCurrentUserFollows::new(CheckCurrentUserFollowsType::Artist, LIST);
                "check-if-user-follows-playlist": CheckIfUserFollowsPlaylist::new(known.id("playlists")), CheckIfUserFollowsPlaylist::new(TEXT).ids(LIST);
                "get-several-audio-features": GetSeveralAudioFeatures::new([known.id("tracks")]), GetSeveralAudioFeatures::new(LIST);
                "get-audio-features": GetAudioFeatures::new(known.id("tracks")), GetAudioFeatures::new(TEXT);
                "get-audio-analysis": GetAudioAnalysis::new(known.id("tracks")), GetAudioAnalysis::new(TEXT);
                "get-recommendations": GetRecommendations::new().seed_genres(["pop"]).market("SE"), GetRecommendations::new().limit(7).market(TEXT).seed_artists(LIST).seed_genres(LIST).seed_tracks(LIST).min_acousticness(0.5).max_acousticness(0.5).target_acousticness(0.5).min_danceability(0.5).max_danceability(0.5).target_danceability(0.5).min_duration_ms(7).max_duration_ms(7).target_duration_ms(7).min_energy(0.5).max_energy(0.5).target_energy(0.5).min_instrumentalness(0.5).max_instrumentalness(0.5).target_instrumentalness(0.5).min_key(7).max_key(7).target_key(7).min_liveness(0.5).max_liveness(0.5).target_liveness(0.5).min_loudness(0.5).max_loudness(0.5).target_loudness(0.5).min_mode(7).max_mode(7).target_mode(7).min_popularity(7).max_popularity(7).target_popularity(7).min_speechiness(0.5).max_speechiness(0.5).target_speechiness(0.5).min_tempo(0.5).max_tempo(0.5).target_tempo(0.5).min_time_signature(7).max_time_signature(7).target_time_signature(7).min_valence(0.5).max_valence(0.5).target_valence(0.5);
                "get-recommendation-genres": GetRecommendationGenres::new(), GetRecommendationGenres::new();
                "get-information-about-the-users-current-playback": GetPlaybackState::new().market("SE"), GetPlaybackState::new().market(TEXT).additional_types(LIST);
                "transfer-a-users-playback": TransferPlayback::new([known.id("device")]), TransferPlayback::new(LIST).play(true);
                "get-a-users-available-devices": GetAvailableDevices::new(), GetAvailableDevices::new();
                "get-the-users-currently-playing-track": GetCurrentlyPlayingTrack::new().market("SE"), GetCurrentlyPlayingTrack::new().market(TEXT).additional_types(LIST);
                "start-a-users-playback": StartPlayback::new(), StartPlayback::new().device_id(TEXT).context_uri(TEXT).uris(LIST).offset(object()).position_ms(7);
                "pause-a-users-playback": PausePlayback::new(), PausePlayback::new().device_id(TEXT);
                "skip-users-playback-to-next-track": SkipToNext::new(), SkipToNext::new().device_id(TEXT);
                "skip-users-playback-to-previous-track": SkipToPrevious::new(), SkipToPrevious::new().device_id(TEXT);
                "seek-to-position-in-currently-playing-track": SeekToPosition::new(50), SeekToPosition::new(7).device_id(TEXT);
                "set-repeat-mode-on-users-playback": SetRepeatMode::new("context"), SetRepeatMode::new(TEXT).device_id(TEXT);
                "set-volume-for-users-playback": SetPlaybackVolume::new(50), SetPlaybackVolume::new(7).device_id(TEXT);
                "toggle-shuffle-for-users-playback": TogglePlaybackShuffle::new(true), TogglePlaybackShuffle::new(true).device_id(TEXT);
                "get-recently-played": GetRecentlyPlayed::new(), GetRecentlyPlayed::new().limit(7).after(7).before(7);
                "get-queue": GetQueue::new(), GetQueue::new();
                "add-to-queue": AddToQueue::new(known.track()), AddToQueue::new(TEXT).device_id(TEXT);
                "get-available-markets": GetAvailableMarkets::new(), GetAvailableMarkets::new();
                "get-users-top-artists": GetUsersTopArtists::new(), GetUsersTopArtists::new().time_range(TEXT).limit(7).offset(7);
                "get-users-top-tracks": GetUsersTopTracks::new(), GetUsersTopTracks::new().time_range(TEXT).limit(7).offset(7);
            }
        }
    };
}

every_call_of!(authorization_code, crate::apps::Confidential);
every_call_of!(authorization_code_pkce, crate::apps::Public);
every_call_of!(client_credentials, crate::apps::Service);
every_call_of!(implicit_grant, crate::apps::Relic);
