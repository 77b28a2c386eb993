//! Solves patterns on whole columns of numbers: the part of SPARQL that a graph is mostly asked, many times faster than
//! solution by solution. What is not done here, oxigraph evaluates; both give the same solutions, which tests compare.
//!
//! A pattern becomes a [`Table`]. Conditions are brought to what they speak of (`push`); joins are ordered by `order` on what
//! `sample` finds, again and again (`steps`), done by `step`, `path`, `triple_term`, `join` and, where a condition says what
//! is equal, `equal`, or which text is wanted, `seed`. Triples are found by `index` and `rows`, the ends of paths by `reach`,
//! those of nested repetitions by `automaton`.
//! Filters and other expressions (`filter`, `expression`, `value`, `exists`) are evaluated once for equal arguments;
//! numbers are computed and compared by `arithmetic`. What is only counted (`counts`) needs no rows. Which statements are looked at says
//! `place`, in which graphs they stand `standing`, in which order terms are `collation`; what `GRAPH` and `EXISTS` put around
//! a pattern are columns of its table (`around`, `in_graphs`). What is left to oxigraph, `support` lists.

mod aggregate;
mod answer;
mod arithmetic;
mod around;
mod automaton;
mod collation;
mod construct;
mod counts;
mod equal;
mod estimate;
mod exists;
mod expression;
mod filter;
mod group;
mod in_graphs;
mod index;
mod join;
mod numbering;
mod order;
mod parts;
mod path;
mod pattern;
mod place;
mod push;
mod reach;
mod rows;
mod sample;
mod scope;
mod seed;
mod set_functions;
mod sort;
mod sorted;
mod standing;
mod step;
mod steps;
mod support;
mod table;
mod terms;
mod text;
mod trace;
mod triple_term;
mod value;

pub use answer::answer;
pub use scope::{Names, names};
pub use support::Left;
pub use trace::{Explanation, Operator};

use super::blank_nodes;
use super::functions::Context;
use super::limits::Budget;
use crate::dictionary::TermId;
use crate::error::Error;
use crate::graph::Graph;
use around::Outer;
use index::Index;
use join::Joiner;
use oxiri::Iri;
use place::{Graphs, Place};
use spargebra::term::Variable;
use std::rc::Rc;
use table::{Table, Var, Vars};
use terms::Terms;
use trace::Trace;
use triple_term::TripleTerm;

/// Why a pattern was not solved.
#[derive(Debug)]
pub enum Stop {
    /// It has something that only oxigraph evaluates.
    Unsupported(Left),
    /// It cannot be evaluated at all.
    Failed(Error),
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

/// The result of solving a part.
pub type Solved<T> = Result<T, Stop>;

/// How many triples match on a level of acceptance, at most.
pub fn count(graph: &Graph, level: u8, bound: [Option<TermId>; 3]) -> usize {
    Index::new(graph, level).count(bound)
}

/// What the solving of one query needs to know.
pub struct Solver<'a> {
    /// The statements of the default graph.
    index: Index<'a>,
    graphs: Graphs<'a>,
    /// The active graph.
    place: Place,
    /// The solutions around the pattern that is solved.
    outer: Option<Rc<Outer>>,
    terms: Terms<'a>,
    budget: Budget,
    /// The names of the variables, by number.
    names: Vec<String>,
    /// What expressions may use.
    context: Context,
    /// The triple terms with variables in the patterns.
    triple_terms: Vec<TripleTerm>,
    trace: Trace,
    /// Variables of the algebra that stand for aggregates, and how these are written, if plans are noted.
    aggregates: Vec<(String, String)>,
    /// The variables that the text of the query names, if plans are noted.
    written: Names,
}

/// What is wanted of a pattern.
#[derive(Clone, Copy)]
struct Wanted<'t> {
    /// The variables whose values are looked at later; others need no column.
    variables: Vars,
    /// Solutions that are not compatible with any of these will not be used.
    hint: Option<&'t Table>,
    /// So many solutions are enough.
    limit: Option<usize>,
}

impl<'t> Wanted<'t> {
    fn all(variables: Vars) -> Self {
        Self {
            variables,
            hint: None,
            limit: None,
        }
    }

    fn with_hint(self, hint: Option<&'t Table>) -> Self {
        Self { hint, ..self }
    }
}

impl<'a> Solver<'a> {
    fn new(
        graph: &'a Graph,
        level: u8,
        budget: Budget,
        base: Option<Iri<String>>,
        explains: bool,
    ) -> Self {
        Self {
            index: Index::new(graph, level),
            graphs: Graphs::new(graph, level, Vec::new()),
            place: Place::Default,
            outer: None,
            terms: Terms::new(&graph.dictionary),
            budget,
            names: Vec::new(),
            context: Context {
                base,
                functions: blank_nodes::functions().into(),
            },
            triple_terms: Vec::new(),
            trace: Trace::new(explains),
            aggregates: Vec::new(),
            written: Names::new(),
        }
    }

    /// The number of a variable.
    fn var(&mut self, name: &str) -> Solved<Var> {
        let index = match self.names.iter().position(|known| known == name) {
            Some(index) => index,
            None => {
                self.names.push(name.to_owned());
                self.names.len() - 1
            }
        };
        if index >= Vars::MOST {
            return Err(Stop::Unsupported(Left::Variables));
        }
        Ok(index as Var)
    }

    fn vars(&mut self, names: &Names) -> Solved<Vars> {
        let mut vars = Vars::default();
        for name in names {
            vars.insert(self.var(name)?);
        }
        Ok(vars)
    }

    fn variable(&mut self, variable: &Variable) -> Solved<Var> {
        self.var(variable.as_str())
    }

    fn name(&self, variable: Var) -> &str {
        self.names.get(variable as usize).map_or("", String::as_str)
    }

    fn joiner(&self) -> Joiner<'_> {
        Joiner {
            terms: self.terms.known(),
            budget: &self.budget,
        }
    }

    /// The different rows of some columns of a table that are bound everywhere, to hint at what will be used.
    fn hint_of(&self, table: &Table, variables: Vars) -> Option<Table> {
        let usable = table.bound().intersection(variables);
        if usable.is_empty() {
            return None;
        }
        let (hint, _) = numbering::distinct_rows(table, usable, self.terms.known());
        Some(hint)
    }
}
