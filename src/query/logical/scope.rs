//! Which variables a pattern binds and reads, and what may be moved past what because of it
//! ([SPARQL 1.1, 18.2.1](https://www.w3.org/TR/sparql11-query/#variableScope)).

use super::{Aggregate, Atom, Expression, Operator, Pattern, Var, VarSet};
use crate::query::batch::table::UNBOUND;
use spargebra::algebra::AggregateFunction;

impl Pattern {
    /// Returns a node with the variables that it may and always does bind.
    pub fn new(operator: Operator) -> Self {
        let (possible, certain) = (possible(&operator), certain(&operator));
        Self {
            operator,
            possible,
            certain,
        }
    }

    /// Returns the patterns that this one is directly made of; those of `EXISTS` belong to its expressions.
    pub fn inputs(&self) -> &[Self] {
        match &self.operator {
            Operator::Basic(_) | Operator::Values { .. } | Operator::Service(_) => &[],
            Operator::Join(sides)
            | Operator::LeftJoin(sides, _)
            | Operator::Union(sides)
            | Operator::Minus(sides)
            | Operator::Lateral(sides) => sides.as_slice(),
            Operator::Filter(_, input)
            | Operator::Extend(_, _, input)
            | Operator::Graph(_, input)
            | Operator::Project(_, input)
            | Operator::Distinct(input)
            | Operator::Slice { input, .. }
            | Operator::Sort(_, input)
            | Operator::Group { input, .. } => std::slice::from_ref(input),
        }
    }

    /// Returns the pattern with each of its inputs mapped to one that binds the same variables.
    #[must_use]
    pub fn map_inputs(self, map: &mut dyn FnMut(Self) -> Self) -> Self {
        let operator = match self.operator {
            Operator::Join(sides) => Operator::Join(Box::new(sides.map(map))),
            Operator::LeftJoin(sides, c) => Operator::LeftJoin(Box::new(sides.map(map)), c),
            Operator::Union(sides) => Operator::Union(Box::new(sides.map(map))),
            Operator::Minus(sides) => Operator::Minus(Box::new(sides.map(map))),
            Operator::Lateral(sides) => Operator::Lateral(Box::new(sides.map(map))),
            Operator::Filter(c, input) => Operator::Filter(c, Box::new(map(*input))),
            Operator::Extend(v, e, input) => Operator::Extend(v, e, Box::new(map(*input))),
            Operator::Graph(name, input) => Operator::Graph(name, Box::new(map(*input))),
            Operator::Project(v, input) => Operator::Project(v, Box::new(map(*input))),
            Operator::Distinct(input) => Operator::Distinct(Box::new(map(*input))),
            Operator::Slice {
                start,
                length,
                input,
            } => Operator::Slice {
                start,
                length,
                input: Box::new(map(*input)),
            },
            Operator::Sort(keys, input) => Operator::Sort(keys, Box::new(map(*input))),
            Operator::Group {
                keys,
                aggregates,
                input,
            } => Operator::Group {
                keys,
                aggregates,
                input: Box::new(map(*input)),
            },
            operator @ (Operator::Basic(_) | Operator::Values { .. } | Operator::Service(_)) => {
                operator
            }
        };
        Self { operator, ..self }
    }

    /// Returns the expressions of the pattern itself.
    pub fn expressions(&self) -> Vec<&Expression> {
        match &self.operator {
            Operator::LeftJoin(_, condition) => condition.iter().collect(),
            Operator::Filter(conditions, _) => conditions.iter().collect(),
            Operator::Extend(_, expression, _) => vec![expression],
            Operator::Sort(keys, _) => keys.iter().map(|key| &key.expression).collect(),
            Operator::Group { aggregates, .. } => {
                aggregates.iter().flat_map(|a| &a.expression).collect()
            }
            _ => Vec::new(),
        }
    }

    /// Returns the variables that a pattern binds or reads, at any depth.
    pub fn seen(&self) -> VarSet {
        let mut seen = self.possible.clone();
        for expression in self.expressions() {
            seen.extend(&expression.variables());
        }
        for input in self.inputs() {
            seen.extend(&input.seen());
        }
        seen
    }

    /// Returns whether `GRAPH` stands in the pattern or in one of its expressions.
    pub fn has_graph(&self) -> bool {
        let in_exists = |expression: &Expression| {
            expression.any(&mut |part| match part {
                Expression::Exists(pattern) => pattern.has_graph(),
                _ => false,
            })
        };
        matches!(self.operator, Operator::Graph(..))
            || self.expressions().into_iter().any(in_exists)
            || self.inputs().iter().any(Self::has_graph)
    }

    /// Returns whether an engine elsewhere is asked for a part of the pattern.
    pub fn asks_engine(&self) -> bool {
        matches!(self.operator, Operator::Service(_)) || self.inputs().iter().any(Self::asks_engine)
    }

    /// Returns whether a filter around this pattern has the same result after the pattern is joined with others.
    pub fn binds_all_of(&self, condition: &Expression) -> bool {
        !condition.has_exists()
            && !condition.is_nondeterministic()
            && condition.variables().is_subset(&self.certain)
    }

    /// Returns whether a pattern is a conjunction of at least one atom, with filters that read only what it always binds:
    /// `GRAPH` around it is the same as around each of the atoms.
    pub fn is_flat(&self) -> bool {
        match &self.operator {
            Operator::Basic(atoms) => !atoms.is_empty(),
            Operator::Join(sides) => sides.iter().all(Self::is_flat),
            Operator::Filter(conditions, input) => {
                input.is_flat() && conditions.iter().all(|c| input.binds_all_of(c))
            }
            _ => false,
        }
    }

    /// Returns whether a pattern of `EXISTS`, after the values of the outer solution are put into it, has just those of
    /// its solutions that are compatible with the outer one.
    pub fn is_uncorrelated(&self) -> bool {
        match &self.operator {
            Operator::Basic(_) | Operator::Values { .. } | Operator::Service(_) => true,
            Operator::Join(sides) | Operator::Union(sides) => {
                sides.iter().all(Self::is_uncorrelated)
            }
            Operator::Filter(conditions, input) => {
                input.is_uncorrelated() && conditions.iter().all(|c| input.binds_all_of(c))
            }
            Operator::Graph(name, input) => {
                let reads_name = name.var().is_some_and(|name| input.seen().contains(name));
                !reads_name && input.is_uncorrelated()
            }
            _ => false,
        }
    }
}

/// The variables that solutions may bind.
fn possible(operator: &Operator) -> VarSet {
    match operator {
        Operator::Basic(atoms) => of_atoms(atoms),
        Operator::Values { variables, .. } | Operator::Project(variables, _) => {
            VarSet::of(variables.iter().copied())
        }
        Operator::Service(service) => VarSet::of(service.variables.iter().map(|(_, of)| *of)),
        Operator::Join(sides)
        | Operator::LeftJoin(sides, _)
        | Operator::Union(sides)
        | Operator::Lateral(sides) => sides[0].possible.union(&sides[1].possible),
        Operator::Minus(sides) => sides[0].possible.clone(),
        Operator::Extend(variable, _, input) => with(&input.possible, Some(*variable)),
        Operator::Graph(name, input) => with(&input.possible, name.var()),
        Operator::Filter(_, input)
        | Operator::Distinct(input)
        | Operator::Slice { input, .. }
        | Operator::Sort(_, input) => input.possible.clone(),
        Operator::Group {
            keys, aggregates, ..
        } => {
            let aggregates = aggregates.iter().map(|aggregate| aggregate.variable);
            VarSet::of(keys.iter().copied().chain(aggregates))
        }
    }
}

/// The variables that every solution binds.
fn certain(operator: &Operator) -> VarSet {
    match operator {
        Operator::Basic(atoms) => of_atoms(atoms),
        Operator::Values { variables, rows } => {
            let columns = variables.iter().enumerate();
            let bound = columns.filter(|(at, _)| rows.iter().all(|row| row[*at] != UNBOUND));
            VarSet::of(bound.map(|(_, variable)| *variable))
        }
        Operator::Service(service) if service.is_silent => VarSet::default(),
        Operator::Service(service) => service.certain.clone(),
        Operator::Join(sides) | Operator::Lateral(sides) => {
            sides[0].certain.union(&sides[1].certain)
        }
        Operator::Union(sides) => sides[0].certain.intersection(&sides[1].certain),
        Operator::LeftJoin(sides, _) | Operator::Minus(sides) => sides[0].certain.clone(),
        Operator::Extend(variable, expression, input) => {
            let has_value = match expression {
                Expression::Constant(_) => true,
                Expression::Variable(of) => input.certain.contains(*of),
                _ => false,
            };
            with(&input.certain, has_value.then_some(*variable))
        }
        Operator::Graph(name, input) => with(&input.certain, name.var()),
        Operator::Filter(_, input)
        | Operator::Distinct(input)
        | Operator::Slice { input, .. }
        | Operator::Sort(_, input) => input.certain.clone(),
        Operator::Project(variables, input) => {
            VarSet::of(variables.iter().copied()).intersection(&input.certain)
        }
        Operator::Group {
            keys,
            aggregates,
            input,
        } => {
            let counts = aggregates.iter().filter(|a| is_count(a));
            let keys = VarSet::of(keys.iter().copied()).intersection(&input.certain);
            keys.union(&VarSet::of(counts.map(|aggregate| aggregate.variable)))
        }
    }
}

/// Whether an aggregate has a value whatever the group is.
fn is_count(aggregate: &Aggregate) -> bool {
    matches!(aggregate.function, None | Some(AggregateFunction::Count))
}

fn of_atoms(atoms: &[Atom]) -> VarSet {
    let none = VarSet::default();
    atoms
        .iter()
        .fold(none, |all, atom| all.union(&atom.variables()))
}

fn with(variables: &VarSet, added: Option<Var>) -> VarSet {
    let mut variables = variables.clone();
    added
        .into_iter()
        .for_each(|variable| variables.insert(variable));
    variables
}
