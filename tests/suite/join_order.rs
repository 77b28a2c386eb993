//! The order of joins against that of oxigraph's optimiser: of all steps together, ours have no more rows, and of all
//! patterns together fewer.
//!
//! The basic graph patterns are those of `tests/cases/plan` and random ones that have solutions in a region. Of oxigraph's
//! order, the solutions of its first pattern, its first two patterns and so on are counted; of ours, the plan says them.

use crate::plans::{PREFIXES, folder, graph_of, turtle};
use crate::region_data::region;
use bixi::internals::graph::Graph;
use bixi::internals::query::{
    Arguments, Dataset, Limits, PlanOperator, Query, Results, answer, evaluate_algebra,
};
use bixi::internals::rdf::{Term, TermRef};
use bixi::internals::source::SourceFile;
use spargebra::SparqlParser;
use spargebra::algebra::{AggregateExpression, GraphPattern};
use spargebra::term::{NamedNodePattern, TermPattern, TriplePattern, Variable};
use sparopt::Optimizer;
use std::collections::BTreeSet;
use std::fs;

/// How many rows more an order of ours may have: some are cheaper than a look-up for each row, and what a sample of rows
/// says is a guess.
fn slack(rows: usize) -> usize {
    32 + rows / 8
}

/// Larger joins are not counted.
const MOST_BYTES: u64 = 2_000_000;

fn limits() -> Limits {
    Limits {
        allow_product: true,
        memory: Some(MOST_BYTES),
        ..Limits::default()
    }
}

/// The solutions of some patterns; `None` if there are too many.
fn count(graph: &Graph, patterns: &[TriplePattern]) -> Option<usize> {
    let number = Variable::new_unchecked("n");
    let aggregate = AggregateExpression::CountSolutions { distinct: false };
    let pattern = GraphPattern::Group {
        inner: Box::new(GraphPattern::Bgp {
            patterns: patterns.to_vec(),
        }),
        variables: Vec::new(),
        aggregates: vec![(number, aggregate)],
    };
    let query = spargebra::Query::Select {
        dataset: None,
        pattern,
        base_iri: None,
    };
    let results = evaluate_algebra(Dataset::new(graph), query, &limits()).ok()?;
    let Results::Solutions(mut solutions) = results else {
        return None;
    };
    match solutions.next()?.get("n") {
        Some(TermRef::Literal(number)) => number.value().parse().ok(),
        _ => None,
    }
}

/// The patterns in the order in which oxigraph joins them.
fn order_of_oxigraph(patterns: &[TriplePattern]) -> Vec<TriplePattern> {
    use sparopt::algebra::GraphPattern as Plan;
    let pattern = GraphPattern::Bgp {
        patterns: patterns.to_vec(),
    };
    let plan = Optimizer::optimize_graph_pattern((&pattern).into());
    let (mut order, mut open) = (Vec::new(), vec![plan]);
    while let Some(plan) = open.pop() {
        match plan {
            Plan::Join { left, right, .. } | Plan::Lateral { left, right } => {
                open.push(*right);
                open.push(*left);
            }
            Plan::QuadPattern {
                subject,
                predicate,
                object,
                ..
            } => order.push(TriplePattern {
                subject: subject.into(),
                predicate,
                object: object.into(),
            }),
            _ => unreachable!("{plan:?} is not part of a basic graph pattern"),
        }
    }
    order
}

/// The rows of all our steps, and the steps.
fn our_rows(graph: &Graph, patterns: &[TriplePattern]) -> Option<(usize, Vec<String>)> {
    let lines: Vec<String> = patterns.iter().map(|p| format!("{p} .")).collect();
    let text = format!("SELECT (COUNT(*) AS ?n) {{ {} }}", lines.join(" "));
    let query = Query::new(SourceFile::new("query", text.as_str())).expect("a query");
    let dataset = Dataset::new(graph);
    let answered = answer(dataset, &query, &Arguments::new(), &limits(), true).ok()?;
    let mut steps = Vec::new();
    add_steps(&answered.executed.operators, &mut steps);
    let rows_of = |step: &PlanOperator| step.actual.map_or(0, |actual| actual.rows);
    let rows = steps.iter().map(|step| rows_of(step)).sum();
    let show = |step: &&PlanOperator| {
        let estimated = step.estimated_rows.unwrap_or(-1.0);
        format!("{:>8} ({estimated:.0}) {}", rows_of(step), step.label)
    };
    Some((rows, steps.iter().map(show).collect()))
}

/// Adds the operators that match patterns; triple terms belong to the pattern that they stand in.
fn add_steps<'p>(operators: &'p [PlanOperator], steps: &mut Vec<&'p PlanOperator>) {
    for operator in operators {
        if !["TripleTerms", "Group"].contains(&operator.label.operator) {
            steps.push(operator);
        }
        add_steps(&operator.operators, steps);
    }
}

/// Two orders for the same patterns; `None` if there are too many rows to count.
fn compare(graph: &Graph, patterns: &[TriplePattern]) -> Option<Compared> {
    let order = order_of_oxigraph(patterns);
    let counts = (1..=order.len()).map(|k| count(graph, &order[..k]));
    let counts: Vec<usize> = counts.collect::<Option<_>>()?;
    let theirs = counts.iter().sum::<usize>();
    let (ours, steps) = our_rows(graph, patterns).unwrap_or((usize::MAX, Vec::new()));
    let counts = counts.iter().zip(&order);
    let other: Vec<String> = counts.map(|(n, p)| format!("{n:>8} {p}")).collect();
    let (steps, other) = (steps.join("\n"), other.join("\n"));
    Some(Compared {
        ours,
        theirs,
        words: format!("{ours} rows\n{steps}\ninstead of {theirs}\n{other}\n"),
    })
}

/// The rows of two orders for the same patterns.
struct Compared {
    ours: usize,
    theirs: usize,
    /// Both with their steps.
    words: String,
}

/// Compares as many patterns as are asked for, and no fewer.
fn check(graph: &Graph, patterns: impl Iterator<Item = Vec<TriplePattern>>, least: usize) {
    let compared: Vec<Compared> = patterns.filter_map(|p| compare(graph, &p)).collect();
    let all = compared.len();
    assert!(all >= least, "only {all} patterns were compared");
    let worse = compared.iter();
    let worse = worse.filter(|of| of.ours > of.theirs.saturating_add(slack(of.theirs)));
    let worse: Vec<&str> = worse.map(|of| of.words.as_str()).collect();
    let number = worse.len();
    assert!(
        worse.is_empty(),
        "{number} of {all} orders are worse:\n{}",
        worse.join("\n")
    );
    let ours: usize = compared.iter().map(|of| of.ours).sum();
    let theirs: usize = compared.iter().map(|of| of.theirs).sum();
    let better = compared.iter().filter(|of| of.ours < of.theirs).count();
    println!("{ours} rows instead of {theirs}, {better} of {all} orders are better");
    assert!(ours <= theirs, "{ours} rows instead of {theirs}");
}

/// The basic graph patterns of an algebra that have several triple patterns.
fn collect(pattern: &GraphPattern, found: &mut Vec<Vec<TriplePattern>>) {
    match pattern {
        GraphPattern::Bgp { patterns } if patterns.len() > 1 => found.push(patterns.clone()),
        GraphPattern::Join { left, right }
        | GraphPattern::Union { left, right }
        | GraphPattern::LeftJoin { left, right, .. }
        | GraphPattern::Minus { left, right } => {
            collect(left, found);
            collect(right, found);
        }
        GraphPattern::Filter { inner, .. }
        | GraphPattern::Extend { inner, .. }
        | GraphPattern::OrderBy { inner, .. }
        | GraphPattern::Project { inner, .. }
        | GraphPattern::Distinct { inner }
        | GraphPattern::Slice { inner, .. }
        | GraphPattern::Group { inner, .. } => collect(inner, found),
        _ => {}
    }
}

#[test]
fn plans_have_no_more_rows_than_those_of_oxigraph() {
    let mut parser = SparqlParser::new();
    for (name, iri) in PREFIXES {
        parser = parser.with_prefix(name, iri).expect("an IRI");
    }
    let mut patterns = Vec::new();
    for entry in fs::read_dir(folder()).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path
            .extension()
            .is_some_and(|extension| extension == "sparql")
        {
            let text = fs::read_to_string(&path).expect("a query");
            let query = parser.clone().parse_query(&text).expect("SPARQL");
            if let spargebra::Query::Select { pattern, .. } = &query {
                collect(pattern, &mut patterns);
            }
        }
    }
    check(&graph_of(&turtle()), patterns.into_iter(), 20);
}

/// The next number of a linear congruential generator.
fn next(state: &mut u64) -> usize {
    *state = state
        .wrapping_mul(6_364_136_223_846_793_005)
        .wrapping_add(1_442_695_040_888_963_407);
    (*state >> 33) as usize
}

/// A pattern around random triples that hang together, so that it has a solution.
fn random_pattern(graph: &Graph, all: &[[u32; 3]], state: &mut u64) -> Vec<TriplePattern> {
    let size = 2 + next(state) % 5;
    let mut triples = vec![all[next(state) % all.len()]];
    while triples.len() < size {
        let from = triples[next(state) % triples.len()];
        let node = if next(state).is_multiple_of(2) {
            from[0]
        } else {
            from[2]
        };
        let mut around: Vec<[u32; 3]> = graph.triples(Some(node), None, None).collect();
        around.extend(graph.triples(None, None, Some(node)));
        // Each property around a node is as likely as the others.
        let properties: BTreeSet<u32> = around.iter().map(|triple| triple[1]).collect();
        let property = properties.iter().nth(next(state) % properties.len());
        around.retain(|triple| Some(&triple[1]) == property);
        let triple = around[next(state) % around.len()];
        if triples.contains(&triple) {
            break;
        }
        triples.push(triple);
    }
    let constant =
        triples[next(state) % triples.len()][if next(state).is_multiple_of(4) { 0 } else { 2 }];
    let term = |id: u32| match graph.dictionary.term(id) {
        Term::NamedNode(iri) if id == constant => iri.into(),
        Term::Literal(literal) if id == constant => literal.into(),
        _ => TermPattern::Variable(Variable::new_unchecked(format!("v{id}"))),
    };
    let property = |id: u32| match graph.dictionary.term(id) {
        Term::NamedNode(iri) => NamedNodePattern::NamedNode(iri),
        _ => NamedNodePattern::Variable(Variable::new_unchecked(format!("v{id}"))),
    };
    let pattern = |[subject, predicate, object]: [u32; 3]| TriplePattern {
        subject: term(subject),
        predicate: property(predicate),
        object: term(object),
    };
    triples.into_iter().map(pattern).collect()
}

#[test]
fn random_patterns_have_no_more_rows_than_those_of_oxigraph() {
    let graph = graph_of(&region(4_000));
    let all: Vec<[u32; 3]> = graph.triples(None, None, None).collect();
    let mut state = 7;
    let patterns = (0..1500).map(|_| random_pattern(&graph, &all, &mut state));
    check(&graph, patterns.filter(|pattern| pattern.len() > 1), 1000);
}
