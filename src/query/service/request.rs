//! The text of a request: the pattern of a `SERVICE` as a SELECT query, with prefixes expanded, joined with rows of values.

use super::engines::Engines;
use crate::query::algebra::{Part, walk_everything};
use crate::query::tokens::{Kind, replaced, tokens};
use crate::rdf::{Literal, NamedNode, Variable};
use spargebra::Query;
use spargebra::algebra::{Expression, GraphPattern, QueryDataset};
use spargebra::term::{GroundTerm, NamedNodePattern};
use std::collections::{BTreeMap, BTreeSet};
use std::mem;
use std::ops::Range;

/// What is asked for where a pattern has no variables: only the number of its solutions counts.
const SOLUTION: &str = "solution";

/// The least length of the names that the parser makes: 128 random bits in hexadecimal.
const MADE: usize = 16;

/// The pattern of a `SERVICE`.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    pattern: GraphPattern,
    /// The graphs that the engine is asked of, if not of its default graph.
    graphs: Vec<NamedNode>,
    /// Whether its solutions may be joined with values before it is asked: one that is cut must be asked as a whole.
    pub takes_values: bool,
}

impl Request {
    /// Makes a request of a pattern, for graphs of an engine or for its default graph. `SERVICE` within the pattern gets the URL of its
    /// engine, since names are only known here.
    pub fn new(pattern: &GraphPattern, graphs: &[NamedNode], engines: &Engines) -> Self {
        let mut pattern = pattern.clone();
        let mut takes_values = true;
        walk_everything(&mut pattern, &mut |part| match part {
            Part::Pattern(GraphPattern::Service {
                name: NamedNodePattern::NamedNode(name),
                ..
            }) => {
                if let Some((_, known)) = engines.named(name.as_str()) {
                    *name = NamedNode::new_unchecked(&known.url);
                }
            }
            Part::Pattern(GraphPattern::Slice { .. }) => takes_values = false,
            _ => {}
        });
        Self {
            pattern,
            graphs: graphs.to_vec(),
            takes_values,
        }
    }

    /// Returns the query that asks for the solutions with some variables that are compatible with a row of values, at most `most` of
    /// them. Every solution must bind the variables of the values.
    pub fn text(
        &self,
        variables: &[Variable],
        values: Option<(&[Variable], &[Vec<GroundTerm>])>,
        most: Option<usize>,
    ) -> String {
        let mut pattern = self.pattern.clone();
        if let Some((names, rows)) = values {
            let bindings = rows.iter();
            let bindings = bindings.map(|row| row.iter().cloned().map(Some).collect());
            let values = GraphPattern::Values {
                variables: names.to_vec(),
                bindings: bindings.collect(),
            };
            pattern = joined(pattern, values, names);
        }
        walk_everything(&mut pattern, &mut |part| {
            if let Part::Pattern(pattern) = part {
                keep_groups(pattern);
            }
        });
        let dataset = (!self.graphs.is_empty()).then(|| QueryDataset {
            default: self.graphs.clone(),
            named: Some(self.graphs.clone()),
        });
        let text = Query::Select {
            dataset,
            pattern: selected(pattern, variables, most),
            base_iri: None,
        }
        .to_string();
        with_stable_names(&text, variables)
    }
}

fn selected(
    mut pattern: GraphPattern,
    variables: &[Variable],
    most: Option<usize>,
) -> GraphPattern {
    let mut variables = variables.to_vec();
    if variables.is_empty() {
        let solution = Variable::new_unchecked(SOLUTION);
        pattern = GraphPattern::Extend {
            inner: Box::new(pattern),
            variable: solution.clone(),
            expression: Expression::Literal(Literal::from(1)),
        };
        keep_groups(&mut pattern);
        variables.push(solution);
    }
    pattern = GraphPattern::Project {
        inner: Box::new(pattern),
        variables,
    };
    keep_groups(&mut pattern);
    match most {
        Some(most) => GraphPattern::Slice {
            inner: Box::new(pattern),
            start: 0,
            length: Some(most),
        },
        None => pattern,
    }
}

/// Joins a pattern with values of variables that all of its solutions bind. They stand beside what binds these, where engines that
/// evaluate a group from its beginning to its end have the most of them, but never inside of a subquery.
fn joined(pattern: GraphPattern, values: GraphPattern, names: &[Variable]) -> GraphPattern {
    let beside = |pattern: Box<GraphPattern>, values| Box::new(joined(*pattern, values, names));
    match pattern {
        GraphPattern::Filter { expr, inner } => GraphPattern::Filter {
            expr,
            inner: beside(inner, values),
        },
        GraphPattern::LeftJoin {
            left,
            right,
            expression,
        } => GraphPattern::LeftJoin {
            left: beside(left, values),
            right,
            expression,
        },
        GraphPattern::Minus { left, right } => GraphPattern::Minus {
            left: beside(left, values),
            right,
        },
        GraphPattern::Extend {
            inner,
            variable,
            expression,
        } if !names.contains(&variable) => GraphPattern::Extend {
            inner: beside(inner, values),
            variable,
            expression,
        },
        pattern => GraphPattern::Join {
            left: Box::new(values),
            right: Box::new(pattern),
        },
    }
}

/// Changes a pattern whose inner ones are changed already so that the text that is made of it means the same: a group is printed
/// without its braces where it is the first part of another, a filter is of the whole group in which it stands, and the modifiers of
/// a subquery are taken for those of the query around it.
fn keep_groups(pattern: &mut GraphPattern) {
    let of_pattern = modifier(pattern);
    match pattern {
        GraphPattern::Join { left, right } => {
            in_braces(left, is_filter);
            // The second part may be a join itself, whose own second part is printed in braces.
            while let GraphPattern::Join {
                left: first,
                right: second,
            } = &mut **right
            {
                let (mut first, second) = (mem::take(&mut **first), mem::take(&mut **second));
                in_braces(&mut first, is_filter);
                **left = GraphPattern::Join {
                    left: Box::new(mem::take(&mut **left)),
                    right: Box::new(first),
                };
                **right = second;
            }
        }
        GraphPattern::LeftJoin { left, right, .. } => {
            in_braces(left, is_filter);
            in_braces(right, is_filter);
        }
        GraphPattern::Minus { left, .. } => in_braces(left, is_filter),
        GraphPattern::Extend { inner, .. } => {
            in_braces(inner, |inner| is_filter(inner) || modifier(inner) > 0);
        }
        GraphPattern::OrderBy { inner, .. }
        | GraphPattern::Project { inner, .. }
        | GraphPattern::Distinct { inner }
        | GraphPattern::Reduced { inner }
        | GraphPattern::Slice { inner, .. } => {
            in_braces(inner, |inner| modifier(inner) >= of_pattern);
        }
        _ => {}
    }
}

/// Puts a pattern in a group of its own, if that is needed.
fn in_braces(pattern: &mut GraphPattern, is_needed: impl Fn(&GraphPattern) -> bool) {
    if is_needed(pattern) {
        *pattern = GraphPattern::Join {
            left: Box::default(),
            right: Box::new(mem::take(pattern)),
        };
    }
}

fn is_filter(pattern: &GraphPattern) -> bool {
    matches!(pattern, GraphPattern::Filter { .. })
}

/// Returns how far outside a modifier stands among those of one query; 0 is none.
fn modifier(pattern: &GraphPattern) -> usize {
    match pattern {
        GraphPattern::OrderBy { .. } => 1,
        GraphPattern::Project { .. } => 2,
        GraphPattern::Distinct { .. } | GraphPattern::Reduced { .. } => 3,
        GraphPattern::Slice { .. } => 4,
        _ => 0,
    }
}

/// Numbers the variables and blank nodes that the parser has given random names, so that the same query is the same text.
fn with_stable_names(text: &str, variables: &[Variable]) -> String {
    let is_random = |name: &str| {
        let is_kept = variables.iter().any(|variable| variable.as_str() == name);
        name.len() >= MADE && !is_kept && name.chars().all(|c| c.is_ascii_hexdigit())
    };
    let tokens = tokens(text);
    let name_of = |range: &Range<usize>, kind: Kind| {
        let token = text.get(range.clone())?;
        match kind {
            Kind::Variable => token.get(1..),
            Kind::Word => token.strip_prefix("_:"),
            _ => None,
        }
    };
    let names = tokens
        .iter()
        .filter_map(|token| name_of(&token.range, token.kind));
    let taken: BTreeSet<&str> = names.collect();
    let mut free = (1_usize..).map(|number| format!("made{number}"));
    let mut stable: BTreeMap<&str, String> = BTreeMap::new();
    let mut places = Vec::new();
    for token in &tokens {
        let Some(name) = name_of(&token.range, token.kind).filter(|name| is_random(name)) else {
            continue;
        };
        if !stable.contains_key(name)
            && let Some(next) = free.find(|next| !taken.contains(next.as_str()))
        {
            stable.insert(name, next);
        }
        let start = token.range.end - name.len();
        places.push((start..token.range.end, name));
    }
    let parts: Vec<(Range<usize>, &str)> = places
        .into_iter()
        .filter_map(|(range, name)| Some((range, stable.get(name)?.as_str())))
        .collect();
    replaced(text, &parts)
}
