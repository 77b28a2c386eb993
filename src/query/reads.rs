//! The part of a graph that the answer of a query depends on, derived from its algebra: the statements of the predicates and
//! classes that it names.
//!
//! If the answer may depend on more, such as the order of rows or the names of graphs, the part is the whole graph.

use super::algebra::{Part, each_expression, expressions, inner, pattern_of, walk};
use super::filled::filled_within;
use super::languages::ChosenTexts;
use super::limits::Budget;
use super::unused::{UsedNames, together, unused};
use super::{Arguments, Dataset, Limits, Query, depth, doubts};
use crate::error::Result;
use crate::rdf::vocab;
use rustc_hash::FxHashMap;
use spargebra::algebra::{
    AggregateExpression, AggregateFunction, Expression, Function, GraphPattern,
    PropertyPathExpression,
};
use spargebra::term::{NamedNodePattern, TermPattern, TriplePattern, Variable};
use std::collections::BTreeSet;

/// The part of a graph that something reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Extract {
    /// Any of it.
    Everything,
    /// Statements.
    Statements {
        /// The IRIs of their predicates.
        predicates: BTreeSet<String>,
        /// The IRIs of the classes whose instances are read.
        classes: BTreeSet<String>,
    },
}

impl Extract {
    /// Nothing.
    pub fn nothing() -> Self {
        Self::Statements {
            predicates: BTreeSet::new(),
            classes: BTreeSet::new(),
        }
    }

    /// Adds the statements of a predicate; those of `rdf:type` with a class only those.
    pub fn add(&mut self, predicate: &str, class: Option<&str>) {
        if let Self::Statements {
            predicates,
            classes,
        } = self
        {
            match class.filter(|_| predicate == vocab::RDF_TYPE) {
                Some(class) => classes.insert(class.to_owned()),
                None => predicates.insert(predicate.to_owned()),
            };
        }
    }
}

/// What the answer of a query depends on.
#[derive(Debug)]
pub struct Reads {
    /// The algebra, with the values of its parameters in it.
    pub algebra: String,
    /// What is most likely a mistake in it, by the names that the graph has.
    pub slips: Vec<String>,
    /// What it reads of the graph.
    pub extract: Extract,
}

/// Returns what the answer of a query depends on.
///
/// # Errors
/// If it is not SPARQL, or an argument does not fit.
pub fn reads(dataset: Dataset, query: &Query, arguments: &Arguments) -> Result<Reads> {
    let budget = Budget::new(&Limits::default());
    depth::with_stack(depth::of_text(query.text()), move || {
        let filled = filled_within(query, arguments, dataset, &budget)?;
        let (mut parsed, graph) = (filled.parsed, dataset.graph());
        let mut warnings = together(unused(&mut parsed, &UsedNames::of(graph)));
        warnings.extend(doubts::doubts(query, &mut parsed, graph));
        warnings.extend(filled.warnings);
        let slips = warnings.iter().filter(|warning| warning.is_likely_typo);
        let extract = match is_of_everything(&mut parsed, filled.chosen.as_ref()) {
            true => Extract::Everything,
            false => named(&mut parsed),
        };
        Ok(Reads {
            algebra: with_stable_names(&parsed.to_string()),
            slips: slips.map(ToString::to_string).collect(),
            extract,
        })
    })
}

/// The least length of the names that the parser makes: 128 random bits in hexadecimal.
const MADE: usize = 16;

/// Numbers the variables and blank nodes that the parser has given random names, in the order of a text.
fn with_stable_names(text: &str) -> String {
    let mut numbers: FxHashMap<&str, usize> = FxHashMap::default();
    let mut stable = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(['?', ':']) {
        let (before, name) = rest.split_at(start + 1);
        let end = name.find(|c: char| !c.is_ascii_hexdigit());
        let (name, after) = name.split_at(end.unwrap_or(name.len()));
        stable.push_str(before);
        match name.len() >= MADE && (before.ends_with('?') || before.ends_with("_:")) {
            true => {
                let next = numbers.len();
                stable.push_str(&numbers.entry(name).or_insert(next).to_string());
            }
            false => stable.push_str(name),
        }
        rest = after;
    }
    stable + rest
}

/// Whether an answer may change though no statement of the named predicates and classes does.
fn is_of_everything(query: &mut spargebra::Query, chosen: Option<&ChosenTexts>) -> bool {
    let has_own_dataset = query.dataset().is_some();
    let is_description = matches!(query, spargebra::Query::Describe { .. });
    let pattern = pattern_of(query);
    let mut is = has_own_dataset || is_description || chosen.is_some();
    is |= has_loose_path(pattern, &BTreeSet::new());
    walk(pattern, &mut |part| match part {
        Part::Pattern(pattern) => is |= pattern_is(pattern),
        Part::Expression(expression) => is |= expression_is(expression),
    });
    is
}

fn pattern_is(pattern: &GraphPattern) -> bool {
    match pattern {
        GraphPattern::Bgp { patterns } => patterns.iter().any(triple_is),
        GraphPattern::Path { path, .. } => path_is(path),
        // The first rows are those that the plan finds first, which may be others in another graph.
        GraphPattern::Slice { .. } | GraphPattern::Reduced { .. } => true,
        GraphPattern::Graph { .. } | GraphPattern::Service { .. } => true,
        GraphPattern::Group { aggregates, .. } => aggregates.iter().any(|(_, aggregate)| {
            !matches!(
                aggregate,
                AggregateExpression::CountSolutions { .. }
                    | AggregateExpression::FunctionCall {
                        name: AggregateFunction::Count,
                        ..
                    }
            )
        }),
        _ => false,
    }
}

fn triple_is(pattern: &TriplePattern) -> bool {
    let inner = [&pattern.subject, &pattern.object];
    let of_inner = inner.into_iter().any(|term| match term {
        TermPattern::Triple(inner) => triple_is(inner),
        _ => false,
    });
    matches!(pattern.predicate, NamedNodePattern::Variable(_)) || of_inner
}

fn path_is(path: &PropertyPathExpression) -> bool {
    match path {
        PropertyPathExpression::NamedNode(_) => false,
        PropertyPathExpression::NegatedPropertySet(_) => true,
        PropertyPathExpression::Reverse(inner)
        | PropertyPathExpression::ZeroOrMore(inner)
        | PropertyPathExpression::OneOrMore(inner)
        | PropertyPathExpression::ZeroOrOne(inner) => path_is(inner),
        PropertyPathExpression::Sequence(a, b) | PropertyPathExpression::Alternative(a, b) => {
            path_is(a) || path_is(b)
        }
    }
}

/// Functions that read terms that they are given, and the same of them each time.
fn expression_is(expression: &Expression) -> bool {
    let Expression::FunctionCall(function, _) = expression else {
        return false;
    };
    match function {
        Function::Rand | Function::Now | Function::Uuid | Function::StrUuid | Function::BNode => {
            true
        }
        Function::Custom(name) => !name.as_str().starts_with(XSD),
        _ => false,
    }
}

/// The namespace of the functions that make a value of another type.
const XSD: &str = "http://www.w3.org/2001/XMLSchema#";

/// Whether a path may join every term of the graph with itself: it may have no step, and nothing beside it says where it begins or
/// ends. `anchored` are the variables that statements beside a pattern bind.
pub(super) fn has_loose_path(pattern: &GraphPattern, anchored: &BTreeSet<&Variable>) -> bool {
    match pattern {
        GraphPattern::Path {
            subject,
            path,
            object,
        } => {
            let is_anchored = |term: &TermPattern| match term {
                TermPattern::Variable(variable) => anchored.contains(variable),
                TermPattern::BlankNode(_) | TermPattern::Triple(_) => false,
                TermPattern::NamedNode(_) | TermPattern::Literal(_) => true,
            };
            may_be_empty(path) && !is_anchored(subject) && !is_anchored(object)
        }
        GraphPattern::Join { left, right } => {
            let mut anchored = anchored.clone();
            anchored.extend(bound_by_statements(left));
            anchored.extend(bound_by_statements(right));
            has_loose_path(left, &anchored) || has_loose_path(right, &anchored)
        }
        other => {
            let of_expressions = expressions(other).into_iter().flat_map(patterns_of);
            let mut inside = inner(other).into_iter().chain(of_expressions);
            inside.any(|inner| has_loose_path(inner, &BTreeSet::new()))
        }
    }
}

/// Returns the patterns of `EXISTS` in an expression.
fn patterns_of(expression: &Expression) -> Vec<&GraphPattern> {
    let mut patterns = Vec::new();
    each_expression(expression, &mut |expression| {
        if let Expression::Exists(pattern) = expression {
            patterns.push(&**pattern);
        }
    });
    patterns
}

/// The variables that a pattern binds to subjects and objects of statements in every solution.
fn bound_by_statements(pattern: &GraphPattern) -> BTreeSet<&Variable> {
    match pattern {
        GraphPattern::Bgp { patterns } => {
            let terms = patterns
                .iter()
                .flat_map(|triple| [&triple.subject, &triple.object]);
            terms.filter_map(variable_of).collect()
        }
        GraphPattern::Path {
            subject,
            path,
            object,
        } if !may_be_empty(path) => [subject, object]
            .into_iter()
            .filter_map(variable_of)
            .collect(),
        GraphPattern::Join { left, right } => {
            let mut bound = bound_by_statements(left);
            bound.extend(bound_by_statements(right));
            bound
        }
        _ => BTreeSet::new(),
    }
}

fn variable_of(term: &TermPattern) -> Option<&Variable> {
    match term {
        TermPattern::Variable(variable) => Some(variable),
        _ => None,
    }
}

/// Whether a path may have no step.
fn may_be_empty(path: &PropertyPathExpression) -> bool {
    match path {
        PropertyPathExpression::NamedNode(_) | PropertyPathExpression::NegatedPropertySet(_) => {
            false
        }
        PropertyPathExpression::ZeroOrMore(_) | PropertyPathExpression::ZeroOrOne(_) => true,
        PropertyPathExpression::Reverse(inner) | PropertyPathExpression::OneOrMore(inner) => {
            may_be_empty(inner)
        }
        PropertyPathExpression::Sequence(a, b) => may_be_empty(a) && may_be_empty(b),
        PropertyPathExpression::Alternative(a, b) => may_be_empty(a) || may_be_empty(b),
    }
}

/// Returns the statements of the predicates and classes that a query names.
fn named(query: &mut spargebra::Query) -> Extract {
    let mut extract = Extract::nothing();
    walk(pattern_of(query), &mut |part| match part {
        Part::Pattern(GraphPattern::Bgp { patterns }) => {
            for pattern in patterns.iter() {
                if let NamedNodePattern::NamedNode(predicate) = &pattern.predicate {
                    let class = match &pattern.object {
                        TermPattern::NamedNode(class) => Some(class.as_str()),
                        _ => None,
                    };
                    extract.add(predicate.as_str(), class);
                }
            }
        }
        Part::Pattern(GraphPattern::Path { path, .. }) => add_of_path(path, &mut extract),
        _ => {}
    });
    extract
}

fn add_of_path(path: &PropertyPathExpression, extract: &mut Extract) {
    match path {
        PropertyPathExpression::NamedNode(predicate) => extract.add(predicate.as_str(), None),
        PropertyPathExpression::NegatedPropertySet(_) => *extract = Extract::Everything,
        PropertyPathExpression::Reverse(inner)
        | PropertyPathExpression::ZeroOrMore(inner)
        | PropertyPathExpression::OneOrMore(inner)
        | PropertyPathExpression::ZeroOrOne(inner) => add_of_path(inner, extract),
        PropertyPathExpression::Sequence(a, b) | PropertyPathExpression::Alternative(a, b) => {
            add_of_path(a, extract);
            add_of_path(b, extract);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::Graph;
    use crate::source::SourceFile;

    fn reads_of(text: &str) -> Reads {
        let graph = Graph::default();
        let query = Query::new(SourceFile::new("q.rq", text)).expect("a query");
        reads(Dataset::new(&graph), &query, &Arguments::new()).expect("what it reads")
    }

    /// The IRIs of the predicates and classes that a query reads; `None` if it reads everything.
    fn names_of(pattern: &str) -> Option<Vec<String>> {
        let text = format!("PREFIX : <e:> SELECT * {{ {pattern} }}");
        match reads_of(&text).extract {
            Extract::Everything => None,
            Extract::Statements {
                predicates,
                classes,
            } => Some(predicates.into_iter().chain(classes).collect()),
        }
    }

    #[test]
    fn a_query_reads_the_predicates_and_classes_that_it_names() {
        let some = |names: &[&str]| Some(names.iter().map(ToString::to_string).collect());
        assert_eq!(names_of("?x a :C ; :p ?y"), some(&["e:p", "e:C"]));
        assert_eq!(names_of("?x a ?c"), some(&[vocab::RDF_TYPE]));
        assert_eq!(
            names_of("?x :p/^:q+ ?y OPTIONAL { ?y :r 1 }"),
            some(&["e:p", "e:q", "e:r"])
        );
        assert_eq!(
            names_of("?x :p ?y FILTER NOT EXISTS { ?y :q ?z }"),
            some(&["e:p", "e:q"])
        );
        assert_eq!(names_of("?x :p ?y . ?y :q* ?z . ?z :r? ?u"), None);
        assert_eq!(names_of("?x :p ?y . ?y :q* ?z"), some(&["e:p", "e:q"]));
        assert_eq!(names_of(":a :q* ?z"), some(&["e:q"]));
        assert_eq!(
            names_of("?x :p ?y FILTER(<http://www.w3.org/2001/XMLSchema#integer>(?y) > 1)"),
            some(&["e:p"])
        );
        for everything in [
            "?x ?p ?y",
            "?x :q* ?z",
            "?x !:q ?y",
            "GRAPH ?g { ?x :p ?y }",
            "?x :p ?y BIND(RAND() AS ?r)",
            "?x :p ?y BIND(:f(?y) AS ?r)",
            "{ SELECT ?x { ?x :p ?y } LIMIT 1 }",
            "{ SELECT (SUM(?y) AS ?s) { ?x :p ?y } }",
        ] {
            assert_eq!(names_of(everything), None, "{everything}");
        }
    }

    #[test]
    fn the_algebra_of_a_text_is_the_same_each_time() {
        let text =
            "PREFIX : <e:> SELECT (COUNT(?y) AS ?n) (COUNT(?x) AS ?m) { ?x :p [ :q ?y ] , [] }";
        assert_eq!(reads_of(text).algebra, reads_of(text).algebra);
    }
}
