//! Rewrites conditions on the reserved parameter `?_lang` so that they keep texts in the best available language: the reader's, or
//! the first fallback that exists, by the lookup of [RFC 4647, 3.4](https://www.rfc-editor.org/rfc/rfc4647#section-3.4).
//!
//! `FILTER(LANGMATCHES(LANG(?label), ?_lang))` keeps, of the texts that a subject has by a property, those in the first
//! language of a list that it has any in; if it has none in all of them, those without a language, else those in the language
//! whose tag comes first. Of several names of a subject in one language it keeps the first.

use super::algebra::{Part, parts_mut, pattern_of, walk, walk_everything};
use super::best_text::{Texts, and, best, call, filter, is_name, leads_to_names};
use super::languages::{ChosenTexts, LanguageRange, is_language};
use crate::error::{Error, QueryError, Result};
use crate::rdf::{Literal, Variable};
use spargebra::algebra::{
    AggregateExpression, AggregateFunction, Expression, Function, GraphPattern,
};
use spargebra::term::{NamedNodePattern, TermPattern, TriplePattern};
use std::collections::{BTreeMap, BTreeSet};

/// Puts languages in the place of the parameter, and returns the texts that they choose. `names` are those of all variables
/// of the query, and `path` names it in the error.
///
/// # Errors
/// If a condition is not where it can be seen which texts there are to choose among: it would lose rows.
pub fn choose_texts(
    query: &mut spargebra::Query,
    languages: &[LanguageRange],
    names: &BTreeSet<String>,
    path: &str,
) -> Result<ChosenTexts> {
    let mut chooser = Chooser {
        languages,
        names,
        other: free_name(names, "other", 0),
        nodes: BTreeMap::new(),
        chosen: BTreeSet::new(),
        apart: None,
    };
    walk(pattern_of(query), &mut |part| {
        if let Part::Pattern(pattern) = part {
            chooser.choose(pattern);
        }
    });
    if let Some(variable) = chooser.apart {
        return Err(Error::from(QueryError::TextsApart {
            query: path.to_owned(),
            variable: variable.into_string(),
        }));
    }
    name_blank_nodes(query, &chooser.nodes);
    let language = languages.first().map_or("", |range| &range.tag);
    let preferred = Literal::new_simple_literal(language);
    walk_everything(pattern_of(query), &mut |part| match part {
        Part::Expression(expression) if is_parameter(expression) => {
            *expression = Expression::Literal(preferred.clone());
        }
        Part::Pattern(GraphPattern::Bgp { patterns }) => {
            for TriplePattern { object, .. } in patterns {
                if matches!(object, TermPattern::Variable(name) if is_language(name.as_str())) {
                    *object = preferred.clone().into();
                }
            }
        }
        _ => {}
    });
    let added = chooser.nodes.into_values().chain([chooser.other]);
    let mut variables = chooser.chosen;
    walk(pattern_of(query), &mut |part| {
        if let Part::Pattern(pattern) = part {
            add_copies(pattern, &mut variables);
        }
    });
    Ok(ChosenTexts {
        variables,
        original: BTreeSet::new(),
        language: language.to_owned(),
        added: added.map(Variable::into_string).collect(),
    })
}

/// Adds the variables whose values are those of others.
fn add_copies(pattern: &GraphPattern, variables: &mut BTreeSet<String>) {
    let is_chosen = |expression: &Expression| matches!(expression, Expression::Variable(name) if variables.contains(name.as_str()));
    let copies: Vec<String> = match pattern {
        GraphPattern::Extend {
            variable,
            expression,
            ..
        } => {
            let is_copy = match expression {
                Expression::Coalesce(values) => values.iter().any(is_chosen),
                expression => is_chosen(expression),
            };
            is_copy
                .then(|| variable.as_str().to_owned())
                .into_iter()
                .collect()
        }
        GraphPattern::Group { aggregates, .. } => {
            let copies = aggregates.iter().filter(|(_, aggregate)| match aggregate {
                AggregateExpression::FunctionCall { name, expr, .. } => {
                    let is_one_of_all = matches!(
                        name,
                        AggregateFunction::Sample | AggregateFunction::Min | AggregateFunction::Max
                    );
                    is_one_of_all && is_chosen(expr)
                }
                AggregateExpression::CountSolutions { .. } => false,
            });
            copies
                .map(|(variable, _)| variable.as_str().to_owned())
                .collect()
        }
        _ => Vec::new(),
    };
    variables.extend(copies);
}

/// Returns a variable that a query does not have: the n-th of its kind.
fn free_name(names: &BTreeSet<String>, kind: &str, index: usize) -> Variable {
    let mut name = match index {
        0 => kind.to_owned(),
        index => format!("{kind}{index}"),
    };
    while names.contains(&name) {
        name.push('_');
    }
    Variable::new_unchecked(name)
}

/// Puts variables in the place of blank nodes that conditions speak of.
fn name_blank_nodes(query: &mut spargebra::Query, names: &BTreeMap<String, Variable>) {
    let name = |term: &mut TermPattern| {
        if let TermPattern::BlankNode(node) = &*term
            && let Some(variable) = names.get(node.as_str())
        {
            *term = variable.clone().into();
        }
    };
    walk(pattern_of(query), &mut |part| match part {
        Part::Pattern(GraphPattern::Bgp { patterns }) => {
            for pattern in patterns {
                name(&mut pattern.subject);
                name(&mut pattern.object);
            }
        }
        Part::Pattern(GraphPattern::Path {
            subject, object, ..
        }) => {
            name(subject);
            name(object);
        }
        _ => {}
    });
}

fn is_parameter(expression: &Expression) -> bool {
    matches!(expression, Expression::Variable(name) if is_language(name.as_str()))
}

/// Returns the variable of a condition on the language of its value, `LANGMATCHES(LANG(?x), ?_lang)` or `LANG(?x) = ?_lang`.
fn variable_of(condition: &Expression) -> Option<&Variable> {
    let (language, parameter) = match condition {
        Expression::FunctionCall(Function::LangMatches, arguments) => match arguments.as_slice() {
            [language, range] => (language, range),
            _ => return None,
        },
        Expression::Equal(a, b) | Expression::SameTerm(a, b) => match is_parameter(a) {
            true => (&**b, &**a),
            false => (&**a, &**b),
        },
        _ => return None,
    };
    match language {
        Expression::FunctionCall(Function::Lang, arguments) if is_parameter(parameter) => {
            match arguments.as_slice() {
                [Expression::Variable(variable)] => Some(variable),
                _ => None,
            }
        }
        _ => None,
    }
}

/// What chooses texts by languages.
struct Chooser<'a> {
    languages: &'a [LanguageRange],
    /// The variables of the query.
    names: &'a BTreeSet<String>,
    /// The variable of another text beside one that is chosen.
    other: Variable,
    /// Variables for the blank nodes that have the texts.
    nodes: BTreeMap<String, Variable>,
    /// The variables of the chosen texts.
    chosen: BTreeSet<String>,
    /// The variable of a condition that is not where its texts can be seen.
    apart: Option<Variable>,
}

impl Chooser<'_> {
    /// Puts conditions on texts in the place of those on languages that a pattern has.
    fn choose(&mut self, pattern: &mut GraphPattern) {
        match pattern {
            GraphPattern::Filter { expr, inner } => match self.conjuncts(expr.clone(), inner) {
                Some(rest) => *expr = rest,
                None => *pattern = std::mem::take(inner),
            },
            GraphPattern::LeftJoin {
                right, expression, ..
            } => {
                if let Some(condition) = expression.take() {
                    *expression = self.conjuncts(condition, right);
                }
            }
            GraphPattern::Extend {
                inner, expression, ..
            } => self.within(expression, inner),
            // Which texts an engine elsewhere has is not known.
            GraphPattern::Service { inner, .. } => walk_everything(inner, &mut |part| {
                if let Part::Expression(condition) = part
                    && let Some(variable) = variable_of(condition)
                {
                    self.apart.get_or_insert_with(|| variable.clone());
                }
            }),
            _ => {}
        }
    }

    /// Returns a condition on what a pattern finds with conditions on texts in it, but for those that are moved into the pattern.
    fn conjuncts(
        &mut self,
        condition: Expression,
        pattern: &mut GraphPattern,
    ) -> Option<Expression> {
        if let Expression::And(a, b) = condition {
            let left = self.conjuncts(*a, pattern);
            let right = self.conjuncts(*b, pattern);
            return match (left, right) {
                (Some(left), Some(right)) => Some(and(left, right)),
                (left, right) => left.or(right),
            };
        }
        let Some(variable) = variable_of(&condition).cloned() else {
            let mut condition = condition;
            self.within(&mut condition, pattern);
            return Some(condition);
        };
        self.chosen.insert(variable.as_str().to_owned());
        match self.here(pattern, &variable) {
            Some(condition) => Some(condition),
            None if self.move_to(pattern, &variable) => None,
            None => {
                self.apart = Some(variable);
                None
            }
        }
    }

    /// Puts conditions on texts into an expression over what a pattern finds.
    fn within(&mut self, expression: &mut Expression, pattern: &GraphPattern) {
        if let Some(variable) = variable_of(expression).cloned() {
            match self.here(pattern, &variable) {
                Some(condition) => {
                    *expression = and(Expression::Bound(variable.clone()), condition);
                    self.chosen.insert(variable.into_string());
                }
                None => self.apart = Some(variable),
            }
            return;
        }
        for part in parts_mut(expression) {
            self.within(part, pattern);
        }
    }

    /// Returns the condition on the texts of a variable where the pattern that finds them can be seen.
    fn here(&mut self, pattern: &GraphPattern, variable: &Variable) -> Option<Expression> {
        if let Some(texts) = self.texts(pattern, variable) {
            return Some(best(self.languages, variable, &self.other, &texts));
        }
        match pattern {
            GraphPattern::Join { left, right }
            | GraphPattern::Lateral { left, right }
            | GraphPattern::LeftJoin { left, right, .. } => self
                .here(left, variable)
                .or_else(|| self.here(right, variable)),
            GraphPattern::Extend {
                inner,
                variable: copy,
                expression: Expression::Variable(text),
            } if copy == variable => self.here(inner, text),
            GraphPattern::Minus { left: inner, .. }
            | GraphPattern::Filter { inner, .. }
            | GraphPattern::Extend { inner, .. } => self.here(inner, variable),
            _ => None,
        }
    }

    /// Puts the condition on the texts of a variable beside the pattern that finds them; returns whether there is one.
    fn move_to(&mut self, pattern: &mut GraphPattern, variable: &Variable) -> bool {
        if let Some(found) = self.texts(pattern, variable) {
            let condition = best(self.languages, variable, &self.other, &found);
            *pattern = filter(condition, std::mem::take(pattern));
            return true;
        }
        match pattern {
            GraphPattern::Join { left, right } | GraphPattern::Lateral { left, right } => {
                self.move_to(left, variable) || self.move_to(right, variable)
            }
            GraphPattern::LeftJoin { left, .. } | GraphPattern::Minus { left, .. } => {
                self.move_to(left, variable)
            }
            GraphPattern::Union { left, right } => {
                let sides = [&mut **left, &mut **right];
                let sides = sides.map(|side| (self.move_to(side, variable), side));
                let is_moved = sides.iter().any(|(is_moved, _)| *is_moved);
                for (_, side) in sides
                    .into_iter()
                    .filter(|(is_done, _)| is_moved && !is_done)
                {
                    // What does not come from the graph has no other texts in its place.
                    let is_literal = call(Function::IsLiteral, vec![variable.clone().into()]);
                    *side = filter(is_literal, std::mem::take(side));
                }
                is_moved
            }
            GraphPattern::Filter { inner, .. }
            | GraphPattern::Graph { inner, .. }
            | GraphPattern::Extend { inner, .. }
            | GraphPattern::OrderBy { inner, .. }
            | GraphPattern::Distinct { inner }
            | GraphPattern::Reduced { inner } => self.move_to(inner, variable),
            GraphPattern::Project { inner, variables } => {
                variables.contains(variable) && self.move_to(inner, variable)
            }
            GraphPattern::Group {
                inner, variables, ..
            } => variables.contains(variable) && self.move_to(inner, variable),
            GraphPattern::Bgp { .. }
            | GraphPattern::Path { .. }
            | GraphPattern::Values { .. }
            | GraphPattern::Slice { .. }
            | GraphPattern::Service { .. } => false,
        }
    }

    /// Returns the pattern that finds all texts that may stand in the place of a variable, if it is the object of patterns.
    fn texts(&mut self, pattern: &GraphPattern, variable: &Variable) -> Option<Texts> {
        let is_it = |object: &TermPattern| matches!(object, TermPattern::Variable(name) if name == variable);
        match pattern {
            GraphPattern::Bgp { patterns } => {
                let found: Vec<&TriplePattern> = patterns
                    .iter()
                    .filter(|pattern| is_it(&pattern.object))
                    .collect();
                let are_names = found.iter().all(|pattern| {
                    matches!(&pattern.predicate, NamedNodePattern::NamedNode(iri) if is_name(iri))
                });
                let of_other = found.into_iter().map(|pattern| TriplePattern {
                    subject: self.named(&pattern.subject),
                    predicate: pattern.predicate.clone(),
                    object: self.other.clone().into(),
                });
                let patterns: Vec<TriplePattern> = of_other.collect();
                (!patterns.is_empty()).then_some(Texts {
                    pattern: GraphPattern::Bgp { patterns },
                    are_names,
                })
            }
            GraphPattern::Path {
                subject,
                path,
                object,
            } if is_it(object) => Some(Texts {
                are_names: leads_to_names(path),
                pattern: GraphPattern::Path {
                    subject: self.named(subject),
                    path: path.clone(),
                    object: self.other.clone().into(),
                },
            }),
            _ => None,
        }
    }

    /// Returns a term, or the variable that is put in the place of a blank node.
    fn named(&mut self, term: &TermPattern) -> TermPattern {
        let TermPattern::BlankNode(node) = term else {
            return term.clone();
        };
        let next = free_name(self.names, "node", self.nodes.len() + 1);
        let name = self.nodes.entry(node.as_str().to_owned()).or_insert(next);
        name.clone().into()
    }
}
