//! The parts of a query that are evaluated for themselves to see what their patterns match.

use crate::query::algebra::{Part, parts, pattern_of, walk};
use crate::query::scope::names;
use spargebra::Query;
use spargebra::algebra::{Expression, GraphPattern, PropertyPathExpression, QueryDataset};
use spargebra::term::{NamedNodePattern, TermPattern, TriplePattern, Variable};
use std::collections::BTreeSet;
use std::fmt::{self, Display, Formatter};

/// A kind of expression in which matches are not looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum NotFollowed {
    /// `NOT EXISTS`, which holds by what is not there.
    NotExists,
    /// `MINUS`, which leaves rows by what is not there.
    Minus,
    /// An `EXISTS` that is a part of another expression.
    Exists,
}

impl Display for NotFollowed {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotExists => "`NOT EXISTS`",
            Self::Minus => "`MINUS`",
            Self::Exists => "`EXISTS` within an expression",
        })
    }
}

/// A pattern that statements match.
pub enum MatchedPattern {
    Triple(TriplePattern),
    Path {
        subject: TermPattern,
        path: PropertyPathExpression,
        object: TermPattern,
    },
}

/// A part of a query.
pub struct PatternPart {
    /// The pattern that has the solutions.
    pub pattern: GraphPattern,
    /// The patterns in it whose variables these solutions bind.
    pub steps: Vec<MatchedPattern>,
}

/// All parts of a query.
#[derive(Default)]
pub struct PatternParts {
    pub parts: Vec<PatternPart>,
    pub not_followed: BTreeSet<NotFollowed>,
}

/// A pattern whose variables are not seen around it, but for those that it shares; one that must exist sees all that are known around it.
struct Inner<'p> {
    pattern: &'p GraphPattern,
    shared: Option<Vec<Variable>>,
}

impl PatternPart {
    /// The query for the solutions of the part.
    pub fn query(&self, dataset: Option<QueryDataset>) -> Query {
        let mut terms: Vec<TermPattern> = Vec::new();
        for step in &self.steps {
            match step {
                MatchedPattern::Triple(pattern) => terms_of(pattern, &mut terms),
                MatchedPattern::Path {
                    subject, object, ..
                } => terms.extend([subject.clone(), object.clone()]),
            }
        }
        let variables: BTreeSet<Variable> = terms
            .into_iter()
            .filter_map(|term| match term {
                TermPattern::Variable(variable) => Some(variable),
                _ => None,
            })
            .collect();
        Query::Select {
            dataset,
            pattern: projected(self.pattern.clone(), variables.into_iter().collect()),
            base_iri: None,
        }
    }
}

impl PatternParts {
    /// The parts of a query whose parameters are filled in.
    pub fn of(mut query: Query) -> Self {
        let is_ask = matches!(query, Query::Ask { .. });
        walk(pattern_of(&mut query), &mut |part| {
            if let Part::Pattern(pattern) = part {
                name_blank_nodes(pattern);
            }
        });
        let pattern = pattern_of(&mut query);
        let mut parts = Self::default();
        // Of all solutions of the pattern those that the query gives.
        let around = has_slice(pattern).then(|| pattern.clone());
        parts.add(around, pattern, is_ask);
        parts
    }

    /// Adds the part of a pattern, and those inside it.
    fn add(&mut self, around: Option<GraphPattern>, pattern: &GraphPattern, is_first_only: bool) {
        let pattern = without_modifiers(pattern);
        let (mut steps, mut inner) = (Vec::new(), Vec::new());
        self.collect(pattern, &mut steps, &mut inner);
        let mut whole = within(around, pattern.clone());
        if is_first_only {
            whole = GraphPattern::Slice {
                inner: Box::new(whole),
                start: 0,
                length: Some(1),
            };
        }
        let known = names(&whole);
        for Inner { pattern, shared } in inner {
            let all = known.iter().map(Variable::new_unchecked);
            let mut seen: Vec<Variable> = all.collect();
            if let Some(shared) = shared {
                seen.retain(|variable| shared.contains(variable));
            }
            let around = projected(whole.clone(), seen);
            self.add(Some(around), pattern, false);
        }
        if !steps.is_empty() {
            self.parts.push(PatternPart {
                pattern: whole,
                steps,
            });
        }
    }

    fn collect<'p>(
        &mut self,
        pattern: &'p GraphPattern,
        steps: &mut Vec<MatchedPattern>,
        inner: &mut Vec<Inner<'p>>,
    ) {
        match pattern {
            GraphPattern::Bgp { patterns } => {
                steps.extend(patterns.iter().cloned().map(MatchedPattern::Triple));
            }
            GraphPattern::Path {
                subject,
                path,
                object,
            } => steps.push(MatchedPattern::Path {
                subject: subject.clone(),
                path: path.clone(),
                object: object.clone(),
            }),
            GraphPattern::Join { left, right }
            | GraphPattern::Lateral { left, right }
            | GraphPattern::Union { left, right } => {
                self.collect(left, steps, inner);
                self.collect(right, steps, inner);
            }
            GraphPattern::LeftJoin {
                left,
                right,
                expression,
            } => {
                if let Some(expression) = expression {
                    self.note(expression);
                }
                self.collect(left, steps, inner);
                self.collect(right, steps, inner);
            }
            GraphPattern::Minus { left, .. } => {
                self.not_followed.insert(NotFollowed::Minus);
                self.collect(left, steps, inner);
            }
            GraphPattern::Filter { expr, inner: of } => {
                self.collect_condition(expr, inner);
                self.collect(of, steps, inner);
            }
            GraphPattern::Extend {
                inner: of,
                expression,
                ..
            } => {
                self.note(expression);
                self.collect(of, steps, inner);
            }
            GraphPattern::Graph { inner: of, .. }
            | GraphPattern::OrderBy { inner: of, .. }
            | GraphPattern::Distinct { inner: of }
            | GraphPattern::Reduced { inner: of } => self.collect(of, steps, inner),
            GraphPattern::Project {
                inner: of,
                variables,
            }
            | GraphPattern::Group {
                inner: of,
                variables,
                ..
            } => inner.push(Inner {
                pattern: of,
                shared: Some(variables.clone()),
            }),
            GraphPattern::Slice { inner: of, .. } => {
                let shared = names(of).into_iter();
                inner.push(Inner {
                    pattern: of,
                    shared: Some(shared.map(Variable::new_unchecked).collect()),
                });
            }
            // A query that asks another server is refused.
            GraphPattern::Values { .. } | GraphPattern::Service { .. } => {}
        }
    }

    /// Takes the patterns that a condition says exist.
    fn collect_condition<'p>(&mut self, condition: &'p Expression, inner: &mut Vec<Inner<'p>>) {
        match condition {
            // Of sides of which one would do, each that holds counts.
            Expression::And(a, b) | Expression::Or(a, b) => {
                self.collect_condition(a, inner);
                self.collect_condition(b, inner);
            }
            Expression::Exists(pattern) => inner.push(Inner {
                pattern,
                shared: None,
            }),
            other => self.note(other),
        }
    }

    /// Notes the patterns of an expression that are not followed.
    fn note(&mut self, expression: &Expression) {
        match expression {
            Expression::Exists(_) => {
                self.not_followed.insert(NotFollowed::Exists);
            }
            Expression::Not(negated) if matches!(**negated, Expression::Exists(_)) => {
                self.not_followed.insert(NotFollowed::NotExists);
            }
            other => parts(other).into_iter().for_each(|part| self.note(part)),
        }
    }
}

/// Returns a pattern joined with what is around it; its conditions may be about that.
fn within(around: Option<GraphPattern>, pattern: GraphPattern) -> GraphPattern {
    match (around, pattern) {
        (None, pattern) => pattern,
        (around, GraphPattern::Filter { expr, inner }) => GraphPattern::Filter {
            expr,
            inner: Box::new(within(around, *inner)),
        },
        (Some(around), pattern) => GraphPattern::Join {
            left: Box::new(around),
            right: Box::new(pattern),
        },
    }
}

/// Returns a pattern without the modifiers of its solutions.
fn without_modifiers(pattern: &GraphPattern) -> &GraphPattern {
    match pattern {
        GraphPattern::Project { inner, .. }
        | GraphPattern::Distinct { inner }
        | GraphPattern::Reduced { inner }
        | GraphPattern::OrderBy { inner, .. }
        | GraphPattern::Slice { inner, .. } => without_modifiers(inner),
        other => other,
    }
}

/// Returns whether the modifiers of a pattern take some of its solutions.
fn has_slice(pattern: &GraphPattern) -> bool {
    match pattern {
        GraphPattern::Slice { .. } => true,
        GraphPattern::Project { inner, .. }
        | GraphPattern::Distinct { inner }
        | GraphPattern::Reduced { inner }
        | GraphPattern::OrderBy { inner, .. } => has_slice(inner),
        _ => false,
    }
}

/// The different values of some variables in the solutions of a pattern.
fn projected(pattern: GraphPattern, variables: Vec<Variable>) -> GraphPattern {
    GraphPattern::Distinct {
        inner: Box::new(GraphPattern::Project {
            inner: Box::new(pattern),
            variables,
        }),
    }
}

/// Puts variables with names that no query can write in the place of the blank nodes of a pattern itself.
fn name_blank_nodes(pattern: &mut GraphPattern) {
    match pattern {
        GraphPattern::Bgp { patterns } => patterns.iter_mut().for_each(name_in_triple),
        GraphPattern::Path {
            subject, object, ..
        } => [subject, object].into_iter().for_each(name_in_term),
        _ => {}
    }
}

fn name_in_triple(pattern: &mut TriplePattern) {
    name_in_term(&mut pattern.subject);
    name_in_term(&mut pattern.object);
}

fn name_in_term(term: &mut TermPattern) {
    match term {
        TermPattern::BlankNode(node) => {
            *term = Variable::new_unchecked(format!(" {}", node.as_str())).into();
        }
        TermPattern::Triple(inner) => name_in_triple(inner),
        _ => {}
    }
}

fn terms_of(pattern: &TriplePattern, terms: &mut Vec<TermPattern>) {
    if let NamedNodePattern::Variable(variable) = &pattern.predicate {
        terms.push(variable.clone().into());
    }
    for end in [&pattern.subject, &pattern.object] {
        match end {
            TermPattern::Triple(inner) => terms_of(inner, terms),
            other => terms.push(other.clone()),
        }
    }
}
