//! Finds and checks the flow that the attribute names.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use spotify_flow_spec::{Api, CheckedFlow, Disk, Files as _, Report, bundled, load};
use syn::{LitStr, Result};

use crate::args::Source;
use crate::once::Once;
use crate::problem;

/// A flow, and the files that it was read from.
pub(crate) struct Spec {
    pub(crate) flow: Arc<CheckedFlow>,
    /// Absolute paths, so that an edit rebuilds whoever uses them; none for a bundled flow.
    pub(crate) files: Vec<PathBuf>,
}

impl Spec {
    pub(crate) fn locate(source: &Source) -> Result<Self> {
        match source {
            Source::Bundled { provider, provider_span, flow } => {
                let known = bundled::provider_names().any(|name| name == provider);
                let span = if known { flow.span() } else { *provider_span };
                bundled_flow(provider, &flow.to_string())
                    .map(|flow| Self { flow, files: Vec::new() })
                    .map_err(|report| problem::unplaced(span, &report))
            }
            Source::File(path) => from_file(path),
        }
    }
}

/// A bundled flow, read and checked by the first who asks.
fn bundled_flow(provider: &str, name: &str) -> std::result::Result<Arc<CheckedFlow>, Report> {
    static FLOWS: Once<CheckedFlow> = Once::new();
    FLOWS.get(&format!("{provider}/{name}"), || bundled::flow(provider, name))
}

/// The API of a bundled provider, likewise.
pub(crate) fn bundled_api(provider: &str) -> std::result::Result<Arc<Api>, Report> {
    static APIS: Once<Api> = Once::new();
    APIS.get(provider, || bundled::api(provider))
}

fn from_file(path: &LitStr) -> Result<Spec> {
    let there = file(path)?;
    match load(&there, &Disk) {
        Ok(loaded) => Ok(Spec { flow: Arc::new(loaded.flow), files: loaded.read }),
        Err(report) => Err(problem::placed(path.span(), &path.value(), &there, &report)),
    }
}

/// The file that a path names.
pub(crate) fn file(path: &LitStr) -> Result<PathBuf> {
    let written = path.value();
    let found = roots(path).into_iter().map(|root| root.join(&written));
    let mut candidates: Vec<PathBuf> = found.collect();
    if let Some(there) = candidates.iter().position(|path| Disk.read(path).is_ok()) {
        return Ok(candidates.swap_remove(there));
    }
    // The package that the source lies in is the one that its reader knows.
    let absolute = candidates.iter().rfind(|path| path.is_absolute());
    let looked = absolute.map(|path| path.display().to_string()).unwrap_or_default();
    let message = format!(
        "there is no spec file `{written}`: looked for {looked}; a path counts from the package's \
         Cargo.toml"
    );
    Err(syn::Error::new(path.span(), message))
}

/// The folders that a path may count from: the package's, and where that is moved (as a test
/// harness does), the one that the source file lies in.
fn roots(path: &LitStr) -> Vec<PathBuf> {
    let package = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    let of_source = path.span().unwrap().local_file().and_then(|file| package_of(&file));
    package.into_iter().chain(of_source).collect()
}

fn package_of(file: &Path) -> Option<PathBuf> {
    let is_package = |folder: &&Path| Disk.read(&folder.join("Cargo.toml")).is_ok();
    file.ancestors().skip(1).find(is_package).map(Path::to_owned)
}
