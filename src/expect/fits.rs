//! The values of the rows of an answer by numbers, and which of them each expected cell fits.
//!
//! The values of each column are numbered, and so are the values that each cell fits; a row that is expected without `*` is then
//! looked up, and another is looked for among the rows with its rarest value. So the work grows with the rows, not with their
//! pairs.

use super::table::Cell;
use super::values::{Key, decimal, keys_of_cell, keys_of_value, number};
use crate::graph::Graph;
use crate::rdf::Term;
use bigdecimal::BigDecimal;
use rustc_hash::{FxHashMap, FxHashSet};
use std::cell::RefCell;

/// A row of an answer: a value for each column, if it has one.
pub type Row = Vec<Option<Term>>;

/// The 1-based number of a value in its column; 0 stands for an unbound variable.
pub type ValueId = usize;

/// What a cell fits.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Fit {
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
    /// The numbers among them, sorted once all are known.
    numbers: Vec<(BigDecimal, ValueId)>,
    /// Each value; the first stands for none.
    terms: Vec<Option<Term>>,
    /// Whether some are not literals.
    has_entities: bool,
    /// What each text of a cell was found to fit, without the tolerance and with it.
    fits: RefCell<FxHashMap<(String, bool), Vec<ValueId>>>,
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

    /// Returns what a cell fits, once all values are numbered and the numbers among them are sorted.
    fn fit(&self, graph: &Graph, cell: &Cell, tolerance: Option<&BigDecimal>) -> Fit {
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
        let known = (written, tolerance.is_some());
        if let Some(known) = self.fits.borrow().get(&known) {
            return Fit::Values(known.clone());
        }
        let keys = keys_of_cell(graph, cell, self.has_entities).into_iter();
        let mut fits: Vec<ValueId> = keys
            .flat_map(|key| self.by_key.get(&key).cloned().into_iter().flatten())
            .collect();
        if let (Some(tolerance), Some(expected)) = (tolerance, decimal(&known.0)) {
            let (least, most) = (&expected - tolerance, &expected + tolerance);
            let start = self.numbers.partition_point(|(number, _)| *number < least);
            let near = self.numbers.iter().skip(start);
            let near = near.take_while(|(number, _)| *number <= most);
            fits.extend(near.map(|(_, id)| *id));
        }
        fits.sort_unstable();
        fits.dedup();
        self.fits.borrow_mut().insert(known, fits.clone());
        Fit::Values(fits)
    }
}

/// Names of blank nodes, and the numbers of the nodes that they stand for.
#[derive(Clone, Debug, Default)]
pub struct Names {
    by_name: FxHashMap<String, usize>,
    nodes: FxHashSet<usize>,
}

impl Names {
    /// The node that a name stands for.
    pub fn get(&self, name: &str) -> Option<usize> {
        self.by_name.get(name).copied()
    }

    /// Lets a name stand for a node, which no other does.
    pub fn insert(&mut self, name: String, node: usize) {
        self.by_name.insert(name, node);
        self.nodes.insert(node);
    }

    /// Lets a name stand for nothing.
    pub fn remove(&mut self, name: &str) {
        if let Some(node) = self.by_name.remove(name) {
            self.nodes.remove(&node);
        }
    }
}

/// The rows of an answer, with numbers for their values.
pub struct Rows {
    columns: Vec<Column>,
    /// The numbers of the values of each row.
    pub values: Vec<Vec<ValueId>>,
    /// The blank node that each value of a column is.
    node_of_value: Vec<FxHashMap<ValueId, usize>>,
    /// The value of a column that each blank node is.
    value_of_node: Vec<FxHashMap<usize, ValueId>>,
}

impl Rows {
    /// Assigns a number to each distinct value of each of the `width` columns of an answer.
    pub fn of(graph: &Graph, width: usize, actual: &[Row]) -> Self {
        let mut columns: Vec<Column> = (0..width).map(|_| Column::default()).collect();
        let number = |row: &Row| {
            let values = columns.iter_mut().zip(row);
            let numbers = values.map(|(column, term)| column.id(graph, term.as_ref()));
            numbers.collect()
        };
        let values: Vec<Vec<ValueId>> = actual.iter().map(number).collect();
        for column in &mut columns {
            column.numbers.sort();
        }
        let mut nodes = FxHashMap::default();
        let (mut node_of_value, mut value_of_node) = (Vec::new(), Vec::new());
        for column in &columns {
            let (mut of_value, mut of_node) = (FxHashMap::default(), FxHashMap::default());
            for (value, term) in column.terms.iter().enumerate() {
                if let Some(node @ Term::BlankNode(_)) = term {
                    let next = nodes.len();
                    let node = *nodes.entry(node.clone()).or_insert(next);
                    of_value.insert(value, node);
                    of_node.insert(node, value);
                }
            }
            node_of_value.push(of_value);
            value_of_node.push(of_node);
        }
        Self {
            columns,
            values,
            node_of_value,
            value_of_node,
        }
    }

    /// Returns what the cells of an expected row fit; numbers may differ by the tolerance.
    pub fn fits(&self, graph: &Graph, cells: &[Cell], tolerance: Option<&BigDecimal>) -> Vec<Fit> {
        let cells = self.columns.iter().zip(cells);
        let fit = |(column, cell): (&Column, &Cell)| column.fit(graph, cell, tolerance);
        cells.map(fit).collect()
    }

    /// Returns the number of values of each column.
    pub fn counts(&self) -> impl Iterator<Item = usize> {
        self.columns.iter().map(|column| column.terms.len().max(1))
    }

    /// Returns the blank node that a value is, by its number, if it is one.
    pub fn node(&self, column: usize, value: ValueId) -> Option<usize> {
        self.node_of_value.get(column)?.get(&value).copied()
    }

    /// Returns the value of a column that a blank node is.
    pub fn value_of_node(&self, column: usize, node: usize) -> Option<ValueId> {
        self.value_of_node.get(column)?.get(&node).copied()
    }

    /// Returns what a row makes names of an expected one stand for, besides those that are known, if it fits.
    pub fn named(&self, fits: &[Fit], row: usize, known: &Names) -> Option<Vec<(String, usize)>> {
        let mut named: Vec<(String, usize)> = Vec::new();
        for (column, (fit, value)) in fits.iter().zip(self.values.get(row)?).enumerate() {
            match fit {
                Fit::Any => {}
                Fit::Values(values) if values.binary_search(value).is_err() => return None,
                Fit::Values(_) => {}
                Fit::Node(name) => {
                    let node = self.node(column, *value)?;
                    let new = named.iter().find(|(other, _)| other == name);
                    match known.get(name).or(new.map(|(_, node)| *node)) {
                        Some(of_name) if of_name == node => {}
                        Some(_) => return None,
                        None => named.push((name.clone(), node)),
                    }
                }
            }
        }
        let mut nodes: Vec<usize> = named.iter().map(|(_, node)| *node).collect();
        nodes.sort_unstable();
        let is_twice = nodes.windows(2).any(|pair| pair[0] == pair[1]);
        let is_taken = nodes.iter().any(|node| known.nodes.contains(node));
        (!is_twice && !is_taken).then_some(named)
    }
}

/// Where rows are, by themselves and by the values in their columns.
pub struct Index<'r> {
    count: usize,
    by_row: FxHashMap<&'r [ValueId], Vec<usize>>,
    by_value: FxHashMap<(usize, ValueId), Vec<usize>>,
}

impl<'r> Index<'r> {
    /// Returns where rows are.
    pub fn of(rows: &'r [Vec<ValueId>]) -> Self {
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
    pub fn rows(&self, fits: &[Fit]) -> Vec<usize> {
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
