//! Data blocks in `OPTIONAL` of a mapping, which list what a text of the row stands for: a text that none of their lines has is found.

use super::checked::{Checked, Figures, is_true};
use super::computed::{Computed, and, boolean, has_all};
use super::findings::UNLISTED;
use super::output::Output;
use crate::finding::{Finding, cited};
use crate::query::{AlgebraPart, Solutions, parts, walk_algebra};
use spargebra::algebra::{Expression, GraphPattern};
use spargebra::term::{GroundTerm, Variable};
use std::collections::BTreeSet;

/// A data block in `OPTIONAL` whose lines have what a row has.
#[derive(Clone, Debug)]
pub struct Unmatched {
    /// The variable that is true where the row has all that is looked for in the block, and no line has that.
    is_missed: String,
    /// What is looked for: variables with their values, and what they are computed from.
    keys: Vec<Computed>,
    /// A variable of the block that has no value then.
    without_value: String,
    /// Whether something is computed from a variable of the block, so that an empty text must be listed too.
    is_needed: bool,
}

/// Finds which data blocks in `OPTIONAL` have no line for a row: the pattern binds for each the variable that tells so. A block of
/// which the mapping asks whether it has a line, by `BOUND` or `COALESCE`, is meant to have none for some rows. `is_given` says
/// whether a variable has its value from the row.
pub fn find_unmatched(
    pattern: &mut GraphPattern,
    is_given: &impl Fn(&Variable) -> bool,
) -> Vec<Unmatched> {
    let (mut asked, mut bound) = (BTreeSet::new(), BTreeSet::new());
    let mut needed = BTreeSet::new();
    walk_algebra(pattern, &mut |part| match part {
        AlgebraPart::Expression(expression) => add_asked(expression, &mut asked),
        AlgebraPart::Pattern(GraphPattern::Extend {
            variable,
            expression,
            ..
        }) => {
            bound.insert(variable.clone());
            let computed = Computed::of(variable.as_str().to_owned(), expression);
            needed.extend(computed.needs);
        }
        AlgebraPart::Pattern(_) => {}
    });
    let mut finding = Search {
        asked,
        needed,
        is_row_s: |variable: &Variable| is_given(variable) || bound.contains(variable),
        required: 0,
        found: Vec::new(),
    };
    finding.look(pattern);
    let found = finding.found;
    if let GraphPattern::Project { variables, .. } = pattern {
        for one in &found {
            let keys = one.keys.iter().map(|key| &key.variable);
            let names = keys.chain([&one.is_missed]);
            for name in names.cloned().map(Variable::new_unchecked) {
                if !variables.contains(&name) {
                    variables.push(name);
                }
            }
        }
    }
    found
}

/// Adds the variables of which an expression asks whether they have values.
fn add_asked(expression: &Expression, asked: &mut BTreeSet<Variable>) {
    match expression {
        Expression::Bound(variable) => {
            asked.insert(variable.clone());
        }
        Expression::Coalesce(parts) => {
            for part in parts {
                if let Expression::Variable(variable) = part {
                    asked.insert(variable.clone());
                }
            }
        }
        _ => {}
    }
}

/// The data blocks found so far.
struct Search<F> {
    asked: BTreeSet<Variable>,
    /// The variables from which something is computed.
    needed: BTreeSet<String>,
    is_row_s: F,
    /// How many data blocks list what is computed before them.
    required: usize,
    found: Vec<Unmatched>,
}

/// What is looked for in a data block.
struct Keys {
    keys: Vec<Expression>,
    /// A variable of the block that is none of them.
    other: Variable,
    /// Whether something is computed from such a variable.
    is_needed: bool,
}

impl<F: Fn(&Variable) -> bool> Search<F> {
    fn look(&mut self, pattern: &mut GraphPattern) {
        match pattern {
            GraphPattern::Project { inner, .. }
            | GraphPattern::Extend { inner, .. }
            | GraphPattern::Filter { inner, .. } => self.look(inner),
            GraphPattern::Join { left, right } => {
                self.look(left);
                self.look(right);
                if let Some(has_keys) = self.bind_has_keys(left, right) {
                    *pattern = GraphPattern::Filter {
                        expr: has_keys,
                        inner: Box::new(std::mem::take(pattern)),
                    };
                }
            }
            GraphPattern::LeftJoin {
                left,
                right,
                expression,
            } => {
                self.look(left);
                let keys = self.keys(right, expression.as_ref());
                if let Some(has_keys) = self.bind_has_keys(left, right) {
                    let condition = expression
                        .take()
                        .map_or(has_keys.clone(), |one| and(one, has_keys));
                    *expression = Some(condition);
                }
                if let Some(keys) = keys {
                    self.mark(pattern, keys);
                }
            }
            _ => {}
        }
    }

    /// Makes a pattern bind whether the variables that a data block lists have values, if it is one that lists what the pattern
    /// computes, and returns that condition: in SPARQL a variable without a value joins with each line.
    fn bind_has_keys(
        &mut self,
        pattern: &mut GraphPattern,
        right: &GraphPattern,
    ) -> Option<Expression> {
        let (variables, bindings) = block(right)?;
        let mut bound = BTreeSet::new();
        walk_algebra(pattern, &mut |part| {
            if let AlgebraPart::Pattern(GraphPattern::Extend { variable, .. }) = part {
                bound.insert(variable.clone());
            }
        });
        let keys = variables.iter().filter(|one| bound.contains(*one));
        let keys: BTreeSet<&Variable> = keys.collect();
        if !lists(variables, bindings, &keys) {
            return None;
        }
        let conditions = keys.into_iter().cloned().map(Expression::Bound);
        let condition = conditions.reduce(and)?;
        // No query can write this name.
        let name = Variable::new_unchecked(format!(" has {}", self.required));
        self.required += 1;
        extend(pattern, name.clone(), condition);
        Some(name.into())
    }

    /// Returns the expressions that must equal variables of a data block; `None` if the pattern is not a data block, if the mapping
    /// tests whether the block matched, or if the condition has more than equalities.
    fn keys(&self, right: &GraphPattern, condition: Option<&Expression>) -> Option<Keys> {
        let (variables, bindings) = block(right)?;
        if variables.iter().any(|one| self.asked.contains(one)) {
            return None;
        }
        let is_own = |one: &Variable| variables.contains(one) && !(self.is_row_s)(one);
        let of_row = variables.iter().filter(|one| (self.is_row_s)(one));
        let mut names: BTreeSet<&Variable> = of_row.clone().collect();
        let mut keys: Vec<Expression> = of_row.cloned().map(Expression::Variable).collect();
        for condition in condition.into_iter().flat_map(conjuncts) {
            let Expression::Equal(one, other) = condition else {
                return None;
            };
            let (name, key) = match (&**one, &**other) {
                (Expression::Variable(name), key) | (key, Expression::Variable(name))
                    if is_own(name) && !mentions(key, &is_own) =>
                {
                    (name, key)
                }
                _ => return None,
            };
            names.insert(name);
            keys.push(key.clone());
        }
        let other = variables.iter().find(|one| !names.contains(one));
        let is_list = !keys.is_empty() && lists(variables, bindings, &names);
        let other = other.or_else(|| variables.last())?.clone();
        let mut own = variables.iter().filter(|one| !names.contains(one));
        let is_needed = own.any(|one| self.needed.contains(one.as_str()));
        is_list.then_some(Keys {
            keys,
            other,
            is_needed,
        })
    }

    /// Makes an `OPTIONAL` bind what is looked for, and whether no line has it.
    fn mark(&mut self, pattern: &mut GraphPattern, of_block: Keys) {
        let Keys {
            keys,
            other,
            is_needed,
        } = of_block;
        // No query can write these names.
        let number = self.found.len();
        let name = |what: &str| Variable::new_unchecked(format!(" {what} {number}"));
        let (is_matched, is_missed) = (name("matched"), name("missed"));
        if let GraphPattern::LeftJoin { right, .. } = pattern {
            extend(right, is_matched.clone(), boolean(true));
        }
        let is_unmatched = Expression::Not(Expression::Bound(is_matched).into());
        let condition = keys.iter().map(has_all).fold(is_unmatched, and);
        extend(pattern, is_missed.clone(), condition);
        let mut computed = Vec::new();
        for (index, key) in keys.into_iter().enumerate() {
            let variable = match &key {
                Expression::Variable(variable) => variable.clone(),
                _ => {
                    let variable = name(&format!("key {index} of"));
                    extend(pattern, variable.clone(), key.clone());
                    variable
                }
            };
            computed.push(Computed::of(variable.as_str().to_owned(), &key));
        }
        self.found.push(Unmatched {
            is_missed: is_missed.as_str().to_owned(),
            keys: computed,
            without_value: other.as_str().to_owned(),
            is_needed,
        });
    }
}

fn extend(pattern: &mut GraphPattern, variable: Variable, expression: Expression) {
    *pattern = GraphPattern::Extend {
        inner: Box::new(std::mem::take(pattern)),
        variable,
        expression,
    };
}

/// A data block: its variables and its lines.
type Block<'p> = (&'p [Variable], &'p [Vec<Option<GroundTerm>>]);

/// Returns the data block that a pattern is, or only computes values for.
fn block(pattern: &GraphPattern) -> Option<Block<'_>> {
    match pattern {
        GraphPattern::Values {
            variables,
            bindings,
        } => Some((variables, bindings)),
        GraphPattern::Extend { inner, .. } => block(inner),
        _ => None,
    }
}

/// Returns whether each line of a data block has values of some variables: one without stands for each row.
fn lists(
    variables: &[Variable],
    bindings: &[Vec<Option<GroundTerm>>],
    names: &BTreeSet<&Variable>,
) -> bool {
    bindings.iter().all(|binding| {
        let mut values = variables.iter().zip(binding);
        values.all(|(name, value)| value.is_some() || !names.contains(name))
    })
}

fn conjuncts(expression: &Expression) -> Vec<&Expression> {
    match expression {
        Expression::And(one, other) => [conjuncts(one), conjuncts(other)].concat(),
        _ => vec![expression],
    }
}

fn mentions(expression: &Expression, is_own: &impl Fn(&Variable) -> bool) -> bool {
    match expression {
        Expression::Variable(variable) | Expression::Bound(variable) => is_own(variable),
        _ => {
            let mut parts = parts(expression).into_iter();
            parts.any(|part| mentions(part, is_own))
        }
    }
}

impl Unmatched {
    /// Notes that no line of the block has what a row has, if that is so in a solution and the row is not noted for a text that is
    /// no figure.
    pub fn note(
        &self,
        solutions: &Solutions,
        index: usize,
        output: &mut Output,
        figures: &mut Figures,
    ) {
        if !is_true(solutions.ids(&self.is_missed), index, solutions) {
            return;
        }
        let checked = self.keys.iter().map(|key| Checked::of(key, solutions));
        let checked: Vec<Checked> = checked.collect();
        let texts = checked.iter().map(|key| key.text(index));
        let texts: Vec<Option<String>> = texts.collect();
        let mut unknown = checked.iter().zip(&texts);
        if let Some((key, _)) = unknown.find(|(_, text)| text.is_none()) {
            key.note(index, output, figures);
            return;
        }
        let texts: Vec<String> = texts.into_iter().flatten().collect();
        if !self.is_needed && texts.iter().all(String::is_empty) {
            return;
        }
        let row = output.row();
        let only = match &self.keys[..] {
            [only] => only.only_need(),
            _ => None,
        };
        let column = only.and_then(|only| output.places.origins.get(only));
        let column = column.map_or(String::new(), |(name, _)| format!(", column `{name}`,"));
        let places = output.places;
        let place = || match only {
            Some(only) => places.of_variable(row.into(), only),
            None => places.row(row.into()),
        };
        let name = &self.without_value;
        output.piece.noted.note((name, UNLISTED), row.into(), || {
            let texts = texts.iter().map(|text| match &**text {
                "" => "an empty text".to_owned(),
                text => format!("`{}`", cited(text)),
            });
            let texts = texts.collect::<Vec<_>>().join(" with ");
            let message =
                format!("{texts} in row {row}{column} is not in the `VALUES` of `?{name}`");
            let hint = format!("add it, or say what is without: `COALESCE(?{name}, …)`");
            Finding::warning(UNLISTED, message, place()).with_hint(hint)
        });
    }
}
