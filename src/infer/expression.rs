//! [SPARQL expressions](https://www.w3.org/TR/sparql11-query/#expressions) of a user's rule over the terms that a match binds.

use crate::query::expression::{Bindings, Compiled};
use crate::query::functions::Context;
use crate::query::logical::{self, Names, Var};
use crate::rdf::Term;
use oxigraph::sparql::Variable;
use spargebra::algebra::GraphPattern;
use std::fmt;
use std::sync::Arc;

/// An expression and the variables of the rule that it reads.
#[derive(Clone)]
pub struct Expression {
    compiled: Arc<Compiled>,
    /// For each slot of the compiled expression, the number of its variable in the rule.
    variables: Vec<u16>,
    text: String,
}

/// The terms that a match binds.
struct Match<'m> {
    variables: &'m [u16],
    term: &'m dyn Fn(u16) -> Option<Term>,
}

impl Bindings for Match<'_> {
    fn term(&self, slot: usize) -> Option<Term> {
        (self.term)(*self.variables.get(slot)?)
    }
}

/// Gives variables their numbers in a rule, which has no `EXISTS`.
struct Numbered<'n>(&'n mut dyn FnMut(&Variable) -> u16);

impl Names for Numbered<'_> {
    type Error = ();

    fn variable(&mut self, name: &str) -> Var {
        Var((self.0)(&Variable::new_unchecked(name)).into())
    }

    fn exists(&mut self, _: &GraphPattern) -> Result<logical::Expression, ()> {
        Err(())
    }
}

impl Expression {
    /// An expression of the algebra; `number` gives the number of a variable in the rule.
    pub fn new(
        expression: &spargebra::algebra::Expression,
        number: &mut dyn FnMut(&Variable) -> u16,
    ) -> Option<Self> {
        let lowered = logical::Expression::of(expression, &mut Numbered(number)).ok()?;
        let compiled = Compiled::new(&lowered, &Context::default()).ok()?;
        let variables = compiled.variables().iter();
        Some(Self {
            variables: variables.map(|Var(number)| *number as u16).collect(),
            compiled: Arc::new(compiled),
            text: expression.to_string(),
        })
    }

    /// The numbers of the variables that it reads.
    pub fn variables(&self) -> impl Iterator<Item = u16> + '_ {
        self.variables.iter().copied()
    }

    /// Its value, if it has one; `term` gives the term of a variable.
    pub fn value(&self, term: &dyn Fn(u16) -> Option<Term>) -> Option<Term> {
        let variables = &self.variables;
        let value = self.compiled.value(&Match { variables, term })?;
        Some(value.into_term())
    }

    /// Whether it is true; an error is not.
    pub fn holds(&self, term: &dyn Fn(u16) -> Option<Term>) -> bool {
        let variables = &self.variables;
        self.compiled.truth(&Match { variables, term }) == Some(true)
    }
}

impl fmt::Debug for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Display for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}
