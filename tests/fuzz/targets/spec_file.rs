//! Whatever stands in a spec file: it is reported, or it loads.

#![no_main]

use std::io;
use std::path::Path;

use libfuzzer_sys::fuzz_target;
use spotify_flow_spec::{Files, check_file, load};

/// One file, and nothing near it.
struct One<'a>(&'a str);

impl Files for One<'_> {
    fn read(&self, path: &Path) -> io::Result<String> {
        match path.to_str() {
            Some("fuzzed.toml") => Ok(self.0.to_owned()),
            _ => Err(io::ErrorKind::NotFound.into()),
        }
    }
}

fuzz_target!(|text: &str| {
    let path = Path::new("fuzzed.toml");
    let checked = check_file(path, &One(text));
    for problem in checked.report.problems() {
        let (line, column) = problem.place.line_column();
        assert!(line > 0 && column > 0);
        let _ = problem.render(spotify_flow_spec::Look::default());
    }
    if load(path, &One(text)).is_ok() {
        assert!(!checked.report.has_errors(), "a file with mistakes was loaded");
    }
});
