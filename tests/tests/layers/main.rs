//! The layers: which part may know which, held against the `use` lines and the paths of the source.
//!
//! [`PACKAGES`] and [`LAYERS`] are the table. Within a layer, files know each other one way: none
//! comes back to itself.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs
)]

mod source;

use std::collections::BTreeMap;

use source::{Edge, Source};

/// What each package may know of the others, in its manifest.
const PACKAGES: &[(&str, &[&str])] = &[
    ("spec", &[]),
    ("macros", &["spec"]),
    ("runtime", &["macros", "spec"]), // the spec to load flows at run time
    ("runtime/simulator", &["runtime"]),
    ("runtime/cli", &["runtime", "runtime/simulator", "spec"]),
];

/// What each layer of the runtime may know of the others. None runs back.
const LAYERS: &[(&str, &[&str])] = &[
    // What a conversation is: no I/O, no runtime, no clock.
    ("protocol", &[]),
    // The ports to the world, and what stands behind them.
    ("transport", &["protocol"]),
    ("store", &["protocol", "transport"]),
    // What an annotated struct is.
    ("app", &["protocol", "transport"]),
    // Tokens over time.
    ("session", &["protocol", "transport", "store", "app"]),
    // What sessions are for.
    ("api", &["protocol", "transport", "app", "session"]),
    ("login", &["protocol", "transport", "app", "session"]),
    // One provider's names for things, and the second door.
    ("spotify", &["protocol", "api"]),
    ("load", &["protocol"]),
    ("__macro", &["protocol", "transport", "app", "session", "login"]),
];

fn runtime() -> Source {
    Source::read("runtime/src")
}

#[test]
fn no_layer_knows_one_above_it() {
    let allowed: BTreeMap<&str, &[&str]> = LAYERS.iter().copied().collect();
    let wrong: Vec<Edge> = runtime()
        .edges()
        .into_iter()
        .filter(|edge| edge.layer_of_from() != "lib" && edge.layer_of_from() != edge.layer_of_to())
        .filter(|edge| {
            let known = allowed.get(edge.layer_of_from());
            !known.is_some_and(|known| known.contains(&edge.layer_of_to()))
        })
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_table_names_each_layer_after_those_that_it_knows() {
    for (number, (layer, known)) in LAYERS.iter().enumerate() {
        let before: Vec<&str> = LAYERS[..number].iter().map(|(name, _)| *name).collect();
        assert!(known.iter().all(|known| before.contains(known)), "{layer}: {known:?}");
    }
    let there = runtime().layers();
    let named: Vec<&str> = LAYERS.iter().map(|(name, _)| *name).collect();
    assert!(there.iter().all(|layer| named.contains(&layer.as_str())), "{there:?}");
}

#[test]
fn no_file_comes_back_to_itself() {
    let mut next: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for edge in runtime().edges() {
        next.entry(edge.from).or_default().push(edge.to);
    }
    let mut circles = Vec::new();
    for start in next.keys() {
        if let Some(circle) = circle(start, &next) {
            circles.push(circle.join(" -> "));
        }
    }
    assert!(circles.is_empty(), "{circles:#?}");
}

/// The shortest way from a file back to it.
fn circle(start: &str, next: &BTreeMap<String, Vec<String>>) -> Option<Vec<String>> {
    let mut ways = vec![vec![start.to_owned()]];
    let mut seen = vec![start.to_owned()];
    while let Some(way) = ways.pop() {
        for to in next.get(way.last()?).into_iter().flatten() {
            if to == start {
                return Some([way, vec![to.clone()]].concat());
            }
            if !seen.contains(to) {
                seen.push(to.clone());
                ways.insert(0, [way.clone(), vec![to.clone()]].concat());
            }
        }
    }
    None
}

#[test]
fn a_file_called_mod_only_lists_and_re_exports() {
    let busy = runtime().busy_lists();
    // It says what a provider is in the one line that there is for that, and holds a macro.
    let known = ["protocol/values/mod.rs", "spotify/mod.rs"];
    let busy: Vec<&String> = busy.iter().filter(|file| !known.contains(&file.as_str())).collect();
    assert!(busy.is_empty(), "{busy:?}");
}

#[test]
fn no_package_knows_one_above_it() {
    for (package, known) in PACKAGES {
        let manifest = source::manifest(package);
        let there = manifest.get("dependencies").and_then(toml::Value::as_table).unwrap();
        let ours = there.keys().filter_map(|name| folder(name));
        let wrong: Vec<&str> = ours.filter(|folder| !known.contains(folder)).collect();
        assert!(wrong.is_empty(), "{package} knows {wrong:?}");
    }
}

fn folder(package: &str) -> Option<&'static str> {
    Some(match package {
        "spotify-flow" => "runtime",
        "spotify-flow-spec" => "spec",
        "spotify-flow-macros" => "macros",
        "spotify-flow-simulator" => "runtime/simulator",
        "spotify-flow-cli" => "runtime/cli",
        "spotify-flow-tests" => "tests",
        _ => return None,
    })
}
