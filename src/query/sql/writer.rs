//! What is known while a query is written: names, and the tables that it needs.

use super::value::Binding;
use crate::rdf::Variable;
use spargebra::algebra::{Expression, GraphPattern};
use std::collections::{BTreeMap, BTreeSet};

/// Which statements patterns are about.
#[derive(Clone, Debug)]
pub enum Active {
    /// Those of the default graph.
    Default,
    /// Those of a graph, by its name.
    Named(String),
    /// Those of each named graph, which is the value of a variable.
    Each(Variable),
}

/// What writes a query.
pub struct Writer {
    /// The variables of whose terms more is read than the form in N-Triples.
    pub read: BTreeSet<String>,
    /// The names of columns, by variable.
    pub columns: BTreeMap<String, String>,
    /// The number of aliases.
    pub aliases: usize,
    /// The tables of paths, with their names.
    pub paths: Vec<(String, String)>,
    /// The variables around an `EXISTS`, the outermost first.
    pub outer: Vec<BTreeMap<String, Binding>>,
    /// Whether the table of terms is read.
    pub needs_terms: bool,
    /// Whether the table of statements of named graphs is read.
    pub needs_named: bool,
}

impl Writer {
    /// Returns the writer of a query that prints some variables.
    pub fn new(pattern: &GraphPattern, printed: Vec<String>) -> Self {
        let mut writer = Self {
            read: BTreeSet::new(),
            columns: BTreeMap::new(),
            aliases: 0,
            paths: Vec::new(),
            outer: Vec::new(),
            needs_terms: false,
            needs_named: false,
        };
        writer.note_read(pattern);
        writer.read.extend(printed);
        writer
    }

    /// Notes the variables that expressions of a pattern read.
    fn note_read(&mut self, pattern: &GraphPattern) {
        for expression in crate::query::algebra::expressions(pattern) {
            crate::query::algebra::each_expression(expression, &mut |part| match part {
                Expression::Variable(name) => {
                    self.read.insert(name.as_str().to_owned());
                }
                Expression::Exists(pattern) => self.note_read(pattern),
                _ => {}
            });
        }
        if let GraphPattern::Extend { variable, .. } = pattern {
            self.read.insert(variable.as_str().to_owned());
        }
        for inner in crate::query::algebra::inner(pattern) {
            self.note_read(inner);
        }
    }

    /// Returns whether more is read of a variable than its form in N-Triples.
    pub fn is_read(&self, name: &str) -> bool {
        self.read.contains(name)
    }

    /// Returns a new name of a table.
    pub fn alias(&mut self, start: &str) -> String {
        self.aliases += 1;
        format!("{start}{}", self.aliases)
    }

    /// Returns the name of the column of a variable. Capitals do not count in SQL, and not every engine takes other letters than
    /// those of ASCII.
    pub fn column(&mut self, name: &str) -> String {
        if let Some(column) = self.columns.get(name) {
            return column.clone();
        }
        let letters = name.chars().map(|c| match c {
            c if c.is_ascii_alphanumeric() => c.to_ascii_lowercase(),
            _ => '_',
        });
        let mut column = format!("v_{}", letters.collect::<String>());
        while column.contains("__") {
            column = column.replace("__", "_");
        }
        let first = column.clone();
        let mut number = 1;
        while self.columns.values().any(|taken| *taken == column) {
            number += 1;
            column = format!("{first}_{number}");
        }
        self.columns.insert(name.to_owned(), column.clone());
        column
    }
}

/// Returns the variables that a query prints.
pub fn printed(pattern: &GraphPattern) -> Vec<String> {
    match pattern {
        GraphPattern::Project { variables, .. } => {
            let names = variables.iter().map(|name| name.as_str().to_owned());
            names.collect()
        }
        GraphPattern::Distinct { inner }
        | GraphPattern::Reduced { inner }
        | GraphPattern::Slice { inner, .. }
        | GraphPattern::OrderBy { inner, .. } => printed(inner),
        _ => Vec::new(),
    }
}
