//! Which expected rows and which rows of an answer belong together: each row is used once, and as many as can be are.
//!
//! The values of each column are numbered, and so are the values that each cell fits; a row that is expected without `*` is then
//! looked up, and another is looked for among the rows with its rarest value. So the work grows with the rows, not with their
//! pairs.

use super::table::Cell;
use super::values::{Key, decimal, keys_of_cell, keys_of_value, number};
use crate::graph::Graph;
use crate::rdf::Term;
use bigdecimal::BigDecimal;
use rustc_hash::FxHashMap;

/// A row of an answer: a value for each column, if it has one.
pub type Row = Vec<Option<Term>>;

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

/// The 1-based number of a value in its column; 0 stands for an unbound variable.
type ValueId = usize;

/// What a cell fits.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Fit {
    /// Any value, or none.
    Any,
    /// These values, sorted; perhaps none.
    Values(Vec<ValueId>),
    /// A blank node: the same for all cells with this name, and another for each other name.
    Node(String),
}

/// The values of a column, numbered.
#[derive(Default)]
struct Column {
    ids: FxHashMap<Term, ValueId>,
    by_key: FxHashMap<Key, Vec<ValueId>>,
    /// The numbers among them.
    numbers: Vec<(BigDecimal, ValueId)>,
    /// Each value; the first stands for none.
    terms: Vec<Option<Term>>,
    /// Whether some are not literals.
    has_entities: bool,
    /// What each text of a cell was found to fit.
    fits: FxHashMap<String, Vec<ValueId>>,
}

impl Column {
    fn id(&mut self, graph: &Graph, term: Option<&Term>) -> ValueId {
        if self.terms.is_empty() {
            self.terms.push(None);
        }
        let Some(term) = term else {
            return 0;
        };
        if let Some(id) = self.ids.get(term) {
            return *id;
        }
        let id = self.terms.len();
        self.terms.push(Some(term.clone()));
        self.ids.insert(term.clone(), id);
        for key in keys_of_value(graph, term) {
            self.by_key.entry(key).or_default().push(id);
        }
        match term {
            Term::Literal(literal) => {
                let number = number(literal);
                self.numbers.extend(number.map(|number| (number, id)));
            }
            _ => self.has_entities = true,
        }
        id
    }

    fn fit(&mut self, graph: &Graph, cell: &Cell, tolerance: Option<&BigDecimal>) -> Fit {
        let written = match cell {
            Cell::Any => return Fit::Any,
            Cell::Unbound => return Fit::Values(vec![0]),
            Cell::Written(text) => text.clone(),
            Cell::Term(Term::BlankNode(node)) => node.to_string(),
            Cell::Term(term) => term.to_string(),
        };
        if written.starts_with("_:") {
            return Fit::Node(written);
        }
        if let Some(known) = self.fits.get(&written) {
            return Fit::Values(known.clone());
        }
        let keys = keys_of_cell(graph, cell, self.has_entities).into_iter();
        let mut fits: Vec<ValueId> = keys
            .flat_map(|key| self.by_key.get(&key).cloned().into_iter().flatten())
            .collect();
        if let (Some(tolerance), Some(expected)) = (tolerance, decimal(&written)) {
            let near = |number: &BigDecimal| (number - &expected).abs() <= *tolerance;
            let near = self.numbers.iter().filter(|(number, _)| near(number));
            fits.extend(near.map(|(_, id)| *id));
        }
        fits.sort_unstable();
        fits.dedup();
        self.fits.insert(written, fits.clone());
        Fit::Values(fits)
    }
}

/// Returns the rows that differ. In order, the first belongs to the first, and so on; otherwise an expected row with fewer `*`
/// chooses first. Numbers may differ by the tolerance.
pub fn differences(
    graph: &Graph,
    expected: &[Vec<Cell>],
    actual: &[Row],
    is_ordered: bool,
    tolerance: Option<&BigDecimal>,
) -> Differences {
    let width = expected.first().map_or(0, Vec::len);
    let mut columns: Vec<Column> = (0..width).map(|_| Column::default()).collect();
    let rows: Vec<Vec<ValueId>> = actual
        .iter()
        .map(|row| {
            let values = columns.iter_mut().zip(row);
            values
                .map(|(column, term)| column.id(graph, term.as_ref()))
                .collect()
        })
        .collect();
    let fits: Vec<Vec<Fit>> = expected
        .iter()
        .map(|cells| {
            let cells = columns.iter_mut().zip(cells);
            cells
                .map(|(column, cell)| column.fit(graph, cell, tolerance))
                .collect()
        })
        .collect();
    let mut search = Search {
        columns: &columns,
        rows: &rows,
        is_open: vec![true; rows.len()],
        nodes: Nodes::default(),
    };
    let missing = match is_ordered {
        true => search.in_order(&fits),
        false => search.in_any_order(&fits),
    };
    let unexpected = (0..rows.len()).filter(|row| search.is_open[*row]);
    Differences {
        missing,
        unexpected: unexpected.collect(),
    }
}

/// The blank nodes that names stand for.
#[derive(Clone, Debug, Default)]
struct Nodes {
    by_name: FxHashMap<String, Term>,
    names: FxHashMap<Term, String>,
}

impl Nodes {
    /// Lets a name stand for a node, if neither has another; says whether it is so now.
    fn bind(&mut self, name: &str, node: &Term) -> bool {
        match (self.by_name.get(name), self.names.get(node)) {
            (Some(known), _) => known == node,
            (None, Some(_)) => false,
            (None, None) => {
                self.by_name.insert(name.to_owned(), node.clone());
                self.names.insert(node.clone(), name.to_owned());
                true
            }
        }
    }
}

/// How many rows are tried for names of blank nodes before the first that fits is taken: which names stand for which nodes is as
/// hard to know as whether two graphs are the same.
const STEPS: usize = 100_000;

/// The rows of an answer, some of them used.
struct Search<'s> {
    columns: &'s [Column],
    rows: &'s [Vec<ValueId>],
    /// Whether a row is not used yet.
    is_open: Vec<bool>,
    nodes: Nodes,
}

impl Search<'_> {
    /// Returns the expected rows that the row at the same place does not fit.
    fn in_order(&mut self, expected: &[Vec<Fit>]) -> Vec<usize> {
        let mut missing = Vec::new();
        for (at, fits) in expected.iter().enumerate() {
            match self.rows.get(at).and_then(|row| self.bound(fits, row)) {
                Some(nodes) => {
                    self.nodes = nodes;
                    self.is_open[at] = false;
                }
                None => missing.push(at),
            }
        }
        missing
    }

    /// Returns the expected rows that no row is left for.
    fn in_any_order(&mut self, expected: &[Vec<Fit>]) -> Vec<usize> {
        let has_nodes = |fits: &[Fit]| fits.iter().any(|fit| matches!(fit, Fit::Node(_)));
        let any = |fits: &[Fit]| fits.iter().filter(|fit| **fit == Fit::Any).count();
        let mut order: Vec<usize> = (0..expected.len()).collect();
        order.sort_by_key(|at| (any(&expected[*at]), has_nodes(&expected[*at])));
        let index = Index::of(self.rows);
        let mut missing = Vec::new();
        if expected.iter().any(|fits| has_nodes(fits)) {
            let candidates: Vec<Vec<usize>> =
                order.iter().map(|at| index.rows(&expected[*at])).collect();
            let mut steps = STEPS;
            if self.assign(expected, &order, &candidates, &mut steps) {
                return missing;
            }
        }
        // Rows that are expected alike look on where the one before has found its row.
        let mut left: FxHashMap<&[Fit], std::vec::IntoIter<usize>> = FxHashMap::default();
        for at in order {
            let fits = expected[at].as_slice();
            let candidates = left
                .entry(fits)
                .or_insert_with(|| index.rows(fits).into_iter());
            let found = candidates.find_map(|row| {
                let nodes = bound(self.columns, &self.nodes, fits, &self.rows[row])?;
                self.is_open[row].then_some((row, nodes))
            });
            match found {
                Some((row, nodes)) => {
                    self.is_open[row] = false;
                    self.nodes = nodes;
                }
                None => missing.push(at),
            }
        }
        missing.sort_unstable();
        missing
    }

    /// Finds a row for each expected one so that names stand for one blank node each, by trying; says whether it did.
    fn assign(
        &mut self,
        expected: &[Vec<Fit>],
        order: &[usize],
        candidates: &[Vec<usize>],
        steps: &mut usize,
    ) -> bool {
        let (Some((at, order)), Some((rows, candidates))) =
            (order.split_first(), candidates.split_first())
        else {
            return true;
        };
        for row in rows {
            if *steps == 0 {
                return false;
            }
            *steps -= 1;
            if !self.is_open[*row] {
                continue;
            }
            let Some(nodes) = self.bound(&expected[*at], &self.rows[*row]) else {
                continue;
            };
            let before = std::mem::replace(&mut self.nodes, nodes);
            self.is_open[*row] = false;
            if self.assign(expected, order, candidates, steps) {
                return true;
            }
            self.is_open[*row] = true;
            self.nodes = before;
        }
        false
    }

    fn bound(&self, fits: &[Fit], row: &[ValueId]) -> Option<Nodes> {
        bound(self.columns, &self.nodes, fits, row)
    }
}

/// Returns what names of blank nodes stand for once a row is used for an expected one, if it fits.
fn bound(columns: &[Column], nodes: &Nodes, fits: &[Fit], row: &[ValueId]) -> Option<Nodes> {
    let mut nodes = nodes.clone();
    for ((fit, value), column) in fits.iter().zip(row).zip(columns) {
        let is_fit = match fit {
            Fit::Any => true,
            Fit::Values(values) => values.binary_search(value).is_ok(),
            Fit::Node(name) => match &column.terms[*value] {
                Some(node @ Term::BlankNode(_)) => nodes.bind(name, node),
                _ => false,
            },
        };
        if !is_fit {
            return None;
        }
    }
    Some(nodes)
}

/// Where rows are, by themselves and by the values in their columns.
struct Index<'r> {
    count: usize,
    by_row: FxHashMap<&'r [ValueId], Vec<usize>>,
    by_value: FxHashMap<(usize, ValueId), Vec<usize>>,
}

impl<'r> Index<'r> {
    fn of(rows: &'r [Vec<ValueId>]) -> Self {
        let mut index = Self {
            count: rows.len(),
            by_row: FxHashMap::default(),
            by_value: FxHashMap::default(),
        };
        for (at, row) in rows.iter().enumerate() {
            index.by_row.entry(row).or_default().push(at);
            for (column, value) in row.iter().enumerate() {
                index.by_value.entry((column, *value)).or_default().push(at);
            }
        }
        index
    }

    /// Returns rows among which all are that an expected one fits.
    fn rows(&self, fits: &[Fit]) -> Vec<usize> {
        let single = |fit: &Fit| match fit {
            Fit::Values(values) if values.len() == 1 => values.first().copied(),
            _ => None,
        };
        if let Some(row) = fits.iter().map(single).collect::<Option<Vec<ValueId>>>() {
            return self
                .by_row
                .get(row.as_slice())
                .cloned()
                .into_iter()
                .flatten()
                .collect();
        }
        let with = |column: usize, value: &ValueId| {
            let rows = self.by_value.get(&(column, *value));
            rows.into_iter().flatten()
        };
        let cells = fits
            .iter()
            .enumerate()
            .filter_map(|(column, fit)| match fit {
                Fit::Values(values) => Some((column, values)),
                // Any value, or any blank node, leads to no row.
                Fit::Any | Fit::Node(_) => None,
            });
        let rarest = cells.min_by_key(|(column, values)| {
            values
                .iter()
                .map(|value| with(*column, value).count())
                .sum::<usize>()
        });
        let Some((column, values)) = rarest else {
            return (0..self.count).collect();
        };
        let mut rows: Vec<usize> = values
            .iter()
            .flat_map(|value| with(column, value))
            .copied()
            .collect();
        rows.sort_unstable();
        rows
    }
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
        let found = differences(&Graph::default(), &expected, &actual, is_ordered, None);
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
}
