//! What is mutated: the bundled files, and the flows in them.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use spotify_flow_spec::flow::{Action, Parameter, Template};
use spotify_flow_spec::{Checked, CheckedFlow, check_file};

use crate::edited::{Edited, Texts, bundled};

pub(crate) const CODE: &str = "providers/spotify/authorization_code.toml";
pub(crate) const PKCE: &str = "providers/spotify/authorization_code_pkce.toml";
pub(crate) const SERVICE: &str = "providers/spotify/client_credentials.toml";
pub(crate) const IMPLICIT: &str = "providers/spotify/implicit_grant.toml";
pub(crate) const PROVIDER: &str = "providers/spotify/provider.toml";
pub(crate) const API: &str = "providers/spotify/api.toml";
pub(crate) const ACME: &str = "src/rules/acme.toml";

/// The bundled files, read once.
static FILES: LazyLock<Texts> = LazyLock::new(bundled);

/// Every flow with the file of its grant.
const FLOWS: [(&str, &str); 5] = [
    (CODE, "grants/authorization_code.toml"),
    (PKCE, "grants/authorization_code_pkce.toml"),
    (SERVICE, "grants/client_credentials.toml"),
    (IMPLICIT, "grants/implicit.toml"),
    (ACME, ACME),
];

/// A flow that is mutated.
#[derive(Clone)]
pub(crate) struct Case {
    pub(crate) file: &'static str,
    pub(crate) grant: &'static str,
    pub(crate) flow: CheckedFlow,
}

/// A request of a flow.
pub(crate) struct Request {
    /// The table by which a flow adjusts it.
    pub(crate) table: String,
    pub(crate) front: bool,
    pub(crate) parameters: Vec<Parameter>,
}

impl Case {
    /// Whether its flow can adjust its grant, which stands in another file.
    pub(crate) fn adjusts(&self) -> bool {
        self.file != self.grant
    }

    pub(crate) fn requests(&self) -> Vec<Request> {
        let mut all = Vec::new();
        for step in &self.flow.transitions {
            let (part, front, parameters) = match &step.action {
                Action::Redirect(redirect) => ("redirect.query", true, &redirect.query),
                Action::Post(post) => ("post.form", false, &post.form),
                Action::Callback(_) => continue,
            };
            let table = format!("transitions.{}.{part}", step.name);
            all.push(Request { table, front, parameters: parameters.clone() });
        }
        if let Some(post) = &self.flow.renew {
            let table = "renew.post.form".to_owned();
            all.push(Request { table, front: false, parameters: post.form.clone() });
        }
        all
    }

    /// The URL of every endpoint, as written.
    pub(crate) fn urls(&self) -> Vec<(String, String)> {
        let literal = |url: &Template| url.as_literal().unwrap_or_default().to_owned();
        self.flow.endpoints.iter().map(|it| (it.name.clone(), literal(&it.url))).collect()
    }

    /// The names of the states, without those at which an attempt ends.
    pub(crate) fn open_states(&self) -> Vec<String> {
        let open = self.flow.states.iter().filter(|state| !state.is_final);
        open.map(|state| state.name.clone()).collect()
    }

    /// The state in which a callback is awaited.
    pub(crate) fn waiting(&self) -> Option<String> {
        let callback = |action: &Action| matches!(action, Action::Callback(_));
        let step = self.flow.transitions.iter().find(|step| callback(&step.action))?;
        Some(self.flow.states[step.from].name.clone())
    }

    pub(crate) fn last_state(&self) -> String {
        self.flow.states.iter().find(|state| state.is_final).unwrap().name.clone()
    }

    /// The name of an endpoint that takes forms, or of any.
    pub(crate) fn endpoint(&self) -> &'static str {
        if self.flow.endpoints.iter().any(|it| it.name == "token") { "token" } else { "authorize" }
    }
}

/// A file with an edit in it.
pub(crate) struct Mutant {
    pub(crate) rule: &'static str,
    pub(crate) edit: String,
    /// The file that is checked.
    checked: String,
    files: Vec<(PathBuf, String)>,
}

impl Mutant {
    pub(crate) fn check(&self) -> Checked {
        let mut files = FILES.clone();
        files.extend(self.files.iter().cloned());
        check_file(Path::new(&self.checked), &Edited(files))
    }
}

/// The bundled files, and the mutants of a rule that were made of them.
pub(crate) struct World {
    rule: &'static str,
    files: Texts,
    cases: Vec<Case>,
    mutants: Vec<Mutant>,
}

impl World {
    pub(crate) fn new(rule: &'static str) -> Self {
        let files = FILES.clone();
        let case = |(file, grant): (&'static str, &'static str)| {
            let flow = check_file(Path::new(file), &Edited(files.clone())).flow.unwrap();
            Case { file, grant, flow }
        };
        let cases = FLOWS.map(case).to_vec();
        Self { rule, files, cases, mutants: Vec::new() }
    }

    pub(crate) fn into_mutants(self) -> Vec<Mutant> {
        self.mutants
    }

    /// Every flow.
    pub(crate) fn cases(&self) -> Vec<Case> {
        self.cases.clone()
    }

    /// The flows whose grants stand in other files.
    pub(crate) fn adjusting(&self) -> Vec<Case> {
        self.cases.iter().filter(|case| case.adjusts()).cloned().collect()
    }

    pub(crate) fn text(&self, file: &str) -> String {
        self.files.get(Path::new(file)).unwrap().clone()
    }

    /// The files of one kind of line: some of the longest, all of the others.
    pub(crate) fn lines(&self) -> Vec<(String, usize, String)> {
        let mut paths: Vec<String> = self.files.keys().map(|it| it.display().to_string()).collect();
        paths.sort();
        let mut lines = Vec::new();
        for path in paths {
            let text = self.text(&path);
            let step = if path == API { 13 } else { 1 };
            let each = text.lines().enumerate().filter(|(nth, _)| nth % step == 0);
            lines.extend(each.map(|(nth, line)| (path.clone(), nth, line.to_owned())));
        }
        lines
    }

    /// Where a mistake in a file is looked for: a grant's, in the flow that uses it.
    fn user(&self, file: &str) -> String {
        let case = self.cases.iter().find(|case| case.grant == file);
        case.map_or(file, |case| case.file).to_owned()
    }

    fn add(&mut self, edit: String, checked: String, file: &str, text: String) {
        assert!(text != self.text(file), "{}: {edit} changes nothing", self.rule);
        let files = vec![(PathBuf::from(file), text)];
        self.mutants.push(Mutant { rule: self.rule, edit, checked, files });
    }

    /// A line is written in another way; left out where there is nothing instead.
    pub(crate) fn line(&mut self, file: &str, nth: usize, instead: &str) {
        let text = self.text(file);
        let lines = text.lines().enumerate();
        let lines = lines.map(|(at, line)| if at == nth { instead } else { line });
        let edited = lines.collect::<Vec<_>>().join("\n") + "\n";
        self.add(format!("{file}:{} {instead}", nth + 1), self.user(file), file, edited);
    }

    /// Each place at which a text stands is a mutant of its own.
    pub(crate) fn each(&mut self, file: &str, find: &str, instead: &str) {
        let text = self.text(file);
        for (at, _) in text.match_indices(find) {
            let edited = format!("{}{instead}{}", &text[..at], &text[at + find.len()..]);
            let edit = format!("{file}: `{find}` as `{instead}` at {at}");
            self.add(edit, self.user(file), file, edited);
        }
    }

    /// A text is written in another way, wherever it stands.
    pub(crate) fn all(&mut self, file: &str, find: &str, instead: &str) {
        let text = self.text(file);
        let edit = format!("{file}: each `{find}` as `{instead}`");
        self.add(edit, self.user(file), file, text.replace(find, instead));
    }

    /// Something is added at the end of a file.
    pub(crate) fn append(&mut self, file: &str, more: &str) {
        let text = format!("{}\n{more}\n", self.text(file));
        self.add(format!("{file}: and {more}"), self.user(file), file, text);
    }

    /// A flow adjusts its grant.
    pub(crate) fn adjust(&mut self, case: &Case, table: &str, lines: &str) {
        self.append(case.file, &format!("[{table}]\n{lines}"));
    }

    /// A file is edited, and another one that uses it is checked.
    pub(crate) fn through(&mut self, checked: &str, file: &str, find: &str, instead: &str) {
        let text = self.text(file).replacen(find, instead, 1);
        let edit = format!("{checked} with {file}: `{find}` as `{instead}`");
        self.add(edit, checked.to_owned(), file, text);
    }

    /// A transition is added to a grant: at its end, or before another one.
    pub(crate) fn step(&mut self, case: &Case, before: Option<&str>, step: &str) {
        let Some(before) = before else { return self.append(case.grant, step) };
        let header = format!("[transitions.{before}]\n");
        self.all(case.grant, &header, &format!("{step}\n\n{header}"));
    }
}

/// A transition as written.
pub(crate) fn transition(name: &str, from: &str, to: &str, action: &str) -> String {
    format!("[transitions.{name}]\nfrom = \"{from}\"\nto = \"{to}\"\n{action}")
}
