//! Where the user's programs keep what must survive a restart.

use std::ffi::OsString;
use std::path::{Component, Path, PathBuf};

use crate::store::{StoreError, StoreErrorKind};

/// The XDG Base Directory Specification: `XDG_STATE_HOME`, which a relative path does not count as,
/// or `.local/state` in the home directory.
///
/// The last part is the store's own: a program may show others what else it keeps there.
pub(super) fn state_dir(
    program: &str,
    state: Option<OsString>,
    home: Option<OsString>,
) -> Result<PathBuf, StoreError> {
    if !is_name(program) {
        let message = format!("`{program}` is not the name of a directory");
        return Err(StoreError::new(StoreErrorKind::Unavailable, message));
    }
    let absolute = |path: OsString| Some(PathBuf::from(path)).filter(|path| path.is_absolute());
    let home = || home.and_then(absolute).map(|home| home.join(".local/state"));
    let state = state.and_then(absolute).or_else(home).ok_or_else(|| {
        let message = "nothing says where to keep sessions: set HOME or XDG_STATE_HOME to an \
                       absolute path, or name a directory with `FileStore::open`";
        StoreError::new(StoreErrorKind::Unavailable, message)
    })?;
    Ok(state.join(program).join("sessions"))
}

fn is_name(program: &str) -> bool {
    let mut parts = Path::new(program).components();
    let first = parts.next();
    let same = |part| matches!(part, Component::Normal(name) if name == program);
    first.is_some_and(same) && parts.next().is_none() && !program.contains('\0')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(program: &str, state: Option<&str>, home: Option<&str>) -> Option<String> {
        let path = state_dir(program, state.map(OsString::from), home.map(OsString::from)).ok()?;
        Some(path.display().to_string())
    }

    #[test]
    fn the_state_directory_is_the_one_that_the_environment_says() {
        let in_home = Some("/home/a/.local/state/mixtape/sessions".to_owned());
        assert_eq!(path("mixtape", None, Some("/home/a")), in_home);
        assert_eq!(path("mixtape", Some(""), Some("/home/a")), in_home);
        assert_eq!(path("mixtape", Some("relative"), Some("/home/a")), in_home);
        let in_state = Some("/state/mixtape/sessions".to_owned());
        assert_eq!(path("mixtape", Some("/state"), Some("/home/a")), in_state);
        assert_eq!(path("mixtape", Some("/state"), None), in_state);
    }

    #[test]
    fn without_a_home_the_error_says_what_to_set() {
        for home in [None, Some(OsString::new()), Some(OsString::from("relative"))] {
            let error = state_dir("mixtape", None, home).unwrap_err();
            assert_eq!(error.kind(), StoreErrorKind::Unavailable);
            assert!(error.to_string().contains("set HOME or XDG_STATE_HOME"), "{error}");
        }
    }

    #[test]
    fn a_program_has_the_name_of_one_directory() {
        for program in ["", ".", "..", "/", "/etc", "a/b", "a/", "./a", "../a", "a\0b"] {
            assert_eq!(path(program, Some("/state"), None), None, "{program:?}");
        }
    }
}
