//! What is playing, and how far it has got.

use std::time::{Duration, SystemTime};

use super::{Episode, Kind, Resource as _, Track, Uri};

/// A list that plays, and the place in it.
#[derive(Debug, Clone)]
pub(crate) struct Playing {
    /// The album, playlist, artist or show whose list it is.
    pub(crate) context: Option<Uri>,
    list: Vec<Uri>,
    at: usize,
    /// Something from the queue, which plays before the list goes on.
    interlude: Option<Uri>,
    /// How far it had got when it last started, stopped or jumped.
    progress: Duration,
    /// When it last started; nothing while it is paused.
    since: Option<SystemTime>,
}

impl Playing {
    /// A list from a place in it, paused; nothing when there is nothing in that place.
    pub(crate) fn new(context: Option<Uri>, list: Vec<Uri>, at: usize) -> Option<Self> {
        let (interlude, progress, since) = (None, Duration::ZERO, None);
        list.get(at)?;
        Some(Self { context, list, at, interlude, progress, since })
    }

    /// What is to be heard.
    pub(crate) fn current(&self) -> Option<&Uri> {
        self.interlude.as_ref().or_else(|| self.list.get(self.at))
    }

    /// What comes after it in the list.
    pub(crate) fn rest(&self) -> impl Iterator<Item = &Uri> {
        self.list.iter().skip(self.at + 1)
    }

    pub(crate) fn is_playing(&self) -> bool {
        self.since.is_some()
    }

    /// How far it has got; at the end it stays there.
    pub(crate) fn progress(&self, now: SystemTime) -> Duration {
        let running = self.since.and_then(|since| now.duration_since(since).ok());
        let progress = self.progress + running.unwrap_or_default();
        progress.min(self.current().map(duration).unwrap_or_default())
    }

    /// When it last started; the present while it is paused.
    pub(crate) fn since(&self, now: SystemTime) -> SystemTime {
        self.since.unwrap_or(now)
    }

    pub(crate) fn start(&mut self, now: SystemTime) {
        self.progress = self.progress(now);
        self.since = Some(now);
    }

    pub(crate) fn pause(&mut self, now: SystemTime) {
        self.progress = self.progress(now);
        self.since = None;
    }

    pub(crate) fn seek(&mut self, to: Duration, now: SystemTime) {
        self.progress = to;
        self.since = self.since.map(|_| now);
    }

    /// Plays something in between.
    pub(crate) fn interrupt(&mut self, uri: Uri, now: SystemTime) {
        self.interlude = Some(uri);
        self.seek(Duration::ZERO, now);
    }

    /// Goes on in the list, and from its end to its beginning if that is wanted. Whether it could.
    pub(crate) fn next(&mut self, around: bool, now: SystemTime) -> bool {
        let next = self.at + 1;
        let next = if around && next >= self.list.len() { 0 } else { next };
        self.go(next, now)
    }

    /// Goes back in the list. Whether it could.
    pub(crate) fn previous(&mut self, now: SystemTime) -> bool {
        self.at.checked_sub(1).is_some_and(|previous| self.go(previous, now))
    }

    fn go(&mut self, to: usize, now: SystemTime) -> bool {
        if self.list.get(to).is_none() {
            return false;
        }
        (self.at, self.interlude) = (to, None);
        self.seek(Duration::ZERO, now);
        true
    }
}

fn duration(uri: &Uri) -> Duration {
    let milliseconds = if uri.kind == Kind::Episode {
        Episode::find(&uri.id).map(|episode| episode.duration_ms)
    } else {
        Track::find(&uri.id).map(|track| track.duration_ms)
    };
    Duration::from_millis(milliseconds.unwrap_or_default())
}
