//! Rewrites of logical plans, each by itself: random queries have the same solutions with and without it, and for each query of
//! `tests/cases/rewrite`, whose first line names a rewrite, the `.algebra` has its plan before and after; `BIXI_ACCEPT=1`
//! rewrites those.

use crate::differential::{graph_of_files, rows};
use crate::plans::{graph_of, turtle};
use crate::random_queries::{PROLOGUE, files, pattern, query};
use bixi::internals::graph::Graph;
use bixi::internals::query::{Arguments, BATCH, Dataset, Limits, Query, Rewrite, filled, logical};
use bixi::internals::source::SourceFile;
use proptest::prelude::*;
use proptest::sample::select;
use std::path::Path;
use std::{env, fs};

fn query_of(text: &str) -> Query {
    Query::new(SourceFile::new("query", text)).expect("a query")
}

/// The solutions of a query that goes through these rewrites; nothing for a text that is not SPARQL.
fn solutions(graph: &Graph, text: &str, rewrites: &[Rewrite]) -> Option<Vec<String>> {
    let query = query_of(text);
    let parsed = filled(&query, &Arguments::new(), graph).ok()?;
    let limits = Limits {
        allow_product: true,
        ..Limits::default()
    };
    let planned =
        logical(Dataset::new(graph), parsed, rewrites, &limits).and_then(|plan| plan.planned());
    let ran = planned.expect("a plan").run(None, BATCH).expect("rows");
    Some(rows(ran.results, false))
}

/// Conditions that rewrites look for.
fn condition() -> impl Strategy<Value = String> {
    let constant = select(vec![
        ":a",
        ":b",
        ":c",
        "1",
        "01",
        "1.0",
        "1.5",
        "1.50",
        "+2",
        "2.0",
        "-2.25",
        "30",
        "0",
        "1e0",
        "\"1\"^^xsd:byte",
        "\"abc\"^^xsd:integer",
        "\"x\"",
        "\"x\"@EN",
        "\"x\"@en",
        "true",
        "\"x\"^^:type",
    ]);
    let variable = select(vec!["?a", "?b", "?c", "?d", "?g"]);
    let with = select(vec![
        "?v = ?k",
        "?k = ?v",
        "sameTerm(?v, ?k)",
        "?v IN (?k, :a)",
        "?v IN (?k, 1)",
        "!BOUND(?v)",
        "BOUND(?v) && ?v = ?k",
        "?v != ?k",
        "STR(?v) = STR(?k)",
        "IF(?k = 1, ?v = :a, ?v = :b)",
        "?v = ?k || 1 = 2",
        "1 + 1 = 2 && ?v = ?k",
        "COALESCE(?k, ?v) = ?v",
        "1 / 0 = 1 || ?v = ?k",
        "1 / 0 = 1",
        "?k",
        "?v = ?k && EXISTS { ?v ?p ?a }",
        "NOT EXISTS { ?v :p ?b FILTER(?b = ?k) }",
    ]);
    (with, variable, constant).prop_map(|(with, v, k)| with.replace("?v", v).replace("?k", k))
}

/// Queries with such conditions around patterns, and in OPTIONAL.
fn filtered() -> impl Strategy<Value = String> {
    let inner = prop_oneof![
        2 => pattern(),
        1 => (pattern(), pattern(), condition())
            .prop_map(|(p, q, c)| format!("{p} OPTIONAL {{ {q} FILTER({c}) }}")),
        1 => (pattern(), condition()).prop_map(|(p, c)| format!("{{ {p} FILTER({c}) }}")),
    ];
    (inner, condition(), condition())
        .prop_map(|(p, c, d)| format!("SELECT ?a ?b ?c ?d ?g {{ {p} FILTER({c}) FILTER({d}) }}"))
}

/// The files without numbers of single and double precision: then all terms with the value of another number are known.
fn without_doubles(files: &[String]) -> Vec<String> {
    let numbers = [
        (" 4.5e0 ", " 4.5 "),
        (" 1e0 ", " 1.0 "),
        ("^^xsd:double", "^^:unknown"),
        ("^^xsd:float", "^^:unknown"),
    ];
    let of_file = |file: &String| {
        numbers
            .iter()
            .fold(file.clone(), |file, (from, to)| file.replace(from, to))
    };
    files.iter().map(of_file).collect()
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(384),
        max_shrink_iters: 2000,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn each_rewrite_keeps_the_solutions(
        files in files(),
        text in prop_oneof![1 => query(), 3 => filtered()],
        is_exact in any::<bool>(),
    ) {
        let files = if is_exact { without_doubles(&files) } else { files };
        let text = format!("{PROLOGUE}{text}");
        let modifiers = text.rsplit('}').next().unwrap_or_default();
        if modifiers.contains("LIMIT") || text.contains("RAND") || text.contains("UUID") {
            return Ok(());
        }
        let graph = graph_of_files(&files);
        let Some(expected) = solutions(&graph, &text, &[]) else {
            return Ok(());
        };
        for rewrite in Rewrite::ALL {
            let actual = solutions(&graph, &text, &[rewrite]);
            let about = || format!("{rewrite:?}\n{}\n{text}", files.join("--- second file\n"));
            prop_assert_eq!(actual.as_ref(), Some(&expected), "{}", about());
        }
        prop_assert_eq!(solutions(&graph, &text, &Rewrite::ALL), Some(expected), "{}", text);
    }
}

#[test]
fn rewrites_give_the_algebra_that_they_should() {
    let graph = graph_of(&turtle());
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/rewrite");
    let mut wrong = String::new();
    let mut seen = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path
            .extension()
            .is_none_or(|extension| extension != "sparql")
        {
            continue;
        }
        let text = fs::read_to_string(&path).expect("a query");
        let name = text.lines().next().and_then(|line| line.strip_prefix("# "));
        let rewrite = Rewrite::ALL
            .into_iter()
            .find(|rewrite| Some(format!("{rewrite:?}").as_str()) == name)
            .expect("the first line names a rewrite");
        seen.push(rewrite);
        let plan = |rewrites: &[Rewrite]| {
            let parsed = filled(&query_of(&text), &Arguments::new(), &graph).expect("SPARQL");
            let plan = logical(Dataset::new(&graph), parsed, rewrites, &Limits::default())
                .expect("a plan");
            plan.algebra(&Default::default())
        };
        let (before, after) = (plan(&[]), plan(&[rewrite]));
        let algebra = match before == after {
            true => format!("{before}\nstays\n"),
            false => format!("{before}\nbecomes\n\n{after}"),
        };
        let golden = path.with_extension("algebra");
        if env::var_os("BIXI_ACCEPT").is_some() {
            fs::write(&golden, &algebra).expect("an algebra");
        }
        let accepted = fs::read_to_string(&golden).unwrap_or_default();
        if accepted != algebra {
            wrong.push_str(&format!(
                "{}:\n{algebra}instead of\n{accepted}",
                path.display()
            ));
        }
        let expected = solutions(&graph, &text, &[]);
        if !text.contains("RAND") {
            assert_eq!(
                solutions(&graph, &text, &[rewrite]),
                expected,
                "{}",
                path.display()
            );
        }
    }
    assert!(Rewrite::ALL.iter().all(|rewrite| seen.contains(rewrite)));
    assert!(wrong.is_empty(), "`BIXI_ACCEPT=1` takes these:\n{wrong}");
}
