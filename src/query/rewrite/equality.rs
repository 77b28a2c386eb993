//! Equality with a constant becomes part of the pattern: `FILTER(?v = <iri>)`, `sameTerm` and `IN` say which terms a variable has, so
//! that the index is asked for just these.

use crate::dictionary::TermId;
use crate::query::functions::Comparison;
use crate::query::logical::{Atom, Expression, Operator, Pattern, Slot, TripleTerm, Var};
use crate::query::terms::Terms;
use crate::rdf::{Term, vocab};

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
        let Some((variable, constants)) = bound else {
            left.push(condition);
            continue;
        };
        let mut ids: Vec<TermId> = constants
            .into_iter()
            .map(|term| terms.intern(term))
            .collect();
        ids.sort_unstable();
        ids.dedup();
        if let [id] = ids.as_slice()
            && let Some(substituted) = substituted(&input, variable, *id)
        {
            input = substituted;
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

/// Returns the variable that a condition compares with constants, and the constants, if it is true just for these terms.
fn constants(condition: &Expression) -> Option<(Var, Vec<&Term>)> {
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
    let is_term = |constant: &&'_ Expression| matches!(constant, Expression::Constant(term) if by_term || is_only_equal_to_itself(term));
    let Expression::Variable(variable) = variable else {
        return None;
    };
    if constants.is_empty() || !constants.iter().all(is_term) {
        return None;
    }
    let terms = constants.into_iter().filter_map(|constant| match constant {
        Expression::Constant(term) => Some(term),
        _ => None,
    });
    Some((*variable, terms.collect()))
}

/// Returns whether `=` holds of a term and no other one: literals with values may be written in several ways.
fn is_only_equal_to_itself(term: &Term) -> bool {
    match term {
        Term::NamedNode(_) => true,
        Term::Literal(literal) => literal.datatype().as_str() == vocab::XSD_STRING,
        Term::BlankNode(_) | Term::Triple(_) => false,
    }
}

/// Returns a pattern with a term in the place of a variable that all of its solutions bind to this term; `None` where the
/// variable is read by something that needs it.
fn substituted(pattern: &Pattern, variable: Var, id: TermId) -> Option<Pattern> {
    if !pattern.seen().contains(variable) {
        return Some(pattern.clone());
    }
    let slot = |slot: Slot| match slot {
        Slot::Var(of) if of == variable => Slot::Term(id),
        slot => slot,
    };
    let both = |sides: &[Pattern; 2]| {
        let [a, b] = sides;
        let a = substituted(a, variable, id)?;
        Some(Box::new([a, substituted(b, variable, id)?]))
    };
    Some(Pattern::new(match &pattern.operator {
        Operator::Basic(atoms) => {
            let atom = |atom: &Atom| {
                Some(match atom {
                    Atom::Triple(slots) => Atom::Triple(slots.map(slot)),
                    Atom::Path {
                        subject,
                        path,
                        object,
                    } => {
                        // A named end of a path is matched although it is no node of the graph.
                        let is_end = [*subject, *object].contains(&Slot::Var(variable));
                        if is_end {
                            return None;
                        }
                        Atom::Path {
                            subject: *subject,
                            path: path.clone(),
                            object: *object,
                        }
                    }
                    Atom::TripleTerm(term) if term.variables().contains(variable) => return None,
                    Atom::TripleTerm(TripleTerm { term, parts }) => Atom::TripleTerm(TripleTerm {
                        term: *term,
                        parts: *parts,
                    }),
                })
            };
            Operator::Basic(atoms.iter().map(atom).collect::<Option<_>>()?)
        }
        Operator::Join(sides) => Operator::Join(both(sides)?),
        Operator::Union(sides) => Operator::Union(both(sides)?),
        Operator::Filter(conditions, input) => {
            let reads = |condition: &Expression| condition.variables().contains(variable);
            if conditions.iter().any(reads) {
                return None;
            }
            let input = substituted(input, variable, id)?;
            Operator::Filter(conditions.clone(), Box::new(input))
        }
        Operator::LeftJoin(sides, condition) => {
            let [left, right] = &**sides;
            let reads = |condition: &Expression| condition.variables().contains(variable);
            if right.seen().contains(variable) || condition.as_ref().is_some_and(reads) {
                return None;
            }
            let left = substituted(left, variable, id)?;
            Operator::LeftJoin(Box::new([left, right.clone()]), condition.clone())
        }
        Operator::Graph(name, input) => {
            Operator::Graph(slot(*name), Box::new(substituted(input, variable, id)?))
        }
        _ => return None,
    }))
}
