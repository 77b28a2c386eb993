//! Data blocks of a mapping, `VALUES`, over columns of its table: an empty cell is none of their values, and they leave out rows whose
//! cells they do not list.

use super::columns::{END, SHEET, START, Used};
use super::unmatched::{Unmatched, find_unmatched};
use crate::query::{AlgebraPart, walk_algebra};
use spargebra::Query;
use spargebra::algebra::{Expression, GraphPattern};
use spargebra::term::{GroundTerm, Variable};
use std::collections::{BTreeMap, BTreeSet};

/// The query of a mapping whose data blocks list what stands in columns.
pub struct Listed {
    /// Finds the solutions.
    pub select: Query,
    /// Finds those that there would be without the data blocks over columns that may leave out a row, if there are such blocks.
    pub unlisted: Option<Query>,
    /// The names and 0-based positions of the columns of these blocks.
    pub columns: Vec<(String, usize)>,
    /// Those in `OPTIONAL`.
    pub unmatched: Vec<Unmatched>,
}

impl Listed {
    /// Returns the query for the columns that it uses. In SPARQL a variable without a value joins with each value of a data block;
    /// here it joins with none, since an empty cell is none of the codes in a list, and neither is a text that cannot be computed.
    pub fn of(select: &Query, used: &[Used]) -> Self {
        let is_given = |variable: &Variable| {
            let name = variable.as_str();
            [SHEET, START, END].contains(&name) || used.iter().any(|one| one.variable == name)
        };
        let (mut names, mut bound) = (BTreeSet::new(), BTreeSet::new());
        let mut unlisted = select.clone();
        walk_algebra(pattern_of(&mut unlisted), &mut |part| {
            if let AlgebraPart::Pattern(GraphPattern::Extend { variable, .. }) = part {
                bound.insert(variable.clone());
            }
        });
        let is_of_row = |variable: &Variable| is_given(variable) || bound.contains(variable);
        drop_blocks(pattern_of(&mut unlisted), &is_of_row, &mut names);
        let mut select = select.clone();
        let unmatched = find_unmatched(pattern_of(&mut select), &is_given);
        walk_algebra(pattern_of(&mut select), &mut |part| {
            if let AlgebraPart::Pattern(pattern) = part
                && let GraphPattern::Values {
                    variables,
                    bindings,
                } = pattern
            {
                *pattern = of_filled_cells(variables, bindings, &is_given);
            }
        });
        let columns = used.iter().filter(|one| names.contains(&one.variable));
        let columns = columns.map(|one| (one.name.clone(), one.position.saturating_sub(1)));
        Self {
            select,
            unlisted: (!names.is_empty()).then_some(unlisted),
            columns: columns.collect(),
            unmatched,
        }
    }
}

fn pattern_of(query: &mut Query) -> &mut GraphPattern {
    match query {
        Query::Select { pattern, .. }
        | Query::Construct { pattern, .. }
        | Query::Describe { pattern, .. }
        | Query::Ask { pattern, .. } => pattern,
    }
}

/// Returns a data block whose rows join only with rows of the table that have all the cells which they list.
fn of_filled_cells(
    variables: &[Variable],
    bindings: &[Vec<Option<GroundTerm>>],
    is_given: &impl Fn(&Variable) -> bool,
) -> GraphPattern {
    let mut blocks: BTreeMap<Vec<&Variable>, Vec<Vec<Option<GroundTerm>>>> = BTreeMap::new();
    for row in bindings {
        let listed = variables.iter().zip(row);
        let listed = listed.filter(|(variable, value)| value.is_some() && is_given(variable));
        let listed = listed.map(|(variable, _)| variable).collect();
        blocks.entry(listed).or_default().push(row.clone());
    }
    let block = |bindings| GraphPattern::Values {
        variables: variables.to_vec(),
        bindings,
    };
    let patterns = blocks.into_iter().map(|(listed, bindings)| {
        let conditions = listed.into_iter().cloned().map(Expression::Bound);
        let all = conditions.reduce(|one, other| Expression::And(one.into(), other.into()));
        match all {
            None => block(bindings),
            Some(expr) => GraphPattern::Join {
                left: Box::new(GraphPattern::Filter {
                    expr,
                    inner: Box::default(),
                }),
                right: Box::new(block(bindings)),
            },
        }
    });
    let all = patterns.reduce(|one, other| GraphPattern::Union {
        left: Box::new(one),
        right: Box::new(other),
    });
    all.unwrap_or_else(|| block(Vec::new()))
}

/// Takes the data blocks over columns without which a row has no solution out of a pattern, and adds the names of their variables.
fn drop_blocks(
    pattern: &mut GraphPattern,
    is_given: &impl Fn(&Variable) -> bool,
    names: &mut BTreeSet<String>,
) {
    match pattern {
        GraphPattern::Values { variables, .. } if variables.iter().any(is_given) => {
            names.extend(variables.iter().map(|one| one.as_str().to_owned()));
            *pattern = GraphPattern::default();
        }
        GraphPattern::Join { left, right } => {
            drop_blocks(left, is_given, names);
            drop_blocks(right, is_given, names);
        }
        GraphPattern::LeftJoin { left: inner, .. }
        | GraphPattern::Filter { inner, .. }
        | GraphPattern::Extend { inner, .. }
        | GraphPattern::Project { inner, .. } => drop_blocks(inner, is_given, names),
        _ => {}
    }
}
