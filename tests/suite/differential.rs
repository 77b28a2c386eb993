//! Random queries on random small graphs have the same solutions here as in oxigraph's evaluator without optimisation,
//! on the statements that are accepted.
//!
//! `PROPTEST_CASES` says how many are tried. A query that is not SPARQL, since it binds a variable twice or the like, is
//! passed over.

use crate::collation::compare;
use crate::oracle;
use crate::paths_as_unions::as_unions;
use crate::random_queries::{PROLOGUE, files, query, tamed};
use bixi::internals::graph::{Acceptance, Certainty, Graph, Part, Source};
use bixi::internals::query::{Dataset, Limits, Results, Solution, evaluate_in_batches};
use bixi::internals::rdf::{GraphName, NamedNode, Term, Triple};
use bixi::internals::read::{Reading, read};
use bixi::internals::source::SourceFile;
use proptest::prelude::*;
use spareval::QueryEvaluator;
use spargebra::SparqlParser;
use spargebra::algebra::{Expression, GraphPattern, OrderExpression};
use std::cmp::Ordering;
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

/// The graph of some files, with their levels of certainty.
pub fn graph_of_files(files: &[String]) -> Graph {
    let files = files.iter().enumerate();
    let parts = files.map(|(index, file)| part(index, file)).collect();
    Graph::from_parts(parts, Some(&certainty())).expect("a small graph")
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
pub fn rows(results: Results, is_ordered: bool) -> Vec<String> {
    let mut rows: Vec<String> = match results {
        Results::Boolean(answer) => vec![answer.to_string()],
        // A graph is a set; oxigraph gives a triple with blank nodes again and again.
        Results::Graph(triples) => {
            let triples = triples.map(|t| t.to_string());
            triples.collect::<BTreeSet<_>>().into_iter().collect()
        }
        Results::Solutions(solutions) => solutions
            .map(|solution| {
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

/// The query without its `LIMIT` and `OFFSET`, how many solutions it passes over and gives, and the keys that it sorts by,
/// each as a variable and whether it is descending.
fn unsliced(query: &spargebra::Query) -> (spargebra::Query, usize, usize, Vec<(String, bool)>) {
    let (mut whole, mut start, mut length, mut keys) = (query.clone(), 0, usize::MAX, Vec::new());
    if let spargebra::Query::Select { pattern, .. } = &mut whole {
        if let GraphPattern::Slice {
            inner,
            start: from,
            length: most,
        } = pattern
        {
            (start, length) = (*from, most.unwrap_or(usize::MAX));
            *pattern = std::mem::take(&mut **inner);
        }
        let mut below = &*pattern;
        while let GraphPattern::Distinct { inner } | GraphPattern::Project { inner, .. } = below {
            below = inner;
        }
        if let GraphPattern::OrderBy { inner, expression } = below {
            keys = expression.iter().map(|key| key_of(key, inner)).collect();
        }
    }
    (whole, start, length, keys)
}

/// The variable of a key, which may be one that the `SELECT` clause binds to the expression.
fn key_of(key: &OrderExpression, below: &GraphPattern) -> (String, bool) {
    let is_descending = matches!(key, OrderExpression::Desc(_));
    let (OrderExpression::Asc(of) | OrderExpression::Desc(of)) = key;
    let variable = match (of, below) {
        (Expression::Variable(variable), _) => variable,
        (
            of,
            GraphPattern::Extend {
                variable,
                expression,
                ..
            },
        ) if expression == of => variable,
        _ => unreachable!("no variable for {of}"),
    };
    (variable.as_str().to_owned(), is_descending)
}

/// Solutions with their variables.
fn solutions(results: Results) -> Vec<BTreeMap<String, Term>> {
    let Results::Solutions(solutions) = results else {
        return Vec::new();
    };
    let bindings = |solution: Solution| {
        let bindings = solution.iter();
        bindings
            .map(|(v, t)| (v.as_str().to_owned(), t.into()))
            .collect()
    };
    solutions.map(bindings).collect()
}

/// Where two neighbours stand in an order other than that of their keys.
fn out_of_order(rows: &[BTreeMap<String, Term>], keys: &[(String, bool)]) -> Option<usize> {
    let compare_rows = |a: &BTreeMap<String, Term>, b: &BTreeMap<String, Term>| {
        let by_key = keys.iter().map(|(key, is_descending)| {
            let order = compare(a.get(key), b.get(key));
            if *is_descending {
                order.reverse()
            } else {
                order
            }
        });
        by_key.fold(Ordering::Equal, Ordering::then)
    };
    (1..rows.len()).find(|at| compare_rows(&rows[at - 1], &rows[*at]).is_gt())
}

/// The query without each `MINUS` in `EXISTS` that has no variable in common with what stands before it: it takes nothing
/// away, but oxigraph extends both by the solution around and takes them to have that in common.
fn without_vain_minus(text: &str) -> String {
    const MINUS: &str = " MINUS { ";
    let variables = |pattern: &str| -> BTreeSet<char> {
        let after = pattern.match_indices('?').map(|(at, _)| &pattern[at + 1..]);
        after.filter_map(|name| name.chars().next()).collect()
    };
    let mut parts = text.split("EXISTS { ");
    let mut kept = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        kept.push_str("EXISTS { ");
        let group = &part[..end_of_group(part)];
        let without = group.rsplit_once(MINUS).and_then(|(before, rest)| {
            let (minus, after) = rest.split_at(end_of_group(rest));
            let is_vain = variables(before).is_disjoint(&variables(minus));
            is_vain.then(|| format!("{before}{}", after.strip_prefix('}').unwrap_or(after)))
        });
        kept.push_str(without.as_deref().unwrap_or(group));
        kept.push_str(&part[group.len()..]);
    }
    kept
}

/// Where the group ends that a text stands in.
fn end_of_group(text: &str) -> usize {
    let mut depth = 0;
    let end = text.find(|character| {
        depth += i32::from(character == '{') - i32::from(character == '}');
        depth < 0
    });
    end.unwrap_or(text.len())
}

fn check(files: &[String], text: &str, level: u8) -> Result<(), TestCaseError> {
    // What stands after the last group is of the query itself, not of a subquery.
    let modifiers = text.rsplit('}').next().unwrap_or_default().to_owned();
    let is_ordered = modifiers.contains("ORDER BY");
    // The lexical form counts for `STR` here, and among the least values equal ones have no order.
    let needs_tame = [
        "STR(",
        "DATATYPE(",
        "MIN(",
        "MAX(",
        "REPLACE(",
        "SUBSTR(",
        // A part that oxigraph takes out of a triple term is in canonical form.
        "<<",
        "{|",
        "TRIPLE(",
        "OBJECT(",
    ];
    let (files, text) = match needs_tame.iter().any(|part| text.contains(part)) {
        true => (files.iter().map(|file| tamed(file)).collect(), tamed(text)),
        false => (files.to_vec(), text.to_owned()),
    };
    let parse = |text: &str| SparqlParser::new().parse_query(&format!("{PROLOGUE}{text}"));
    // oxigraph has no answer where a triple term would have another one or a literal as its subject, and says in `EXISTS`
    // that it holds.
    let has_triple_terms = ["<<", "{|"].iter().any(|part| text.contains(part));
    if has_triple_terms && text.contains("EXISTS") {
        return Ok(());
    }
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
    let mut plain = without_graph_variables(&without_vain_minus(&text), &names);
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
    // Rows that are equal in all keys may come in any order, so a part of the solutions is compared with all of them.
    let (whole, start, length, keys) = unsliced(&query);
    if is_ordered {
        plain = unsliced(&plain).0;
    }
    let plain = as_unions(&plain);
    let expected = catch_unwind(AssertUnwindSafe(|| {
        let dataset = &seen;
        let evaluator = QueryEvaluator::new().without_optimizations();
        let results = evaluator
            .prepare(&plain)
            .execute(dataset)
            .expect("an answer");
        rows(oracle::results(results), false)
    }));
    let Ok(expected) = expected else {
        return Ok(());
    };
    let limits = Limits {
        allow_product: true,
        ..Limits::default()
    };
    let graph = graph_of_files(&files);
    let dataset = Dataset::new(&graph)
        .accepting(&format!("l{level}"))
        .expect("a level");
    let about = || format!("level {level}\n{}\n{text}", files.join("--- second file\n"));
    // Batches of any size have the same solutions together.
    let batch = [1, 3, 64, 1 << 20][text.len() % 4];
    let ask = |query| evaluate_in_batches(dataset, query, &limits, batch).expect("an answer");
    if is_ordered {
        let all = solutions(ask(whole.clone()));
        let part: Vec<_> = all.iter().skip(start).take(length).cloned().collect();
        prop_assert_eq!(out_of_order(&all, &keys), None, "{} {:?}", about(), all);
        prop_assert_eq!(solutions(ask(query)), part, "{}", about());
        prop_assert_eq!(rows(ask(whole), false), expected, "{}", about());
        return Ok(());
    }
    let actual = rows(ask(query), false);
    if modifiers.contains("LIMIT") {
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
