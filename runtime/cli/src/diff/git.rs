//! The files as they were at a revision.

use std::collections::HashMap;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use spotify_flow_spec::{Disk, Files};

use super::Difference;
use super::pairs::{Side, sides};
use crate::check::files::Search;
use crate::spec::Missing;

/// Compares files and folders with what they were.
pub(super) fn compare(base: &str, paths: &[String]) -> Result<Difference, Missing> {
    let here = [".".to_owned()];
    let paths = if paths.is_empty() { here.as_slice() } else { paths };
    let revision = Revision::read(base).map_err(Missing::Called)?;
    let paths: Vec<PathBuf> = paths.iter().map(|path| plain(Path::new(path))).collect();
    let meant = |path: &Path| paths.iter().any(|it| path.starts_with(it));
    let search = Search::default();
    let was = revision.0.keys().filter(|path| meant(path) && search.takes(path)).cloned();
    let there: Vec<&Path> =
        paths.iter().map(PathBuf::as_path).map(or_here).filter(|path| path.exists()).collect();
    let is = search.of(&there).map_err(Missing::Called)?;
    let is = is.iter().map(|path| plain(path)).collect();
    let none = Path::new("");
    let old = Side { folder: none, files: &revision, names: was.collect() };
    sides(&old, &Side { folder: none, files: &Disk, names: is })
}

/// A path without `.`: as git has it.
fn plain(path: &Path) -> PathBuf {
    path.components().filter(|part| part.as_os_str() != ".").collect()
}

fn or_here(path: &Path) -> &Path {
    if path.as_os_str().is_empty() { Path::new(".") } else { path }
}

/// The spec files of a revision, by their paths from this folder.
struct Revision(HashMap<PathBuf, String>);

impl Files for Revision {
    fn read(&self, path: &Path) -> io::Result<String> {
        self.0.get(&plain(path)).cloned().ok_or_else(|| io::ErrorKind::NotFound.into())
    }
}

impl Revision {
    fn read(base: &str) -> Result<Self, String> {
        // Files above this folder are named by what is in it: the whole tree is read.
        let listed = git(&["ls-tree", "-r", "-z", "--full-tree", base], b"")?;
        let inside = git(&["rev-parse", "--show-prefix"], b"")?;
        let inside = PathBuf::from(String::from_utf8_lossy(&inside).trim_end_matches('\n'));
        let listed = String::from_utf8_lossy(&listed).into_owned();
        let blobs: Vec<(&str, &str)> = listed.split('\0').filter_map(blob).collect();
        let wanted: String = blobs.iter().map(|(id, _)| format!("{id}\n")).collect();
        let texts = contents(&git(&["cat-file", "--batch"], wanted.as_bytes())?);
        let named = blobs.iter().zip(texts);
        Ok(Self(named.map(|((_, path), text)| (from(&inside, Path::new(path)), text)).collect()))
    }
}

/// `100644 blob ID<tab>PATH`, where it is a spec file's.
fn blob(entry: &str) -> Option<(&str, &str)> {
    let (about, path) = entry.split_once('\t')?;
    let mut about = about.split(' ');
    let (mode, kind, id) = (about.next()?, about.next()?, about.next()?);
    let file = mode.starts_with("100") && kind == "blob" && path.ends_with(".toml");
    file.then_some((id, path))
}

/// What `cat-file --batch` prints: `ID blob SIZE`, the bytes, and a line's end, for each.
fn contents(mut output: &[u8]) -> Vec<String> {
    let mut texts = Vec::new();
    while let Some(end) = output.iter().position(|byte| *byte == b'\n') {
        let (head, rest) = output.split_at(end);
        let head = String::from_utf8_lossy(head);
        let size: usize = head.rsplit(' ').next().and_then(|size| size.parse().ok()).unwrap_or(0);
        let rest = rest.get(1..).unwrap_or_default();
        texts.push(String::from_utf8_lossy(rest.get(..size).unwrap_or_default()).into_owned());
        output = rest.get(size + 1..).unwrap_or_default();
    }
    texts
}

/// A path of the repository, from a folder in it.
fn from(inside: &Path, path: &Path) -> PathBuf {
    let mut up = PathBuf::new();
    let mut folder = inside;
    loop {
        if let Ok(rest) = path.strip_prefix(folder) {
            return up.join(rest);
        }
        up.push("..");
        folder = folder.parent().unwrap_or(Path::new(""));
    }
}

fn git(arguments: &[&str], input: &[u8]) -> Result<Vec<u8>, String> {
    let failed = |error: io::Error| format!("git can't be run: {error}");
    let mut child = Command::new("git")
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(failed)?;
    let stdin = child.stdin.take();
    let output = std::thread::scope(|scope| {
        // It may stop to read until somebody takes what it writes.
        scope.spawn(move || stdin.map(|mut stdin| stdin.write_all(input)));
        child.wait_with_output()
    });
    let output = output.map_err(failed)?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(said.trim().trim_start_matches("fatal: ").to_owned())
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::from;

    #[test]
    fn a_path_of_the_repository_is_one_from_the_folder() {
        let seen = |path: &str| from(Path::new("spec/providers/acme"), Path::new(path));
        assert_eq!(seen("spec/providers/acme/a.toml"), Path::new("a.toml"));
        assert_eq!(seen("spec/grants/b.toml"), Path::new("../../grants/b.toml"));
        assert_eq!(seen("c.toml"), Path::new("../../../c.toml"));
        assert_eq!(from(Path::new(""), Path::new("a/b.toml")), Path::new("a/b.toml"));
    }
}
