//! The names without which a query has no solution: those outside of `OPTIONAL`, `MINUS`, `NOT EXISTS` and of the sides of `UNION`
//! and of alternative paths, which hold for what is there.

use spargebra::algebra::{Expression, GraphPattern, PropertyPathExpression};
use spargebra::term::{GroundTerm, NamedNodePattern, TermPattern, TriplePattern};
use std::collections::BTreeSet;

/// Returns the IRIs that a source must have if a pattern is to have a solution. Of inline data and of the lists of `IN`, which a
/// query writes out one by one, all count.
pub fn needed(pattern: &GraphPattern) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    of_pattern(pattern, &mut names);
    names
}

fn of_pattern(pattern: &GraphPattern, names: &mut BTreeSet<String>) {
    match pattern {
        GraphPattern::Bgp { patterns } => {
            for triple in patterns {
                of_triple(triple, names);
            }
        }
        GraphPattern::Path {
            subject,
            path,
            object,
        } => {
            of_term(subject, names);
            of_path(path, names);
            of_term(object, names);
        }
        GraphPattern::Join { left, right } | GraphPattern::Lateral { left, right } => {
            of_pattern(left, names);
            of_pattern(right, names);
        }
        GraphPattern::LeftJoin { left, .. } | GraphPattern::Minus { left, .. } => {
            of_pattern(left, names);
        }
        GraphPattern::Union { .. } => {}
        GraphPattern::Filter { expr, inner } => {
            of_condition(expr, names);
            of_pattern(inner, names);
        }
        GraphPattern::Graph { name, inner } | GraphPattern::Service { name, inner, .. } => {
            of_name(name, names);
            of_pattern(inner, names);
        }
        GraphPattern::Values { bindings, .. } => {
            let cells = bindings.iter().flatten().flatten();
            names.extend(cells.filter_map(|cell| match cell {
                GroundTerm::NamedNode(iri) => Some(iri.as_str().to_owned()),
                _ => None,
            }));
        }
        GraphPattern::Extend { inner, .. }
        | GraphPattern::OrderBy { inner, .. }
        | GraphPattern::Project { inner, .. }
        | GraphPattern::Distinct { inner }
        | GraphPattern::Reduced { inner }
        | GraphPattern::Slice { inner, .. }
        | GraphPattern::Group { inner, .. } => of_pattern(inner, names),
    }
}

fn of_triple(triple: &TriplePattern, names: &mut BTreeSet<String>) {
    of_term(&triple.subject, names);
    of_name(&triple.predicate, names);
    of_term(&triple.object, names);
}

fn of_term(term: &TermPattern, names: &mut BTreeSet<String>) {
    match term {
        TermPattern::NamedNode(iri) => {
            names.insert(iri.as_str().to_owned());
        }
        TermPattern::Triple(triple) => of_triple(triple, names),
        TermPattern::BlankNode(_) | TermPattern::Literal(_) | TermPattern::Variable(_) => {}
    }
}

fn of_name(name: &NamedNodePattern, names: &mut BTreeSet<String>) {
    if let NamedNodePattern::NamedNode(iri) = name {
        names.insert(iri.as_str().to_owned());
    }
}

fn of_path(path: &PropertyPathExpression, names: &mut BTreeSet<String>) {
    match path {
        PropertyPathExpression::NamedNode(property) => {
            names.insert(property.as_str().to_owned());
        }
        PropertyPathExpression::Reverse(path) | PropertyPathExpression::OneOrMore(path) => {
            of_path(path, names);
        }
        PropertyPathExpression::Sequence(a, b) => {
            of_path(a, names);
            of_path(b, names);
        }
        PropertyPathExpression::Alternative(..)
        | PropertyPathExpression::ZeroOrMore(_)
        | PropertyPathExpression::ZeroOrOne(_)
        | PropertyPathExpression::NegatedPropertySet(_) => {}
    }
}

fn of_condition(condition: &Expression, names: &mut BTreeSet<String>) {
    match condition {
        Expression::And(a, b) => {
            of_condition(a, names);
            of_condition(b, names);
        }
        Expression::Exists(pattern) => of_pattern(pattern, names),
        Expression::Equal(a, b) | Expression::SameTerm(a, b) => {
            for side in [&**a, &**b] {
                of_constant(side, names);
            }
        }
        Expression::In(_, list) => {
            for item in list {
                of_constant(item, names);
            }
        }
        _ => {}
    }
}

fn of_constant(expression: &Expression, names: &mut BTreeSet<String>) {
    if let Expression::NamedNode(iri) = expression {
        names.insert(iri.as_str().to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::algebra::pattern_of;
    use spargebra::SparqlParser;

    fn needed_by(text: &str) -> Vec<String> {
        let text = format!("PREFIX : <http://e/> {text}");
        let mut parsed = SparqlParser::new().parse_query(&text).expect("SPARQL");
        let names = needed(pattern_of(&mut parsed)).into_iter();
        names
            .map(|name| name.trim_start_matches("http://e/").to_owned())
            .collect()
    }

    #[test]
    fn names_are_needed_where_every_solution_has_them() {
        for (text, names) in [
            ("ASK { :a :p ?x OPTIONAL { ?x :q :b } }", "a p"),
            ("ASK { ?x :p ?y MINUS { ?x :q ?z } }", "p"),
            ("ASK { { ?x :p ?y } UNION { ?x :q ?y } }", ""),
            ("ASK { ?x :p/(:q|:r)/^:s+ ?y }", "p s"),
            ("ASK { ?x :p*/:q?/!:r ?y }", ""),
            ("ASK { ?x ?p ?y FILTER NOT EXISTS { ?x :q ?z } }", ""),
            (
                "ASK { ?x ?p ?y FILTER(EXISTS { ?x :q ?z } && ?p = :r) }",
                "q r",
            ),
            ("ASK { ?x ?p ?y FILTER(?p IN (:a, :b) || ?y = :c) }", ""),
            ("ASK { ?x ?p ?y FILTER(?p IN (:a, :b)) }", "a b"),
            ("ASK { GRAPH :g { VALUES ?x { :a :b } ?x ?p ?y } }", "a b g"),
            (
                "SELECT (COUNT(*) AS ?n) { ?x :p ?y } GROUP BY ?x HAVING(?n > 1) LIMIT 2",
                "p",
            ),
        ] {
            assert_eq!(needed_by(text).join(" "), names, "{text}");
        }
    }
}
