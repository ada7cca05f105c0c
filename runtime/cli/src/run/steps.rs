//! The steps of an attempt, one at a time.

use std::sync::Arc;

use spotify_flow::{ErrorKind, Failed, Machine, Token, UserAgent as _, load};
use spotify_flow_spec::CheckedFlow;
use spotify_flow_spec::flow::{Action, Callback, Post, Redirect, Transition};

use super::mask::Mask;
use super::values::{Setting, Values};
use super::world::World;
use super::{Stop, ask, show};
use crate::output::print_line;

/// One run of a flow's machine.
pub(super) struct Attempt<'a> {
    flow: &'a CheckedFlow,
    world: &'a World,
    options: Vec<Setting>,
    redirect_uri: String,
    /// Where the browser was sent last.
    authorize_url: String,
    machine: Machine,
    mask: Mask,
}

impl<'a> Attempt<'a> {
    pub(super) fn new(flow: &'a CheckedFlow, values: Values, world: &'a World) -> Self {
        let machine = Machine::begin_shared(Arc::new(load::flow_def(flow)), values.config());
        let mut mask = Mask::default();
        if let Some(secret) = &values.client_secret {
            mask.remember(secret);
        }
        let redirect_uri = values.redirect_uri.map(|uri| uri.as_str().to_owned());
        Self {
            flow,
            world,
            options: values.options,
            redirect_uri: redirect_uri.unwrap_or_default(),
            authorize_url: String::new(),
            machine,
            mask,
        }
    }

    /// Takes step after step until no more is left.
    pub(super) async fn run(mut self) -> Result<Token, Stop> {
        while let Some((index, step)) = self.next()? {
            let (from, to) = (self.name(step.from), self.name(step.to));
            print_line(format!("\n{}: {from} -> {to}", step.name));
            for option in self.options.iter().filter(|option| option.transition == index) {
                self.machine = self.machine.set_option(option.slot, option.value.as_str());
            }
            self = match &step.action {
                Action::Redirect(redirect) => self.redirect(index, redirect)?,
                Action::Callback(callback) => self.callback(index, callback).await?,
                Action::Post(post) => self.post(index, post).await?,
            };
        }
        let token = self.machine.into_token();
        match token.access_token() {
            Some(_) => Ok(token),
            None => Err(Stop::Failed("the flow ended without a token".to_owned())),
        }
    }

    /// The step to take; where there are several, the user says which.
    fn next(&self) -> Result<Option<(usize, &'a Transition)>, Stop> {
        let mut steps = self.flow.leaving(self.machine.state_index());
        let (first, others): (_, Vec<_>) = (steps.next(), steps.collect());
        if others.is_empty() || matches!(self.world, World::Simulated(_)) {
            return Ok(first);
        }
        let steps: Vec<_> = first.into_iter().chain(others).collect();
        let names: Vec<&str> = steps.iter().map(|(_, step)| step.name.as_str()).collect();
        let question = format!("\nWhich step ({})", names.join(", "));
        loop {
            let answer = required(ask::line(&question), "the step to take")?;
            let chosen = steps.iter().find(|(_, step)| step.name == answer);
            if let Some(chosen) = chosen {
                return Ok(Some(*chosen));
            }
        }
    }

    fn redirect(mut self, index: usize, redirect: &Redirect) -> Result<Self, Stop> {
        self.machine = taken(self.machine.redirect(index), &self.mask)?;
        self.machine.shown(redirect.url.0).clone_into(&mut self.authorize_url);
        show::redirect(&self.authorize_url, &self.mask);
        Ok(self)
    }

    async fn callback(self, index: usize, callback: &Callback) -> Result<Self, Stop> {
        match self.world {
            World::Simulated(simulator) => {
                print_line("  the simulated user logs in and agrees");
                let came = simulator.user().visit(&self.authorize_url).await;
                let came = came.map_err(|error| failed(&error, &self.mask))?;
                self.receive(index, callback, &came)
            }
            World::Real => self.pasted(index, callback),
        }
    }

    /// Waits for the right callback: a wrong one does not end the attempt.
    fn pasted(mut self, index: usize, callback: &Callback) -> Result<Self, Stop> {
        print_line(format!(
            "  open the address above in a browser: in the end you are sent to one that begins with\n  \
             `{}`. It may show an error page: the address is what counts.",
            self.redirect_uri
        ));
        loop {
            let question = "Paste that address here";
            let came = required(ask::line(question), "the address that the browser was sent to")?;
            let now = self.world.now();
            match self.machine.receive(index, &came, now) {
                Ok(machine) => {
                    show::callback(self.flow, callback, &came, &mut self.mask);
                    return Ok(Self { machine, ..self });
                }
                Err(error) if error.error().kind() == ErrorKind::Callback => {
                    let why = self.mask.hide(&error.error().to_string());
                    print_line(format!("  That is not the answer to this attempt: {why}."));
                    self.machine = error.into_attempt();
                }
                Err(error) => {
                    show::callback(self.flow, callback, &came, &mut self.mask);
                    return Err(failed(error.error(), &self.mask));
                }
            }
        }
    }

    fn receive(mut self, index: usize, callback: &Callback, came: &str) -> Result<Self, Stop> {
        show::callback(self.flow, callback, came, &mut self.mask);
        let now = self.world.now();
        self.machine = taken(self.machine.receive(index, came, now), &self.mask)?;
        Ok(self)
    }

    async fn post(mut self, index: usize, post: &Post) -> Result<Self, Stop> {
        let request = self.machine.request(index);
        let request = request.map_err(|error| failed(&error, &self.mask))?;
        show::request(self.flow, post, &request, &mut self.mask);
        let answer = self.world.transport()?.send(request).await;
        let answer = answer.map_err(|error| failed(&error.into(), &self.mask))?;
        show::response(self.flow, post, &answer, &mut self.mask);
        let now = self.world.now();
        self.machine = taken(self.machine.accept(index, &answer, now), &self.mask)?;
        Ok(self)
    }

    fn name(&self, state: usize) -> &str {
        self.flow.states.get(state).map_or("", |state| state.name.as_str())
    }
}

fn taken(step: Result<Machine, Failed<Machine>>, mask: &Mask) -> Result<Machine, Stop> {
    step.map_err(|error| failed(error.error(), mask))
}

fn failed(error: &spotify_flow::Error, mask: &Mask) -> Stop {
    Stop::Failed(mask.hide(&error.to_string()))
}

/// An answer without which nothing goes on.
fn required(answer: std::io::Result<Option<String>>, what: &str) -> Result<String, Stop> {
    match answer {
        Ok(Some(answer)) => Ok(answer),
        Ok(None) => Err(Stop::Failed(format!("the input ended before {what} came"))),
        Err(error) => Err(Stop::Failed(format!("the input can't be read: {error}"))),
    }
}
