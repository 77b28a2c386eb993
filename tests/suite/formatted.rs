//! Formatting a query changes neither what it asks nor, the second time, its text: the queries of this repository, and those of the
//! W3C's suites.

use crate::manifest::suites;
use bixi::QueryLimits;
use bixi::internals::query::{Query, parse};
use bixi::internals::rdf::Prefixes;
use bixi::internals::source::SourceFile;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The queries below a folder, by path.
fn queries(folder: &Path) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            let name = path.file_name().expect("a name").to_string_lossy();
            if path.is_dir() && name != "target" && !name.starts_with('.') {
                open.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rq")
                && let Ok(text) = fs::read_to_string(&path)
            {
                found.push((path, text));
            }
        }
    }
    found.sort();
    found
}

/// The algebra of a query; what the parser names at random is named by its order.
fn algebra(text: &str, prefixes: &Prefixes) -> Option<String> {
    let query = Query::new(SourceFile::new("query.rq", text)).ok()?;
    let algebra = parse(&query, prefixes, Some("http://example.org/")).ok()?;
    let shown = algebra.to_sse();
    let mut names: BTreeMap<&str, usize> = BTreeMap::new();
    let mut named = String::new();
    let mut rest = shown.as_str();
    while let Some(start) = rest.find(|c: char| c.is_ascii_hexdigit()) {
        let length = rest[start..]
            .find(|c: char| !c.is_ascii_hexdigit())
            .unwrap_or(rest.len() - start);
        let word = &rest[start..start + length];
        named.push_str(&rest[..start]);
        if length > 20 {
            let next = names.len();
            let number = *names.entry(word).or_insert(next);
            named.push_str(&format!("name{number}"));
        } else {
            named.push_str(word);
        }
        rest = &rest[start + length..];
    }
    Some(named + rest)
}

/// Formats queries, and returns how many are SPARQL, and what is wrong.
fn check(queries: &[(PathBuf, String)], prefixes: &Prefixes) -> (usize, Vec<String>) {
    let (mut count, mut wrong) = (0, Vec::new());
    for (path, text) in queries {
        let Some(before) = algebra(text, prefixes) else {
            continue;
        };
        count += 1;
        let path = path.display();
        let query = |text: &str| {
            let query = Query::new(SourceFile::new("query.rq", text));
            query.expect("it was read").with_base("http://example.org/")
        };
        let limits = QueryLimits::default();
        let formatted = match query(text).formatted(prefixes, &limits) {
            Ok(formatted) => formatted,
            Err(error) => {
                wrong.push(format!("{path}: {error}"));
                continue;
            }
        };
        if algebra(&formatted, prefixes).as_ref() != Some(&before) {
            wrong.push(format!("{path} asks something else:\n{formatted}"));
        }
        let again = query(&formatted).formatted(prefixes, &limits);
        let again = again.expect("the same tokens");
        if again != formatted {
            wrong.push(format!("{path} changes again:\n{formatted}\n{again}"));
        }
        let comments = |text: &str| {
            let lines = text
                .lines()
                .filter(|line| line.trim_start().starts_with('#'));
            lines.map(|line| line.trim().to_owned()).collect::<Vec<_>>()
        };
        if comments(&formatted) != comments(text) {
            wrong.push(format!("{path} has other comments:\n{formatted}"));
        }
    }
    (count, wrong)
}

#[test]
fn the_queries_of_this_repository_stay_what_they_are() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut prefixes = Prefixes::default();
    for (name, namespace) in [
        ("", "http://example.org/"),
        ("kg", "http://example.org/kg/"),
        ("kgv", "http://example.org/kgv/"),
        ("ex", "http://example.org/ex/"),
    ] {
        prefixes.declare(name, namespace);
    }
    let (count, wrong) = check(&queries(folder), &prefixes);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(count >= 100, "only {count} queries were read");
}

#[test]
#[cfg_attr(
    not(conformance),
    ignore = "BIXI_CONFORMANCE does not name the folder of the public suites"
)]
fn the_queries_of_the_w3c_stay_what_they_are() {
    let (count, wrong) = check(&queries(&suites("sparql")), &Prefixes::none());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(count >= 700, "only {count} queries were read");
}
