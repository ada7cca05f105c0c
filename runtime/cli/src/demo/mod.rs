//! `demo`: the bundled flows at work, and whether they are what their specs say.

mod apps;
mod observe;
mod watched;

use std::process::ExitCode;

use spotify_flow::{ClientSecret, Error, RedirectUri};
use spotify_flow_simulator::{SimulatedApp, Simulator};
use spotify_flow_spec::property::Property;
use spotify_flow_spec::render::properties::yes_no;

use crate::output::print_line;
use crate::table;
use apps::{Archive, Mixtape, Relic, Service};
use observe::Observed;
use watched::Watched;

/// Where the simulated browser is sent back to; nobody listens there, the script reads the URL.
const CALLBACK: &str = "http://127.0.0.1:8888/callback";
const SECRET: &str = "demo-client-secret";

pub(crate) async fn run() -> ExitCode {
    match observe().await {
        Ok(flows) => report(&flows),
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Runs every flow and writes down what happens.
async fn observe() -> Result<Vec<Observed>, Error> {
    let simulator = Simulator::start().await?;
    print_line(format!("A simulated Spotify listens on {}.\n", simulator.url()));
    let redirect_uri: RedirectUri = CALLBACK.parse()?;
    let secret = ClientSecret::from(SECRET);
    for id in ["archive", "service"] {
        simulator.register(SimulatedApp::confidential(id, SECRET).redirect_uri(CALLBACK));
    }
    for id in ["mixtape", "relic"] {
        simulator.register(SimulatedApp::public(id).redirect_uri(CALLBACK));
    }
    let mut flows = Vec::new();

    let http = Watched::new(&simulator);
    let (client_id, uri) = ("archive".into(), redirect_uri.clone());
    let app = Archive { client_id, client_secret: secret.clone(), redirect_uri: uri };
    let session = app.login(&http, simulator.user()).await?;
    flows.push(observe::session(&simulator, &http, &session).await);

    let http = Watched::new(&simulator);
    let app = Mixtape { client_id: "mixtape".into(), redirect_uri: redirect_uri.clone() };
    let attempt = app.begin().show_dialog(true).authorize()?;
    let callback = observe::agree(&simulator, attempt.authorize_url()).await?;
    let attempt = attempt.receive(callback)?;
    let session = app.session(attempt.exchange(&http).await?).with_transport(http.clone());
    flows.push(observe::session(&simulator, &http, &session).await);

    let http = Watched::new(&simulator);
    let app = Service { client_id: "service".into(), client_secret: secret };
    let session = app.connect(&http).await?;
    flows.push(observe::session(&simulator, &http, &session).await);

    // Spotify has ended this flow: the simulator goes back to the days before.
    simulator.set_before_sunset(true);
    let http = Watched::new(&simulator);
    let app = Relic { client_id: "relic".into(), redirect_uri };
    let session = app.login(&http, simulator.user()).await?;
    flows.push(observe::session(&simulator, &http, &session).await);
    Ok(flows)
}

/// Prints what was done and the comparison; fails when a spec and the world disagree.
fn report(flows: &[Observed]) -> ExitCode {
    for flow in flows {
        print_line(&flow.flow);
        for step in &flow.steps {
            print_line(format!("  {step}"));
        }
    }
    let rows: Vec<Vec<String>> = flows.iter().map(row).collect();
    print_line(format!("\n{}", table::text(&table::heading(), &rows)));
    print_line("Each cell: what the spec says, and what was observed.");
    let wrong = flows.iter().flat_map(|flow| Property::ALL.map(|it| flow.agrees(it)));
    match wrong.filter(|agrees| !agrees).count() {
        0 => ExitCode::SUCCESS,
        count => {
            print_line(format!("{count} of them disagree (marked `!`)."));
            ExitCode::FAILURE
        }
    }
}

fn row(flow: &Observed) -> Vec<String> {
    let cell = |property: Property| {
        let (said, seen) = (yes_no(flow.says(property)), yes_no(flow.seen(property)));
        let mark = if flow.agrees(property) { "" } else { "  !" };
        format!("{said} / {seen}{mark}")
    };
    let cells = Property::ALL.map(cell);
    std::iter::once(flow.flow.clone()).chain(cells).collect()
}
