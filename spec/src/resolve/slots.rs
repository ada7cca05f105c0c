//! The values that an attempt can carry, each with its class and source.

use std::cell::OnceCell;
use std::collections::HashMap;

use crate::document::{BindDocument, Text};
use crate::flow::{Class, Slot, SlotId, Source};
use crate::near::Near;
use crate::report::{Problem, Report};
use crate::rules::{FS103, FS206};
use crate::secret;
use crate::source::Place;

/// The names that OAuth has registered, with their classes.
const REGISTERED: [(&str, Class); 27] = [
    ("client_id", Class::Public),
    ("client_secret", Class::LongSecret),
    ("redirect_uri", Class::Public),
    ("scope", Class::Public),
    ("state", Class::Public),
    ("nonce", Class::Public),
    ("iss", Class::Public),
    ("session_state", Class::Public),
    ("user_code", Class::Public),
    ("verification_uri", Class::Public),
    ("verification_uri_complete", Class::Public),
    ("expires_in", Class::Public),
    ("interval", Class::Public),
    ("username", Class::Personal),
    ("login_hint", Class::Personal),
    ("email", Class::Personal),
    ("code", Class::OneTime),
    ("code_verifier", Class::OneTime),
    ("device_code", Class::OneTime),
    ("request_uri", Class::OneTime),
    ("access_token", Class::Secret),
    ("id_token", Class::Secret),
    ("refresh_token", Class::LongSecret),
    ("password", Class::LongSecret),
    ("assertion", Class::Secret),
    ("client_assertion", Class::Secret),
    ("token_type", Class::Public),
];

/// The slots of a flow while it is being resolved.
pub(super) struct Slots {
    list: Vec<Slot>,
    places: Vec<Place>,
    names: HashMap<String, SlotId>,
    /// Where to look for what a misspelt name was meant for, once somebody asks.
    near: OnceCell<Near>,
}

impl Slots {
    /// What every flow has: the app's own values, and the refresh token of its session.
    pub(super) fn new(place: &Place) -> Self {
        let mut slots = Self {
            list: Vec::new(),
            places: Vec::new(),
            names: HashMap::new(),
            near: OnceCell::new(),
        };
        for name in ["client_id", "client_secret", "redirect_uri", "scope"] {
            slots.add(name, registered(name).unwrap_or(Class::Secret), Source::App, place);
        }
        slots.add("refresh_token", Class::LongSecret, Source::Token, place);
        slots
    }

    fn add(&mut self, name: &str, class: Class, source: Source, place: &Place) -> SlotId {
        let id = SlotId(self.list.len());
        self.list.push(Slot { name: name.to_owned(), class, source });
        self.places.push(place.clone());
        self.names.insert(name.to_owned(), id);
        self.near = OnceCell::new();
        id
    }

    pub(super) fn find(&self, name: &str) -> Option<SlotId> {
        self.names.get(name).copied()
    }

    /// The slot that a name was most likely meant for which is none's.
    pub(super) fn nearest(&self, name: &str) -> Option<SlotId> {
        self.near.get_or_init(|| Near::of(self.names())).to(name, None).map(SlotId)
    }

    pub(super) fn get(&self, id: SlotId) -> Option<&Slot> {
        self.list.get(id.0)
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.list.iter().map(|slot| slot.name.as_str())
    }

    pub(super) fn places(&self) -> &[Place] {
        &self.places
    }

    pub(super) fn into_list(self) -> Vec<Slot> {
        self.list
    }

    /// A slot that a step sets. It may be set in several places, by one kind of source.
    pub(super) fn define(
        &mut self,
        name: &Text,
        class: Option<Class>,
        source: Source,
        report: &mut Report,
    ) -> SlotId {
        if let Some(id) = self.find(&name.value) {
            self.check_again(id, name, source, report);
            self.same_class(id, name, class, report);
            return id;
        }
        let class = class.or_else(|| registered(&name.value)).unwrap_or_else(|| {
            unclassed(name, source, report);
            Class::OneTime
        });
        self.add(&name.value, class, source, &name.place)
    }

    /// What is set in two places is handled as carefully behind the one as behind the other.
    fn same_class(&self, id: SlotId, name: &Text, class: Option<Class>, report: &mut Report) {
        let (Some(first), Some(said)) = (self.get(id), class) else { return };
        if said == first.class {
            return;
        }
        let message =
            format!("`{}` is of another class here than where it is set before", name.value);
        let mut problem = Problem::error(FS206.id, &name.place, message);
        if let Some(place) = self.places.get(id.0) {
            problem = problem.related(place, "set here");
        }
        let help = format!(
            "write `class = \"{}\"` in both, or give one another name",
            first.class.as_str()
        );
        report.push(problem.help(help));
    }

    fn check_again(&self, id: SlotId, name: &Text, source: Source, report: &mut Report) {
        let Some(first) = self.get(id) else { return };
        if first.source == source {
            return;
        }
        let message = format!("`{}` is set here, but it is a value of another kind", name.value);
        let help = match first.source {
            Source::App => "the app brings it: give one of the two another name",
            Source::Token => "`token = true` reads a token answer; nothing is bound by hand",
            Source::Option => "an option of the flow sets it: give one of the two another name",
            Source::Random | Source::FrontChannel | Source::BackChannel | Source::Engine => {
                "give one of the two another name"
            }
        };
        report.push(Problem::error(FS103.id, &name.place, message).help(help));
    }
}

/// The class of a name that OAuth has registered.
pub(crate) fn registered(name: &str) -> Option<Class> {
    REGISTERED.iter().find(|(known, _)| *known == name).map(|(_, class)| *class)
}

/// A name of the spec's own must say how carefully the value is to be handled; a random value is
/// taken for a one-time secret.
fn unclassed(name: &Text, source: Source, report: &mut Report) {
    if matches!(source, Source::FrontChannel | Source::BackChannel) {
        let message = format!("`{}` is no registered name, and its class is not said", name.value);
        report.push(Problem::error(FS206.id, &name.place, message).help(format!(
            "write `{} = {{ from = \"...\", class = \"public\" }}`, or one of `personal`, \
             `one_time`, `secret`, `long_secret`",
            name.value
        )));
    }
}

/// A value that OAuth knows for a secret is one, whatever the file says, and whatever the name of its
/// slot says. Gives back how it is handled.
pub(super) fn careful(bind: &BindDocument, report: &mut Report) -> Option<Class> {
    let known = registered(&bind.from.value).filter(|class| class.is_secret());
    if let (Some(known), Some(said)) = (known, bind.class.or_else(|| registered(&bind.slot.value)))
        && said != known
    {
        let message = format!("`{}` is a secret of another class than this", bind.from.value);
        report.push(
            Problem::error(FS206.id, &bind.slot.place, message)
                .help(format!("write `class = \"{}\"`", known.as_str())),
        );
        return Some(known);
    }
    let class = bind.class.or_else(|| registered(&bind.slot.value));
    let named = secret::is_name(&bind.from.value) || secret::is_name(&bind.slot.value);
    if named && known.is_none() && class.is_some_and(|class| !class.is_secret()) {
        let message = format!("`{}` is called like a secret, and may be seen", bind.from.value);
        report.push(
            Problem::error(FS206.id, &bind.slot.place, message)
                .help("write `class = \"secret\"`, or another name, where it is none"),
        );
    }
    // What everybody sees on the way can't be what proves a consent.
    let public = registered(&bind.from.value).is_some_and(|class| !class.is_secret());
    if public && class.is_some_and(Class::is_secret) {
        let message = format!("`{}` is no secret: everybody on the way sees it", bind.from.value);
        report.push(
            Problem::error(FS206.id, &bind.slot.place, message)
                .help("bind the parameter that the secret comes in: `code = \"code\"`"),
        );
    }
    bind.class
}
