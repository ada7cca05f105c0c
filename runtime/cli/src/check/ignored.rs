//! What is left out of a search.

use std::path::Path;

/// Patterns of paths: `*` is any piece of a name, `**` any folders, and what ends with `/` is a
/// folder with all that is in it.
#[derive(Default)]
pub(crate) struct Ignored(Vec<String>);

impl Ignored {
    /// The patterns as they were given, and those of a file: one a line, `#` begins a comment.
    pub(crate) fn new(patterns: &[String], list: Option<&Path>) -> Result<Self, String> {
        let mut all = patterns.to_vec();
        if let Some(path) = list {
            let text = std::fs::read_to_string(path)
                .map_err(|error| format!("`{}` can't be read: {error}", path.display()))?;
            let lines = text.lines().map(str::trim);
            all.extend(
                lines.filter(|it| !it.is_empty() && !it.starts_with('#')).map(str::to_owned),
            );
        }
        Ok(Self(all))
    }

    /// Whether a path is left out. A pattern without a folder is looked for in every folder.
    pub(crate) fn matches(&self, path: &Path) -> bool {
        let path = path.to_string_lossy();
        let path = path.trim_start_matches("./");
        self.0.iter().any(|pattern| {
            let pattern = pattern.trim_start_matches("./").trim_end_matches('/');
            let name = path.rsplit('/').next().unwrap_or(path);
            let of_name = !pattern.contains('/') && pieces(&[pattern], &[name]);
            let pattern: Vec<&str> = pattern.split('/').collect();
            of_name || pieces(&pattern, &path.split('/').collect::<Vec<_>>())
        })
    }
}

/// Whether the names of a path are those of a pattern.
fn pieces(pattern: &[&str], path: &[&str]) -> bool {
    match (pattern.split_first(), path.split_first()) {
        (None, None) => true,
        (Some((&"**", rest)), _) => {
            (0..=path.len()).any(|skip| pieces(rest, path.get(skip..).unwrap_or_default()))
        }
        (Some((first, rest)), Some((name, others))) => name_is(first, name) && pieces(rest, others),
        _ => false,
    }
}

/// Whether a name is that of a pattern, piece by piece between its stars.
fn name_is(pattern: &str, name: &str) -> bool {
    let Some((begin, rest)) = pattern.split_once('*') else { return pattern == name };
    let Some(mut left) = name.strip_prefix(begin) else { return false };
    let mut middle: Vec<&str> = rest.split('*').collect();
    let end = middle.pop().unwrap_or_default();
    for piece in middle {
        let Some((_, after)) = left.split_once(piece) else { return false };
        left = after;
    }
    left.ends_with(end)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::Ignored;

    #[test]
    fn a_pattern_leaves_out_what_it_says() {
        let matches =
            |pattern: &str, path: &str| Ignored(vec![pattern.to_owned()]).matches(Path::new(path));
        for (pattern, path) in [
            ("config.toml", "a/b/config.toml"),
            ("*.lock.toml", "a/x.lock.toml"),
            ("a/b.toml", "./a/b.toml"),
            ("a/**/c.toml", "a/c.toml"),
            ("a/**/c.toml", "a/b/b/c.toml"),
            ("drafts/", "x/drafts"),
            ("a*b*c.toml", "aXbYc.toml"),
        ] {
            assert!(matches(pattern, path), "{pattern} {path}");
        }
        for (pattern, path) in [
            ("config.toml", "config.toml.bak"),
            ("a/b.toml", "x/a/b.toml"),
            ("a/*/c.toml", "a/b/b/c.toml"),
            ("a*b*c.toml", "abd.toml"),
            ("*a", "ab"),
        ] {
            assert!(!matches(pattern, path), "{pattern} {path}");
        }
    }
}
