//! What a query says and hardly means: a variable of SELECT that its pattern does not have, punctuation of an input
//! method in a name, a string in another language than the sources have it in.

use super::algebra::{Part, each_expression, pattern_of, walk};
use super::tokens::{Kind, tokens};
use super::{Query, Unused, solve};
use crate::dictionary::LiteralType;
use crate::finding::nearest;
use crate::graph::Graph;
use crate::rdf::{Literal, NamedNode, Term};
use crate::read::ascii_twin;
use spargebra::algebra::{Expression, GraphPattern};
use spargebra::term::{GroundTerm, TermPattern};
use std::collections::BTreeSet;

/// What is doubtful about a query and its algebra.
pub(super) fn doubts(query: &Query, parsed: &mut spargebra::Query, graph: &Graph) -> Vec<Unused> {
    let mut doubts = punctuation(query.text());
    if let spargebra::Query::Select { pattern, .. } = &*parsed {
        doubts.extend(unbound(pattern));
    }
    doubts.extend(unbound_in_expressions(parsed));
    let literals = literals(parsed);
    doubts.extend(
        literals
            .iter()
            .filter_map(|literal| other_type(literal, graph)),
    );
    doubts
}

/// A name may have `，` in it, by the grammar, but nobody gives it such a name.
fn punctuation(text: &str) -> Vec<Unused> {
    let tokens = tokens(text);
    let adjacent = tokens.windows(2).filter(|pair| {
        matches!(pair[0].kind, Kind::Variable | Kind::Word)
            && pair[0].range.end == pair[1].range.start
    });
    let doubt = |name: &str, sign: &str| {
        let sign = sign.chars().next()?;
        let twin = ascii_twin(sign)?;
        Some(Unused {
            message: format!(
                "SPARQL reads `{name}{sign}` as one name; `{sign}` is the punctuation of an input method, write `{twin}`"
            ),
            is_typing_error: true,
        })
    };
    adjacent
        .filter_map(|pair| doubt(pair[0].text(text), pair[1].text(text)))
        .collect()
}

/// The variables of a SELECT clause that nothing binds.
fn unbound(pattern: &GraphPattern) -> Vec<Unused> {
    match pattern {
        GraphPattern::Project { inner, variables } => {
            let names = solve::names(inner);
            let named = || {
                names
                    .iter()
                    .map(String::as_str)
                    .filter(|name| !name.contains([':', ' ']))
            };
            let missing = variables.iter().filter(|v| !names.contains(v.as_str()));
            let doubt = |name: &str| {
                let hint = nearest(name, named()).map(|near| format!("; did you mean `?{near}`?"));
                Unused {
                    message: format!(
                        "`?{name}` is nowhere in the pattern, so it has no value{}",
                        hint.unwrap_or_default()
                    ),
                    is_typing_error: true,
                }
            };
            missing.map(|variable| doubt(variable.as_str())).collect()
        }
        GraphPattern::Distinct { inner }
        | GraphPattern::Reduced { inner }
        | GraphPattern::Slice { inner, .. }
        | GraphPattern::OrderBy { inner, .. } => unbound(inner),
        _ => Vec::new(),
    }
}

/// The variables of expressions that nothing in the query binds. Parameters that were left out are meant to be such.
fn unbound_in_expressions(query: &mut spargebra::Query) -> Vec<Unused> {
    let (mut bound, mut used) = (BTreeSet::new(), BTreeSet::new());
    let mut doubts = Vec::new();
    walk(pattern_of(query), &mut |part| match part {
        Part::Pattern(pattern) => {
            bound.extend(solve::names(pattern));
            if let GraphPattern::Filter { expr, inner } = pattern
                && let GraphPattern::Group { .. } = &**inner
            {
                let names = solve::names(inner);
                each_expression(expr, &mut |part| {
                    if let Expression::Variable(variable) = part
                        && !names.contains(variable.as_str())
                    {
                        used.remove(variable.as_str());
                        doubts.push(Unused {
                            message: format!(
                                "`HAVING` does not see `{variable}`, only what is grouped by and aggregates: repeat the aggregate there"
                            ),
                            is_typing_error: true,
                        });
                    }
                });
            }
        }
        Part::Expression(Expression::Variable(variable)) => {
            used.insert(variable.as_str().to_owned());
        }
        Part::Expression(_) => {}
    });
    let named = || {
        bound
            .iter()
            .map(String::as_str)
            .filter(|name| !name.contains([':', ' ']))
    };
    for name in used
        .iter()
        .filter(|name| !bound.contains(*name) && !name.starts_with('_'))
    {
        let hint = nearest(name, named()).map(|near| format!("; did you mean `?{near}`?"));
        doubts.push(Unused {
            message: format!("nothing binds `?{name}`{}", hint.unwrap_or_default()),
            is_typing_error: true,
        });
    }
    doubts
}

/// The literals that a query looks for or compares with.
fn literals(query: &mut spargebra::Query) -> Vec<Literal> {
    let mut found: Vec<Literal> = Vec::new();
    let mut note = |literal: &Literal| {
        if !found.contains(literal) {
            found.push(literal.clone());
        }
    };
    walk(pattern_of(query), &mut |part| match part {
        Part::Pattern(GraphPattern::Bgp { patterns }) => {
            for pattern in patterns {
                if let TermPattern::Literal(literal) = &pattern.object {
                    note(literal);
                }
            }
        }
        Part::Pattern(GraphPattern::Values { bindings, .. }) => {
            for cell in bindings.iter().flatten() {
                if let Some(GroundTerm::Literal(literal)) = cell {
                    note(literal);
                }
            }
        }
        Part::Expression(Expression::Equal(a, b) | Expression::SameTerm(a, b)) => {
            for (side, other) in [(&**a, &**b), (&**b, &**a)] {
                if let (Expression::Literal(literal), Expression::Variable(_)) = (side, other) {
                    note(literal);
                }
            }
        }
        Part::Expression(Expression::In(needle, list))
            if matches!(**needle, Expression::Variable(_)) =>
        {
            for item in list {
                if let Expression::Literal(literal) = item {
                    note(literal);
                }
            }
        }
        _ => {}
    });
    found
}

/// A string that the sources have only in another language or with another datatype.
fn other_type(literal: &Literal, graph: &Graph) -> Option<Unused> {
    if graph.find(&literal.clone().into()).is_some() {
        return None;
    }
    let others = graph.dictionary.types.iter().filter_map(|other| {
        let id = graph.find(&Term::from(with_type(literal.value(), other)))?;
        Some(format!("`{}`", graph.display(id)))
    });
    let others: Vec<String> = others.take(3).collect();
    if others.is_empty() {
        return None;
    }
    let shown = graph.prefixes.display(&literal.clone().into());
    Some(Unused {
        message: format!("no source has `{shown}`; there is {}", others.join(" and ")),
        is_typing_error: false,
    })
}

fn with_type(value: &str, literal_type: &LiteralType) -> Literal {
    if literal_type.language.is_empty() {
        let datatype = NamedNode::new_unchecked(literal_type.datatype.as_str());
        return Literal::new_typed_literal(value, datatype);
    }
    Literal::new_language_tagged_literal_unchecked(value, literal_type.language.as_str())
}
