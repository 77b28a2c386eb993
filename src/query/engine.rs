//! From the algebra of a query to its results: it is lowered, rewritten, planned and executed.

use super::batch::sort::sort;
use super::batch::table::{Table, UNBOUND};
use super::blank_nodes;
use super::dataset::Dataset;
use super::execute::{Asked, Demand, Execution, Trace, construct, execute};
use super::functions::{Context, CustomFunction, own_functions};
use super::index::Catalog;
use super::limits::Budget;
use super::literals::Literals;
use super::logical::{Form, Pattern, Var, VarSet, Variables, lower};
use super::operators;
use super::physical::{Labels, Node, Plan, Planner, algebra, explained, plan};
use super::results::{Results, Solutions, Triples};
use super::rewrite::{Rewrite, rewrite};
use super::terms::{Kind, Terms};
use super::warning::Warning;
use crate::dictionary::TermId;
use crate::error::{Error, Result};
use crate::rdf::{NamedNode, Variable};
use rustc_hash::FxHashSet;
use std::collections::BTreeSet;

/// What a query is planned and executed with.
struct Parts<'a> {
    budget: Budget,
    catalog: Catalog<'a>,
    terms: Terms<'a>,
    context: Context,
    variables: Variables,
    form: Form,
}

/// A query with its logical plan.
pub struct Rewritten<'a> {
    parts: Parts<'a>,
    pattern: Pattern,
}

/// A query with its physical plan.
pub struct Planned<'a> {
    parts: Parts<'a>,
    node: Node,
}

/// Lowers a query and applies rewrites to its logical plan, within limits.
///
/// # Errors
/// If it cannot be evaluated, or a limit is passed.
pub fn rewritten<'a>(
    dataset: &Dataset<'a>,
    query: &spargebra::Query,
    rewrites: &[Rewrite],
    budget: &Budget,
) -> Result<Rewritten<'a>> {
    rewritten_with(dataset, query, Given::default(), rewrites, budget)
}

/// The rows of values for which a query is evaluated, and what else it is given.
#[derive(Clone, Copy, Default)]
pub struct Given<'v> {
    /// The values of each row, or [`UNBOUND`].
    pub rows: &'v [Vec<TermId>],
    /// What the ids are of, if they are not of the dictionary of the graph.
    pub literals: Option<&'v Literals>,
    /// Further functions, by name.
    pub functions: &'v [(NamedNode, CustomFunction)],
}

/// As [`rewritten`], with the rows of values for which the query is evaluated.
///
/// # Errors
/// As [`rewritten`].
pub fn rewritten_with<'a>(
    dataset: &Dataset<'a>,
    query: &spargebra::Query,
    values: Given,
    rewrites: &[Rewrite],
    budget: &Budget,
) -> Result<Rewritten<'a>> {
    budget.enter("the planning of the query");
    let mut terms = Terms::new(&dataset.graph().dictionary, budget.reservation());
    let made = values
        .literals
        .map(|literals| terms.rows_of(literals, values.rows));
    let made = made.transpose()?;
    let rows = made.as_deref().unwrap_or(values.rows);
    let lowered = lower(query, rows, &mut terms, budget)?;
    let has_graph = lowered.pattern.has_graph();
    let catalog = Catalog::new(dataset, query.dataset(), has_graph, &mut terms);
    let context = Context {
        base: query.base_iri().cloned(),
        functions: blank_nodes::functions()
            .into_iter()
            .chain(own_functions())
            .chain(values.functions.iter().cloned())
            .collect(),
    };
    let pattern = rewrite(lowered.pattern, rewrites, &mut terms, &context);
    let parts = Parts {
        budget: budget.clone(),
        catalog,
        terms,
        context,
        variables: lowered.variables,
        form: lowered.form,
    };
    Ok(Rewritten { parts, pattern })
}

impl<'a> Parts<'a> {
    /// Returns how plans are labelled, given the names of the variables in the text of the query.
    fn labels<'p>(&'p self, written: &'p BTreeSet<String>) -> Labels<'p, 'a> {
        Labels {
            catalog: &self.catalog,
            terms: &self.terms,
            variables: &self.variables,
            written,
        }
    }
}

impl<'a> Rewritten<'a> {
    /// Returns the logical plan as text, given the names of the variables in the text of the query.
    pub fn algebra(&self, written: &BTreeSet<String>) -> String {
        algebra(&self.pattern, &self.parts.labels(written))
    }

    /// Chooses a physical plan.
    ///
    /// # Errors
    /// If the query calls an unknown function, or a limit is passed.
    pub fn planned(self) -> Result<Planned<'a>> {
        let Self { mut parts, pattern } = self;
        let mut planner = Planner {
            context: &parts.context,
            catalog: &mut parts.catalog,
            terms: &parts.terms,
            merges: false,
            variables: &mut parts.variables,
            budget: &parts.budget,
        };
        let node = plan(&mut planner, &pattern, &parts.form.columns())?;
        Ok(Planned { parts, node })
    }
}

/// What a query gave.
pub struct Ran {
    /// The answer.
    pub results: Results,
    /// The operators that found it, if they were noted.
    pub executed: Plan,
    /// What is to be said of it.
    pub warnings: Vec<Warning>,
}

impl<'a> Planned<'a> {
    /// Returns the plan to be shown, given the names of the variables in the text of the query.
    pub fn explained(&self, written: &BTreeSet<String>) -> Plan {
        let labels = self.parts.labels(written);
        let outer = match &self.parts.form {
            Form::Describe(variables) => Some(labels.describe(variables, &self.node)),
            _ => None,
        };
        explained(&self.node, outer, &labels)
    }

    /// Executes the plan within its limits, in batches of about `batch` rows; what is executed is noted if the names of the
    /// variables in the text of the query are given.
    ///
    /// # Errors
    /// If a limit is passed, or an expression calls an unknown function.
    pub fn run(self, written: Option<&BTreeSet<String>>, batch: usize) -> Result<Ran> {
        let Parts {
            budget,
            catalog,
            mut terms,
            context,
            variables,
            form,
        } = self.parts;
        let none = BTreeSet::new();
        let mut execution = Execution {
            catalog: &catalog,
            terms: &mut terms,
            budget: &budget,
            context: &context,
            variables: &variables,
            written: written.unwrap_or(&none),
            batch,
            trace: Trace::new(written.is_some()),
            asked: Asked::default(),
            warnings: Vec::new(),
        };
        let demand = Demand {
            limit: matches!(form, Form::Ask).then_some(1),
            ..Demand::default()
        };
        let outer = match &form {
            Form::Describe(variables) => {
                let label = || execution.labels().describe(variables, &self.node);
                execution.trace.start(&form, None, label)
            }
            _ => None,
        };
        let table = execute(&mut execution, &self.node, demand)?;
        budget.look()?;
        let described = match &form {
            Form::Describe(_) => Some(described(&catalog, execution.terms, &table, &budget)?),
            _ => None,
        };
        execution.trace.end(outer, || {
            let triples = described.as_ref().map_or(0, Vec::len);
            (triples, triples as u64)
        });
        let executed = Plan::of_lines(execution.trace.into_executed(), true);
        let warnings = execution.warnings;
        let results = match &form {
            Form::Ask => Results::Boolean(table.rows > 0),
            Form::Select(selected) => {
                let selected = (&variables, selected.as_slice());
                Results::Solutions(solutions(terms, table, selected, &budget)?)
            }
            Form::Construct(template) => {
                Results::Graph(construct(terms, &table, template, &budget)?)
            }
            Form::Describe(_) => {
                let triples = described.ok_or_else(|| Error::internal("nothing is described"))?;
                Results::Graph(Triples::of_ids(triples, terms.into_result(), &budget)?)
            }
        };
        Ok(Ran {
            results,
            executed,
            warnings,
        })
    }
}

impl Form {
    /// Returns the columns that a query form reads of the solutions.
    fn columns(&self) -> VarSet {
        match self {
            Self::Ask => VarSet::default(),
            Self::Select(variables) | Self::Describe(variables) => {
                VarSet::of(variables.iter().copied())
            }
            Self::Construct(template) => {
                let mut variables = VarSet::default();
                for term in template.iter().flatten() {
                    term.add_variables(&mut variables);
                }
                variables
            }
        }
    }
}

/// Returns the solutions of a table with the selected variables.
fn solutions(
    terms: Terms,
    mut table: Table,
    (variables, selected): (&Variables, &[Var]),
    budget: &Budget,
) -> Result<Solutions> {
    let mut names = Vec::with_capacity(selected.len());
    let mut columns = Vec::with_capacity(selected.len());
    for (position, variable) in selected.iter().enumerate() {
        let name = variables.name(*variable);
        let name = name.ok_or_else(|| Error::internal("a variable without name is selected"))?;
        names.push(Variable::new_unchecked(name));
        let is_selected_again = selected[position + 1..].contains(variable);
        columns.push(match is_selected_again {
            true => table.column(*variable).map(<[TermId]>::to_vec),
            false => table.take_column(*variable),
        });
    }
    Solutions::of_columns(names, columns, table.rows, terms.into_result(), budget)
}

/// Returns the triples with the terms of the solutions as subjects, and those of the blank nodes that are their objects.
fn described(
    catalog: &Catalog,
    terms: &Terms,
    table: &Table,
    budget: &Budget,
) -> Result<Vec<[TermId; 3]>> {
    budget.enter(operators::DESCRIBE);
    let _solutions = budget.reserve(table.bytes() * 2)?;
    let mut described: FxHashSet<TermId> = FxHashSet::default();
    let mut open: Vec<TermId> = table.columns.concat();
    let mut triples: Vec<[TermId; 3]> = Vec::new();
    let mut memory = budget.reservation();
    let pace = budget.pace();
    while let Some(node) = open.pop() {
        if node == UNBOUND || !described.insert(node) {
            continue;
        }
        let before = triples.len();
        catalog.default.each([Some(node), None, None], |triple| {
            triples.push(triple);
            if terms.kind(triple[2]) == Kind::Blank {
                open.push(triple[2]);
            }
        });
        memory
            .set((described.capacity() * 5 + open.capacity() * 4 + triples.capacity() * 12) as u64);
        pace.step(triples.len() - before + 1)?;
    }
    sort(&mut triples, budget, Ord::cmp)?;
    Ok(triples)
}
