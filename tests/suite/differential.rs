//! Random queries on random small graphs have the same solutions here as in oxigraph's evaluator without optimisation,
//! on the statements that are accepted.
//!
//! `PROPTEST_CASES` says how many are tried. A query that is not SPARQL, since it binds a variable twice or the like, is
//! passed over.

use crate::random_queries::{PROLOGUE, files, query, tamed};
use bixi::graph::{Acceptance, Certainty, Graph, Part, Source};
use bixi::query::{Dataset, Limits, QueryResults, evaluate_algebra};
use bixi::rdf::{GraphName, NamedNode, Term, Triple};
use bixi::read::{Reading, read};
use bixi::source::SourceFile;
use proptest::prelude::*;
use spareval::QueryEvaluator;
use spargebra::SparqlParser;
use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};

const CERTAINTY: &str = "http://example.org/certainty";
const REIFIES: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#reifies";

/// The level that a value of certainty says.
fn level(value: &str) -> Option<u8> {
    value.strip_prefix("http://example.org/l")?.parse().ok()
}

fn certainty() -> Certainty {
    let names = ["l0", "l1", "l2"];
    Certainty {
        acceptance: Acceptance {
            names: names.map(str::to_owned).to_vec(),
            default: 1,
        },
        property: CERTAINTY.to_owned(),
        levels: names
            .iter()
            .zip(0..)
            .map(|(name, level)| (format!("http://example.org/{name}"), level))
            .collect(),
    }
}

fn file_name(index: usize) -> String {
    format!("urn:file:{index}")
}

fn part(index: usize, turtle: &str) -> Part {
    let source = SourceFile::new(format!("{index}.ttl"), format!("{PROLOGUE}{turtle}"));
    let prefix = format!("b{index}-");
    let reading = Reading {
        base: None,
        blank_node_prefix: &prefix,
    };
    let said = read(&source, &reading).expect("few terms");
    assert!(said.findings.is_empty(), "{turtle}\n{:?}", said.findings);
    Part {
        source: Source {
            path: source.path.clone(),
            digest: [0; 32],
            lines: source.line_count(),
        },
        graph: Some(file_name(index)),
        said,
    }
}

/// The triples of one file.
fn triples_of(index: usize, turtle: &str) -> Vec<Triple> {
    let graph = Graph::from_parts(vec![part(index, turtle)], None).expect("a small graph");
    let term = |id: u32| graph.dictionary.term(id);
    graph
        .triples(None, None, None)
        .map(|ids| Triple::from_terms(term(ids[0]), term(ids[1]), term(ids[2])).expect("a triple"))
        .collect()
}

/// What who accepts a level sees, with everything in the default graph too: a statement with the lowest level that one
/// of its reifiers says, whether or not it is asserted, and one of which none says a level.
fn accepted(files: &[String], accepted: u8) -> oxigraph::model::Dataset {
    let files: Vec<Vec<Triple>> = files
        .iter()
        .enumerate()
        .map(|(i, f)| triples_of(i, f))
        .collect();
    let all: Vec<&Triple> = files.iter().flatten().collect();
    let mut level_of: BTreeMap<String, u8> = BTreeMap::new();
    let mut quads = Vec::new();
    let reified = |triple: &Triple| match &triple.object {
        Term::Triple(inner) if triple.predicate.as_str() == REIFIES => Some((**inner).clone()),
        _ => None,
    };
    let level_of_reifier = |reifier: &Triple| {
        let says = all
            .iter()
            .filter(|t| t.subject == reifier.subject && t.predicate.as_str() == CERTAINTY);
        says.filter_map(|t| level(t.object.to_string().trim_matches(['<', '>'])))
            .min()
    };
    for triple in &all {
        if let (Some(inner), Some(level)) = (reified(triple), level_of_reifier(triple)) {
            let entry = level_of.entry(inner.to_string()).or_insert(level);
            *entry = (*entry).min(level);
        }
    }
    let is_asserted = |triple: &Triple| all.contains(&triple);
    for (index, triples) in files.iter().enumerate() {
        for triple in triples {
            quads.push((index, triple.clone()));
            if let (Some(inner), Some(_)) = (reified(triple), level_of_reifier(triple))
                && !is_asserted(&inner)
            {
                quads.push((index, inner));
            }
        }
    }
    let is_seen = |triple: &Triple| {
        level_of
            .get(&triple.to_string())
            .is_none_or(|l| *l <= accepted)
    };
    let quads = quads.into_iter().filter(|(_, triple)| is_seen(triple));
    quads
        .flat_map(|(index, triple)| {
            let name = NamedNode::new_unchecked(file_name(index));
            [
                triple.clone().in_graph(name),
                triple.in_graph(GraphName::DefaultGraph),
            ]
        })
        .collect()
}

/// The dataset of `FROM` and `FROM NAMED`: the merge of some graphs, and some by name.
fn asked_for(
    asked: &spargebra::algebra::QueryDataset,
    all: &oxigraph::model::Dataset,
) -> oxigraph::model::Dataset {
    let mut found = oxigraph::model::Dataset::new();
    for quad in all {
        let is_in = |names: &[NamedNode]| {
            names
                .iter()
                .any(|name| quad.graph_name == name.as_ref().into())
        };
        if is_in(&asked.default) {
            let triple = oxigraph::model::TripleRef::from(quad).into_owned();
            found.insert(&triple.in_graph(GraphName::DefaultGraph));
        }
        if is_in(asked.named.as_deref().unwrap_or_default()) {
            found.insert(quad);
        }
    }
    found
}

/// A query without `GRAPH` and a variable: the union of what stands in it over the files, as SPARQL defines it.
pub fn without_graph_variables(text: &str, names: &[String]) -> String {
    let Some(start) = text.find("GRAPH ?") else {
        return text.to_owned();
    };
    let open = start + text[start..].find('{').expect("a group");
    let variable = text[start + "GRAPH ".len()..open].trim();
    let mut depth = 0;
    let length = text[open..].find(|c| {
        depth += i32::from(c == '{') - i32::from(c == '}');
        depth == 0
    });
    let close = open + length.expect("balanced braces") + 1;
    let group = without_graph_variables(&text[open..close], names);
    let each: Vec<String> = names
        .iter()
        .map(|name| {
            format!("{{ {{ VALUES {variable} {{ <{name}> }} }} {{ GRAPH <{name}> {group} }} }}")
        })
        .collect();
    let rest = without_graph_variables(&text[close..], names);
    let all = match each.as_slice() {
        [] => format!("VALUES {variable} {{ }}"),
        each => each.join(" UNION "),
    };
    format!("{}{{ {all} }}{rest}", &text[..start])
}

/// Rows as text, sorted unless their order is asked for.
pub fn rows(results: QueryResults<'_>, is_ordered: bool) -> Vec<String> {
    let mut rows: Vec<String> = match results {
        QueryResults::Boolean(answer) => vec![answer.to_string()],
        // A graph is a set; oxigraph gives a triple with blank nodes again and again.
        QueryResults::Graph(triples) => {
            let triples = triples.map(|t| t.expect("a triple").to_string());
            triples.collect::<BTreeSet<_>>().into_iter().collect()
        }
        QueryResults::Solutions(solutions) => solutions
            .map(|solution| {
                let solution = solution.expect("a solution");
                let mut cells: Vec<String> =
                    solution.iter().map(|(v, t)| format!("{v}={t}")).collect();
                cells.sort();
                cells.join(" ")
            })
            .collect(),
    };
    if !is_ordered {
        rows.sort();
    }
    rows
}

/// Whether the terms that a query sorts have one order: numbers have theirs, and among other literals another.
fn has_order(query: &spargebra::Query, dataset: &oxigraph::model::Dataset) -> bool {
    use spargebra::algebra::GraphPattern;
    let mut unsorted = query.clone();
    if let spargebra::Query::Select { pattern, .. } = &mut unsorted {
        while let GraphPattern::Slice { inner, .. } | GraphPattern::Distinct { inner } = pattern {
            *pattern = std::mem::take(&mut **inner);
        }
        if let GraphPattern::Project { inner, .. } = pattern
            && let GraphPattern::OrderBy { inner: sorted, .. } = &mut **inner
        {
            **inner = std::mem::take(&mut **sorted);
        }
    }
    let evaluator = QueryEvaluator::new().without_optimizations();
    let results = evaluator.prepare(&unsorted).execute(dataset);
    let Ok(QueryResults::Solutions(solutions)) = results else {
        return false;
    };
    let mut kinds: BTreeMap<String, BTreeSet<bool>> = BTreeMap::new();
    for solution in solutions {
        for (variable, term) in &solution.expect("a solution") {
            if let Term::Literal(literal) = term {
                let is_number =
                    NUMERIC.contains(&literal.datatype().as_str().rsplit('#').next().unwrap_or(""));
                kinds
                    .entry(variable.as_str().to_owned())
                    .or_default()
                    .insert(is_number);
            }
        }
    }
    kinds.values().all(|kinds| kinds.len() == 1)
}

const NUMERIC: [&str; 4] = ["integer", "decimal", "double", "float"];

fn check(files: &[String], text: &str, level: u8) -> Result<(), TestCaseError> {
    // What stands after the last group is of the query itself, not of a subquery.
    let modifiers = text.rsplit('}').next().unwrap_or_default().to_owned();
    let is_ordered = modifiers.contains("ORDER BY");
    // The lexical form counts for `STR` here, and in an order and among the least values equal ones have no order.
    let needs_tame = [
        "ORDER BY",
        "STR(",
        "DATATYPE(",
        "MIN(",
        "MAX(",
        "REPLACE(",
        "SUBSTR(",
        // A part that oxigraph takes out of a triple term is in canonical form.
        "<<",
        "{|",
    ];
    let (files, text) = match needs_tame.iter().any(|part| text.contains(part)) {
        true => (files.iter().map(|file| tamed(file)).collect(), tamed(text)),
        false => (files.to_vec(), text.to_owned()),
    };
    let parse = |text: &str| SparqlParser::new().parse_query(&format!("{PROLOGUE}{text}"));
    let Ok(query) = parse(&text) else {
        return Ok(());
    };
    let mut seen = accepted(&files, level);
    let mut names: Vec<String> = (0..files.len()).map(file_name).collect();
    if let Some(asked) = query.dataset() {
        seen = asked_for(asked, &seen);
        let named = asked.named.iter().flatten();
        names = named.map(|name| name.as_str().to_owned()).collect();
        names.sort();
        names.dedup();
    }
    let mut plain = without_graph_variables(&text, &names);
    if !names.contains(&file_name(1)) {
        // There is nothing in a graph that is not there.
        plain = plain.replace("GRAPH <urn:file:1> {", "GRAPH <urn:file:1> { VALUES () { }");
    }
    let Ok(mut plain) = parse(&plain) else {
        return Ok(());
    };
    if let spargebra::Query::Select { dataset, .. } | spargebra::Query::Ask { dataset, .. } =
        &mut plain
    {
        *dataset = None;
    }
    if is_ordered && !has_order(&plain, &seen) {
        return Ok(());
    }
    let expected = catch_unwind(AssertUnwindSafe(|| {
        let dataset = &seen;
        let evaluator = QueryEvaluator::new().without_optimizations();
        let results = evaluator
            .prepare(&plain)
            .execute(dataset)
            .expect("an answer");
        rows(results, is_ordered)
    }));
    let Ok(expected) = expected else {
        return Ok(());
    };
    let limits = Limits {
        allow_product: true,
        ..Limits::default()
    };
    let parts = files
        .iter()
        .enumerate()
        .map(|(index, file)| part(index, file));
    let graph = Graph::from_parts(parts.collect(), Some(&certainty())).expect("a small graph");
    let dataset = Dataset::new(&graph)
        .accepting(&format!("l{level}"))
        .expect("a level");
    let results = evaluate_algebra(dataset, query, &limits);
    let actual = rows(results.expect("an answer"), is_ordered);
    let about = || format!("level {level}\n{}\n{text}", files.join("--- second file\n"));
    if modifiers.contains("LIMIT") && !is_ordered {
        prop_assert_eq!(actual.len(), expected.len(), "{}", about());
        return Ok(());
    }
    prop_assert_eq!(actual, expected, "{}", about());
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(512),
        max_shrink_iters: 4000,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn random_queries_have_the_same_solutions(files in files(), text in query(), level in 0..3_u8) {
        check(&files, &text, level)?;
    }
}
