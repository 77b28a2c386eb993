//! Equality with a constant becomes part of the pattern: `FILTER(?v = <iri>)`, `sameTerm` and `IN` say which terms a variable has, and
//! only these are looked up in the index.

use super::numbers::equal_terms;
use crate::dictionary::TermId;
use crate::query::functions::{Comparison, Seen, seen};
use crate::query::logical::{Atom, Expression, Operator, Pattern, Slot, Var};
use crate::query::terms::Terms;
use crate::rdf::Term;

/// Puts constants in the place of the variables that are equal to them.
pub fn bind_constants(pattern: Pattern, terms: &mut Terms) -> Pattern {
    let pattern = pattern.map_inputs(&mut |input| bind_constants(input, terms));
    let Pattern {
        operator: Operator::Filter(conditions, input),
        ..
    } = pattern
    else {
        return pattern;
    };
    let (mut input, mut left) = (*input, Vec::new());
    for condition in conditions {
        let bound = constants(&condition).filter(|(variable, _)| input.certain.contains(*variable));
        let bound = bound.and_then(|(variable, constants)| {
            let is_of_graph = is_of_graph(&input, variable);
            Some((variable, equal_to(&constants, is_of_graph, terms)?))
        });
        let Some((variable, ids)) = bound else {
            left.push(condition);
            continue;
        };
        if let [id] = ids.as_slice()
            && let Some(term) = terms.term(*id)
        {
            let id = *id;
            let binding = Binding { variable, id, term };
            input = binding.substituted(&input).unwrap_or(input);
        }
        let values = Pattern::new(Operator::Values {
            variables: vec![variable],
            rows: ids.into_iter().map(|id| vec![id]).collect(),
        });
        input = Pattern::new(Operator::Join(Box::new([values, input])));
    }
    match left.is_empty() {
        true => input,
        false => Pattern::new(Operator::Filter(left, Box::new(input))),
    }
}

/// A constant, and whether it is compared as a term and not by its value.
type Constant<'c> = (&'c Term, bool);

/// Returns the terms that are equal to one of some constants; `None` if they are not known. What is equal to a number is known
/// only of terms of the graph.
fn equal_to(constants: &[Constant], is_of_graph: bool, terms: &mut Terms) -> Option<Vec<TermId>> {
    let mut ids = Vec::new();
    for (term, by_term) in constants {
        match term {
            term if *by_term || is_only_equal_to_itself(term) => ids.push(terms.intern(term)),
            Term::Literal(literal) if is_of_graph => ids.extend(equal_terms(literal, terms)?),
            _ => return None,
        }
    }
    ids.sort_unstable();
    ids.dedup();
    Some(ids)
}

/// Returns whether each solution of a pattern has a variable from a triple of the graph.
fn is_of_graph(pattern: &Pattern, variable: Var) -> bool {
    match &pattern.operator {
        Operator::Basic(atoms) => atoms.iter().any(
            |atom| matches!(atom, Atom::Triple(slots) if slots.contains(&Slot::Var(variable))),
        ),
        Operator::Join(sides) => sides.iter().any(|side| is_of_graph(side, variable)),
        Operator::Union(sides) => sides.iter().all(|side| is_of_graph(side, variable)),
        Operator::LeftJoin(sides, _) | Operator::Minus(sides) => is_of_graph(&sides[0], variable),
        Operator::Filter(_, input) | Operator::Graph(_, input) => is_of_graph(input, variable),
        _ => false,
    }
}

/// Returns the variable that a condition compares with constants, and the constants, if nothing else makes it true.
fn constants(condition: &Expression) -> Option<(Var, Vec<Constant<'_>>)> {
    let pair = |sides: &'_ [Expression; 2]| match sides {
        [Expression::Variable(_), Expression::Constant(_)] => Some((0, 1)),
        [Expression::Constant(_), Expression::Variable(_)] => Some((1, 0)),
        _ => None,
    };
    let (variable, constants): (&Expression, Vec<&Expression>) = match condition {
        Expression::Compare(Comparison::Equal, sides) | Expression::SameTerm(sides) => {
            let (variable, constant) = pair(sides)?;
            (&sides[variable], vec![&sides[constant]])
        }
        Expression::In(parts) => {
            let (needle, members) = parts.split_first()?;
            (needle, members.iter().collect())
        }
        _ => return None,
    };
    let by_term = matches!(condition, Expression::SameTerm(_));
    let Expression::Variable(variable) = variable else {
        return None;
    };
    if constants.is_empty() {
        return None;
    }
    let constants = constants.into_iter().map(|constant| match constant {
        Expression::Constant(term) => Some((term, by_term)),
        _ => None,
    });
    Some((*variable, constants.collect::<Option<_>>()?))
}

/// Returns whether `=` holds of a term and no other one. That is so of IRIs, of strings with and without language, and of
/// literals whose datatype is not known; numbers, Booleans and points of time may be written in several ways.
fn is_only_equal_to_itself(term: &Term) -> bool {
    matches!(seen(term), Seen::Iri(_) | Seen::Text(_) | Seen::Other(_))
}

/// A variable, and the term that all solutions bind it to.
struct Binding {
    variable: Var,
    id: TermId,
    term: Term,
}

impl Binding {
    fn slot(&self, slot: Slot) -> Slot {
        match slot {
            Slot::Var(variable) if variable == self.variable => Slot::Term(self.id),
            slot => slot,
        }
    }

    /// Returns a pattern with the term in the place of the variable; `None` where something needs the variable itself.
    fn substituted(&self, pattern: &Pattern) -> Option<Pattern> {
        if !pattern.seen().contains(self.variable) {
            return Some(pattern.clone());
        }
        let both = |sides: &[Pattern; 2]| {
            let [a, b] = sides;
            Some(Box::new([self.substituted(a)?, self.substituted(b)?]))
        };
        Some(Pattern::new(match &pattern.operator {
            Operator::Basic(atoms) => {
                let atoms = atoms.iter().map(|atom| self.in_atom(atom));
                Operator::Basic(atoms.collect::<Option<_>>()?)
            }
            Operator::Join(sides) => Operator::Join(both(sides)?),
            Operator::Union(sides) => Operator::Union(both(sides)?),
            Operator::Filter(conditions, input) => {
                let conditions = conditions.iter().map(|c| self.in_condition(c, input));
                let conditions = conditions.collect::<Option<_>>()?;
                Operator::Filter(conditions, Box::new(self.substituted(input)?))
            }
            Operator::LeftJoin(sides, condition) => {
                let [left, right] = &**sides;
                if right.seen().contains(self.variable) {
                    return None;
                }
                let condition = match condition {
                    Some(condition) => Some(self.in_condition(condition, left)?),
                    None => None,
                };
                let sides = [self.substituted(left)?, right.clone()];
                Operator::LeftJoin(Box::new(sides), condition)
            }
            Operator::Graph(name, input) => {
                Operator::Graph(self.slot(*name), Box::new(self.substituted(input)?))
            }
            _ => return None,
        }))
    }

    fn in_atom(&self, atom: &Atom) -> Option<Atom> {
        match atom {
            Atom::Triple(slots) => Some(Atom::Triple(slots.map(|slot| self.slot(slot)))),
            // A named end of a path without steps is matched although it is not a node of the graph.
            Atom::Path { path, .. }
                if path.may_be_empty() && atom.variables().contains(self.variable) =>
            {
                None
            }
            Atom::Path {
                subject,
                path,
                object,
            } => Some(Atom::Path {
                subject: self.slot(*subject),
                path: path.clone(),
                object: self.slot(*object),
            }),
            Atom::TripleTerm(term) if term.variables().contains(self.variable) => None,
            Atom::TripleTerm(term) => Some(Atom::TripleTerm(*term)),
        }
    }

    /// Returns a condition on the solutions of a pattern.
    fn in_condition(&self, condition: &Expression, input: &Pattern) -> Option<Expression> {
        let is_read = condition.variables().contains(self.variable);
        // Where the pattern does not bind the variable, the condition sees that it is unbound.
        if is_read && !input.certain.contains(self.variable) {
            return None;
        }
        let mut condition = condition.clone();
        (!is_read || self.replace(&mut condition)).then_some(condition)
    }

    /// Puts the term in the place of the variable, and returns whether that can be done everywhere.
    fn replace(&self, expression: &mut Expression) -> bool {
        match expression {
            Expression::Variable(variable) if *variable == self.variable => {
                *expression = Expression::Constant(self.term.clone());
                true
            }
            Expression::Bound(variable) if *variable == self.variable => {
                *expression = Expression::Constant(Term::Literal(true.into()));
                true
            }
            Expression::Exists(pattern) => match self.substituted(pattern) {
                Some(substituted) => {
                    **pattern = substituted;
                    true
                }
                None => false,
            },
            expression => expression
                .parts_mut()
                .iter_mut()
                .all(|part| self.replace(part)),
        }
    }
}
