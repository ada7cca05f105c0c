//! Providers as they are, written from their public documentation: no false alarm, and no waiver.
#![allow(clippy::unwrap_used)] // a test may fail where it likes

use std::path::Path;

use spotify_flow_spec::{Disk, check_file};

#[test]
fn a_real_provider_needs_no_waiver() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/real");
    let mut seen = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let checked = check_file(&path, &Disk);
        assert!(checked.report.is_empty(), "{}\n{}", path.display(), checked.report);
        assert!(checked.flow.is_some() && checked.waivers.is_empty(), "{}", path.display());
        seen += 1;
    }
    assert_eq!(seen, 22);
}
