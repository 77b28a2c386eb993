//! `GRAPH ?g { P }` as [SPARQL 1.1, 18.6](https://www.w3.org/TR/sparql11-query/#defn_evalGraph) has it: P is evaluated in
//! each named graph, and only then is its solution joined with the graph's name.
//!
//! It is done so on columns; this is for the queries that oxigraph evaluates.
//!
//! oxigraph puts the variable into each triple pattern of P instead. That is the same, and faster, if every solution of P
//! comes from triple patterns; where it is not, the pattern becomes a union over the graphs.

use super::algebra::each_expression;
use super::algebra::{Part, pattern_of, walk};
use super::dataset::name_of_merge;
use crate::graph::Graph;
use crate::rdf::NamedNode;
use spargebra::Query;
use spargebra::algebra::{Expression, GraphPattern, PropertyPathExpression};
use spargebra::term::{GroundTerm, NamedNodePattern, TermPattern, TriplePattern, Variable};

/// Takes apart what oxigraph would not evaluate in one graph after the other; `names` are those of the dataset.
pub fn take_apart(query: &mut Query, names: &[NamedNode]) {
    walk(pattern_of(query), &mut |part| {
        let Part::Pattern(pattern) = part else { return };
        let GraphPattern::Graph { name, inner } = pattern else {
            return;
        };
        if binds_graph(inner) && is_in_one_graph(inner, name) {
            return;
        }
        let inner = std::mem::take(&mut **inner);
        *pattern = match name {
            NamedNodePattern::NamedNode(name) if names.contains(name) => {
                in_graph(name.clone(), inner)
            }
            NamedNodePattern::NamedNode(_) => nothing(),
            NamedNodePattern::Variable(variable) => names
                .iter()
                .map(|name| GraphPattern::Join {
                    left: Box::new(GraphPattern::Values {
                        variables: vec![variable.clone()],
                        bindings: vec![vec![Some(GroundTerm::NamedNode(name.clone()))]],
                    }),
                    right: Box::new(in_graph(name.clone(), inner.clone())),
                })
                .reduce(|left, right| GraphPattern::Union {
                    left: Box::new(left),
                    right: Box::new(right),
                })
                .unwrap_or_else(nothing),
        };
    });
}

/// Makes the graphs of `FROM` one, since oxigraph gives a triple of several of them several times.
pub fn merge_default(query: &mut Query, graph: &Graph) {
    let (Query::Select { dataset, .. }
    | Query::Construct { dataset, .. }
    | Query::Describe { dataset, .. }
    | Query::Ask { dataset, .. }) = query;
    if let Some(dataset) = dataset
        && dataset.default.len() > 1
    {
        dataset.default = vec![name_of_merge(&dataset.default, graph)];
    }
}

fn in_graph(name: NamedNode, inner: GraphPattern) -> GraphPattern {
    GraphPattern::Graph {
        name: name.into(),
        inner: Box::new(inner),
    }
}

/// A pattern without solutions.
fn nothing() -> GraphPattern {
    GraphPattern::Values {
        variables: Vec::new(),
        bindings: Vec::new(),
    }
}

/// Whether every solution of a pattern comes from at least one triple of the graph.
fn binds_graph(pattern: &GraphPattern) -> bool {
    match pattern {
        GraphPattern::Bgp { patterns } => !patterns.is_empty(),
        GraphPattern::Path { path, .. } => !repeats(path),
        GraphPattern::Join { left, right } => binds_graph(left) || binds_graph(right),
        GraphPattern::Union { left, right } => binds_graph(left) && binds_graph(right),
        GraphPattern::LeftJoin { left, .. } => binds_graph(left),
        GraphPattern::Filter { inner, .. } | GraphPattern::Extend { inner, .. } => {
            binds_graph(inner)
        }
        _ => false,
    }
}

/// Whether the solutions of a pattern that bind the name of the graph, and that of all their parts, are those in each graph.
fn is_in_one_graph(pattern: &GraphPattern, name: &NamedNodePattern) -> bool {
    let NamedNodePattern::Variable(name) = name else {
        // A graph that is not there has no triples, and one that is there is one graph.
        return true;
    };
    let is_name = |term: &TermPattern| has_variable(term, name);
    match pattern {
        GraphPattern::Bgp { patterns } => !patterns.iter().any(|p| triple_has_variable(p, name)),
        GraphPattern::Path {
            subject,
            path,
            object,
        } => !is_name(subject) && !is_name(object) && !repeats(path),
        GraphPattern::Values { variables, .. } => !variables.contains(name),
        GraphPattern::Join { left, right } | GraphPattern::Union { left, right } => [left, right]
            .iter()
            .all(|side| is_in_one_graph(side, &name.clone().into())),
        GraphPattern::LeftJoin {
            left,
            right,
            expression,
        } => {
            let sides = [left, right];
            sides
                .iter()
                .all(|side| is_in_one_graph(side, &name.clone().into()))
                && expression.as_ref().is_none_or(|e| does_not_see(e, name))
        }
        GraphPattern::Filter { expr, inner } => {
            is_in_one_graph(inner, &name.clone().into()) && does_not_see(expr, name)
        }
        GraphPattern::Extend {
            inner,
            variable,
            expression,
        } => {
            variable != name
                && is_in_one_graph(inner, &name.clone().into())
                && does_not_see(expression, name)
        }
        _ => false,
    }
}

fn does_not_see(expression: &Expression, name: &Variable) -> bool {
    let mut sees = false;
    each_expression(expression, &mut |part| match part {
        Expression::Variable(variable) | Expression::Bound(variable) => sees |= variable == name,
        Expression::Exists(pattern) => sees |= !is_in_one_graph(pattern, &name.clone().into()),
        _ => {}
    });
    !sees
}

fn triple_has_variable(pattern: &TriplePattern, name: &Variable) -> bool {
    has_variable(&pattern.subject, name)
        || has_variable(&pattern.object, name)
        || matches!(&pattern.predicate, NamedNodePattern::Variable(variable) if variable == name)
}

fn has_variable(term: &TermPattern, name: &Variable) -> bool {
    match term {
        TermPattern::Variable(variable) => variable == name,
        TermPattern::Triple(inner) => triple_has_variable(inner, name),
        _ => false,
    }
}

/// Whether a path repeats a part: it may lead from a term to itself without a triple, or to the same end several times,
/// in each graph anew.
fn repeats(path: &PropertyPathExpression) -> bool {
    match path {
        PropertyPathExpression::NamedNode(_) | PropertyPathExpression::NegatedPropertySet(_) => {
            false
        }
        PropertyPathExpression::Reverse(path) => repeats(path),
        PropertyPathExpression::OneOrMore(_)
        | PropertyPathExpression::ZeroOrMore(_)
        | PropertyPathExpression::ZeroOrOne(_) => true,
        PropertyPathExpression::Sequence(a, b) | PropertyPathExpression::Alternative(a, b) => {
            repeats(a) || repeats(b)
        }
    }
}
