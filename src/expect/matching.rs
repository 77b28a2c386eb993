//! Which expected rows and which rows of an answer belong together: each row is used once, and as many as can be are.

use super::assignment::Classes;
use super::fits::{Fit, Index, Names, Row, Rows};
use super::naming::{names, names_by_trying, with_known};
use super::steps::Steps;
use super::table::Cell;
use crate::error::Result;
use crate::graph::Graph;
use bigdecimal::BigDecimal;
use rustc_hash::{FxHashMap, FxHashSet};
use std::hash::Hash;

/// The rows that do not belong together, by their numbers.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Differences {
    /// Expected rows that no row fits.
    pub missing: Vec<usize>,
    /// Rows that fit no expected one.
    pub unexpected: Vec<usize>,
}

impl Differences {
    /// Whether no row differs.
    pub fn is_empty(&self) -> bool {
        self.missing.is_empty() && self.unexpected.is_empty()
    }
}

/// How rows are compared.
#[derive(Clone, Copy, Debug, Default)]
pub struct Comparison<'t> {
    /// Whether rows must come in the order in which they are expected.
    pub is_ordered: bool,
    /// Whether there may be further rows.
    pub is_subset: bool,
    /// How much numbers may differ.
    pub tolerance: Option<&'t BigDecimal>,
}

/// Returns the rows that differ. In order, the first belongs to the first, and so on, or of a subset to the next that fits; otherwise
/// as many belong together as can, by the terms and numbers that are the same before those that are nearly so.
///
/// # Errors
/// If it takes too much.
pub fn differences(
    graph: &Graph,
    expected: &[Vec<Cell>],
    actual: &[Row],
    how: Comparison,
) -> Result<Differences> {
    let rows = Rows::of(graph, expected.first().map_or(0, Vec::len), actual);
    let fits = |tolerance: Option<&BigDecimal>| -> Vec<Vec<Fit>> {
        let rows = expected
            .iter()
            .map(|cells| rows.fits(graph, cells, tolerance));
        rows.collect()
    };
    let exact = fits(None);
    let near = how.tolerance.map(|_| fits(how.tolerance));
    let search = Search {
        index: Index::of(&rows.values),
        rows: &rows,
    };
    match how.is_ordered {
        true => Ok(search.in_order(near.as_ref().unwrap_or(&exact), how.is_subset)),
        false => search.in_any_order(exact, near, how.is_subset),
    }
}

/// The rows of an answer, and where they are.
struct Search<'s> {
    rows: &'s Rows,
    index: Index<'s>,
}

impl Search<'_> {
    /// Compares rows in their order. Of a subset, each belongs to the next that fits.
    fn in_order(&self, expected: &[Vec<Fit>], is_subset: bool) -> Differences {
        let mut found = Differences::default();
        let mut known = Names::default();
        let mut used = vec![false; self.rows.values.len()];
        let mut next = 0;
        for (at, fits) in expected.iter().enumerate() {
            let mut places = match is_subset {
                true => next..used.len(),
                false => at..used.len().min(at + 1),
            };
            match places.find_map(|row| Some((row, self.rows.named(fits, row, &known)?))) {
                Some((row, named)) => {
                    for (name, node) in named {
                        known.insert(name, node);
                    }
                    used[row] = true;
                    next = row + 1;
                }
                None => found.missing.push(at),
            }
        }
        found.unexpected = (0..used.len()).filter(|row| !used[*row]).collect();
        found
    }

    /// Compares rows in any order, given what expected rows fit exactly, and what they fit nearly.
    fn in_any_order(
        &self,
        exact: Vec<Vec<Fit>>,
        near: Option<Vec<Vec<Fit>>>,
        is_subset: bool,
    ) -> Result<Differences> {
        let mut steps = Steps::default();
        let expected = near.as_ref().unwrap_or(&exact);
        if !expected.iter().any(|fits| fits.iter().any(is_name)) {
            return self.assigned(&exact, near.as_deref(), &mut steps);
        }
        let with = |known: &Names| {
            let known = |fits: &Vec<Fit>| with_known(self.rows, fits, known);
            let exact: Vec<Vec<Fit>> = exact.iter().map(known).collect();
            let near: Option<Vec<Vec<Fit>>> =
                near.as_ref().map(|near| near.iter().map(known).collect());
            (exact, near)
        };
        let too_many = expected.len() > self.rows.values.len();
        let is_other = too_many || !is_subset && expected.len() < self.rows.values.len();
        if !is_other {
            if !is_subset && let Some(known) = names(self.rows, expected, &mut steps)? {
                let (exact, near) = with(&known);
                let found = self.assigned(&exact, near.as_deref(), &mut steps)?;
                if found.is_empty() {
                    return Ok(found);
                }
            }
            // Where cells fit one value each, there is no other way than that.
            if (is_subset || !are_plain(self.rows, expected))
                && let Some(known) =
                    names_by_trying((self.rows, &self.index), expected, &mut steps)?
            {
                let (exact, near) = with(&known);
                return self.assigned(&exact, near.as_deref(), &mut steps);
            }
        }
        let (exact, near) = with(&self.first_names(expected));
        self.assigned(&exact, near.as_deref(), &mut steps)
    }

    /// Returns what names stand for if each row takes the first that fits.
    fn first_names(&self, expected: &[Vec<Fit>]) -> Names {
        let mut known = Names::default();
        let mut used: FxHashSet<usize> = FxHashSet::default();
        let any = |fits: &[Fit]| fits.iter().filter(|fit| **fit == Fit::Any).count();
        let mut order: Vec<&Vec<Fit>> = expected.iter().collect();
        order.sort_by_key(|fits| any(fits));
        for fits in order {
            let candidates = self.index.rows(&with_known(self.rows, fits, &known));
            let free = candidates.into_iter().filter(|row| !used.contains(row));
            let mut named = free.filter_map(|row| Some((row, self.rows.named(fits, row, &known)?)));
            if let Some((row, named)) = named.next() {
                used.insert(row);
                for (name, node) in named {
                    known.insert(name, node);
                }
            }
        }
        known
    }

    /// Lets as many rows belong together as can, of which none is left to a name.
    fn assigned(
        &self,
        exact: &[Vec<Fit>],
        near: Option<&[Vec<Fit>]>,
        steps: &mut Steps,
    ) -> Result<Differences> {
        let widest = near.unwrap_or(exact);
        let expected = grouped(widest.iter().map(Vec::as_slice));
        let actual = grouped(self.rows.values.iter().map(Vec::as_slice));
        let mut class_of_row = vec![0_u32; self.rows.values.len()];
        for (class, rows) in actual.iter().enumerate() {
            for row in rows {
                class_of_row[*row] = class as u32;
            }
        }
        let number = |rows: &Vec<usize>| rows.len();
        let mut classes = Classes::new(
            expected.iter().map(number).collect(),
            actual.iter().map(number).collect(),
        );
        let fitting = |fits: &[Fit], steps: &mut Steps| -> Result<Vec<u32>> {
            // A name that stands for nothing fits nothing.
            if fits.iter().any(is_name) {
                return Ok(Vec::new());
            }
            let candidates = self.index.rows(fits);
            steps.take(candidates.len())?;
            let rows = candidates.into_iter();
            let fit = |row: &usize| self.rows.named(fits, *row, &Names::default()).is_some();
            let mut found: Vec<u32> = rows.filter(fit).map(|row| class_of_row[row]).collect();
            found.sort_unstable();
            found.dedup();
            Ok(found)
        };
        // An expected row with fewer `*` chooses first.
        // No class is empty.
        let first = |class: &usize| expected[*class][0];
        let any = |class: &usize| {
            let fits = widest[first(class)].iter();
            fits.filter(|fit| **fit == Fit::Any).count()
        };
        let mut order: Vec<usize> = (0..expected.len()).collect();
        order.sort_by_key(any);
        if near.is_some() {
            for class in &order {
                let fits = fitting(&exact[first(class)], steps)?;
                classes.take(*class, &fits);
            }
        }
        for class in order {
            let fits = fitting(&widest[first(&class)], steps)?;
            classes.take(class, &fits);
            classes.fits[class] = fits;
        }
        classes.complete(steps)?;
        let left_over = |classes: &[Vec<usize>], left: &[usize]| {
            let last = |(rows, left): (&Vec<usize>, &usize)| rows[rows.len() - left..].to_vec();
            let mut rows: Vec<usize> = classes.iter().zip(left).flat_map(last).collect();
            rows.sort_unstable();
            rows
        };
        Ok(Differences {
            missing: left_over(&expected, &classes.left),
            unexpected: left_over(&actual, &classes.right),
        })
    }
}

/// Whether a cell is the name of a blank node.
fn is_name(fit: &Fit) -> bool {
    matches!(fit, Fit::Node(_))
}

/// Whether each cell fits one value, or is a name.
fn are_plain(rows: &Rows, expected: &[Vec<Fit>]) -> bool {
    let is_plain = |(column, fit): (usize, &Fit)| match fit {
        Fit::Any => false,
        Fit::Node(_) => true,
        Fit::Values(values) => {
            values.len() <= 1
                && values
                    .iter()
                    .all(|value| rows.node(column, *value).is_none())
        }
    };
    let mut all = expected.iter().flat_map(|fits| fits.iter().enumerate());
    all.all(is_plain)
}

/// Returns the places of alike things, in the order of the first of them; no group is empty.
fn grouped<T: Hash + Eq>(things: impl Iterator<Item = T>) -> Vec<Vec<usize>> {
    let mut classes: FxHashMap<T, usize> = FxHashMap::default();
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for (at, thing) in things.enumerate() {
        let class = *classes.entry(thing).or_insert(groups.len());
        match groups.get_mut(class) {
            Some(group) => group.push(at),
            None => groups.push(vec![at]),
        }
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rdf::{BlankNode, Literal};

    fn found(
        expected: &[&[&str]],
        actual: &[&[&str]],
        is_ordered: bool,
    ) -> (Vec<usize>, Vec<usize>) {
        let cell = |text: &&str| match *text {
            "*" => Cell::Any,
            "" => Cell::Unbound,
            text => Cell::Written(text.to_owned()),
        };
        let term = |text: &&str| match text.strip_prefix("_:") {
            _ if text.is_empty() => None,
            Some(name) => Some(BlankNode::new_unchecked(name).into()),
            None => Some(Literal::new_simple_literal(*text).into()),
        };
        let expected: Vec<Vec<Cell>> = expected
            .iter()
            .map(|row| row.iter().map(cell).collect())
            .collect();
        let actual: Vec<Row> = actual
            .iter()
            .map(|row| row.iter().map(term).collect())
            .collect();
        let how = Comparison {
            is_ordered,
            ..Comparison::default()
        };
        let found = differences(&Graph::default(), &expected, &actual, how).expect("few steps");
        (found.missing, found.unexpected)
    }

    #[test]
    fn each_row_is_used_once() {
        assert_eq!(
            found(&[&["a"], &["a"], &["b"]], &[&["a"], &["b"], &["b"]], false),
            (vec![1], vec![2])
        );
        assert_eq!(
            found(&[&["*"], &["a"]], &[&["a"], &["b"]], false),
            (vec![], vec![])
        );
        assert_eq!(
            found(
                &[&["*", "x"], &["*", ""]],
                &[&["a", ""], &["b", "x"]],
                false
            ),
            (vec![], vec![])
        );
        assert_eq!(
            found(&[&["a"], &["b"]], &[&["b"], &["a"]], true),
            (vec![0, 1], vec![0, 1])
        );
        assert_eq!(found(&[&["a"], &["b"]], &[&["a"]], true), (vec![1], vec![]));
    }

    #[test]
    fn a_name_stands_for_one_blank_node() {
        let chain: &[&[&str]] = &[&["_:x", "_:y"], &["_:y", "_:z"], &["_:z", "end"]];
        let same: &[&[&str]] = &[&["_:3", "end"], &["_:2", "_:3"], &["_:1", "_:2"]];
        assert_eq!(found(chain, same, false), (vec![], vec![]));
        let other: &[&[&str]] = &[&["_:3", "end"], &["_:2", "_:3"], &["_:1", "_:1"]];
        assert_eq!(found(chain, other, false).0.len(), 2);
    }

    #[test]
    fn many_rows_take_time_in_proportion() {
        let rows: Vec<Vec<String>> = (0..40_000)
            .map(|n| vec![n.to_string(), (n % 7).to_string()])
            .collect();
        let texts: Vec<Vec<&str>> = rows
            .iter()
            .map(|row| row.iter().map(String::as_str).collect())
            .collect();
        let actual: Vec<&[&str]> = texts.iter().rev().map(Vec::as_slice).collect();
        let any: Vec<Vec<&str>> = texts.iter().map(|row| vec!["*", row[1]]).collect();
        let any: Vec<&[&str]> = any.iter().map(Vec::as_slice).collect();
        // With their pairs, it would be 1.6 billion comparisons.
        assert_eq!(found(&any, &actual, false), (vec![], vec![]));
    }

    /// Whether numbers fit those of an answer, give or take.
    fn fit_nearly(expected: &[i64], actual: &[i64], tolerance: i64) -> bool {
        let xsd_integer = oxigraph::model::vocab::xsd::INTEGER;
        let cells = expected.iter().map(|n| vec![Cell::Written(n.to_string())]);
        let rows = actual.iter().map(|n| {
            let number = Literal::new_typed_literal(n.to_string(), xsd_integer);
            vec![Some(number.into())]
        });
        let (cells, rows): (Vec<Vec<Cell>>, Vec<Row>) = (cells.collect(), rows.collect());
        let tolerance = BigDecimal::from(tolerance);
        let how = Comparison {
            tolerance: Some(&tolerance),
            ..Comparison::default()
        };
        let found = differences(&Graph::default(), &cells, &rows, how).expect("few steps");
        found.is_empty()
    }

    #[test]
    fn numbers_that_are_nearly_the_same_are_shared_out() {
        assert!(fit_nearly(&[10, 11], &[11, 12], 1));
        assert!(!fit_nearly(&[10, 11], &[12, 12], 1));
        let all: Vec<i64> = (0..2_000).collect();
        let shifted: Vec<i64> = (10..2_010).rev().collect();
        assert!(fit_nearly(&all, &all, 10));
        assert!(fit_nearly(&all, &shifted, 10));
        assert!(!fit_nearly(&all, &shifted, 9));
    }

    #[test]
    fn names_of_a_cycle_are_found_in_any_order() {
        let cycle = |prefix: &str, step: usize| -> Vec<[String; 2]> {
            let name = |n: usize| format!("_:{prefix}{}", n * step % 30);
            (0..30).map(|n| [name(n), name(n + 1)]).collect()
        };
        let (expected, mut actual) = (cycle("z", 7), cycle("n", 1));
        actual.rotate_left(11);
        let expected: Vec<Vec<&str>> = expected
            .iter()
            .map(|row| row.iter().map(String::as_str).collect())
            .collect();
        let actual: Vec<Vec<&str>> = actual
            .iter()
            .map(|row| row.iter().map(String::as_str).collect())
            .collect();
        let expected: Vec<&[&str]> = expected.iter().map(Vec::as_slice).collect();
        let actual: Vec<&[&str]> = actual.iter().map(Vec::as_slice).collect();
        assert_eq!(found(&expected, &actual, false), (vec![], vec![]));
        let any: Vec<&[&str]> = expected
            .iter()
            .skip(1)
            .copied()
            .chain([&["*", "_:z7"][..]])
            .collect();
        assert_eq!(found(&any, &actual, false), (vec![], vec![]));
    }
}
