//! What is doubtful about the values of parameters: one that leaves out no row since it stands within `OPTIONAL` only, and one that
//! no statement has where it is looked for.

use super::algebra::{Part, each_expression, pattern_of, walk};
use super::dataset::Dataset;
use super::scope::{self, Names};
use super::warning::{Subject, Warning};
use crate::rdf::{NamedNode, Term};
use spargebra::Query;
use spargebra::algebra::{AggregateExpression, Expression, GraphPattern};
use spargebra::term::{NamedNodePattern, TermPattern, TriplePattern, Variable};

/// A value that was given to a parameter.
#[derive(Clone, Debug)]
pub struct Given {
    /// The name of the parameter.
    pub name: String,
    /// The variable that it stands for, with its underscores.
    pub variable: String,
    /// The term that is put in its place.
    pub term: Term,
}

/// Returns what is doubtful about values, given the algebra of a query with its parameters and with the values in their place.
pub fn doubts(
    as_written: &mut Query,
    filled: &mut Query,
    given: &[Given],
    dataset: Dataset,
) -> Vec<Warning> {
    let mut doubts = Vec::new();
    for given in given {
        if Use::of(pattern_of(as_written), &given.variable).kind == UseKind::Optional {
            let message = format!(
                "the parameter `{}` leaves out no row: the query has it within OPTIONAL only",
                given.name
            );
            let subject = Subject::Variable(given.variable.clone());
            doubts.push(Warning::slip("idle-parameter", subject, message));
        }
        if let Term::NamedNode(value) = &given.term {
            doubts.extend(without_statement(filled, given, value, dataset));
        }
    }
    doubts
}

/// How the rows of a pattern depend on a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum UseKind {
    /// Not at all.
    None,
    /// Only in what they have beside their other values.
    Optional,
    /// There may be others with another value.
    Required,
}

/// The use of a parameter in a pattern.
struct Use {
    kind: UseKind,
    /// The variables whose values depend on it.
    dependent: Names,
}

impl Use {
    fn none() -> Self {
        Self {
            kind: UseKind::None,
            dependent: Names::new(),
        }
    }

    fn required() -> Self {
        Self {
            kind: UseKind::Required,
            ..Self::none()
        }
    }

    /// Returns the use of two patterns that are put together.
    fn and(mut self, other: Self) -> Self {
        self.kind = self.kind.max(other.kind);
        self.dependent.extend(other.dependent);
        self
    }

    /// Returns the use where an expression decides about rows.
    fn decided_by(self, expression: &Expression, parameter: &str) -> Self {
        let depends = |name: &str| name == parameter || self.dependent.contains(name);
        match mentions(expression, &depends) {
            true => Self::required(),
            false => self,
        }
    }

    fn of(pattern: &GraphPattern, parameter: &str) -> Self {
        let of = |pattern: &GraphPattern| Self::of(pattern, parameter);
        match pattern {
            GraphPattern::Bgp { .. } | GraphPattern::Path { .. } | GraphPattern::Values { .. } => {
                match scope::names(pattern).contains(parameter) {
                    true => Self::required(),
                    false => Self::none(),
                }
            }
            GraphPattern::Join { left, right }
            | GraphPattern::Lateral { left, right }
            | GraphPattern::Union { left, right }
            | GraphPattern::Minus { left, right } => of(left).and(of(right)),
            GraphPattern::LeftJoin {
                left,
                right,
                expression,
            } => {
                let mut optional = of(right);
                if let Some(expression) = expression {
                    optional = optional.decided_by(expression, parameter);
                }
                if optional.kind != UseKind::None {
                    let before = scope::names(left);
                    optional.kind = UseKind::Optional;
                    optional.dependent = scope::names(right);
                    optional.dependent.retain(|name| !before.contains(name));
                }
                of(left).and(optional)
            }
            GraphPattern::Filter { expr, inner } => of(inner).decided_by(expr, parameter),
            GraphPattern::Extend {
                inner,
                variable,
                expression,
            } => {
                let mut used = of(inner);
                if mentions(expression, &|name| name == parameter) {
                    return Self::required();
                }
                let is_dependent = mentions(expression, &|name| used.dependent.contains(name));
                used.dependent
                    .extend(is_dependent.then(|| variable.as_str().to_owned()));
                used
            }
            GraphPattern::Group {
                inner, aggregates, ..
            } => aggregates
                .iter()
                .fold(of(inner), |used, (_, aggregate)| match aggregate {
                    AggregateExpression::FunctionCall { expr, .. } => {
                        used.decided_by(expr, parameter)
                    }
                    AggregateExpression::CountSolutions { .. } => used,
                }),
            GraphPattern::Graph { inner, .. }
            | GraphPattern::OrderBy { inner, .. }
            | GraphPattern::Project { inner, .. }
            | GraphPattern::Distinct { inner }
            | GraphPattern::Reduced { inner }
            | GraphPattern::Slice { inner, .. }
            | GraphPattern::Service { inner, .. } => of(inner),
        }
    }
}

/// Returns whether an expression reads a variable that fits, also within `EXISTS`.
fn mentions(expression: &Expression, fits: &dyn Fn(&str) -> bool) -> bool {
    let mut found = false;
    each_expression(expression, &mut |part| match part {
        Expression::Variable(name) | Expression::Bound(name) => found |= fits(name.as_str()),
        Expression::Exists(pattern) => {
            // What is read within is near enough to the names in scope.
            found |= scope::names(pattern).iter().any(|name| fits(name));
        }
        _ => {}
    });
    found
}

/// Returns what to say of an IRI that conditions compare with a variable in whose place no statement has it.
fn without_statement(
    query: &mut Query,
    given: &Given,
    value: &NamedNode,
    dataset: Dataset,
) -> Option<Warning> {
    let mut compared: Vec<Variable> = Vec::new();
    let mut patterns: Vec<TriplePattern> = Vec::new();
    let is_value = |expression: &Expression| match expression {
        Expression::NamedNode(iri) => iri == value,
        Expression::Coalesce(list) => list.first() == Some(&Expression::NamedNode(value.clone())),
        _ => false,
    };
    walk(pattern_of(query), &mut |part| match part {
        Part::Pattern(GraphPattern::Bgp { patterns: found }) => patterns.extend_from_slice(found),
        Part::Expression(Expression::Equal(a, b) | Expression::SameTerm(a, b)) => {
            for (side, other) in [(&**a, &**b), (&**b, &**a)] {
                if let (Expression::Variable(variable), true) = (side, is_value(other)) {
                    compared.push(variable.clone());
                }
            }
        }
        Part::Expression(Expression::In(needle, list)) => {
            if let (Expression::Variable(variable), true) = (&**needle, list.iter().any(is_value)) {
                compared.push(variable.clone());
            }
        }
        _ => {}
    });
    let graph = dataset.graph();
    let id = graph.dictionary.find_iri(value.as_str());
    let mut without: Option<String> = None;
    for pattern in &patterns {
        let is_compared = |term: &TermPattern| matches!(term, TermPattern::Variable(name) if compared.contains(name));
        let (NamedNodePattern::NamedNode(property), true) =
            (&pattern.predicate, is_compared(&pattern.object))
        else {
            continue;
        };
        let predicate = graph.dictionary.find_iri(property.as_str());
        let has = id.zip(predicate).is_some_and(|(id, predicate)| {
            let mut found = dataset.triples(None, Some(predicate), Some(id));
            found.next().is_some()
        });
        match has {
            true => return None,
            false => without.get_or_insert(graph.prefixes.display_iri(property.as_str())),
        };
    }
    let property = without?;
    let message = format!(
        "the parameter `{}` finds nothing: no statement has `{}` as `{property}`",
        given.name,
        graph.prefixes.display_iri(value.as_str())
    );
    let subject = Subject::Variable(given.variable.clone());
    Some(Warning::slip("value-without-statement", subject, message))
}
