//! Flows with mistakes that catalogues of providers were found to have: each is refused, by the
//! rule that its first line names, and with that one complaint.
#![allow(clippy::unwrap_used)] // a test may fail where it likes

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use spotify_flow_spec::{Disk, check_file};

fn files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/wild");
    let entries = std::fs::read_dir(folder).unwrap();
    entries.map(|entry| entry.unwrap().path()).collect()
}

#[test]
fn a_mistake_found_in_the_wild_is_one_complaint_of_its_rule() {
    for file in files() {
        let text = std::fs::read_to_string(&file).unwrap();
        let rule = text.strip_prefix("# ").unwrap().split(':').next().unwrap();
        let report = check_file(&file, &Disk).report;
        let found: BTreeSet<&str> = report.problems().iter().map(|problem| problem.rule).collect();
        assert_eq!(found, BTreeSet::from([rule]), "{}\n{report}", file.display());
        assert!(report.has_errors(), "{}\n{report}", file.display());
    }
    assert_eq!(files().len(), 10);
}
