//! Queries with more variables than a word has bits have the right answers, and soon.

use crate::differential::rows;
use crate::plans::{PREFIXES, folder, graph_of, turtle};
use bixi::internals::graph::Graph;
use bixi::internals::query::{
    Arguments, Dataset, Limits, Query, Results, answer, evaluate, evaluate_algebra,
};
use bixi::internals::rdf::TermRef;
use bixi::internals::source::SourceFile;
use spargebra::SparqlParser;
use spargebra::algebra::GraphPattern;
use spargebra::term::Variable;
use std::fmt::Write;
use std::fs;
use std::time::{Duration, Instant};

/// What a query may take here, on a busy machine and without optimisation by the compiler.
const SOON: Duration = Duration::from_secs(20);

/// A thousand things in a row, each with the properties that its number is a multiple of.
fn things() -> Graph {
    let mut text = "@prefix : <http://example.org/> .\n".to_owned();
    for n in 0..1000 {
        // Writing to a string does not fail.
        let _ = write!(text, ":t{n} a :Thing ; :next :t{} ", n + 1);
        for p in (1..=200).filter(|p| n % p == 0) {
            let _ = write!(text, "; :p{p} \"{n} of {p}\" ");
        }
        text.push_str(".\n");
    }
    graph_of(&[("things", text)])
}

/// The rows of an answer as words, without the quotation marks of strings; what is unbound is `-`.
fn rows_of(graph: &Graph, text: &str) -> Vec<String> {
    let source = SourceFile::new("query", format!("PREFIX : <http://example.org/> {text}"));
    let query = Query::new(source).expect("a query");
    let started = Instant::now();
    let results = evaluate(Dataset::new(graph), &query, &Arguments::new()).expect("an answer");
    let solutions = match results {
        Results::Solutions(solutions) => Some(solutions),
        Results::Boolean(_) | Results::Graph(_) => None,
    };
    let mut rows: Vec<String> = solutions
        .expect("a query of the form SELECT")
        .map(|solution| {
            let value = |value: Option<TermRef>| match value {
                Some(term) => term.to_string().replace('"', ""),
                None => "-".to_owned(),
            };
            let values: Vec<String> = solution.values().map(value).collect();
            values.join("|")
        })
        .collect();
    let time = started.elapsed();
    assert!(time < SOON, "{time:?} for {}", &text[..60]);
    rows.sort();
    rows
}

fn text_of(numbers: impl IntoIterator<Item = usize>, part: impl Fn(usize) -> String) -> String {
    numbers.into_iter().map(part).collect()
}

fn sorted(rows: impl IntoIterator<Item = String>) -> Vec<String> {
    let mut rows: Vec<String> = rows.into_iter().collect();
    rows.sort();
    rows
}

/// The value of a property of a thing as [`rows_of`] has it.
fn value(n: usize, p: usize) -> Option<String> {
    n.is_multiple_of(p).then(|| format!("{n} of {p}"))
}

#[test]
fn a_query_may_have_an_optional_for_each_of_200_variables() {
    let graph = things();
    for count in [140, 200] {
        let optional = text_of(1..=count, |p| format!(" OPTIONAL {{ ?s :p{p} ?v{p} }}"));
        let listed = text_of(1..=count, |p| format!(" ?v{p}"));
        let expected = (0..1000).map(|n| {
            let values = (1..=count).map(|p| value(n, p).unwrap_or_else(|| "-".to_owned()));
            values.collect::<Vec<_>>().join("|")
        });
        let query = format!("SELECT{listed} {{ ?s a :Thing {optional} }}");
        assert_eq!(rows_of(&graph, &query), sorted(expected));
        // What comes last is looked at first.
        let query = format!("SELECT ?s {{ ?s a :Thing {optional} FILTER(BOUND(?v{count})) }}");
        assert_eq!(rows_of(&graph, &query).len(), 1000_usize.div_ceil(count));
    }
}

#[test]
fn a_basic_graph_pattern_may_have_150_variables() {
    let graph = things();
    let chain = text_of(0..149, |n| format!("?t{n} :next ?t{} . ", n + 1));
    let query = format!("SELECT ?t0 ?t149 {{ {chain} }}");
    let iri = |n: usize| format!("<http://example.org/t{n}>");
    let expected = (0..=1000 - 149).map(|n| format!("{}|{}", iri(n), iri(n + 149)));
    assert_eq!(rows_of(&graph, &query), sorted(expected));
    let ends = format!("SELECT * {{ :t5 :next ?t0 . {chain} ?t149 :next :t156 }}");
    let expected: Vec<String> = (6..=155).map(iri).collect();
    assert_eq!(rows_of(&graph, &ends), [expected.join("|")]);
    // Only the first thing has all properties.
    let star = text_of(1..=149, |p| format!("; :p{p} ?v{p} "));
    let expected: Vec<String> = (1..=149).filter_map(|p| value(0, p)).collect();
    let listed = text_of(1..=149, |p| format!(" ?v{p}"));
    let query = format!("SELECT{listed} {{ ?s a :Thing {star} }}");
    assert_eq!(rows_of(&graph, &query), [expected.join("|")]);
}

#[test]
fn each_of_300_branches_may_have_a_variable_of_its_own() {
    let graph = things();
    let branches: Vec<String> = (0..300)
        .map(|n| format!("{{ ?s :p{} ?v{n} }}", n % 200 + 1))
        .collect();
    let query = format!("SELECT * {{ {} }}", branches.join(" UNION "));
    let rows = rows_of(&graph, &query);
    let having = |p: usize| 1000_usize.div_ceil(p);
    let count: usize = (0..300).map(|n| having(n % 200 + 1)).sum();
    assert_eq!(rows.len(), count);
    assert!(rows.iter().all(|row| row.matches('-').count() == 299));
    let last = rows.iter().filter(|row| !row.ends_with("|-"));
    assert_eq!(last.count(), having(100));
}

#[test]
fn aggregates_subqueries_and_conditions_may_have_many_variables() {
    let graph = things();
    let bound = text_of(1..150, |n| format!("BIND({n} + ?v{} AS ?v{n}) ", n - 1));
    let start = "{ SELECT ?v0 { :t1000 ^:next/:p1 ?t BIND(0 AS ?v0) } }";
    let integer = |n: usize| format!("{n}^^<http://www.w3.org/2001/XMLSchema#integer>");
    let query = format!("SELECT ?v149 {{ {start} {bound} FILTER(?v149 = ?v148 + 149) }}");
    assert_eq!(rows_of(&graph, &query), [integer(149 * 150 / 2)]);
    let sums = text_of(0..150, |n| format!("(SUM(?v{n}) AS ?sum{n}) "));
    let query = format!("SELECT {sums} {{ {start} {bound} }}");
    let expected: Vec<String> = (0..150).map(|n| integer(n * (n + 1) / 2)).collect();
    assert_eq!(rows_of(&graph, &query), [expected.join("|")]);
    let same = text_of(1..140, |n| {
        format!("FILTER NOT EXISTS {{ ?s :p{n} ?v{n} FILTER(?v{n} != ?v{n}) }} ")
    });
    let away = text_of(1..140, |n| format!("MINUS {{ ?s :p151 ?w{n} }} "));
    let query = format!("SELECT ?s {{ ?s :p150 ?v {same} {away} }}");
    assert_eq!(rows_of(&graph, &query).len(), 6);
}

/// Puts variables that nothing binds before those of a query.
fn pad(pattern: &mut GraphPattern) {
    match pattern {
        GraphPattern::Project { variables, .. } => {
            let unbound = (0..130).map(|n| Variable::new_unchecked(format!("unbound{n}")));
            variables.splice(0..0, unbound);
        }
        GraphPattern::Distinct { inner }
        | GraphPattern::Reduced { inner }
        | GraphPattern::Slice { inner, .. } => pad(inner),
        _ => {}
    }
}

#[test]
fn the_variables_after_the_first_128_are_as_any_other() {
    let graph = graph_of(&turtle());
    let dataset = Dataset::new(&graph);
    let prefixes = PREFIXES.iter();
    let parser = prefixes.fold(SparqlParser::new(), |parser, (name, iri)| {
        parser.with_prefix(*name, *iri).expect("an IRI")
    });
    let mut compared = 0;
    for entry in fs::read_dir(folder()).expect("a folder") {
        let path = entry.expect("an entry").path();
        let text = fs::read_to_string(&path).expect("a query");
        let is_query = path.extension().is_some_and(|end| end == "sparql");
        let Some(parsed) = is_query.then(|| parser.clone().parse_query(&text)) else {
            continue;
        };
        let parsed = parsed.expect("SPARQL");
        let mut padded = parsed.clone();
        let (spargebra::Query::Select { pattern, .. } | spargebra::Query::Ask { pattern, .. }) =
            &mut padded
        else {
            continue;
        };
        pad(pattern);
        compared += usize::from(padded != parsed);
        let ask = |query| evaluate_algebra(dataset, query, &Limits::default()).expect("an answer");
        let modifiers = text.rsplit('}').next().unwrap_or_default();
        let is_ordered = modifiers.contains("ORDER BY");
        let [padded, plain] = [padded, parsed].map(|query| rows(ask(query), is_ordered));
        assert_eq!(padded.len(), plain.len(), "{}", path.display());
        if is_ordered || !modifiers.contains("LIMIT") {
            assert_eq!(padded, plain, "{}", path.display());
        }
    }
    assert!(compared > 40, "{compared} queries are compared");
}

#[test]
fn a_query_of_many_variables_is_explained() {
    let graph = things();
    let patterns = text_of(0..140, |n| format!("?t{n} :next ?t{} . ", n + 1));
    let text = format!("PREFIX : <http://example.org/> ASK {{ {patterns} }}");
    let query = Query::new(SourceFile::new("query", text)).expect("a query");
    let (dataset, limits) = (Dataset::new(&graph), Limits::default());
    let answered = answer(dataset, &query, &Arguments::new(), &limits, true).expect("an answer");
    assert!(matches!(answered.results, Results::Boolean(true)));
    assert!(answered.executed.operators.len() >= 140);
}
