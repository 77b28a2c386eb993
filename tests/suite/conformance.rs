//! Where the public test suites are: the folder that `BIXI_CONFORMANCE` names.

use std::path::PathBuf;

/// A suite's folder; says so if there is none to run.
///
/// # Panics
/// If the variable is set and the suite is not there.
pub fn suite(name: &str) -> Option<PathBuf> {
    let Some(root) = std::env::var_os("BIXI_CONFORMANCE") else {
        println!("skipped: BIXI_CONFORMANCE names no folder, so the suite {name} is not run");
        return None;
    };
    let folder = PathBuf::from(root).join(name);
    assert!(
        folder.is_dir(),
        "BIXI_CONFORMANCE has no {}",
        folder.display()
    );
    Some(folder)
}
