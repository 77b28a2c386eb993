//! The part of a mapping that looks nothing up: what it states of a row by the row alone, which look-ups of all mappings see.

use super::construct::{Construct, Part};
use super::functions::looks_up;
use crate::query::parts;
use spargebra::algebra::{Expression, GraphPattern};
use spargebra::term::Variable;
use std::collections::BTreeSet;

/// The variables whose values depend on what is looked up, and whether anything else does.
#[derive(Default)]
struct Dependent {
    variables: BTreeSet<String>,
    /// The variables of data blocks.
    given: BTreeSet<String>,
    /// Whether it may depend on a look-up which solutions there are.
    may_choose: bool,
}

/// Returns the part of a query that looks nothing up: the triples of its template whose variables do not depend on look-ups. `None` if
/// there is no such triple, or if it depends on look-ups which solutions a row has.
pub fn without_lookups(construct: &Construct) -> Option<Construct> {
    let spargebra::Query::Select {
        dataset,
        pattern: GraphPattern::Project { variables, inner },
        base_iri,
    } = &construct.select
    else {
        return None;
    };
    let mut dependent = Dependent::default();
    dependent.look(inner);
    let dependent = dependent.settled()?;
    let is_free = |name: &String| !dependent.contains(name);
    let template = construct.template.iter();
    let template = template.filter(|triple| !mentions(triple.as_slice(), construct, &dependent));
    let template: Vec<[Part; 3]> = template.cloned().collect();
    if template.is_empty() {
        return None;
    }
    let is_kept = |variable: &&Variable| !dependent.contains(variable.as_str());
    let mut inner = inner.clone();
    drop_bindings(&mut inner, &dependent);
    let computed = construct.computed.iter();
    Some(Construct {
        select: spargebra::Query::Select {
            dataset: dataset.clone(),
            pattern: GraphPattern::Project {
                variables: variables.iter().filter(is_kept).cloned().collect(),
                inner,
            },
            base_iri: base_iri.clone(),
        },
        template,
        computed: computed
            .filter(|one| is_free(&one.variable))
            .cloned()
            .collect(),
        problems: construct
            .problems
            .iter()
            .filter(|name| is_free(name))
            .cloned()
            .collect(),
        sees_graph: false,
        ..construct.clone()
    })
}

impl Dependent {
    /// Looks at a pattern, what is within it first.
    fn look(&mut self, pattern: &GraphPattern) {
        match pattern {
            GraphPattern::Extend {
                inner,
                variable,
                expression,
            } => {
                self.look(inner);
                if self.depends(expression) {
                    self.variables.insert(variable.as_str().to_owned());
                }
            }
            GraphPattern::Filter { expr, inner } => {
                self.look(inner);
                self.may_choose |= self.depends(expr);
            }
            GraphPattern::LeftJoin {
                left,
                right,
                expression,
            } => {
                self.look(left);
                self.look(right);
                self.may_choose |= expression.as_ref().is_some_and(|one| self.depends(one));
            }
            GraphPattern::Join { left, right } => {
                self.look(left);
                self.look(right);
            }
            GraphPattern::Values { variables, .. } => {
                let names = variables
                    .iter()
                    .map(|variable| variable.as_str().to_owned());
                self.given.extend(names);
            }
            GraphPattern::Bgp { .. } => {}
            // Others may hide what they bind.
            _ => self.may_choose = true,
        }
    }

    fn depends(&self, expression: &Expression) -> bool {
        match expression {
            Expression::Variable(variable) | Expression::Bound(variable) => {
                self.variables.contains(variable.as_str())
            }
            Expression::FunctionCall(function, _) if looks_up(function) => true,
            Expression::Exists(_) => true,
            _ => parts(expression).into_iter().any(|part| self.depends(part)),
        }
    }

    /// Returns the variables, unless something else depends on look-ups.
    fn settled(self) -> Option<BTreeSet<String>> {
        let may_choose = self.may_choose || !self.given.is_disjoint(&self.variables);
        (!may_choose).then_some(self.variables)
    }
}

/// Returns whether a triple of a template, or one within it, has one of some variables.
fn mentions(triple: &[Part], construct: &Construct, names: &BTreeSet<String>) -> bool {
    triple.iter().any(|part| match part {
        Part::Variable(number) => {
            let name = construct.variables.get(*number);
            name.is_some_and(|name| names.contains(name))
        }
        Part::Triple(parts) => mentions(parts.as_slice(), construct, names),
        Part::Constant(_) | Part::Blank(_) => false,
    })
}

/// Takes the clauses that bind some variables out of a pattern.
fn drop_bindings(pattern: &mut GraphPattern, names: &BTreeSet<String>) {
    match pattern {
        GraphPattern::Extend {
            inner, variable, ..
        } => {
            drop_bindings(inner, names);
            if names.contains(variable.as_str()) {
                *pattern = std::mem::take(inner);
            }
        }
        GraphPattern::Filter { inner, .. } => drop_bindings(inner, names),
        GraphPattern::LeftJoin { left, right, .. } | GraphPattern::Join { left, right } => {
            drop_bindings(left, names);
            drop_bindings(right, names);
        }
        _ => {}
    }
}
