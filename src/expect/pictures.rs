//! `*.svg`: the picture of a query, byte by byte.

use super::queries::{cases, is_query, queries_of, rows_path, split, stem};
use crate::error::Result;
use crate::project::Project;
use crate::query::{Arguments, Query};

/// The most characters of a line that differs which are shown.
const SHOWN: usize = 120;

/// Returns the path of the picture that an expectation has beside it, if it has one.
pub fn picture_path(project: &Project, path: &str) -> Option<String> {
    let path = format!("{}.svg", stem(path));
    project.root.join(&path).is_file().then_some(path)
}

/// Returns whether an expectation has something else than a picture to compare its answer with.
pub fn has_more(project: &Project, path: &str) -> bool {
    let statements = format!("{}.ttl", stem(path));
    is_query(path) && project.root.join(statements).is_file() || rows_path(project, path).is_some()
}

/// Returns the query that an expectation draws, with its arguments.
///
/// # Errors
/// If a file cannot be read, or is not as it should be.
pub fn drawn(project: &Project, name: &str) -> Result<Option<(Query, Arguments)>> {
    let (path, case) = split(name);
    let open = |path: &str| Query::new(project.read(path)?);
    let (test, query) = queries_of(project, path, &open)?;
    let mut cases = cases(&test).into_iter();
    let case = cases.find(|known| known.name.as_deref() == case);
    Ok(case.map(|case| (query, case.arguments)))
}

/// Compares a picture with the one that a file expects: the first line that differs.
pub fn compare(path: &str, expected: &[u8], actual: &[u8]) -> Vec<String> {
    if expected == actual {
        return Vec::new();
    }
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let (expected, actual) = (text(expected), text(actual));
    let lines = expected.split('\n').zip(actual.split('\n'));
    let alike = lines
        .take_while(|(expected, actual)| expected == actual)
        .count();
    let shown = |sign: &str, text: &str, start: usize| {
        let line = text.split('\n').nth(alike);
        let line = line.map(|line| line.chars().skip(start));
        let shown = line.map(|mut line| {
            let shown: String = line.by_ref().take(SHOWN).collect();
            let more = if line.next().is_some() { "…" } else { "" };
            let before = if start > 0 { "…" } else { "" };
            format!("{sign} {before}{shown}{more}")
        });
        shown.unwrap_or_else(|| format!("{sign} the end of the picture"))
    };
    // A line may be long, so that it is shown from a little before where it differs.
    let both = [&expected, &actual].map(|text| text.split('\n').nth(alike).unwrap_or_default());
    let same = both[0].chars().zip(both[1].chars());
    let same = same.take_while(|(a, b)| a == b).count();
    let start = if same > SHOWN / 2 {
        same - SHOWN / 4
    } else {
        0
    };
    vec![
        format!(
            "{path}:{} is not as it is drawn (- is expected, + is drawn); `--accept` writes it anew",
            alike + 1
        ),
        shown("-", &expected, start),
        shown("+", &actual, start),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_that_differs_is_shown() {
        let compare = |expected: &str, actual: &str| {
            compare("x.svg", expected.as_bytes(), actual.as_bytes()).split_off(1)
        };
        assert!(super::compare("x.svg", b"<svg/>\n", b"<svg/>\n").is_empty());
        assert_eq!(compare("a\nb\nc\n", "a\nd\nc\n"), ["- b", "+ d"]);
        assert_eq!(compare("a", "a\nb"), ["- the end of the picture", "+ b"]);
        let long = "园".repeat(200);
        let lines = compare(&format!("{long}区"), &format!("{long}圆"));
        assert_eq!(lines[0], format!("- …{}区", "园".repeat(30)));
        assert_eq!(lines[1], format!("+ …{}圆", "园".repeat(30)));
    }
}
