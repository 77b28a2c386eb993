//! What a [group graph pattern](https://www.w3.org/TR/sparql11-query/#GroupPatterns) is made of: triple patterns and paths
//! that the index answers, other patterns, and conditions.

use super::place::Place;
use super::scope::{is_flat, is_fresh, name_of, names, sees_only};
use super::step::{Slot, Triple, vars};
use super::table::{Table, UNBOUND, Vars};
use super::triple_term::TripleTerm;
use super::{Solved, Solver};
use crate::rdf::{Term, Triple as Statement};
use spargebra::algebra::{Expression, GraphPattern, PropertyPathExpression};
use spargebra::term::{GroundTriple, NamedNodePattern, TermPattern, TriplePattern};

/// What is joined with what.
#[derive(Default)]
pub(super) struct Parts<'p> {
    pub(super) leaves: Vec<Leaf<'p>>,
    pub(super) others: Vec<&'p GraphPattern>,
    pub(super) filters: Vec<Filter<'p>>,
}

/// A part that the index answers.
#[derive(Clone, Copy)]
pub(super) enum Leaf<'p> {
    Triple(Triple),
    Path(PathPattern<'p>),
    Term(TripleTerm),
}

/// A path between two ends, and where it is looked for.
#[derive(Clone, Copy)]
pub(super) struct PathPattern<'p> {
    pub(super) subject: Slot,
    pub(super) path: &'p PropertyPathExpression,
    pub(super) object: Slot,
    pub(super) place: Place,
}

/// A condition, and the variables that must be there before it can be evaluated.
pub(super) struct Filter<'p> {
    pub(super) expression: &'p Expression,
    pub(super) vars: Vars,
}

impl Leaf<'_> {
    pub(super) fn vars(&self) -> Vars {
        match self {
            Self::Triple(triple) => vars(triple),
            Self::Term(term) => term.vars(),
            Self::Path(path) => vars(&Triple {
                slots: [path.subject, path.object, path.object],
                place: path.place,
            }),
        }
    }
}

impl Solver<'_> {
    pub(super) fn gather<'p>(
        &mut self,
        pattern: &'p GraphPattern,
        parts: &mut Parts<'p>,
        is_top: bool,
    ) -> Solved<()> {
        match pattern {
            GraphPattern::Bgp { patterns } => {
                for triple in patterns {
                    let slots = self.slots(triple, parts)?;
                    let place = self.place;
                    parts.leaves.push(Leaf::Triple(Triple { slots, place }));
                }
            }
            GraphPattern::Path {
                subject,
                path,
                object,
            } => {
                let (subject, object) = (self.slot(subject, parts)?, self.slot(object, parts)?);
                parts.leaves.push(Leaf::Path(PathPattern {
                    subject,
                    path,
                    object,
                    place: self.place,
                }));
            }
            GraphPattern::Join { left, right } => {
                self.gather(left, parts, false)?;
                self.gather(right, parts, false)?;
            }
            GraphPattern::Filter { expr, inner } if is_top || sees_only(expr, inner) => {
                conjuncts(expr, &mut parts.filters);
                self.gather(inner, parts, is_top)?;
            }
            GraphPattern::Graph { name, inner } => match self.place_around(name, inner)? {
                Some(place) => self.placed(place, |s| s.gather(inner, parts, false))?,
                None => parts.others.push(pattern),
            },
            other => parts.others.push(other),
        }
        Ok(())
    }

    /// Where the triple patterns of `GRAPH` are looked for, if it has nothing else and its name is none of their variables.
    pub(super) fn place_around(
        &mut self,
        name: &NamedNodePattern,
        inner: &GraphPattern,
    ) -> Solved<Option<Place>> {
        Ok(match name {
            _ if !is_flat(inner) => None,
            NamedNodePattern::NamedNode(name) => self.place_of(name),
            NamedNodePattern::Variable(name) if names(inner).contains(name.as_str()) => None,
            NamedNodePattern::Variable(name) => Some(Place::Each(self.variable(name)?)),
        })
    }

    /// The components of a triple pattern; triple terms with variables in it are parts of their own.
    fn slots(&mut self, triple: &TriplePattern, parts: &mut Parts) -> Solved<[Slot; 3]> {
        let predicate = match &triple.predicate {
            NamedNodePattern::NamedNode(iri) => Slot::Term(self.terms.intern(&iri.clone().into())),
            NamedNodePattern::Variable(variable) => Slot::Var(self.variable(variable)?),
        };
        let (subject, object) = (
            self.slot(&triple.subject, parts)?,
            self.slot(&triple.object, parts)?,
        );
        Ok([subject, predicate, object])
    }

    fn slot(&mut self, term: &TermPattern, parts: &mut Parts) -> Solved<Slot> {
        let term: Term = match term {
            TermPattern::NamedNode(iri) => iri.clone().into(),
            TermPattern::Literal(literal) => literal.clone().into(),
            TermPattern::Triple(triple) => match Statement::try_from((**triple).clone()) {
                Ok(triple) if GroundTriple::try_from(triple.clone()).is_ok() => triple.into(),
                // It has variables, or blank nodes that stand for some term.
                _ => {
                    let slots = self.slots(triple, parts)?;
                    return self.triple_term(slots, parts).map(Slot::Var);
                }
            },
            TermPattern::Variable(_) | TermPattern::BlankNode(_) => {
                let name = name_of(term).unwrap_or_default();
                return self.var(&name).map(Slot::Var);
            }
        };
        Ok(Slot::Term(self.terms.intern(&term)))
    }

    /// Applies the filters whose variables are all there; at the end all of them.
    pub(super) fn apply_filters(
        &mut self,
        table: &mut Table,
        filters: &mut Vec<Filter>,
        is_end: bool,
    ) -> Solved<()> {
        let mut index = 0;
        while index < filters.len() {
            // A variable that is not bound yet may be bound by a part that is still to come.
            let vars = filters[index].vars;
            let is_there = |v| {
                table
                    .column(v)
                    .is_some_and(|column| !column.contains(&UNBOUND))
            };
            // What is another thing in each solution waits for all of them.
            let waits = is_fresh(filters[index].expression) || !vars.iter().all(is_there);
            if !is_end && waits {
                index += 1;
                continue;
            }
            let filter = filters.remove(index);
            let label = format!("Filter {}", self.show(filter.expression));
            let running = self.trace.start(label, None);
            let holds = self.holds(filter.expression, table)?;
            table.retain(&holds);
            self.trace.end(running, table.rows);
        }
        Ok(())
    }
}

impl Filter<'_> {
    pub(super) fn again(&self) -> Self {
        Self {
            expression: self.expression,
            vars: self.vars,
        }
    }
}

/// The conditions of a conjunction: a solution passes it if it passes each of them.
fn conjuncts<'p>(expression: &'p Expression, filters: &mut Vec<Filter<'p>>) {
    if let Expression::And(left, right) = expression {
        conjuncts(left, filters);
        conjuncts(right, filters);
    } else {
        filters.push(Filter {
            expression,
            vars: Vars::default(),
        });
    }
}
