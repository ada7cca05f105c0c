//! One script: an attempt that goes astray for a while, and then the shortest way home.

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use spotify_flow::flow_def::{ActionDef, BindingDef, FlowDef, TransitionDef};
use spotify_flow::{ClientId, ClientSecret, Config, Failed, Machine, Reason, RedirectUri};

use crate::chance::Chance;
use crate::ledger::{Breach, CLIENT_SECRET, Ledger, Verdict, binds};
use crate::server::{Answer, Server, at_once};
use crate::spec::{ISSUER, Spec};
use crate::wrong::{bad_answer, bad_callback, refused};

const CALLBACK: &str = "http://127.0.0.1:8888/callback";

type Parameters = HashMap<String, String>;

/// How often each kind of event came.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Tally {
    pub(crate) right: usize,
    pub(crate) wrong: usize,
    pub(crate) doubled: usize,
    pub(crate) put_away: usize,
}

impl Tally {
    pub(crate) fn and(self, other: Tally) -> Tally {
        Tally {
            right: self.right + other.right,
            wrong: self.wrong + other.wrong,
            doubled: self.doubled + other.doubled,
            put_away: self.put_away + other.put_away,
        }
    }
}

pub(crate) struct Play<'a> {
    spec: &'a Spec,
    flow: Arc<FlowDef>,
    chance: Chance,
    ledger: Ledger,
    config: Config,
    /// What the user's browser was asked, and has not answered yet.
    asked: Option<Parameters>,
    /// What was pushed, by the URIs that stand for it.
    pushed: HashMap<String, Parameters>,
    last_callback: Option<String>,
    tally: Tally,
    trace: Vec<String>,
}

/// What became of a step.
#[expect(clippy::large_enum_variant, reason = "there is one at a time")]
enum Taken {
    On(Machine),
    /// It failed, and spent something: the attempt is over.
    Over,
}

impl<'a> Play<'a> {
    pub(crate) fn new(spec: &'a Spec, flow: Arc<FlowDef>, seed: u64) -> Play<'a> {
        let mut chance = Chance::of(seed);
        let redirect: RedirectUri = CALLBACK.parse().unwrap();
        let mut config = Config::new(&ClientId::from("the-client"))
            .client_secret(&ClientSecret::from(CLIENT_SECRET))
            .redirect_uri(&redirect);
        if chance.happens(50) {
            config = config.scopes(["look:on"]);
        }
        for (name, kind, default) in &spec.variables {
            let value = if *kind == "origin" { "https://own.maker.example" } else { "own" };
            if default.is_none() || chance.happens(50) {
                config = config.variable(name.clone(), value);
            }
        }
        Play {
            spec,
            flow,
            chance,
            ledger: Ledger::default(),
            config,
            asked: None,
            pushed: HashMap::new(),
            last_callback: None,
            tally: Tally::default(),
            trace: Vec::new(),
        }
    }

    /// Plays the script to its end.
    pub(crate) fn run(&mut self) -> Verdict<Tally> {
        let mut machine = Machine::begin_shared(Arc::clone(&self.flow), self.config.clone());
        for _ in 0..self.chance.below(10) {
            if self.ended(&machine) {
                break;
            }
            match self.event(machine)? {
                Taken::On(next) => machine = next,
                Taken::Over => return Ok(self.tally),
            }
        }
        while !self.ended(&machine) {
            let Some(step) = self.way_home(&machine) else {
                let state = machine.state().unwrap().name.clone();
                return Err((Breach::Unhandled, format!("no way leads on from `{state}`")));
            };
            match self.right(machine, step)? {
                Taken::On(next) => machine = next,
                Taken::Over => return Ok(self.tally),
            }
        }
        if machine.token().access_token().is_none() {
            return Err((Breach::Unhandled, "the end is reached without a token".to_owned()));
        }
        self.kept(&machine)?;
        Ok(self.tally)
    }

    /// What a session keeps is there at the end, if the table says so, and is what an answer said; what
    /// is good for one use is not among it.
    fn kept(&self, machine: &Machine) -> Verdict {
        let kept = machine.token().kept();
        for def in self.flow.kept.iter() {
            let name = self.flow.slots[def.slot].name.as_ref();
            match kept.get(name) {
                None if def.optional => {}
                None => return Err((Breach::Undefined, format!("nothing is kept of `{name}`"))),
                Some(value) => self.ledger.kept(name, value)?,
            }
        }
        Ok(())
    }

    pub(crate) fn trace(&self) -> String {
        self.trace.join("\n")
    }

    fn ended(&self, machine: &Machine) -> bool {
        machine.state().unwrap().is_final
    }

    /// Whatever may happen in the world.
    fn event(&mut self, machine: Machine) -> Verdict<Taken> {
        let leaving: Vec<usize> = machine.leaving().map(|(step, _)| step).collect();
        if leaving.is_empty() {
            let state = &machine.state().unwrap().name;
            return Err((Breach::Unhandled, format!("nothing leaves `{state}`")));
        }
        let step = *self.chance.one(&leaving);
        match self.chance.below(20) {
            0..=4 => self.put_away(machine).map(Taken::On),
            5 => self.out_of_order(machine).map(Taken::On),
            6..=9 => self.wrong(machine, step),
            10 | 11 => self.doubled(machine),
            _ if self.comes(step) => self.right(machine, step),
            _ => Ok(Taken::On(machine)),
        }
    }

    /// Whether the event of a step can happen: a callback answers a question.
    fn comes(&self, step: usize) -> bool {
        let callback = matches!(self.flow.transitions[step].action, ActionDef::Callback { .. });
        !callback || self.asked.is_some()
    }

    fn step(&self, step: usize) -> TransitionDef {
        self.flow.transitions[step].clone()
    }

    fn put_away(&mut self, machine: Machine) -> Verdict<Machine> {
        self.tally.put_away += 1;
        self.trace.push(format!("put away in `{}`", machine.state().unwrap().name));
        let state = machine.state_index();
        let text = serde_json::to_string(&machine.suspend(SystemTime::now())).unwrap();
        let kept: serde_json::Value = serde_json::from_str(&text).unwrap();
        for step in &self.spec.steps {
            for (slot, _) in &step.mint {
                if let Some(value) =
                    kept["slots"][slot].as_str().filter(|it| !it.starts_with("canary"))
                {
                    self.ledger.minted(slot, value);
                }
            }
        }
        let kept: spotify_flow::SuspendedMachine = serde_json::from_str(&text).unwrap();
        let machine =
            kept.resume_shared(Arc::clone(&self.flow), self.config.clone(), SystemTime::now());
        let machine = machine.map_err(|error| (Breach::Undefined, error.to_string()))?;
        assert_eq!(machine.state_index(), state);
        Ok(machine)
    }

    /// A step that does not leave this state, or is of another kind: refused, and nothing changes.
    fn out_of_order(&mut self, machine: Machine) -> Verdict<Machine> {
        let step = self.chance.below(self.flow.transitions.len() + 1);
        let here = self.flow.transitions.get(step).filter(|it| it.from == machine.state_index());
        let redirect = here.is_some_and(|it| matches!(it.action, ActionDef::Redirect { .. }));
        if redirect {
            return Ok(machine);
        }
        self.tally.wrong += 1;
        self.trace.push(format!("step {step} as a redirect"));
        let before = machine.state_index();
        match machine.redirect(step) {
            Err(failed) if failed.error().reason() == Reason::WrongStep => {
                let machine = failed.into_attempt();
                assert_eq!(machine.state_index(), before);
                Ok(machine)
            }
            Err(failed) => Err((Breach::Unhandled, failed.error().to_string())),
            Ok(_) => Err((Breach::Unhandled, "a wrong step was taken".to_owned())),
        }
    }

    /// The right event for a step.
    fn right(&mut self, machine: Machine, step: usize) -> Verdict<Taken> {
        self.tally.right += 1;
        let def = self.step(step);
        self.trace.push(format!("right: `{}`", def.name));
        let machine = self.set_options(machine, &def);
        let taken = match &def.action {
            ActionDef::Redirect { .. } => return self.redirect(machine, step, &def).map(Taken::On),
            ActionDef::Callback { fragment, expect, bind, token } => {
                let callback = self.callback(&def, *fragment, expect, bind, *token);
                self.trace.push(format!("  {callback}"));
                self.last_callback = Some(callback.clone());
                self.asked = None;
                machine.receive(step, &callback, now())
            }
            ActionDef::Post(post) => {
                let body = self.good_answer(&def, post.token, post.token_in.as_deref());
                self.post(machine, step, Some((200, body)))?
            }
        };
        match taken {
            Ok(machine) => Ok(Taken::On(machine)),
            Err(failed) => {
                let unset = [Reason::ValueMissing, Reason::SuspendedMismatch];
                let breach = match unset.contains(&failed.error().reason()) {
                    true => Breach::Undefined,
                    false => Breach::Unhandled,
                };
                Err((breach, format!("`{}` fails all the same: {}", def.name, failed.error())))
            }
        }
    }

    fn redirect(&mut self, machine: Machine, step: usize, def: &TransitionDef) -> Verdict<Machine> {
        let ActionDef::Redirect { query, url, .. } = &def.action else { unreachable!() };
        let machine = machine.redirect(step).map_err(|failed| {
            let unset = failed.error().reason() == Reason::ValueMissing;
            let breach = if unset { Breach::Undefined } else { Breach::Unhandled };
            (breach, failed.error().to_string())
        })?;
        let shown = machine.shown(*url).to_owned();
        if shown.is_empty() {
            return Err((Breach::Unhandled, format!("nobody sees the URL of `{}`", def.name)));
        }
        self.trace.push(format!("  {shown}"));
        let sent = url::Url::parse(&shown).unwrap();
        let sent: Parameters = sent.query_pairs().into_owned().collect();
        self.note(query, &sent);
        // What is random may be known only now.
        let machine = if self.chance.happens(50) { self.put_away(machine)? } else { machine };
        self.ledger.shown(&shown)?;
        self.ledger.sent(&def.name, &sent)?;
        let pushed = sent.get("request_uri").and_then(|uri| self.pushed.get(uri));
        self.asked = Some(pushed.cloned().unwrap_or(sent));
        Ok(machine)
    }

    fn note(&mut self, written: &[spotify_flow::flow_def::ParameterDef], sent: &Parameters) {
        let slots: Vec<String> = self.flow.slots.iter().map(|slot| slot.name.to_string()).collect();
        self.ledger.find_minted(self.spec, &slots, written, sent);
    }

    fn set_options(&mut self, mut machine: Machine, def: &TransitionDef) -> Machine {
        for (option, place) in &self.spec.options {
            let ours = place.split('.').next() == Some(def.name.as_ref());
            let slot = self.flow.options.iter().find(|it| it.name == option.as_str());
            if let Some(slot) = slot.filter(|_| ours && self.chance.happens(50)) {
                machine = machine.set_option(slot.slot, "an option");
            }
        }
        machine
    }

    /// What the server sends the browser back with: what it was asked, said again, and the new.
    fn callback(
        &mut self,
        def: &TransitionDef,
        fragment: bool,
        expect: &[BindingDef],
        bind: &[BindingDef],
        token: bool,
    ) -> String {
        let asked = self.asked.clone().unwrap_or_default();
        let mut said: Vec<(String, String)> = Vec::new();
        for name in expect.iter().map(|it| it.parameter.as_ref()).chain(["state"]) {
            let again = asked.get(name).filter(|_| !said.iter().any(|(it, _)| it == name));
            said.extend(again.map(|value| (name.to_owned(), value.clone())));
        }
        if self.spec.issuer && !said.iter().any(|(name, _)| name == "iss") {
            said.push(("iss".to_owned(), ISSUER.to_owned()));
        }
        let mut names: Vec<&str> = Vec::new();
        for it in bind.iter().filter(|it| !it.optional || self.chance.happens(50)) {
            names.push(it.parameter.as_ref());
        }
        names.extend(if token { &["access_token", "token_type", "expires_in"][..] } else { &[] });
        for name in names {
            let place = self.place(name);
            if !said.iter().any(|(known, _)| known == place) {
                said.push((place.to_owned(), self.value(def, name)));
            }
        }
        let said = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(said).finish();
        format!("{CALLBACK}{}{said}", if fragment { "#" } else { "?" })
    }

    /// Where a member of a token answer stands.
    fn place<'n>(&self, name: &'n str) -> &'n str {
        match name {
            "access_token" if self.spec.moved => "data.token",
            "expires_in" if self.spec.moved => "data.ends",
            name => name,
        }
    }

    /// A member of an answer.
    fn value(&mut self, def: &TransitionDef, name: &str) -> String {
        match name {
            "token_type" => "Bearer".to_owned(),
            "expires_in" if self.spec.expires == "moment" => "2023-11-14T23:13:20Z".to_owned(),
            "expires_in" => "3600".to_owned(),
            name => self.ledger.give(name, binds(self.spec, &def.name)),
        }
    }

    fn good_answer(&mut self, def: &TransitionDef, token: bool, within: Option<&str>) -> String {
        let mut bound: Vec<String> = Vec::new();
        for bind in binds(self.spec, &def.name) {
            if !bind.optional || self.chance.happens(50) {
                bound.push(bind.from.clone());
            }
        }
        let mut members = serde_json::Map::new();
        for name in &bound {
            members.insert(name.clone(), self.value(def, name).into());
        }
        if token {
            let mut answer = serde_json::Map::new();
            for name in ["access_token", "token_type", "expires_in", "refresh_token"] {
                let value = self.value(def, name);
                match self.place(name).split_once('.') {
                    None => _ = answer.insert(name.to_owned(), value.into()),
                    Some((within, name)) => {
                        let inner = answer.entry(within).or_insert_with(|| serde_json::json!({}));
                        inner[name] = value.into();
                    }
                }
            }
            match within {
                Some(within) => _ = members.insert(within.to_owned(), answer.into()),
                None => members.extend(answer),
            }
        }
        serde_json::Value::from(members).to_string()
    }

    /// Sends a request through the engine, and looks at it.
    fn post(
        &mut self,
        machine: Machine,
        step: usize,
        answer: Answer,
    ) -> Verdict<Result<Machine, Failed<Machine>>> {
        let def = self.step(step);
        let ActionDef::Post(post) = &def.action else { unreachable!() };
        let uri = answer.as_ref().and_then(|(_, body)| {
            let body: serde_json::Value = serde_json::from_str(body).ok()?;
            body["request_uri"].as_str().map(str::to_owned)
        });
        let server = Server::answers(answer);
        let taken = at_once(machine.post(step, &server));
        if let Some(asked) = server.asked() {
            self.trace.push(format!("  {asked:?}"));
            self.note(&post.form, &asked);
            self.ledger.sent(&def.name, &asked)?;
            self.pushed.extend(uri.map(|uri| (uri, asked)));
        }
        Ok(taken)
    }

    /// The last callback once more: whatever the engine makes of it, nothing is sent twice for it.
    fn doubled(&mut self, machine: Machine) -> Verdict<Taken> {
        let here = machine.state_index();
        let reads = |it: &TransitionDef| matches!(it.action, ActionDef::Callback { .. });
        let steps = &self.flow.transitions;
        let step = steps.iter().position(|it| reads(it) && it.from == here);
        let step = step.or_else(|| steps.iter().position(reads));
        let (Some(step), Some(callback)) = (step, self.last_callback.clone()) else {
            return Ok(Taken::On(machine));
        };
        self.tally.doubled += 1;
        self.trace.push(format!("doubled: {callback}"));
        match machine.receive(step, &callback, now()) {
            Ok(machine) => Ok(Taken::On(machine)),
            Err(failed) if failed.error().reason() == Reason::WrongStep => {
                Ok(Taken::On(failed.into_attempt()))
            }
            Err(failed) => refused(failed).map(Taken::On),
        }
    }

    /// A wrong event for a step: refused with a reason, and the attempt is where it was.
    fn wrong(&mut self, machine: Machine, step: usize) -> Verdict<Taken> {
        let def = self.step(step);
        let before = machine.state_index();
        let taken = match &def.action {
            ActionDef::Redirect { .. } => return Ok(Taken::On(machine)),
            ActionDef::Callback { fragment, expect, bind, token } => {
                let compares = expect.iter().any(|it| it.parameter == "state");
                let good = self.callback(&def, *fragment, expect, bind, *token);
                let bad = bad_callback(&mut self.chance, &good, compares);
                self.trace.push(format!("wrong: {bad}"));
                machine.receive(step, &bad, now())
            }
            ActionDef::Post(post) => {
                let good = self.good_answer(&def, post.token, post.token_in.as_deref());
                let bad = bad_answer(&mut self.chance, &good);
                self.trace.push(format!("wrong: {bad:?}"));
                self.post(machine, step, bad)?
            }
        };
        self.tally.wrong += 1;
        match taken {
            Ok(_) => Err((Breach::Unhandled, format!("`{}` takes a wrong answer", def.name))),
            Err(_) if def.spends => Ok(Taken::Over),
            Err(failed) => {
                let machine = refused(failed)?;
                assert_eq!(machine.state_index(), before, "a failed step leads nowhere");
                Ok(Taken::On(machine))
            }
        }
    }

    /// The first step of the shortest way to the end, if there is one.
    fn way_home(&self, machine: &Machine) -> Option<usize> {
        let start = (machine.state_index(), self.asked.is_some());
        let mut seen = HashSet::from([start]);
        let mut queue = VecDeque::from([(start, None)]);
        while let Some(((state, asked), first)) = queue.pop_front() {
            if self.flow.states[state].is_final {
                return first;
            }
            for (index, step) in self.flow.transitions.iter().enumerate() {
                let next = match step.action {
                    ActionDef::Redirect { .. } => true,
                    ActionDef::Callback { .. } if !asked => continue,
                    ActionDef::Callback { .. } => false,
                    ActionDef::Post(_) => asked,
                };
                if step.from == state && seen.insert((step.to, next)) {
                    queue.push_back(((step.to, next), first.or(Some(index))));
                }
            }
        }
        None
    }
}

fn now() -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(1_700_000_000)
}
