//! Which blank nodes of an answer the names in expected rows stand for.

use super::fits::{Fit, Index, Names, Rows};
use super::isomorphism::{Tuple, mapping};
use super::steps::Steps;
use crate::error::Result;
use rustc_hash::{FxHashMap, FxHashSet};

/// How many steps it takes to try a row.
const TRYING: usize = 16;

/// Returns what each name stands for if all rows belong together so; nothing if they do not in any way, or if names and other rows of
/// the answer may stand for the same, in which case all that is known is that no simple way was found.
pub fn names(rows: &Rows, expected: &[Vec<Fit>], steps: &mut Steps) -> Result<Option<Names>> {
    let Some(columns) = Columns::of(rows, expected) else {
        return Ok(None);
    };
    let mut labels: FxHashMap<Vec<Option<usize>>, usize> = FxHashMap::default();
    let mut names: FxHashMap<&str, usize> = FxHashMap::default();
    let mut nodes: FxHashMap<usize, usize> = FxHashMap::default();
    let mut node_of: Vec<usize> = Vec::new();
    let mut tuple = |classes: Vec<Option<usize>>, nodes: Vec<usize>| {
        let next = labels.len();
        let label = *labels.entry(classes).or_insert(next);
        Tuple { label, nodes }
    };
    let mut left = Vec::new();
    for fits in expected {
        let (mut classes, mut of_row) = (Vec::new(), Vec::new());
        for (column, fit) in fits.iter().enumerate() {
            match fit {
                Fit::Node(name) => {
                    let next = names.len();
                    of_row.push(*names.entry(name).or_insert(next));
                    classes.push(None);
                }
                Fit::Values(values) => {
                    let Some(value) = values.first() else {
                        return Ok(None);
                    };
                    classes.push(Some(columns.class(column, *value)));
                }
                Fit::Any => return Ok(None),
            }
        }
        left.push(tuple(classes, of_row));
    }
    let mut right = Vec::new();
    for row in &rows.values {
        let (mut classes, mut of_row) = (Vec::new(), Vec::new());
        for (column, value) in row.iter().enumerate() {
            match rows.node(column, *value) {
                Some(node) => {
                    let next = nodes.len();
                    let number = *nodes.entry(node).or_insert(next);
                    if number == node_of.len() {
                        node_of.push(node);
                    }
                    of_row.push(number);
                    classes.push(None);
                }
                None => classes.push(Some(columns.class(column, *value))),
            }
        }
        right.push(tuple(classes, of_row));
    }
    let Some(found) = mapping(&left, &right, (names.len(), nodes.len()), steps)? else {
        return Ok(None);
    };
    let mut known = Names::default();
    for (name, number) in names {
        known.insert(name.to_owned(), node_of[found[number]]);
    }
    Ok(Some(known))
}

/// The values of each column in classes of those that some cell fits together.
struct Columns(Vec<Vec<usize>>);

impl Columns {
    /// Returns the classes; nothing, if some cell that is not a name may be a blank node.
    fn of(rows: &Rows, expected: &[Vec<Fit>]) -> Option<Self> {
        let mut above: Vec<Vec<usize>> = rows.counts().map(|count| (0..count).collect()).collect();
        for (column, fit) in expected.iter().flat_map(|fits| fits.iter().enumerate()) {
            match fit {
                Fit::Any => return None,
                Fit::Values(values) => {
                    if values
                        .iter()
                        .any(|value| rows.node(column, *value).is_some())
                    {
                        return None;
                    }
                    let of_column = above.get_mut(column)?;
                    for pair in values.windows(2) {
                        let [a, b] = [pair[0], pair[1]].map(|value| top(of_column, value));
                        of_column[a.max(b)] = a.min(b);
                    }
                }
                Fit::Node(_) => {}
            }
        }
        for of_column in &mut above {
            for value in 0..of_column.len() {
                of_column[value] = top(of_column, value);
            }
        }
        Some(Self(above))
    }

    fn class(&self, column: usize, value: usize) -> usize {
        let of_column = self.0.get(column);
        of_column
            .and_then(|of_column| of_column.get(value))
            .copied()
            .unwrap_or(value)
    }
}

fn top(above: &[usize], mut value: usize) -> usize {
    while above[value] != value {
        value = above[value];
    }
    value
}

/// Returns what each name stands for if each expected row finds a row so, by trying: the next row is one whose names are known
/// already, if there is one.
pub fn names_by_trying(
    (rows, index): (&Rows, &Index),
    expected: &[Vec<Fit>],
    steps: &mut Steps,
) -> Result<Option<Names>> {
    let order = connected(expected);
    let mut known = Names::default();
    let mut taken: FxHashSet<usize> = FxHashSet::default();
    // For each row of the order that has found one: those that are left to be tried, the one it has, and the names that it gave.
    let mut chosen: Vec<Choice> = Vec::new();
    let mut open = None;
    loop {
        let Some(fits) = order.get(chosen.len()).and_then(|at| expected.get(*at)) else {
            return Ok(Some(known));
        };
        let mut candidates = match open.take() {
            Some(candidates) => candidates,
            None => index.rows(&with_known(rows, fits, &known)).into_iter(),
        };
        let mut found = None;
        for row in candidates.by_ref() {
            steps.take(TRYING)?;
            if taken.contains(&row) {
                continue;
            }
            if let Some(named) = rows.named(fits, row, &known) {
                found = Some((row, named));
                break;
            }
        }
        match found {
            Some((row, named)) => {
                taken.insert(row);
                for (name, node) in &named {
                    known.insert(name.clone(), *node);
                }
                chosen.push(Choice {
                    candidates,
                    row,
                    named: named.into_iter().map(|(name, _)| name).collect(),
                });
            }
            None => {
                let Some(last) = chosen.pop() else {
                    return Ok(None);
                };
                taken.remove(&last.row);
                for name in &last.named {
                    known.remove(name);
                }
                open = Some(last.candidates);
            }
        }
    }
}

struct Choice {
    candidates: std::vec::IntoIter<usize>,
    row: usize,
    named: Vec<String>,
}

/// Returns an expected row in which names that are known are the values that they stand for.
pub fn with_known(rows: &Rows, fits: &[Fit], known: &Names) -> Vec<Fit> {
    let fit = |(column, fit): (usize, &Fit)| match fit {
        Fit::Node(name) => match known.get(name) {
            Some(node) => Fit::Values(rows.value_of_node(column, node).into_iter().collect()),
            None => fit.clone(),
        },
        fit => fit.clone(),
    };
    fits.iter().enumerate().map(fit).collect()
}

/// Returns the numbers of expected rows in an order in which each shares a name with one before it, if it can; those without `*` come
/// first.
fn connected(expected: &[Vec<Fit>]) -> Vec<usize> {
    let any = |at: &usize| expected[*at].iter().filter(|fit| **fit == Fit::Any).count();
    let names = |at: usize| {
        expected[at].iter().filter_map(|fit| match fit {
            Fit::Node(name) => Some(name.as_str()),
            _ => None,
        })
    };
    let mut with_name: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
    for at in 0..expected.len() {
        for name in names(at) {
            with_name.entry(name).or_default().push(at);
        }
    }
    let mut starts: Vec<usize> = (0..expected.len()).collect();
    starts.sort_by_key(any);
    let mut order = Vec::with_capacity(expected.len());
    let mut seen = vec![false; expected.len()];
    for start in starts {
        let mut next = vec![start];
        while let Some(at) = next.pop() {
            if std::mem::replace(&mut seen[at], true) {
                continue;
            }
            order.push(at);
            for name in names(at) {
                next.extend(with_name.remove(name).into_iter().flatten());
            }
        }
    }
    order
}
