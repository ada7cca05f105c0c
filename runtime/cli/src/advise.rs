//! Which flows serve a program's calls, and which scopes it must ask for.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use spotify_flow_spec::api::Operation;
use spotify_flow_spec::{Api, CheckedFlow, Disk, bundled, load, load_api, suggest};

use crate::output::print;
use crate::spec::Missing;

/// Say which flows can serve calls of an API, which scopes these need, and why.
#[derive(Args)]
pub(crate) struct Arguments {
    /// Operations, by their names here or the provider's ids: `get_album`, `get-an-album`.
    #[arg(required = true, value_name = "OPERATION")]
    operations: Vec<String>,
    /// A bundled provider.
    #[arg(long, default_value = "spotify", value_name = "NAME")]
    provider: String,
    /// The spec file of a provider or a flow of one's own, instead of a bundled provider.
    #[arg(long, value_name = "FILE", conflicts_with = "provider")]
    spec: Option<PathBuf>,
}

/// An API and the flows at its provider.
struct Catalogue {
    api: Api,
    flows: Vec<CheckedFlow>,
}

pub(crate) fn run(arguments: &Arguments) -> ExitCode {
    let catalogue = match &arguments.spec {
        Some(path) => from_file(path),
        None => from_bundle(&arguments.provider),
    };
    let catalogue = match catalogue {
        Ok(catalogue) => catalogue,
        Err(missing) => return missing.exit(),
    };
    match find(&catalogue.api, &arguments.operations) {
        Ok(operations) => {
            print(advice(&catalogue, &operations));
            ExitCode::SUCCESS
        }
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}

fn from_bundle(provider: &str) -> Result<Catalogue, Missing> {
    if !bundled::provider_names().any(|known| known == provider) {
        let known = bundled::provider_names();
        let help = match suggest::nearest(provider, bundled::provider_names()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("bundled: {}", suggest::list(known)),
        };
        return Err(Missing::Called(format!("there is no provider `{provider}`; {help}")));
    }
    let api = bundled::api(provider).map_err(Missing::Wrong)?;
    let names = bundled::names().filter(|(of, _)| *of == provider);
    let flows = names.map(|(of, name)| bundled::flow(of, name).map_err(Missing::Wrong));
    let flows = flows.collect::<Result<_, _>>()?;
    Ok(Catalogue { api, flows })
}

fn from_file(path: &Path) -> Result<Catalogue, Missing> {
    let api = load_api(path, &Disk).map_err(Missing::Wrong)?.api;
    // A provider's file has no flows of its own.
    let flows = load(path, &Disk).map(|loaded| vec![loaded.flow]).unwrap_or_default();
    Ok(Catalogue { api, flows })
}

/// The operations that are meant, each once.
fn find<'a>(api: &'a Api, called: &[String]) -> Result<Vec<&'a Operation>, String> {
    let mut found: Vec<&Operation> = Vec::new();
    for name in called {
        let Some(operation) = api.operation(name) else {
            let known = api.operations.iter().flat_map(|it| [it.name.as_str(), it.id.as_str()]);
            let help = match suggest::nearest(name, known) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("{} operations are known", api.operations.len()),
            };
            let title = &api.provider.title;
            return Err(format!("{title} has no operation `{}`; {help}", name.escape_debug()));
        };
        if !found.iter().any(|it| it.name == operation.name) {
            found.push(operation);
        }
    }
    Ok(found)
}

fn advice(catalogue: &Catalogue, operations: &[&Operation]) -> String {
    let mut text = String::new();
    for operation in operations {
        text.push_str(&about(&catalogue.api, operation));
    }
    text.push_str("flows\n");
    for flow in &catalogue.flows {
        text.push_str(&format!("  {:<24} {}\n", flow.name, serves(flow, operations)));
    }
    text.push_str(&annotation(catalogue, operations));
    text
}

/// An operation: who may call it, what it needs and why.
fn about(api: &Api, operation: &Operation) -> String {
    let (method, path) = (operation.method.as_str(), &operation.path);
    let mut lines = vec![format!("{} ({method} {}{path})", operation.name, api.base)];
    lines.push(if operation.acts_for_user() {
        "  it is about a user: the app's own token is refused".to_owned()
    } else {
        "  anybody may call it, the app with its own token too".to_owned()
    });
    for need in &operation.scopes {
        let choices = api.choices(need);
        let group = api.provider.groups.iter().find(|group| group.name == *need);
        let why = match group {
            Some(group) => group.summary.clone(),
            None => summary(api, need),
        };
        let word = if operation.acts_for_user() { "needs" } else { "with a user's token, needs" };
        lines.push(format!("  {word} {}: {why}", suggest::list(choices)));
    }
    for scope in &operation.optional_scopes {
        lines.push(format!("  says more with `{scope}`: {}", summary(api, scope)));
    }
    if operation.premium {
        lines.push("  the user needs a paid account".to_owned());
    }
    if let Some(ended) = &operation.deprecated {
        let instead = ended.instead.as_ref().map(|it| format!("; use `{it}`")).unwrap_or_default();
        lines.push(format!("  deprecated: {}{instead}", ended.note.trim_end_matches('.')));
    }
    lines.join("\n") + "\n\n"
}

fn summary(api: &Api, scope: &str) -> String {
    let found = api.provider.scopes.iter().find(|it| it.name == scope);
    found.map(|it| it.summary.clone()).unwrap_or_default()
}

/// Whether a flow serves all of the calls, and if not, why.
fn serves(flow: &CheckedFlow, operations: &[&Operation]) -> String {
    let refused = operations.iter().filter(|it| it.acts_for_user() && !flow.properties.user_scoped);
    let refused: Vec<String> = refused.map(|it| format!("`{}`", it.name)).collect();
    if !refused.is_empty() {
        return format!("no: it acts for no user, as {} must", refused.join(", "));
    }
    let Some(ended) = &flow.deprecated else { return "yes".to_owned() };
    format!("no longer: {}", ended.note.trim_end_matches('.'))
}

/// What to write: the least that these calls need.
fn annotation(catalogue: &Catalogue, operations: &[&Operation]) -> String {
    let fits = |flow: &&CheckedFlow| serves(flow, operations) == "yes";
    // The flow that asks the least: no user where none is needed, no secret where that will do.
    let least = |flow: &&CheckedFlow| {
        let secret = flow.authentication != spotify_flow_spec::flow::Authentication::None;
        (flow.properties.needs_user_consent, secret)
    };
    let Some(flow) = catalogue.flows.iter().filter(fits).min_by_key(least) else {
        return String::new();
    };
    let api = &catalogue.api;
    let names: Vec<&str> = operations.iter().map(|it| it.name.as_str()).collect();
    let user = flow.properties.user_scoped;
    let choices = operations.iter().flat_map(|it| &it.scopes).filter(|_| user);
    let mut choices: Vec<String> = choices
        .map(|need| api.choices(need))
        .filter(|any| any.len() > 1)
        .map(|any| any.join(" | "))
        .collect();
    choices.dedup();
    let scopes = if choices.is_empty() {
        String::new()
    } else {
        format!(", scopes({})", choices.join(", "))
    };
    let calls = names.join(", ");
    let provider = &api.provider.name;
    let head = match provider.as_str() {
        "spotify" => format!("spotify_flow({}", flow.name),
        _ => format!("flow({provider}, {}", flow.name),
    };
    format!("\nthe least that will do\n  #[{head}, calls({calls}){scopes})]\n")
}
