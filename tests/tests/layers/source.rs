//! The source of a package: its files, and which of them know which.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use spotify_flow_tests::workspace_folder;
use syn::visit::{self, Visit};
use syn::{Item, ItemMod, UseTree};

/// A file that knows another, by paths below the package's source.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Edge {
    pub(crate) from: String,
    pub(crate) to: String,
}

impl Edge {
    pub(crate) fn layer_of_from(&self) -> &str {
        layer(&self.from)
    }

    pub(crate) fn layer_of_to(&self) -> &str {
        layer(&self.to)
    }
}

fn layer(file: &str) -> &str {
    file.split('/').next().unwrap().trim_end_matches(".rs")
}

/// The files of a package, but for those that only tests compile.
pub(crate) struct Source {
    /// By module: `["session", "held"]`.
    files: BTreeMap<Vec<String>, File>,
}

struct File {
    path: String,
    syntax: syn::File,
}

impl Source {
    pub(crate) fn read(package: &str) -> Self {
        let root = workspace_folder().join(package);
        let mut files = BTreeMap::new();
        read_module(&root, &root.join("lib.rs"), Vec::new(), &mut files);
        Self { files }
    }

    /// The first folder or file of each module of the crate.
    pub(crate) fn layers(&self) -> BTreeSet<String> {
        self.files
            .values()
            .map(|file| layer(&file.path).to_owned())
            .filter(|it| it != "lib")
            .collect()
    }

    /// Which file knows which. A name that a list re-exports is of the file that has it.
    pub(crate) fn edges(&self) -> Vec<Edge> {
        let mut edges = BTreeSet::new();
        for (module, file) in self.files.iter().filter(|(_, file)| !is_list(&file.path)) {
            for path in paths(&file.syntax) {
                let Some(absolute) = absolute(module, &path) else { continue };
                if let Some(to) = self.home(&absolute, 0).filter(|to| *to != file.path) {
                    edges.insert(Edge { from: file.path.clone(), to });
                }
            }
        }
        edges.into_iter().collect()
    }

    /// The file that an absolute path of the crate leads to.
    fn home(&self, path: &[String], depth: usize) -> Option<String> {
        // What re-exports itself leads nowhere.
        if depth > 8 {
            return None;
        }
        let length =
            (0..=path.len()).rev().find(|length| self.files.contains_key(&path[..*length]))?;
        let (module, file) = (&path[..length], &self.files[&path[..length]]);
        if !is_list(&file.path) {
            return Some(file.path.clone());
        }
        let name = path.get(length)?;
        let re_exported = self.re_exported(module, name)?;
        self.home(&re_exported, depth + 1)
    }

    /// Where a list has a name from.
    fn re_exported(&self, module: &[String], name: &str) -> Option<Vec<String>> {
        let uses = self.files[module].syntax.items.iter().filter_map(|item| {
            let Item::Use(item) = item else { return None };
            Some(flat(&item.tree))
        });
        uses.flatten().find_map(|path| {
            let all = path.last().is_some_and(|last| last == "*");
            let named = path.last().is_some_and(|last| last == name);
            let in_list = |path: &[String]| {
                let own = absolute(module, path);
                own.or_else(|| {
                    let inner: Vec<String> = module.iter().chain(path).cloned().collect();
                    self.files.contains_key(&inner[..=module.len()]).then_some(inner)
                })
            };
            match (named, all) {
                (true, _) => in_list(&path),
                (_, true) => in_list(&[&path[..path.len() - 1], &[name.to_owned()]].concat()),
                _ => None,
            }
        })
    }

    /// The lists that hold more than modules and re-exports.
    pub(crate) fn busy_lists(&self) -> Vec<String> {
        let lists = self.files.values().filter(|file| file.path.ends_with("/mod.rs"));
        let busy = lists.filter(|file| {
            let plain = |item: &Item| matches!(item, Item::Mod(_) | Item::Use(_));
            !file.syntax.items.iter().all(plain)
        });
        busy.map(|file| file.path.clone()).collect()
    }
}

/// The manifest of a package.
pub(crate) fn manifest(package: &str) -> toml::Table {
    let path = workspace_folder().join(package).join("Cargo.toml");
    fs::read_to_string(path).unwrap().parse().unwrap()
}

fn is_list(path: &str) -> bool {
    path == "lib.rs" || path.ends_with("/mod.rs")
}

fn read_module(
    root: &Path,
    path: &Path,
    module: Vec<String>,
    files: &mut BTreeMap<Vec<String>, File>,
) {
    let syntax = syn::parse_file(&fs::read_to_string(path).unwrap()).unwrap();
    let is_list = path.ends_with("mod.rs") || path.ends_with("lib.rs");
    let folder = if is_list { path.parent().unwrap().to_owned() } else { path.with_extension("") };
    for item in &syntax.items {
        let Item::Mod(item) = item else { continue };
        if item.content.is_some() || only_for_tests(item) {
            continue;
        }
        let name = item.ident.to_string();
        let inner = [module.clone(), vec![name.clone()]].concat();
        let places: [PathBuf; 2] =
            [folder.join(format!("{name}.rs")), folder.join(&name).join("mod.rs")];
        let place = places.iter().find(|place| place.exists()).unwrap();
        read_module(root, place, inner, files);
    }
    let path = path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
    files.insert(module, File { path, syntax });
}

fn only_for_tests(item: &ItemMod) -> bool {
    item.attrs.iter().any(|attribute| {
        let is_cfg = attribute.path().is_ident("cfg");
        is_cfg && attribute.parse_args::<syn::Path>().is_ok_and(|it| it.is_ident("test"))
    })
}

/// A path from the root of the crate, if it is one of this crate's.
fn absolute(module: &[String], path: &[String]) -> Option<Vec<String>> {
    let (first, rest) = path.split_first()?;
    let supers = path.iter().take_while(|segment| *segment == "super").count();
    match first.as_str() {
        "crate" => Some(rest.to_vec()),
        "self" => Some([module, rest].concat()),
        "super" => Some([&module[..module.len().checked_sub(supers)?], &path[supers..]].concat()),
        _ => None,
    }
}

/// All paths in a file, but for those in its tests.
fn paths(file: &syn::File) -> Vec<Vec<String>> {
    let mut found = Paths(Vec::new());
    found.visit_file(file);
    found.0
}

struct Paths(Vec<Vec<String>>);

impl<'a> Visit<'a> for Paths {
    fn visit_item_mod(&mut self, item: &'a ItemMod) {
        if !only_for_tests(item) {
            visit::visit_item_mod(self, item);
        }
    }

    fn visit_item_use(&mut self, item: &'a syn::ItemUse) {
        self.0.extend(flat(&item.tree));
    }

    fn visit_path(&mut self, path: &'a syn::Path) {
        self.0.push(path.segments.iter().map(|segment| segment.ident.to_string()).collect());
        visit::visit_path(self, path);
    }
}

/// Each path of a `use`.
fn flat(tree: &UseTree) -> Vec<Vec<String>> {
    match tree {
        UseTree::Path(path) => {
            let first = path.ident.to_string();
            let rest = flat(&path.tree).into_iter();
            rest.map(|rest| [vec![first.clone()], rest].concat()).collect()
        }
        UseTree::Name(name) => vec![vec![name.ident.to_string()]],
        UseTree::Rename(rename) => vec![vec![rename.ident.to_string()]],
        UseTree::Glob(_) => vec![vec!["*".to_owned()]],
        UseTree::Group(group) => group.items.iter().flat_map(flat).collect(),
    }
}
