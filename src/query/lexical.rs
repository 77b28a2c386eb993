//! [`STR`](https://www.w3.org/TR/sparql11-query/#func-str) gives the lexical form of a literal as it was written, and
//! [`DATATYPE`](https://www.w3.org/TR/sparql11-query/#func-datatype) its own datatype. oxigraph computes with values, for
//! which `01` is `1` and an `xsd:byte` an `xsd:integer`, so both are looked up instead of computed: a variable takes the
//! place of `STR(?x)`, and a pattern that the dataset answers binds it.

use super::algebra::{Part, pattern_of, walk, walk_expression};
use super::solve::names;
use crate::rdf::{Literal, NamedNode, Term};
use spargebra::Query;
use spargebra::algebra::{
    AggregateExpression, Expression, Function, GraphPattern, OrderExpression,
};
use spargebra::term::{TermPattern, TriplePattern, Variable};

/// What is asked of a literal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Facet {
    /// Its lexical form; of an IRI, its text.
    Str,
    /// Its datatype.
    Datatype,
}

impl Facet {
    /// The facet of a term, if it has one.
    pub fn of(self, term: &Term) -> Option<Term> {
        match (self, term) {
            (Self::Str, Term::NamedNode(iri)) => {
                Some(Literal::new_simple_literal(iri.as_str()).into())
            }
            (Self::Str, Term::Literal(literal)) => {
                Some(Literal::new_simple_literal(literal.value()).into())
            }
            (Self::Datatype, Term::Literal(literal)) => {
                Some(literal.datatype().into_owned().into())
            }
            _ => None,
        }
    }

    /// The facet that a property of the dataset asks for.
    pub fn of_property(property: &str) -> Option<Self> {
        [Self::Str, Self::Datatype]
            .into_iter()
            .find(|facet| facet.property() == property)
    }

    // No IRI of a query can have a space.
    fn property(self) -> &'static str {
        match self {
            Self::Str => " str",
            Self::Datatype => " datatype",
        }
    }
}

/// The property from what stands for a term, to the term.
pub const OF: &str = " of";

/// A facet of a variable, and the variable that is to take its place.
pub struct Asked {
    /// Whose facet.
    pub variable: Variable,
    /// Which.
    pub facet: Facet,
    /// What now stands for it.
    pub stand_in: Variable,
}

/// Puts variables in the place of `STR(?x)` and `DATATYPE(?x)`, and terms in the place of those of constants.
pub fn replace(expression: &mut Expression) -> Vec<Asked> {
    let mut asked: Vec<Asked> = Vec::new();
    walk_expression(expression, &mut |part| {
        let Part::Expression(call) = part else { return };
        let Expression::FunctionCall(function, arguments) = call else {
            return;
        };
        let facet = match function {
            Function::Str => Facet::Str,
            Function::Datatype => Facet::Datatype,
            _ => return,
        };
        match arguments.as_slice() {
            // What stands for a facet has the value that oxigraph asks it for: `DATATYPE(STR(?x))`.
            [Expression::Variable(variable)] if asked.iter().any(|a| a.stand_in == *variable) => {}
            [Expression::Variable(variable)] => {
                let stand_in = format!("{}{}", variable.as_str(), facet.property());
                let stand_in = Variable::new_unchecked(stand_in);
                *call = Expression::Variable(stand_in.clone());
                if asked.iter().all(|other| other.stand_in != stand_in) {
                    let variable = Variable::new_unchecked(
                        stand_in.as_str().trim_end_matches(facet.property()),
                    );
                    asked.push(Asked {
                        variable,
                        facet,
                        stand_in,
                    });
                }
            }
            [Expression::Literal(literal)] => match facet.of(&literal.clone().into()) {
                Some(Term::Literal(form)) => *call = Expression::Literal(form),
                Some(Term::NamedNode(datatype)) => *call = Expression::NamedNode(datatype),
                _ => {}
            },
            _ => {}
        }
    });
    asked
}

/// Makes a query look up what [`replace`] puts variables for.
pub fn look_up(query: &mut Query) {
    walk(pattern_of(query), &mut |part| {
        let Part::Pattern(pattern) = part else { return };
        match pattern {
            GraphPattern::Filter {
                expr: expression,
                inner,
            }
            | GraphPattern::Extend {
                inner, expression, ..
            } => extend(inner, &replace(expression)),
            GraphPattern::OrderBy { inner, expression } => {
                for OrderExpression::Asc(key) | OrderExpression::Desc(key) in expression {
                    extend(inner, &replace(key));
                }
            }
            GraphPattern::Group {
                inner, aggregates, ..
            } => {
                for (_, aggregate) in aggregates {
                    if let AggregateExpression::FunctionCall { expr, .. } = aggregate {
                        extend(inner, &replace(expr));
                    }
                }
            }
            GraphPattern::LeftJoin {
                left,
                right,
                expression: Some(expression),
            } => {
                let asked = replace(expression);
                // A variable may be bound on either side; where it is on both it is the same.
                for side in [left, right] {
                    let names = names(side);
                    let has = |asked: &&Asked| names.contains(asked.variable.as_str());
                    asked
                        .iter()
                        .filter(has)
                        .for_each(|asked| extend(side, std::slice::from_ref(asked)));
                }
            }
            _ => {}
        }
    });
}

/// Binds what is asked in each solution of a pattern.
fn extend(pattern: &mut GraphPattern, asked: &[Asked]) {
    for asked in asked {
        let node = Variable::new_unchecked(format!("{}{OF}", asked.stand_in.as_str()));
        let of = triple(&node, OF, &asked.variable);
        let facet = triple(&node, asked.facet.property(), &asked.stand_in);
        let looked_up = lateral(of, facet);
        let optional = GraphPattern::LeftJoin {
            left: Box::default(),
            right: Box::new(looked_up),
            expression: None,
        };
        *pattern = lateral(std::mem::take(pattern), optional);
    }
}

fn lateral(left: GraphPattern, right: GraphPattern) -> GraphPattern {
    GraphPattern::Lateral {
        left: Box::new(left),
        right: Box::new(right),
    }
}

fn triple(subject: &Variable, property: &str, object: &Variable) -> GraphPattern {
    let subject = TermPattern::from(subject.clone());
    let predicate = NamedNode::new_unchecked(property).into();
    let object = TermPattern::from(object.clone());
    GraphPattern::Bgp {
        patterns: vec![TriplePattern {
            subject,
            predicate,
            object,
        }],
    }
}
