//! The user's player: devices, what plays, what comes next, and what was heard.

use std::collections::VecDeque;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};

use super::device::Device;
use super::object::{merged, object};
use super::playing::Playing;
use super::playlist::playable;
use super::{Resource as _, Track, Uri, View};

/// When the seeded history ends: 2025-06-01.
const HEARD: Duration = Duration::from_secs(1_748_736_000);
/// How far apart its tracks are.
const APART: Duration = Duration::from_secs(240);
/// How much Spotify remembers.
const REMEMBERED: usize = 50;

/// Why a command can't be carried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Hitch {
    AlreadyPaused,
    DeviceNotFound,
    FixedVolume,
    NoActiveDevice,
    NoNext,
    NoPrevious,
}

/// Something that was heard.
#[derive(Debug, Clone)]
pub(crate) struct Heard {
    pub(crate) uri: Uri,
    pub(crate) at: SystemTime,
    context: Option<Uri>,
}

/// The player, on all devices.
#[derive(Debug)]
pub(crate) struct Player {
    devices: Vec<Device>,
    /// The device that plays, or would.
    active: Option<&'static str>,
    playing: Option<Playing>,
    queue: VecDeque<Uri>,
    /// `off`, `context` or `track`.
    pub(crate) repeat: &'static str,
    pub(crate) shuffle: bool,
    /// The newest first.
    heard: Vec<Heard>,
}

impl Player {
    /// A computer with a list in the midst of its third track, paused.
    pub(crate) fn seeded() -> Self {
        let list: Vec<&Track> = Track::all().iter().take(8).map(AsRef::as_ref).collect();
        let context = list.first().map(|track| track.album.uri());
        let uris = list.iter().map(|track| track.uri()).collect();
        let mut playing = Playing::new(context, uris, 2);
        if let Some(playing) = &mut playing {
            playing.seek(Duration::from_secs(42), UNIX_EPOCH);
        }
        let devices = Device::seeded();
        let active = devices.first().map(|device| device.id);
        let (queue, heard) = (VecDeque::new(), heard());
        Self { devices, active, playing, queue, repeat: "off", shuffle: false, heard }
    }

    /// Nothing plays, nowhere.
    pub(crate) fn fall_silent(&mut self) {
        (self.active, self.playing) = (None, None);
        self.queue.clear();
    }

    /// Every device is switched off.
    pub(crate) fn lose_devices(&mut self) {
        self.fall_silent();
        self.devices.clear();
    }

    /// Commands go to this device, or to the one that plays.
    pub(crate) fn on(&mut self, device: Option<&str>) -> Result<(), Hitch> {
        let Some(id) = device else {
            return self.active.map(|_| ()).ok_or(Hitch::NoActiveDevice);
        };
        let found = self.devices.iter().find(|device| device.id == id);
        self.active = Some(found.ok_or(Hitch::DeviceNotFound)?.id);
        Ok(())
    }

    /// Plays a list.
    pub(crate) fn play(&mut self, mut playing: Playing, from: Duration, now: SystemTime) {
        playing.seek(from, now);
        playing.start(now);
        let last = self.hearing(now);
        self.playing = Some(playing);
        self.remember(last);
    }

    /// Goes on with what there is, or with what was heard last.
    pub(crate) fn resume(&mut self, now: SystemTime) {
        if self.playing.is_none() {
            let last = self.heard.first();
            self.playing =
                last.and_then(|last| Playing::new(last.context.clone(), vec![last.uri.clone()], 0));
        }
        if let Some(playing) = &mut self.playing {
            playing.start(now);
        }
    }

    pub(crate) fn pause(&mut self, now: SystemTime) -> Result<(), Hitch> {
        let playing = self.playing.as_mut().filter(|playing| playing.is_playing());
        playing.ok_or(Hitch::AlreadyPaused)?.pause(now);
        Ok(())
    }

    pub(crate) fn next(&mut self, now: SystemTime) -> Result<(), Hitch> {
        let (last, around) = (self.hearing(now), self.repeat == "context");
        let playing = self.playing.as_mut().ok_or(Hitch::NoNext)?;
        match self.queue.pop_front() {
            Some(uri) => playing.interrupt(uri, now),
            None if playing.next(around, now) => {}
            None => return Err(Hitch::NoNext),
        }
        self.remember(last);
        Ok(())
    }

    pub(crate) fn previous(&mut self, now: SystemTime) -> Result<(), Hitch> {
        let last = self.hearing(now);
        let playing = self.playing.as_mut().ok_or(Hitch::NoPrevious)?;
        if !playing.previous(now) {
            return Err(Hitch::NoPrevious);
        }
        self.remember(last);
        Ok(())
    }

    pub(crate) fn seek(&mut self, to: Duration, now: SystemTime) {
        if let Some(playing) = &mut self.playing {
            playing.seek(to, now);
        }
    }

    pub(crate) fn set_volume(&mut self, percent: u64) -> Result<(), Hitch> {
        let active = self.devices.iter_mut().find(|device| Some(device.id) == self.active);
        let device = active.ok_or(Hitch::NoActiveDevice)?;
        if !device.supports_volume {
            return Err(Hitch::FixedVolume);
        }
        device.volume = percent;
        Ok(())
    }

    pub(crate) fn enqueue(&mut self, uri: Uri) {
        self.queue.push_back(uri);
    }

    /// What is heard now, as it will be remembered.
    fn hearing(&self, at: SystemTime) -> Option<Heard> {
        let playing = self.playing.as_ref()?;
        Some(Heard { uri: playing.current()?.clone(), at, context: playing.context.clone() })
    }

    fn remember(&mut self, heard: Option<Heard>) {
        self.heard.splice(..0, heard);
        self.heard.truncate(REMEMBERED);
    }

    /// What was heard, the newest first.
    pub(crate) fn heard(&self) -> &[Heard] {
        &self.heard
    }

    pub(crate) fn devices(&self) -> Value {
        let devices = self.devices.iter();
        devices.map(|device| device.shown(Some(device.id) == self.active)).collect()
    }

    /// What plays, if anything does.
    pub(crate) fn playing(&self, now: SystemTime, view: &View) -> Option<Value> {
        let playing = self.playing.as_ref()?;
        let current = playing.current()?;
        let disallows = if playing.is_playing() { "resuming" } else { "pausing" };
        Some(json!({
            "actions": { "disallows": { disallows: true } },
            "context": playing.context.as_ref().map(context),
            "currently_playing_type": current.kind.name(),
            "is_playing": playing.is_playing(),
            "item": playable(current, view),
            "progress_ms": milliseconds(playing.progress(now)),
            "timestamp": unix_milliseconds(playing.since(now)),
        }))
    }

    /// The whole state, if anything plays.
    pub(crate) fn state(&self, now: SystemTime, view: &View) -> Option<Value> {
        let device = self.devices.iter().find(|device| Some(device.id) == self.active)?;
        let more = json!({
            "device": device.shown(true),
            "repeat_state": self.repeat,
            "shuffle_state": self.shuffle,
            "smart_shuffle": false,
        });
        Some(merged(self.playing(now, view)?, more))
    }

    /// What plays and what comes next: first what was put in the queue.
    pub(crate) fn queue(&self, view: &View) -> Value {
        let current = self.playing.as_ref().and_then(Playing::current);
        let rest = self.playing.iter().flat_map(Playing::rest);
        let queue: Vec<Value> =
            self.queue.iter().chain(rest).take(20).map(|uri| playable(uri, view)).collect();
        json!({ "currently_playing": current.map(|uri| playable(uri, view)), "queue": queue })
    }
}

impl Heard {
    pub(crate) fn shown(&self, view: &View) -> Value {
        json!({
            "context": self.context.as_ref().map(context),
            "played_at": crate::calendar::iso(self.at),
            "track": playable(&self.uri, view),
        })
    }
}

/// As the context of what plays: without its id.
fn context(uri: &Uri) -> Value {
    let mut context = object(uri);
    if let Some(members) = context.as_object_mut() {
        members.remove("id");
    }
    context
}

fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

/// Milliseconds since 1970, as cursors and timestamps have them.
pub(crate) fn unix_milliseconds(time: SystemTime) -> u64 {
    milliseconds(time.duration_since(UNIX_EPOCH).unwrap_or_default())
}

/// As much as Spotify remembers.
fn heard() -> Vec<Heard> {
    let mut at = UNIX_EPOCH + HEARD;
    let tracks = Track::all().iter().skip(100).take(REMEMBERED);
    let heard = tracks.map(|track| {
        at -= APART;
        Heard { uri: track.uri(), at, context: Some(track.album.uri()) }
    });
    heard.collect()
}
