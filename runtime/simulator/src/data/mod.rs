//! What is to be heard, and what the user has of it.
//!
//! The catalogue is the same in every simulator and never changes; the [`Listener`] is each
//! simulator's own. Names, ids and dates are made up by rule, so that a test sees the same data in
//! every run.

mod album;
mod artist;
mod audio;
mod audiobook;
mod catalogue;
mod category;
mod chapter;
mod device;
mod episode;
mod follows;
mod kind;
mod library;
mod listener;
mod object;
mod page;
mod player;
mod playing;
mod playlist;
mod playlists;
mod resource;
mod seed;
mod show;
mod track;
mod uri;
mod user;

pub(crate) use album::Album;
pub(crate) use artist::Artist;
pub(crate) use audio::{analysis, features};
pub(crate) use audiobook::Audiobook;
pub(crate) use category::Category;
pub(crate) use chapter::Chapter;
pub(crate) use episode::Episode;
pub(crate) use kind::Kind;
pub(crate) use listener::Listener;
pub(crate) use object::{markets, merged};
pub(crate) use page::{Link, Window, page};
pub(crate) use player::{Heard, Hitch, unix_milliseconds};
pub(crate) use playing::Playing;
pub(crate) use playlist::{Change, Playlist};
pub(crate) use resource::{Resource, View};
pub(crate) use seed::is_id;
pub(crate) use show::Show;
pub(crate) use track::Track;
pub(crate) use uri::Uri;
pub(crate) use user::User;
