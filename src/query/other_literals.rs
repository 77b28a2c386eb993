//! Literals that a query looks for and the sources have only in another language, with another datatype, or in another form.

use super::algebra::{Part, pattern_of, walk};
use super::functions::numeral::{Numeral, compare};
use super::text_languages::unknown_language;
use super::warning::{Subject, Warning};
use crate::dictionary::{LiteralType, Numeric, TermId};
use crate::graph::Graph;
use crate::rdf::{Literal, NamedNode, Term};
use rustc_hash::FxHashMap;
use spargebra::algebra::{Expression, GraphPattern};
use spargebra::term::{GroundTerm, NamedNodePattern, TermPattern};
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

/// A literal that a query looks for, or compares with.
struct Sought {
    literal: Literal,
    /// The properties that the query names whose values are compared with it.
    properties: BTreeSet<String>,
    /// Whether it is compared by `=` only, for which numbers of all datatypes are numbers.
    is_compared: bool,
}

/// What to say of the literals of a query.
pub(super) fn other_literals(query: &mut spargebra::Query, graph: &Graph) -> Vec<Warning> {
    let sought = literals(query);
    let texts = |literal: &Literal| {
        let same = sought
            .iter()
            .filter(|one| one.literal.value() == literal.value());
        same.count()
    };
    let doubts = sought.iter().filter_map(|one| {
        let doubt = other_type(one, graph)?;
        // A query that has the same text with several types or languages has them on purpose.
        let is_likely_typo = doubt.is_likely_typo && texts(&one.literal) == 1;
        Some(Warning {
            is_likely_typo,
            ..doubt
        })
    });
    doubts.collect()
}

/// The variables that are the objects of patterns, with the properties whose values they are.
fn properties_of_variables(query: &mut spargebra::Query) -> BTreeMap<String, BTreeSet<String>> {
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    walk(pattern_of(query), &mut |part| {
        if let Part::Pattern(GraphPattern::Path {
            object: TermPattern::Variable(variable),
            ..
        }) = &part
        {
            found.entry(variable.as_str().to_owned()).or_default();
        }
        if let Part::Pattern(GraphPattern::Bgp { patterns }) = part {
            for pattern in patterns {
                if let TermPattern::Variable(variable) = &pattern.object {
                    let properties = found.entry(variable.as_str().to_owned()).or_default();
                    if let NamedNodePattern::NamedNode(property) = &pattern.predicate {
                        properties.insert(property.as_str().to_owned());
                    }
                }
            }
        }
    });
    found
}

/// The literals that a query looks for or compares with.
fn literals(query: &mut spargebra::Query) -> Vec<Sought> {
    let of_variables = properties_of_variables(query);
    let properties = |variable: &str| of_variables.get(variable).cloned().unwrap_or_default();
    let mut found: Vec<Sought> = Vec::new();
    let mut places: FxHashMap<Literal, usize> = FxHashMap::default();
    let mut note = |literal: &Literal, properties: BTreeSet<String>, is_compared: bool| {
        let place = *places.entry(literal.clone()).or_insert(found.len());
        match found.get_mut(place) {
            Some(known) => {
                known.properties.extend(properties);
                known.is_compared &= is_compared;
            }
            None => found.push(Sought {
                literal: literal.clone(),
                properties,
                is_compared,
            }),
        }
    };
    walk(pattern_of(query), &mut |part| match part {
        Part::Pattern(GraphPattern::Bgp { patterns }) => {
            for pattern in patterns {
                if let TermPattern::Literal(literal) = &pattern.object {
                    let property = match &pattern.predicate {
                        NamedNodePattern::NamedNode(iri) => Some(iri.as_str().to_owned()),
                        NamedNodePattern::Variable(_) => None,
                    };
                    note(literal, property.into_iter().collect(), false);
                }
            }
        }
        Part::Pattern(GraphPattern::Values {
            variables,
            bindings,
        }) => {
            for (variable, cell) in bindings.iter().flat_map(|row| variables.iter().zip(row)) {
                // What no pattern matches is not looked for.
                if let Some(GroundTerm::Literal(literal)) = cell
                    && of_variables.contains_key(variable.as_str())
                {
                    note(literal, properties(variable.as_str()), false);
                }
            }
        }
        Part::Expression(Expression::Equal(a, b) | Expression::SameTerm(a, b)) => {
            for (side, other) in [(&**a, &**b), (&**b, &**a)] {
                if let (Expression::Literal(literal), Expression::Variable(variable)) =
                    (side, other)
                {
                    note(literal, properties(variable.as_str()), true);
                }
            }
        }
        Part::Expression(Expression::In(needle, list)) => {
            if let Expression::Variable(variable) = &**needle {
                for item in list {
                    if let Expression::Literal(literal) = item {
                        note(literal, properties(variable.as_str()), true);
                    }
                }
            }
        }
        _ => {}
    });
    found
}

/// Returns a warning about a literal that the sources have only in another form: a string with another language tag or datatype, a
/// number written otherwise (`1` for `1.0`), or a string with a language tag that no text has. It is a likely typo if the other form
/// is a value of the property in the pattern.
fn other_type(sought: &Sought, graph: &Graph) -> Option<Warning> {
    let literal = &sought.literal;
    let is_value = |id: TermId| {
        let properties = sought.properties.iter();
        let mut known = properties.filter_map(|iri| graph.dictionary.find_iri(iri));
        known.any(|property| {
            graph
                .triples(None, Some(property), Some(id))
                .next()
                .is_some()
        })
    };
    let own = graph.find(&literal.clone().into());
    if own.is_some_and(|id| sought.properties.is_empty() || is_value(id)) {
        return None;
    }
    let is_number = |datatype: &str| Numeric::of(datatype).is_some();
    let types = graph.dictionary.types.iter();
    let others = types.filter_map(|other| {
        let id = graph.find(&Term::from(with_type(literal.value(), other)))?;
        Some((other, id))
    });
    let others = others.filter(|(_, id)| Some(*id) != own);
    let mut others: Vec<(&LiteralType, TermId)> = others.collect();
    if others.is_empty() && !sought.is_compared {
        others.extend(equal_number(sought, graph));
    }
    if others.is_empty() && own.is_none() {
        return unknown_language(literal.language()?, graph);
    }
    let is_other = |(other, id): &(&LiteralType, TermId)| {
        let are_numbers = is_number(literal.datatype().as_str()) && is_number(&other.datatype);
        !(sought.is_compared && are_numbers) && is_value(*id)
    };
    let shown = others
        .iter()
        .take(3)
        .map(|(_, id)| format!("`{}`", graph.display(*id)));
    let is_likely_typo = others.iter().any(is_other);
    let wanted = graph.prefixes.display(&literal.clone().into());
    let message = match own {
        None => format!(
            "no source has `{wanted}`; there is {}",
            shown.collect::<Vec<_>>().join(" and ")
        ),
        // It is there as the value of something else, so that alone tells nothing.
        Some(_) if !is_likely_typo => return None,
        Some(_) => format!(
            "no statement with {} has `{wanted}`; there is {}",
            properties(sought, graph),
            shown.collect::<Vec<_>>().join(" and ")
        ),
    };
    let text = Subject::Text(literal.value().to_owned());
    Some(Warning {
        is_likely_typo,
        ..Warning::doubt("other-literal", text, message)
    })
}

/// The properties whose values are compared with a literal.
fn properties(sought: &Sought, graph: &Graph) -> String {
    let names = sought.properties.iter();
    let names = names.map(|iri| format!("`{}`", graph.prefixes.display_iri(iri)));
    names.collect::<Vec<_>>().join(" or ")
}

/// The most values of a property that a number is compared with.
const MOST: usize = 10_000;

/// A value of the properties that is the same number as the one sought, in another form: `1` for `1.0`.
fn equal_number<'g>(sought: &Sought, graph: &'g Graph) -> Option<(&'g LiteralType, TermId)> {
    let literal = &sought.literal;
    let number = Numeral::of(literal.datatype().as_str(), literal.value())?;
    let dictionary = &graph.dictionary;
    let known = sought.properties.iter();
    let known = known.filter_map(|iri| dictionary.find_iri(iri));
    let mut values = known.flat_map(|property| {
        let triples = graph.triples(None, Some(property), None);
        triples.map(|[_, _, value]| value).take(MOST)
    });
    values.find_map(|value| {
        let kind = dictionary.literal_type(value)?;
        let other = Numeral::of(&kind.datatype, &dictionary.text(value))?;
        (compare(&number, &other)? == Ordering::Equal).then_some((kind, value))
    })
}

fn with_type(value: &str, literal_type: &LiteralType) -> Literal {
    if literal_type.language.is_empty() {
        let datatype = NamedNode::new_unchecked(literal_type.datatype.as_str());
        return Literal::new_typed_literal(value, datatype);
    }
    Literal::new_language_tagged_literal_unchecked(value, literal_type.language.as_str())
}
