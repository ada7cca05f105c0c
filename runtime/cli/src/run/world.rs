//! Where requests go: to the real server, or to a simulated one.

use std::time::SystemTime;

use spotify_flow::{Clock as _, HttpClient, SystemClock, Transport};
use spotify_flow_simulator::{SimulatedApp, Simulator};
use spotify_flow_spec::CheckedFlow;

use super::Stop;
use super::values::Values;
use crate::output::print_line;

/// Where requests go.
pub(super) enum World {
    /// The server that the flow names.
    Real,
    /// A server on loopback that plays it, with a user who agrees.
    Simulated(Simulator),
}

impl World {
    /// Whether there is a simulator for a flow; said before anybody is asked for values.
    pub(super) fn can_play(flow: &CheckedFlow) -> Result<(), Stop> {
        if flow.provider.name == "spotify" {
            return Ok(());
        }
        let message = format!("the simulator plays Spotify, and not {}", flow.provider.title);
        Err(Stop::Called(message))
    }

    /// A simulated Spotify where the app is registered as it says it is.
    pub(super) async fn simulated(flow: &CheckedFlow, values: &Values) -> Result<Self, Stop> {
        let simulator = Simulator::start().await.map_err(|it| Stop::Failed(it.to_string()))?;
        print_line(format!("A simulated Spotify listens on {}.", simulator.url()));
        let app = match &values.client_secret {
            Some(secret) => SimulatedApp::confidential(&values.client_id, secret),
            None => SimulatedApp::public(&values.client_id),
        };
        simulator.register(match &values.redirect_uri {
            Some(uri) => app.redirect_uri(uri.as_str()),
            None => app,
        });
        if let Some(deprecated) = &flow.deprecated {
            print_line(format!("It goes back to the days before {}.", deprecated.since));
            simulator.set_before_sunset(true);
        }
        Ok(Self::Simulated(simulator))
    }

    /// What time it is there.
    pub(super) fn now(&self) -> SystemTime {
        match self {
            Self::Real => SystemClock.now(),
            Self::Simulated(simulator) => simulator.clock().now(),
        }
    }

    /// The way there. It is built when a request needs it: a flow through the browser alone does
    /// not.
    pub(super) fn transport(&self) -> Result<Box<dyn Transport>, Stop> {
        match self {
            Self::Real => match HttpClient::new() {
                Ok(http) => Ok(Box::new(http)),
                Err(error) => Err(Stop::Failed(error.to_string())),
            },
            Self::Simulated(simulator) => Ok(Box::new(simulator.transport())),
        }
    }
}
