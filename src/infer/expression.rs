//! [SPARQL expressions](https://www.w3.org/TR/sparql11-query/#expressions) of a user's rule over the terms that a match binds.

use crate::query::{matching_functions, replace_calls};
use crate::rdf::Term;
use oxigraph::sparql::Variable;
use spareval::QueryEvaluator;
use spargebra::algebra::GraphPattern;
use std::sync::LazyLock;

static EVALUATOR: LazyLock<QueryEvaluator> = LazyLock::new(|| {
    let functions = matching_functions().into_iter();
    functions.fold(QueryEvaluator::new(), |evaluator, (name, function)| {
        evaluator.with_custom_function(name, function)
    })
});

/// An expression and the variables of the rule that it reads.
#[derive(Clone, Debug)]
pub struct Expression {
    evaluated: sparopt::algebra::Expression,
    variables: Vec<(Variable, u16)>,
    text: String,
}

impl Expression {
    /// An expression of the algebra; `number` gives the number of a variable in the rule.
    pub fn new(
        expression: &spargebra::algebra::Expression,
        number: &mut dyn FnMut(&Variable) -> u16,
    ) -> Option<Self> {
        let mut called = expression.clone();
        replace_calls(&mut called);
        // The optimizer's algebra is made from patterns only, so the expression is put into one and taken out again.
        let pattern = GraphPattern::Extend {
            inner: Box::new(GraphPattern::Bgp {
                patterns: Vec::new(),
            }),
            variable: Variable::new_unchecked("value"),
            expression: called,
        };
        let sparopt::algebra::GraphPattern::Extend {
            expression: evaluated,
            ..
        } = (&pattern).into()
        else {
            return None;
        };
        let mut used: Vec<Variable> = evaluated.used_variables().into_iter().cloned().collect();
        used.sort_by(|a, b| a.as_str().cmp(b.as_str()));
        Some(Self {
            evaluated,
            variables: used.into_iter().map(|v| (v.clone(), number(&v))).collect(),
            text: expression.to_string(),
        })
    }

    /// The numbers of the variables that it reads.
    pub fn variables(&self) -> impl Iterator<Item = u16> + '_ {
        self.variables.iter().map(|(_, number)| *number)
    }

    /// Its value, if it has one; `term` gives the term of a variable.
    pub fn value(&self, term: &dyn Fn(u16) -> Option<Term>) -> Option<Term> {
        EVALUATOR.evaluate_expression(&self.evaluated, self.bindings(term))
    }

    /// Whether it is true; an error is not.
    pub fn holds(&self, term: &dyn Fn(u16) -> Option<Term>) -> bool {
        EVALUATOR
            .evaluate_effective_boolean_value_expression(&self.evaluated, self.bindings(term))
            .unwrap_or(false)
    }

    fn bindings(&self, term: &dyn Fn(u16) -> Option<Term>) -> Vec<(&Variable, Term)> {
        let bound = |(variable, number)| Some((variable, term(number)?));
        self.variables
            .iter()
            .map(|(variable, number)| (variable, *number))
            .filter_map(bound)
            .collect()
    }
}

impl std::fmt::Display for Expression {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text)
    }
}
