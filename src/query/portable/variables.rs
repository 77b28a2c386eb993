//! The variables of queries and expressions.

use super::super::algebra::{Part, each_expression, pattern_of, walk};
use super::super::scope::Names;
use crate::rdf::Variable;
use spargebra::Query;
use spargebra::algebra::{Expression, GraphPattern};
use spargebra::term::{NamedNodePattern, TermPattern, TriplePattern};

/// Adds the variables that an expression itself reads.
pub fn variables_of(expression: &Expression, names: &mut Names) {
    each_expression(expression, &mut |part| {
        if let Expression::Variable(variable) | Expression::Bound(variable) = part {
            names.insert(variable.as_str().to_owned());
        }
    });
}

/// Visits each variable of a query.
pub fn each_variable(query: &mut Query, visit: &mut dyn FnMut(&mut Variable)) {
    if let Query::Construct { template, .. } = query {
        template
            .iter_mut()
            .for_each(|triple| of_triple(triple, visit));
    }
    walk(pattern_of(query), &mut |part| match part {
        Part::Pattern(pattern) => of_pattern(pattern, visit),
        Part::Expression(Expression::Variable(variable) | Expression::Bound(variable)) => {
            visit(variable);
        }
        Part::Expression(_) => {}
    });
}

fn of_pattern(pattern: &mut GraphPattern, visit: &mut dyn FnMut(&mut Variable)) {
    match pattern {
        GraphPattern::Bgp { patterns } => {
            patterns
                .iter_mut()
                .for_each(|triple| of_triple(triple, visit));
        }
        GraphPattern::Path {
            subject, object, ..
        } => {
            of_term(subject, visit);
            of_term(object, visit);
        }
        GraphPattern::Extend { variable, .. } => visit(variable),
        GraphPattern::Values { variables, .. } | GraphPattern::Project { variables, .. } => {
            variables.iter_mut().for_each(visit);
        }
        GraphPattern::Group {
            variables,
            aggregates,
            ..
        } => {
            let aggregates = aggregates.iter_mut().map(|(variable, _)| variable);
            variables.iter_mut().chain(aggregates).for_each(visit);
        }
        GraphPattern::Graph {
            name: NamedNodePattern::Variable(name),
            ..
        }
        | GraphPattern::Service {
            name: NamedNodePattern::Variable(name),
            ..
        } => visit(name),
        _ => {}
    }
}

fn of_triple(triple: &mut TriplePattern, visit: &mut dyn FnMut(&mut Variable)) {
    of_term(&mut triple.subject, visit);
    if let NamedNodePattern::Variable(variable) = &mut triple.predicate {
        visit(variable);
    }
    of_term(&mut triple.object, visit);
}

fn of_term(term: &mut TermPattern, visit: &mut dyn FnMut(&mut Variable)) {
    match term {
        TermPattern::Variable(variable) => visit(variable),
        TermPattern::Triple(triple) => of_triple(triple, visit),
        TermPattern::NamedNode(_) | TermPattern::Literal(_) | TermPattern::BlankNode(_) => {}
    }
}
