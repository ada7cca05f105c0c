//! From a path to a checked flow: finds the grant and the provider that a flow file names.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::api::Api;
use crate::bundled;
use crate::check;
use crate::document::{ApiDocument, Document, FlowDocument, GrantDocument, ProviderDocument, Text};
use crate::flow::CheckedFlow;
use crate::proof::Proof;
use crate::provider::Provider;
use crate::read::{self, Kind};
use crate::report::{Problem, Report, Severity, Waiver};
use crate::rules::{FS100, FS104, FS713};
use crate::source::Source;
use crate::suggest;

/// Reads files: from the disk, or from wherever a test keeps them.
pub trait Files {
    /// The text of a file.
    ///
    /// # Errors
    ///
    /// What the system says when there is none, or it can't be read.
    fn read(&self, path: &Path) -> io::Result<String>;
}

/// A flow that was loaded and checked, with what is worth knowing about it.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The flow.
    pub flow: CheckedFlow,
    /// Warnings and notes.
    pub warnings: Report,
    /// The files that were read, to be watched for changes.
    pub read: Vec<PathBuf>,
}

/// What a file turned out to be.
#[derive(Debug, Clone, Default)]
pub struct Checked {
    /// The kind of file: `flow`, `grant`, `provider` or `api`; empty when it could not be told.
    pub kind: &'static str,
    /// All that is wrong, and all that is worth knowing.
    pub report: Report,
    /// The waivers in force in it.
    pub waivers: Vec<Waiver>,
    /// The flow, when the file is one and nothing is wrong.
    pub flow: Option<CheckedFlow>,
    /// What was found of each property that it claims, right or wrong; empty when the file is no
    /// flow, or too much is wrong with it to tell.
    pub proofs: Vec<Proof>,
}

/// Loads a flow file. Its grant and its provider stand in the file itself, in files near it, or
/// come with this crate, in this order.
///
/// # Errors
///
/// A report of every mistake in the flow and in the files it names.
///
/// ```
/// use spotify_flow_spec::{Disk, load};
/// let report = load("no/such/file.toml".as_ref(), &Disk).unwrap_err();
/// assert!(report.to_string().contains("can't be read"));
/// ```
pub fn load(path: &Path, files: &dyn Files) -> Result<Loaded, Report> {
    let mut loader = Loader::new(files);
    let source = loader.required(path)?;
    let flow = read::expect::<FlowDocument>(&source, &mut loader.report);
    let checked = flow.and_then(|flow| loader.flow(&flow, path));
    let mut report = loader.report;
    report.sort();
    match checked {
        Some(flow) if !report.has_errors() => {
            Ok(Loaded { flow, warnings: report, read: loader.read })
        }
        _ => Err(report),
    }
}

/// An API that was loaded and checked.
#[derive(Debug, Clone)]
pub struct LoadedApi {
    /// The API; without operations where the file has none.
    pub api: Api,
    /// The files that were read, to be watched for changes.
    pub read: Vec<PathBuf>,
}

/// Loads a provider with its API: from the provider's file, from the file `api.toml` beside it, or
/// from a flow file that holds or names its provider.
///
/// # Errors
///
/// A report of every mistake.
pub fn load_api(path: &Path, files: &dyn Files) -> Result<LoadedApi, Report> {
    let mut loader = Loader::new(files);
    let source = loader.required(path)?;
    let api = match read::document(&source, &mut loader.report) {
        Some(Document::Flow(flow)) => {
            let checked = loader.flow(&flow, path);
            // Its warnings are told where the flow is used.
            loader.report.retain(|problem| problem.severity == Severity::Error);
            let provider = loader.provider_of(&flow, path);
            let inline = flow.inline_provider.is_some();
            checked.zip(provider).and_then(|(checked, document)| {
                let users = inline.then_some(checked.properties.user_scoped);
                loader.api(&document, checked.provider.clone(), users)
            })
        }
        Some(Document::Provider(document)) => {
            let provider = check::provider(&document, &mut loader.report);
            provider.and_then(|provider| loader.api(&document, provider, None))
        }
        Some(Document::Api(document)) => loader.api_alone(&document, path),
        Some(Document::Grant(grant)) => {
            let message = "a grant has no provider, and no API";
            let problem = Problem::error(FS100.id, &grant.place, message);
            loader.report.push(problem.help("name the file of a provider, or of a flow"));
            None
        }
        None => None,
    };
    let mut report = loader.report;
    report.sort();
    match api {
        Some(api) if !report.has_errors() => Ok(LoadedApi { api, read: loader.read }),
        _ => Err(report),
    }
}

/// Checks a file of any kind by itself: a flow with what it names, a grant's machine, a provider's
/// facts.
pub fn check_file(path: &Path, files: &dyn Files) -> Checked {
    let mut loader = Loader::new(files);
    let mut checked = Checked::default();
    let source = match loader.required(path) {
        Ok(source) => source,
        Err(report) => return Checked { report, ..checked },
    };
    match read::document(&source, &mut loader.report) {
        Some(Document::Flow(flow)) => {
            checked.kind = FlowDocument::NAME;
            checked.flow = loader.flow(&flow, path);
            checked.waivers.clone_from(&flow.allow);
        }
        Some(Document::Grant(grant)) => {
            checked.kind = GrantDocument::NAME;
            called_as_its_file(&grant.name, path, &mut loader.report);
            check::grant(&grant, &mut loader.report);
            checked.waivers.clone_from(&grant.allow);
        }
        Some(Document::Provider(document)) => {
            checked.kind = ProviderDocument::NAME;
            if let Some(provider) = check::provider(&document, &mut loader.report) {
                loader.inline_api(&document, provider, None);
            }
            checked.waivers.clone_from(&document.allow);
        }
        Some(Document::Api(api)) => {
            checked.kind = ApiDocument::NAME;
            loader.api_alone(&api, path);
            checked.waivers.clone_from(&api.allow);
        }
        None => {}
    }
    checked.proofs = loader.proofs;
    checked.report = loader.report;
    checked.report.sort();
    checked.flow = checked.flow.filter(|_| !checked.report.has_errors());
    checked
}

/// Finds files and remembers which were read.
struct Loader<'a> {
    files: &'a dyn Files,
    report: Report,
    read: Vec<PathBuf>,
    proofs: Vec<Proof>,
}

impl<'a> Loader<'a> {
    fn new(files: &'a dyn Files) -> Self {
        Self { files, report: Report::default(), read: Vec::new(), proofs: Vec::new() }
    }

    fn required(&mut self, path: &Path) -> Result<Arc<Source>, Report> {
        let shown = path.display().to_string();
        match self.files.read(path) {
            Ok(text) => {
                self.read.push(path.to_owned());
                Ok(Source::new(shown, text))
            }
            Err(error) => {
                let place = Source::new(shown.clone(), "").start();
                let message = format!("`{shown}` can't be read: {error}");
                let mut report = Report::default();
                report.push(Problem::error(FS100.id, &place, message));
                Err(report)
            }
        }
    }

    fn flow(&mut self, flow: &FlowDocument, path: &Path) -> Option<CheckedFlow> {
        let grant = match &flow.inline_grant {
            Some(grant) => Some(grant.clone()),
            None => self.grant(&flow.grant, path),
        };
        let provider = self.provider_of(flow, path)?;
        self.instead(flow, path);
        let checked = grant.and_then(|grant| {
            check::flow(flow, &provider, &grant, &mut self.report, &mut self.proofs)
        });
        if flow.inline_provider.is_some() {
            let facts = match &checked {
                Some(checked) => Some(checked.provider.clone()),
                // What is wrong with the provider was said; its calls are judged all the same.
                None => check::provider(&provider, &mut Report::default()),
            };
            let [.., user_scoped] = &flow.properties;
            let users = Some(user_scoped.value);
            facts.and_then(|facts| self.inline_api(&provider, facts, users));
        }
        checked.filter(|_| !self.report.has_errors())
    }

    /// What is to be used instead of an ended flow is another flow of the provider's.
    fn instead(&mut self, flow: &FlowDocument, path: &Path) {
        let Some(instead) = flow.deprecated.as_ref().and_then(|it| it.instead.as_ref()) else {
            return;
        };
        let provider = flow.provider.as_ref().map_or("", |provider| provider.value.as_str());
        let ours = || bundled::names().filter(|(of, _)| *of == provider).map(|(_, name)| name);
        let beside = || self.files.read(&beside(path, &format!("{}.toml", instead.value))).is_ok();
        let itself = instead.value == flow.name.value;
        if !itself && (ours().any(|name| name == instead.value) || beside()) {
            return;
        }
        let message = format!("there is no other flow `{}` here", instead.value);
        let problem = Problem::error(FS104.id, &instead.place, message);
        self.report.push(match suggest::nearest(&instead.value, ours()).filter(|_| !itself) {
            Some(near) => problem.help(format!("did you mean `{near}`?")),
            None => problem.help("name a flow whose file stands beside this one"),
        });
    }

    fn provider_of(&mut self, flow: &FlowDocument, path: &Path) -> Option<ProviderDocument> {
        match (&flow.inline_provider, &flow.provider) {
            (Some(provider), _) => Some(provider.clone()),
            (None, Some(name)) => self.provider(name, path),
            (None, None) => None,
        }
    }

    /// The API in a provider's own file.
    fn inline_api(
        &mut self,
        document: &ProviderDocument,
        provider: Provider,
        users: Option<bool>,
    ) -> Option<Api> {
        let api = document.api.as_ref()?;
        check::api(api, provider, users, &mut self.report)
    }

    /// A provider's API: in its own file, in one beside it, or one of ours.
    fn api(
        &mut self,
        document: &ProviderDocument,
        provider: Provider,
        users: Option<bool>,
    ) -> Option<Api> {
        if document.api.is_some() {
            return self.inline_api(document, provider, users);
        }
        let source = &document.name.place.source;
        if source.is_bundled() {
            return self.api_of(provider, bundled::api_source(&document.name.value), users);
        }
        let near = beside(Path::new(&source.path), "api.toml");
        let found = self.files.read(&near).ok().map(|text| {
            self.read.push(near.clone());
            Source::new(near.display().to_string(), text)
        });
        let ours = || bundled::api_source(&provider.name).filter(|_| bundled::is_ours(source));
        let source = found.or_else(ours);
        self.api_of(provider, source, users)
    }

    fn api_of(
        &mut self,
        provider: Provider,
        source: Option<Arc<Source>>,
        users: Option<bool>,
    ) -> Option<Api> {
        let Some(source) = source else {
            return Some(Api { provider, base: String::new(), operations: Vec::new() });
        };
        let api = read::expect::<ApiDocument>(&source, &mut self.report)?;
        check::api(&api, provider, users, &mut self.report)
    }

    /// An API in a file of its own: its provider is looked for near it.
    fn api_alone(&mut self, api: &ApiDocument, path: &Path) -> Option<Api> {
        let name = api.provider.as_ref()?;
        let document = self.provider(name, path)?;
        let provider = check::provider(&document, &mut self.report)?;
        check::api(api, provider, None, &mut self.report)
    }

    /// A grant named by a flow: beside it, in a folder `grants` near it, or one of ours.
    fn grant(&mut self, name: &Text, path: &Path) -> Option<GrantDocument> {
        let file = format!("{}.toml", name.value);
        let folders = ["", "grants", "../grants", "../../grants"];
        let near = folders.map(|folder| beside(path, folder).join(&file));
        let ours = bundled::grant_source(&name.value);
        let known: Vec<&str> = bundled::grant_names().collect();
        self.named(name, "grant", &near, ours, &known, |grant: &GrantDocument| &grant.name)
    }

    /// A provider named by a flow: beside it, or one of ours.
    fn provider(&mut self, name: &Text, path: &Path) -> Option<ProviderDocument> {
        let folder = format!("{}/provider.toml", name.value);
        let near = ["provider.toml", folder.as_str()].map(|file| beside(path, file));
        let ours = bundled::provider_source(&name.value);
        let known: Vec<&str> = bundled::provider_names().collect();
        self.named(name, "provider", &near, ours, &known, |it: &ProviderDocument| &it.name)
    }

    /// The first of the candidates that is there and is called so; else ours.
    fn named<T: Kind>(
        &mut self,
        name: &Text,
        what: &str,
        near: &[PathBuf],
        ours: Option<Arc<Source>>,
        known: &[&str],
        called: impl Fn(&T) -> &Text,
    ) -> Option<T> {
        let mut strangers = Vec::new();
        for path in near {
            let Ok(text) = self.files.read(path) else { continue };
            let source = Source::new(path.display().to_string(), text);
            let mut report = Report::default();
            let read = read::document(&source, &mut report);
            // A file of another name or kind beside the flow is nobody's business; one that can't
            // be read is, for it might be the one that is meant.
            let broken = read.is_none() && report.has_errors() && may_be(&source, what);
            let document = read.and_then(T::of);
            let (document, other) = match document {
                Some(it) if called(&it).value == name.value => (Some(it), None),
                other => (None, other),
            };
            strangers.extend(other.map(|it| called(&it).clone()));
            if document.is_some() || broken {
                self.read.push(path.clone());
                self.report.extend(report);
                return document;
            }
        }
        if let Some(source) = ours {
            strangers.iter().for_each(|other| self.replaced(name, what, other));
            return read::expect::<T>(&source, &mut self.report);
        }
        self.unknown(name, what, known);
        None
    }

    /// A file stands where this one would be looked for, is called otherwise, and one of ours takes
    /// its place: whoever edits it edits nothing.
    fn replaced(&mut self, name: &Text, what: &str, other: &Text) {
        let message = format!("the bundled {what} `{}` is taken, not the file near it", name.value);
        self.report.push(
            Problem::warning(FS713.id, &name.place, message)
                .related(&other.place, format!("this {what} is called `{}`", other.value))
                .help(format!("call it `{}` there, or name it here", name.value)),
        );
    }

    fn unknown(&mut self, name: &Text, what: &str, known: &[&str]) {
        let message = format!("there is no {what} `{}`", name.value);
        let problem = Problem::error(FS104.id, &name.place, message);
        self.report.push(match suggest::nearest(&name.value, known.iter().copied()) {
            Some(near) => problem.help(format!("did you mean `{near}`?")),
            None => problem.help(format!(
                "known: {}; or put a file for it beside this one, or a table `[{what}]` into it",
                suggest::list(known.iter().copied())
            )),
        });
    }
}

/// A grant is looked for by its file's name.
fn called_as_its_file(name: &Text, path: &Path, report: &mut Report) {
    let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
    if stem != name.value {
        let message = format!("no flow finds the grant `{}` in `{stem}.toml`", name.value);
        report.push(
            Problem::warning(FS713.id, &name.place, message)
                .help(format!("write `name = \"{stem}\"`, or call the file `{}.toml`", name.value)),
        );
    }
}

/// Whether a broken file may be of the kind that is looked for: it says so, or says nothing.
fn may_be(source: &Source, what: &str) -> bool {
    let says = |kind: &str| source.text.contains(&format!("[{kind}]"));
    says(what) || !["flow", "grant", "provider", "api"].into_iter().any(says)
}

/// A path relative to the folder of another; `..` is taken as written, no link is followed.
fn beside(path: &Path, relative: &str) -> PathBuf {
    let folder = path.parent().unwrap_or(Path::new(""));
    relative.split('/').fold(folder.to_owned(), |folder, step| match step {
        "" => folder,
        ".." => match folder.file_name() {
            Some(name) if name != ".." => folder.parent().map_or_else(PathBuf::new, Path::to_owned),
            _ => folder.join(".."),
        },
        step => folder.join(step),
    })
}
