//! Values of expressions: once for equal arguments, by the evaluator of oxigraph, so that they are exactly its values.
//!
//! The different arguments become a small dataset, which a query with the expression in `BIND` reads row by row.

use super::numbering::{Numbering, first_rows};
use super::table::{Table, UNBOUND, Var};
use super::terms::Terms;
use super::{Solved, Solver};
use crate::dictionary::TermId;
use crate::error::Error;
use crate::query::lexical::{self, Facet};
use crate::rdf::{NamedNode, Term};
use spareval::{InternalQuad, QueryEvaluator, QueryResults, QueryableDataset};
use spargebra::algebra::{Expression, GraphPattern};
use spargebra::term::{NamedNodePattern, TermPattern, TriplePattern, Variable};
use std::convert::Infallible;

impl Solver<'_> {
    /// The value of an expression in each row; unbound where it has none.
    pub(super) fn evaluate(
        &mut self,
        expression: &Expression,
        table: &Table,
    ) -> Solved<Vec<TermId>> {
        match expression {
            Expression::Variable(variable) => {
                let variable = self.variable(variable)?;
                let unbound = || vec![UNBOUND; table.rows];
                return Ok(table
                    .column(variable)
                    .map_or_else(unbound, <[TermId]>::to_vec));
            }
            Expression::NamedNode(iri) => {
                return Ok(vec![self.terms.intern(&iri.clone().into()); table.rows]);
            }
            Expression::Literal(literal) => {
                return Ok(vec![self.terms.intern(&literal.clone().into()); table.rows]);
            }
            _ => {}
        }
        let (expression, extended) = self.without_exists(expression, table)?;
        let table = extended.as_ref().unwrap_or(table);
        let vars = self.vars_of_expression(&expression)?;
        let vars: Vec<Var> = vars.iter().filter(|v| table.column(*v).is_some()).collect();
        let columns: Vec<&[TermId]> = vars.iter().filter_map(|v| table.column(*v)).collect();
        let (numbering, numbers) = Numbering::new(&columns, table.rows, self.terms.known());
        let firsts = first_rows(&numbers, numbering.count);
        let arguments: Vec<Vec<TermId>> = columns
            .iter()
            .map(|column| firsts.iter().map(|row| column[*row as usize]).collect())
            .collect();
        let values = self.by_oxigraph(&expression, &vars, &arguments, firsts.len())?;
        Ok(numbers
            .iter()
            .map(|number| values[*number as usize])
            .collect())
    }

    /// Evaluates an expression for each row of arguments.
    pub(super) fn by_oxigraph(
        &mut self,
        expression: &Expression,
        vars: &[Var],
        arguments: &[Vec<TermId>],
        rows: usize,
    ) -> Solved<Vec<TermId>> {
        self.budget.enter("an expression");
        let mut expression = expression.clone();
        let asked = lexical::replace(&mut expression);
        let mut facets = Vec::new();
        let mut pattern = row_pattern();
        let mut columns: Vec<(&str, bool)> = Vec::new();
        for (variable, column) in vars.iter().zip(arguments) {
            columns.push((self.name(*variable), !column.contains(&UNBOUND)));
        }
        for asked in &asked {
            let of = vars
                .iter()
                .position(|v| self.name(*v) == asked.variable.as_str());
            if let Some(of) = of {
                facets.push((of, asked.facet));
                columns.push((asked.stand_in.as_str(), false));
            }
        }
        for (index, (name, is_bound)) in columns.into_iter().enumerate() {
            let cell = cell_pattern(index, name);
            pattern = GraphPattern::Lateral {
                left: Box::new(pattern),
                right: Box::new(if is_bound { cell } else { optional(cell) }),
            };
        }
        let value = Variable::new_unchecked(VALUE);
        let pattern = GraphPattern::Project {
            inner: Box::new(GraphPattern::Extend {
                inner: Box::new(pattern),
                variable: value.clone(),
                expression,
            }),
            variables: vec![value],
        };
        let mut query = self.template.clone();
        if let spargebra::Query::Select { pattern: of, .. } = &mut query {
            *of = pattern;
        }
        let cells = Cells {
            terms: &self.terms,
            columns: arguments,
            facets: &facets,
            rows,
        };
        let mut values: Vec<Option<Term>> = Vec::with_capacity(rows);
        let evaluator = QueryEvaluator::new().without_optimizations();
        let results = evaluator.prepare(&query).execute(cells);
        if let QueryResults::Solutions(solutions) = results.map_err(Error::Evaluation)? {
            for solution in solutions {
                let solution = solution.map_err(Error::Evaluation)?;
                values.push(solution.values().first().cloned().flatten());
                if values.len().is_multiple_of(1024) {
                    self.budget.check(values.len(), 8)?;
                }
            }
        }
        debug_assert_eq!(values.len(), rows);
        let mut ids = Vec::with_capacity(rows);
        for value in &values {
            ids.push(
                value
                    .as_ref()
                    .map_or(UNBOUND, |term| self.terms.intern(term)),
            );
        }
        ids.resize(rows, UNBOUND);
        Ok(ids)
    }
}

/// A name that no variable can have.
const VALUE: &str = " value";
const ROW: &str = " row";

fn property(index: usize) -> NamedNodePattern {
    NamedNode::new_unchecked(format!("column:{index}")).into()
}

fn row_pattern() -> GraphPattern {
    let row = || TermPattern::from(Variable::new_unchecked(ROW));
    let predicate = NamedNode::new_unchecked("row:").into();
    GraphPattern::Bgp {
        patterns: vec![TriplePattern {
            subject: row(),
            predicate,
            object: row(),
        }],
    }
}

fn cell_pattern(index: usize, name: &str) -> GraphPattern {
    GraphPattern::Bgp {
        patterns: vec![TriplePattern {
            subject: Variable::new_unchecked(ROW).into(),
            predicate: property(index),
            object: Variable::new_unchecked(name).into(),
        }],
    }
}

fn optional(pattern: GraphPattern) -> GraphPattern {
    GraphPattern::LeftJoin {
        left: Box::new(GraphPattern::Bgp {
            patterns: Vec::new(),
        }),
        right: Box::new(pattern),
        expression: None,
    }
}

/// Arguments as a dataset: `row row: row` for each row, `row column:n term` for each cell that is bound.
#[derive(Clone, Copy)]
struct Cells<'c, 'a> {
    terms: &'c Terms<'a>,
    columns: &'c [Vec<TermId>],
    /// Columns after these: the lexical form or the datatype of what stands in one of them.
    facets: &'c [(usize, Facet)],
    rows: usize,
}

/// A term in this dataset.
#[derive(Clone, PartialEq, Eq, Hash)]
enum Cell {
    Row(usize),
    Id(TermId),
    Term(Box<Term>),
}

impl Cells<'_, '_> {
    fn cell(&self, row: usize, index: usize) -> Option<Cell> {
        let id = |column: usize| {
            self.columns
                .get(column)?
                .get(row)
                .filter(|id| **id != UNBOUND)
        };
        if index < self.columns.len() {
            return id(index).map(|id| Cell::Id(*id));
        }
        let (of, facet) = self.facets.get(index - self.columns.len())?;
        let term = self.terms.term(*id(*of)?)?;
        facet.of(&term).map(|value| Cell::Term(Box::new(value)))
    }

    fn quad(subject: usize, predicate: &Cell, object: Cell) -> InternalQuad<Cell> {
        InternalQuad {
            subject: Cell::Row(subject),
            predicate: predicate.clone(),
            object,
            graph_name: None,
        }
    }
}

impl<'c, 'a> QueryableDataset<'c> for Cells<'c, 'a> {
    type InternalTerm = Cell;
    type Error = Infallible;

    fn internal_quads_for_pattern(
        &self,
        subject: Option<&Cell>,
        predicate: Option<&Cell>,
        _: Option<&Cell>,
        _: Option<Option<&Cell>>,
    ) -> impl Iterator<Item = Result<InternalQuad<Cell>, Infallible>> + use<'c, 'a> {
        let mut all = 0..0;
        let mut one = None;
        if let Some(predicate) = predicate {
            match (subject, column_of(predicate)) {
                (Some(Cell::Row(row)), Some(index)) => {
                    let cell = self.cell(*row, index);
                    one = cell.map(|cell| Self::quad(*row, predicate, cell));
                }
                (None, None) => all = 0..self.rows,
                _ => {}
            }
        }
        let of_row = Cell::Term(Box::new(NamedNode::new_unchecked("row:").into()));
        let rows = all.map(move |row| Self::quad(row, &of_row, Cell::Row(row)));
        rows.chain(one).map(Ok)
    }

    fn internalize_term(&self, term: Term) -> Result<Cell, Infallible> {
        Ok(Cell::Term(Box::new(term)))
    }

    fn externalize_term(&self, term: Cell) -> Result<Term, Infallible> {
        let nothing = || NamedNode::new_unchecked("row:").into();
        Ok(match term {
            Cell::Row(_) => nothing(),
            Cell::Id(id) => self.terms.term(id).unwrap_or_else(nothing),
            Cell::Term(term) => *term,
        })
    }
}

/// Which column a predicate stands for.
fn column_of(predicate: &Cell) -> Option<usize> {
    match predicate {
        Cell::Term(term) => match &**term {
            Term::NamedNode(iri) => iri.as_str().strip_prefix("column:")?.parse().ok(),
            _ => None,
        },
        _ => None,
    }
}
