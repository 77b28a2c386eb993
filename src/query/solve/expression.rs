//! Values of expressions: once for equal arguments, by the evaluator of oxigraph, so that they are exactly its values.
//! What has [another value each time](https://www.w3.org/TR/sparql11-query/#idp2130040) is evaluated for each row.
//!
//! The different arguments become a small dataset, which a query with the expression in `BIND` reads row by row.

use super::arithmetic::is_computed;
use super::numbering::{Numbering, first_rows};
use super::scope::is_fresh;
use super::table::{Table, UNBOUND, Var};
use super::terms::Terms;
use super::{Solved, Solver, value};
use crate::dictionary::TermId;
use crate::error::Error;
use crate::query::functions::replace_calls;
use crate::query::lexical::{self, Facet};
use crate::rdf::{NamedNode, Term};
use spareval::{InternalQuad, QueryResults, QueryableDataset};
use spargebra::algebra::{Expression, GraphPattern};
use spargebra::term::{TermPattern, TriplePattern, Variable};
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
            Expression::FunctionCall(function, arguments) if value::is_known(function) => {
                if let [argument] = arguments.as_slice() {
                    return self.of_one(function, argument, table);
                }
            }
            _ => {}
        }
        if is_computed(expression)
            && let Some(numbers) = self.computed(expression, table)?
        {
            return Ok(self.intern_numbers(numbers));
        }
        if let Some(classes) = self.by_class(expression, table)? {
            // One of each class stands for all.
            let (rows, examples) = (classes.examples.len(), [classes.examples]);
            let values = self.by_oxigraph(expression, &[classes.variable], &examples, rows)?;
            let value = |class: &u32| values[*class as usize];
            return Ok(classes.numbers.iter().map(value).collect());
        }
        let (expression, extended) = self.without_exists(expression, table)?;
        let table = extended.as_ref().unwrap_or(table);
        let vars = self.vars_of_expression(&expression)?;
        let vars: Vec<Var> = vars.iter().filter(|v| table.column(*v).is_some()).collect();
        let columns: Vec<&[TermId]> = vars.iter().filter_map(|v| table.column(*v)).collect();
        if is_fresh(&expression) {
            // Another value in each row, whether or not its arguments are others.
            let arguments: Vec<Vec<TermId>> = columns.iter().map(|c| c.to_vec()).collect();
            return self.by_oxigraph(&expression, &vars, &arguments, table.rows);
        }
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
        replace_calls(&mut expression);
        let mut facets = Vec::new();
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
        // The first column gives the rows, if it has a value in each.
        let is_first_bound = columns.first().is_some_and(|(_, is_bound)| *is_bound);
        let mut pattern = match columns.first() {
            Some((name, true)) => cell_pattern(0, name),
            _ => row_pattern(),
        };
        let others = columns.iter().enumerate().skip(usize::from(is_first_bound));
        for (index, (name, is_bound)) in others {
            let cell = cell_pattern(index, name);
            pattern = GraphPattern::Lateral {
                left: Box::new(pattern),
                right: Box::new(if *is_bound { cell } else { optional(cell) }),
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
        let results = self.evaluator().prepare(&query).execute(cells);
        if let QueryResults::Solutions(solutions) = results.map_err(Error::Evaluation)? {
            for solution in solutions {
                let solution = solution.map_err(Error::Evaluation)?;
                values.push(solution.values().first().cloned().flatten());
                // After each, for a pattern with back-references may take long.
                self.budget.check(values.len(), 8)?;
            }
        }
        debug_assert_eq!(values.len(), rows);
        let mut ids = self.terms.intern_all(values);
        ids.resize(rows, UNBOUND);
        Ok(ids)
    }
}

/// A name that no variable can have.
const VALUE: &str = " value";
const ROW: &str = " row";

const IS_ROW: &str = "row:";

fn property(index: usize) -> NamedNode {
    NamedNode::new_unchecked(format!("column:{index}"))
}

fn row_pattern() -> GraphPattern {
    let row = || TermPattern::from(Variable::new_unchecked(ROW));
    let predicate = NamedNode::new_unchecked(IS_ROW).into();
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
            predicate: property(index).into(),
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
    /// The property `row:`.
    IsRow,
    /// The property `column:n`.
    Column(usize),
    Term(Box<Term>),
}

impl Cells<'_, '_> {
    fn cell(&self, row: usize, index: usize) -> Option<Cell> {
        let id = |column: usize| {
            let id = *self.columns.get(column)?.get(row)?;
            (id != UNBOUND).then_some(id)
        };
        if index < self.columns.len() {
            return id(index).map(Cell::Id);
        }
        let (of, facet) = self.facets.get(index - self.columns.len())?;
        let term = self.terms.term(id(*of)?)?;
        facet.of(&term).map(|value| Cell::Term(Box::new(value)))
    }

    fn quad(subject: usize, predicate: Cell, object: Cell) -> InternalQuad<Cell> {
        InternalQuad {
            subject: Cell::Row(subject),
            predicate,
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
        let cells = *self;
        let rows = match (subject, predicate) {
            (Some(Cell::Row(row)), Some(_)) => *row..*row + 1,
            (None, Some(_)) => 0..self.rows,
            _ => 0..0,
        };
        let column = match predicate {
            Some(Cell::Column(column)) => Some(*column),
            _ => None,
        };
        let quad = move |row| match column {
            Some(column) => {
                let cell = cells.cell(row, column)?;
                Some(Self::quad(row, Cell::Column(column), cell))
            }
            None => Some(Self::quad(row, Cell::IsRow, Cell::Row(row))),
        };
        rows.filter_map(quad).map(Ok)
    }

    fn internalize_term(&self, term: Term) -> Result<Cell, Infallible> {
        if let Term::NamedNode(iri) = &term {
            if iri.as_str() == IS_ROW {
                return Ok(Cell::IsRow);
            }
            let columns = 0..self.columns.len() + self.facets.len();
            if let Some(column) = columns.into_iter().find(|n| property(*n) == *iri) {
                return Ok(Cell::Column(column));
            }
        }
        Ok(Cell::Term(Box::new(term)))
    }

    fn externalize_term(&self, term: Cell) -> Result<Term, Infallible> {
        let nothing = || NamedNode::new_unchecked(IS_ROW).into();
        Ok(match term {
            Cell::Row(_) | Cell::IsRow => nothing(),
            Cell::Column(column) => property(column).into(),
            Cell::Id(id) => self.terms.term(id).unwrap_or_else(nothing),
            Cell::Term(term) => *term,
        })
    }
}
