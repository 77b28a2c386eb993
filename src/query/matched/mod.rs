//! The statements of a graph that the triple patterns of a query match in its solutions.
//!
//! The patterns are evaluated as the query has them, all their variables are kept, and each solution is put into the triple
//! patterns. The patterns inside a subquery, in the groups of an aggregate and in `EXISTS` are evaluated for themselves, joined with
//! the solutions of what is around them, so that only what leads to a solution counts. The solutions of an ASK query end with the
//! first.
//!
//! Where this is not exact: `NOT EXISTS` and `MINUS` hold by what is not there, so nothing is matched in them; an `EXISTS` that is
//! a part of another expression is not followed; of a property path that repeats, the statements of one shortest path count; and a
//! triple pattern of `OPTIONAL` or of a side of `UNION` counts wherever the values of a solution make a statement of it.

mod part;
mod trails;

use super::dataset::Dataset;
use super::execute::BATCH;
use super::filled::filled_within;
use super::limits::{Budget, Limits};
use super::results::{Results, Solutions};
use super::rewrite::Rewrite;
use super::solution::UNBOUND;
use super::{Arguments, Query, algebra, blank_nodes, depth, engine};
use crate::dictionary::TermId;
use crate::error::{Error, Result};
use crate::rdf::{Literal, Term};
pub use part::NotFollowed;
use part::{MatchedPattern, PatternPart, PatternParts};
use spargebra::algebra::QueryDataset;
use spargebra::term::{TermPattern, TriplePattern};
use std::collections::{BTreeMap, BTreeSet};
use trails::Trails;

/// What a query matches.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Matched {
    /// The statements, asserted or inferred.
    pub triples: BTreeSet<[TermId; 3]>,
    /// The kinds of expressions in which nothing was looked for.
    pub not_followed: BTreeSet<NotFollowed>,
}

/// Returns what the patterns of a query match in its solutions. The limits are those of each of its parts.
///
/// # Errors
/// If the query is not SPARQL, an argument does not fit, or a limit is passed.
pub fn matched(
    dataset: Dataset<'_>,
    query: &Query,
    arguments: &Arguments,
    limits: &Limits,
) -> Result<Matched> {
    let limits = Limits {
        // One row of what is around a part may stand beside all rows of the part.
        allow_product: true,
        ..limits.clone()
    };
    let parsed = depth::with_stack(depth::of_text(query.text()), || {
        filled_within(query, arguments, dataset, &Budget::new(&limits)).map(|filled| filled.parsed)
    })?;
    let mut found = Matched::default();
    if matches!(parsed, spargebra::Query::Describe { .. }) {
        found.add_described(dataset, parsed.clone(), &limits)?;
    }
    let graphs = parsed.dataset().cloned();
    let parts = PatternParts::of(parsed);
    found.not_followed = parts.not_followed;
    for part in &parts.parts {
        found.add(dataset, part, graphs.clone(), &limits)?;
    }
    Ok(found)
}

impl Matched {
    /// Adds what DESCRIBE gives.
    fn add_described(
        &mut self,
        dataset: Dataset,
        parsed: spargebra::Query,
        limits: &Limits,
    ) -> Result<()> {
        let Results::Graph(triples) = evaluated(dataset, parsed, limits)? else {
            return Err(Error::internal("a DESCRIBE query has no triples"));
        };
        let find = |term: Term| dataset.graph().find(&term);
        for triple in triples {
            let subject = find(triple.subject.into());
            let terms = [subject, find(triple.predicate.into()), find(triple.object)];
            if let [Some(subject), Some(predicate), Some(object)] = terms {
                self.triples.insert([subject, predicate, object]);
            }
        }
        Ok(())
    }

    /// Adds what the patterns of a part match.
    fn add(
        &mut self,
        dataset: Dataset,
        part: &PatternPart,
        graphs: Option<QueryDataset>,
        limits: &Limits,
    ) -> Result<()> {
        let results = evaluated(dataset, part.query(graphs), limits)?;
        let Results::Solutions(solutions) = results else {
            return Err(Error::internal("a SELECT query has no solutions"));
        };
        let values = Values {
            dataset,
            solutions: &solutions,
        };
        for step in &part.steps {
            match step {
                MatchedPattern::Triple(pattern) => values.each_triple(pattern, &mut |triple| {
                    self.triples.insert(triple);
                }),
                MatchedPattern::Path {
                    subject,
                    path,
                    object,
                } => {
                    let trails = Trails { dataset };
                    for (start, ends) in values.pairs(subject, object) {
                        let known = trails.from(start, path);
                        let trails = ends.iter().filter_map(|end| known.get(end));
                        self.triples.extend(trails.flatten());
                    }
                }
            }
        }
        Ok(())
    }
}

/// Evaluates the query of a part.
fn evaluated(dataset: Dataset, mut query: spargebra::Query, limits: &Limits) -> Result<Results> {
    let budget = Budget::new(limits);
    depth::with_stack(depth::of(&query), move || {
        algebra::lower_language_tags(&mut query);
        algebra::tell_time(&mut query);
        blank_nodes::number_solutions(&mut query);
        let rewritten = engine::rewritten(&dataset, &query, &Rewrite::ALL, &budget)?;
        Ok(rewritten.planned()?.run(None, BATCH)?.results)
    })
}

/// The solutions of a part, to be put into its patterns.
struct Values<'v> {
    dataset: Dataset<'v>,
    solutions: &'v Solutions,
}

/// Where the term of a position comes from.
enum Origin<'v> {
    Constant(TermId),
    /// By row.
    Variable(&'v [TermId]),
    TripleTerm(Box<[Option<Origin<'v>>; 3]>),
}

impl<'v> Values<'v> {
    /// Hands on each statement of the dataset that a pattern becomes by a solution.
    fn each_triple(&self, pattern: &TriplePattern, visit: &mut dyn FnMut([TermId; 3])) {
        let origins = self.origins(pattern);
        let mut seen: BTreeSet<[TermId; 3]> = BTreeSet::new();
        for row in 0..self.solutions.len() {
            if let Some(triple) = self.triple(&origins, row)
                && seen.insert(triple)
            {
                let [subject, predicate, object] = triple.map(Some);
                if self
                    .dataset
                    .triples(subject, predicate, object)
                    .next()
                    .is_some()
                {
                    visit(triple);
                }
            }
        }
    }

    /// The values of the ends of a path, by its start.
    fn pairs(
        &self,
        subject: &TermPattern,
        object: &TermPattern,
    ) -> BTreeMap<TermId, BTreeSet<TermId>> {
        let ends = [subject, object].map(|end| self.origin(end));
        let mut pairs: BTreeMap<TermId, BTreeSet<TermId>> = BTreeMap::new();
        for row in 0..self.solutions.len() {
            let [start, end] = ends
                .each_ref()
                .map(|origin| self.value(origin.as_ref(), row));
            if let (Some(start), Some(end)) = (start, end) {
                pairs.entry(start).or_default().insert(end);
            }
        }
        pairs
    }

    fn origins(&self, pattern: &TriplePattern) -> [Option<Origin<'v>>; 3] {
        let predicate = TermPattern::from(pattern.predicate.clone());
        [&pattern.subject, &predicate, &pattern.object].map(|term| self.origin(term))
    }

    /// Returns where a term comes from; nothing if the graph does not have it.
    fn origin(&self, term: &TermPattern) -> Option<Origin<'v>> {
        let constant = |term: Term| self.dataset.graph().find(&term).map(Origin::Constant);
        match term {
            TermPattern::NamedNode(iri) => constant(iri.clone().into()),
            TermPattern::Literal(literal) => constant(usual(literal).into()),
            TermPattern::Variable(variable) => {
                self.solutions.ids(variable.as_str()).map(Origin::Variable)
            }
            TermPattern::Triple(inner) => Some(Origin::TripleTerm(Box::new(self.origins(inner)))),
            // They are variables by now.
            TermPattern::BlankNode(_) => None,
        }
    }

    fn triple(&self, origins: &[Option<Origin>; 3], row: usize) -> Option<[TermId; 3]> {
        let [subject, predicate, object] = origins;
        Some([
            self.value(subject.as_ref(), row)?,
            self.value(predicate.as_ref(), row)?,
            self.value(object.as_ref(), row)?,
        ])
    }

    /// Returns a term of the graph.
    fn value(&self, origin: Option<&Origin>, row: usize) -> Option<TermId> {
        let value = match origin? {
            Origin::Constant(term) => *term,
            Origin::Variable(column) => *column.get(row)?,
            Origin::TripleTerm(parts) => {
                let parts = self.triple(parts, row)?;
                self.dataset.graph().dictionary.find_triple(parts)?
            }
        };
        (value != UNBOUND && value < self.solutions.first_made()).then_some(value)
    }
}

/// Returns a literal as graphs have it, whose language tags are in lower case.
fn usual(literal: &Literal) -> Literal {
    match literal.language() {
        Some(tag) => Literal::new_language_tagged_literal_unchecked(
            literal.value(),
            tag.to_ascii_lowercase(),
        ),
        None => literal.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::{Graph, Part, Source};
    use crate::read::{Reading, read};
    use crate::source::SourceFile;

    const STATEMENTS: &str = "
        :a :p :b . :b :p :c . :c :p :d . :a :n 1 . :b :n 2 . :c :n 3 . :x :q :a .
        :r rdf:reifies <<( :a :p :b )>> ; :by :x .";

    fn graph() -> Graph {
        let prefixes =
            "@prefix : <e:> . @prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .";
        let source = SourceFile::new("a.ttl", format!("{prefixes}{STATEMENTS}"));
        let reading = Reading {
            base: None,
            blank_node_prefix: "b",
        };
        let part = Part {
            source: Source {
                path: "a.ttl".to_owned(),
                digest: [0; 32],
                lines: source.line_count(),
            },
            graph: None,
            said: read(&source, &reading).expect("few terms"),
        };
        Graph::from_parts(vec![part], None).expect("a small graph")
    }

    /// The statements that a query matches, and what is not followed.
    fn matched_by(text: &str) -> String {
        let graph = graph();
        let query = Query::new(SourceFile::new("a.rq", text)).expect("a query");
        let dataset = Dataset::new(&graph);
        let found = matched(dataset, &query, &Arguments::new(), &Limits::default());
        let found = found.expect("an answer");
        let statement = |triple: &[TermId; 3]| triple.map(|term| graph.display(term)).join(" ");
        let mut statements: Vec<String> = found.triples.iter().map(statement).collect();
        statements.sort();
        let not_followed = found.not_followed.iter().map(ToString::to_string);
        let all: Vec<String> = statements.into_iter().chain(not_followed).collect();
        all.join(", ").replace(':', "")
    }

    #[test]
    fn what_leads_to_a_solution_is_matched() {
        for (query, expected) in [
            ("SELECT ?y { :a :p ?y }", "a p b"),
            ("SELECT ?n { :a :p [ :n ?n ] }", "a p b, b n 2"),
            ("SELECT ?x { ?x :p :b ; :n ?n FILTER(?n > 1) }", ""),
            ("ASK { ?x :n ?n }", "a n 1"),
            (
                "CONSTRUCT { ?x :is ?n } { ?x :n ?n FILTER(?n > 2) }",
                "c n 3",
            ),
            ("DESCRIBE :b", "b n 2, b p c"),
            // Modifiers take some of the solutions.
            ("SELECT ?n { ?x :n ?n } ORDER BY DESC(?n) LIMIT 1", "c n 3"),
            (
                "SELECT DISTINCT ?p { ?x ?p ?n FILTER(isNumeric(?n)) }",
                "a n 1, b n 2, c n 3",
            ),
            // What is optional, and the sides of a union.
            (
                "SELECT * { ?x :n 1 OPTIONAL { ?x :p ?y } OPTIONAL { ?x :q ?z } }",
                "a n 1, a p b",
            ),
            ("SELECT * { { ?x :n 1 } UNION { ?x :n 3 } }", "a n 1, c n 3"),
            // The groups that have a solution, and what is counted in them.
            (
                "SELECT ?x (SUM(?n) AS ?s) { ?x :n ?n } GROUP BY ?x HAVING(SUM(?n) > 2)",
                "c n 3",
            ),
            (
                "SELECT (COUNT(*) AS ?s) { ?x :p ?y }",
                "a p b, b p c, c p d",
            ),
            // Subqueries hide their variables.
            (
                "SELECT ?x { ?x :n ?y { SELECT ?x { ?x :p ?y } LIMIT 9 } FILTER(?y = 2) }",
                "b n 2, b p c",
            ),
            (
                "SELECT ?x { ?x :n 1 { SELECT ?x (COUNT(?y) AS ?c) { ?x :p ?y } GROUP BY ?x } }",
                "a n 1, a p b",
            ),
            // Ways along paths.
            ("SELECT ?y { :a :p/:p ?y }", "a p b, b p c"),
            ("SELECT ?y { :a :p+ ?y FILTER(?y = :c) }", "a p b, b p c"),
            ("ASK { :c ^:p* :a }", "a p b, b p c"),
            ("SELECT ?y { :x (:q|:n)/:p? ?y FILTER(?y = :a) }", "x q a"),
            ("SELECT ?y { :b !(:n|^:p) ?y }", "b p c"),
            // What must be there, and what must not.
            (
                "SELECT ?x { ?x :n ?n FILTER EXISTS { ?y :q ?x FILTER(?n = 1) } }",
                "a n 1, x q a",
            ),
            (
                "SELECT ?x { ?x :n ?n FILTER(?n > 2 || EXISTS { :x :q ?x }) }",
                "a n 1, c n 3, x q a",
            ),
            (
                "SELECT ?x { ?x :n ?n FILTER NOT EXISTS { ?x :p ?y } }",
                "`NOT EXISTS`",
            ),
            (
                "SELECT ?x { ?x :n ?n MINUS { ?x :p :d } FILTER(?n = 2) }",
                "b n 2, `MINUS`",
            ),
            (
                "SELECT (EXISTS { :a :p ?y } AS ?is) {}",
                "`EXISTS` within an expression",
            ),
            // Statements about statements.
            (
                "SELECT ?r { << ?s :p ?o ~ ?r >> :by :x }",
                "r by x, r rdfreifies <<( a p b )>>",
            ),
        ] {
            assert_eq!(matched_by(query), expected, "{query}");
        }
    }
}
