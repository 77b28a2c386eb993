//! Coverage as a tracefile of LCOV.

use crate::expect::Coverage;
use crate::write::paths::relative;
use std::path::Path;

/// A record for each source that has statements: the lines on which they start, with the number of expectations that need one there.
pub(super) fn lcov(coverage: &Coverage, root: &Path, base: &Path) -> String {
    let mut text = String::new();
    let sources = coverage.sources.iter();
    for source in sources.filter(|source| !source.lines.is_empty()) {
        text.push_str(&format!(
            "SF:{}\n",
            relative(&root.join(&source.path), base)
        ));
        for line in &source.lines {
            text.push_str(&format!("DA:{},{}\n", line.line, line.expectations));
        }
        let covered = source.lines.iter().filter(|line| line.expectations > 0);
        text.push_str(&format!(
            "LF:{}\nLH:{}\n",
            source.lines.len(),
            covered.count()
        ));
        text.push_str("end_of_record\n");
    }
    text
}
