//! Constraints that are SPARQL queries ([SHACL SPARQL](https://www.w3.org/TR/shacl12-sparql/)): each is evaluated once for all
//! nodes of a batch.

use super::evaluate::{Batch, Evaluation, Mode, Outcome};
use super::result::{Node, ResultPath};
use crate::dictionary::TermId;
use crate::error::{Error, QueryError, Result};
use crate::query::{
    Limits, Prebound, Query, Solutions, Token, TokenKind, evaluate_prebound, parse,
    refused_prebound, replaced, tokens,
};
use crate::rdf::Term;
use crate::shapes::{Component, Fault, FaultKind, Select, Validator};
use crate::source::SourceFile;
use rustc_hash::FxHashMap;
use spargebra::algebra::GraphPattern;

/// Variables whose values are in results already.
const OF_RESULT: [&str; 5] = ["this", "value", "path", "currentShape", SHAPES_GRAPH];

const SHAPES_GRAPH: &str = "shapesGraph";

fn mentions_shapes_graph(text: &str) -> bool {
    let tokens = tokens(text).into_iter();
    tokens
        .filter(|token| token.kind == TokenKind::Variable)
        .any(|token| token.text(text).get(1..) == Some(SHAPES_GRAPH))
}

/// Returns what is wrong with a query, without its place: the text has lines of its own.
fn fault_of(error: &Error) -> String {
    match error {
        Error::Query(error) => match &**error {
            QueryError::Syntax(fault) | QueryError::FrontMatter(fault) => match &fault.hint {
                Some(hint) => format!("{} (line {}); {hint}", fault.problem, fault.line),
                None => format!("{} (line {})", fault.problem, fault.line),
            },
            other => other.to_string(),
        },
        other => other.to_string(),
    }
}

/// Returns a query that groups by `$this`, too, wherever it groups.
fn grouped_by_this(text: &str) -> String {
    let tokens = tokens(text);
    let is = |token: &Token, word: &str| token.text(text).eq_ignore_ascii_case(word);
    let by = tokens.windows(2).filter_map(|pair| match pair {
        [group, by] if is(group, "GROUP") && is(by, "BY") => Some(by.range.clone()),
        _ => None,
    });
    let parts: Vec<_> = by.map(|by| (by, "BY $this")).collect();
    replaced(text, &parts)
}

impl Evaluation<'_> {
    /// Returns the algebra of a query of the shapes graph; where it is wrong, this is noted once and there is none.
    fn parsed(&self, select: &Select, variables: &[String]) -> Option<spargebra::Query> {
        if mentions_shapes_graph(&select.text) && !variables.iter().any(|name| name == SHAPES_GRAPH)
        {
            let problem = "the query reads `$shapesGraph`, which the data graph does not have: shapes and data are in different graphs";
            self.fault(Fault::new(
                FaultKind::NotSupported,
                problem,
                select.statement,
            ));
            return None;
        }
        let parse = |text: String| {
            let query = Query::new(SourceFile::new("query", text));
            query.and_then(|query| parse(&query, &self.data.graph.prefixes, None))
        };
        let parsed = parse(select.text.clone()).or_else(|error| {
            // What is bound before has one value in each group, so some queries select it and do not group by it.
            let grouped = parse(grouped_by_this(&select.text));
            if grouped.is_ok() {
                let problem = "the query selects `$this` and does not group by it, which SPARQL does not allow; it is evaluated as if it did";
                self.fault(Fault::new(FaultKind::IllFormed, problem, select.statement));
            }
            grouped.or(Err(error))
        });
        let problem = match parsed {
            Ok(query) => {
                let is_right = match query {
                    spargebra::Query::Select { .. } => !select.is_ask,
                    spargebra::Query::Ask { .. } => select.is_ask,
                    _ => false,
                };
                // A target binds nothing before.
                let refused = match variables {
                    [] => None,
                    _ => refused_prebound(&query, variables, self.data.pre_binding),
                };
                match (refused, is_right) {
                    (None, true) => {
                        self.check_this(&query, select, variables.is_empty());
                        return self.with_known_functions(query, select);
                    }
                    (Some(refused), _) => refused,
                    (None, false) if select.is_ask => "`sh:ask` is not an ASK query".to_owned(),
                    (None, false) => "`sh:select` is not a SELECT query".to_owned(),
                }
            }
            Err(error) => format!("the query is not SPARQL: {}", fault_of(&error)),
        };
        self.fault(Fault::new(FaultKind::Query, problem, select.statement));
        None
    }

    /// Returns a query if it calls no function that the shapes graph declares: such a call has no value, so the query would find
    /// something else than it says.
    fn with_known_functions(
        &self,
        query: spargebra::Query,
        select: &Select,
    ) -> Option<spargebra::Query> {
        if self.shapes.functions.is_empty() {
            return Some(query);
        }
        let text = query.to_string();
        let dictionary = self.data.dictionary();
        let mut functions = self.shapes.functions.iter();
        let called = functions
            .find(|function| text.contains(&format!("<{}>(", dictionary.text(**function))));
        let Some(function) = called else {
            return Some(query);
        };
        let name = self.data.graph.display(*function);
        let problem = format!(
            "the query calls `{name}`, and functions that shapes declare are not evaluated, so it is left out"
        );
        let fault = Fault::new(FaultKind::NotSupported, problem, select.statement);
        self.fault(fault.with_hint("write the expression of the function into the query"));
        None
    }

    /// Evaluates a query; one that fails is noted.
    fn evaluated(
        &self,
        select: &Select,
        query: &spargebra::Query,
        values: &Prebound,
    ) -> Result<Vec<Solutions>> {
        let limits = Limits {
            allow_product: true,
            ..self
                .data
                .limits
                .map_or_else(Limits::default, Limits::within)
        };
        match evaluate_prebound(self.data.dataset(), query, values, &limits) {
            Err(Error::Query(error)) => {
                let problem = format!("the query cannot be evaluated: {error}");
                self.fault(Fault::new(FaultKind::Query, problem, select.statement));
                Ok(Vec::new())
            }
            other => other,
        }
    }

    /// Notes that a SELECT query does not select `$this`, which its solutions are of.
    fn check_this(&self, query: &spargebra::Query, select: &Select, is_target: bool) {
        let spargebra::Query::Select { pattern, .. } = query else {
            return;
        };
        let mut pattern = pattern;
        let selected = loop {
            pattern = match pattern {
                GraphPattern::Project { variables, .. } => break variables.as_slice(),
                GraphPattern::Distinct { inner }
                | GraphPattern::Reduced { inner }
                | GraphPattern::Slice { inner, .. } => inner,
                _ => break &[],
            };
        };
        if !selected.iter().any(|variable| variable.as_str() == "this") {
            let (problem, hint) = match is_target {
                true => (
                    "the query does not select `?this`, so the target leads to no node",
                    "write `?this` after `SELECT`",
                ),
                false => (
                    "the query does not select `$this`; it is evaluated as if it did",
                    "write `$this` after `SELECT`",
                ),
            };
            let fault = Fault::new(FaultKind::IllFormed, problem, select.statement);
            self.fault(fault.with_hint(hint));
        }
    }

    /// Returns the nodes that a target selects.
    pub(super) fn selected(&self, select: &Select) -> Result<Vec<TermId>> {
        let Some(query) = self.parsed(select, &[]) else {
            return Ok(Vec::new());
        };
        let values = Prebound {
            variables: Vec::new(),
            rows: vec![Vec::new()],
        };
        let mut nodes = Vec::new();
        for solutions in self.evaluated(select, &query, &values)? {
            let known = |id: &&TermId| (**id as usize) < self.data.dictionary().len();
            nodes.extend(solutions.ids("this").into_iter().flatten().filter(known));
        }
        Ok(nodes)
    }

    /// A SPARQL-based constraint: each solution is a result.
    pub(super) fn sparql(&self, batch: Batch, select: &Select, mode: &mut Mode) -> Result<()> {
        self.select(batch, select, &[], mode)
    }

    /// A constraint of a component that the shapes graph declares.
    pub(super) fn component(
        &self,
        batch: Batch,
        component: &Component,
        mode: &mut Mode,
    ) -> Result<()> {
        let parameters: Vec<(String, TermId)> = component
            .parameters
            .iter()
            .map(|parameter| (parameter.name.clone(), parameter.value))
            .collect();
        match &component.validator {
            Validator::Select(select) => self.select(batch, select, &parameters, mode),
            Validator::Ask(ask) => self.ask(batch, ask, &parameters, mode),
        }
    }

    /// Returns variables that have the same value for all nodes, and their values. The shapes graph of a constraint is that of
    /// the source that has it.
    fn constants(
        &self,
        batch: Batch,
        parameters: &[(String, TermId)],
    ) -> (Vec<String>, Vec<TermId>) {
        let graphs = self.data.graph.graphs_of(batch.constraint.statement);
        let graph = graphs
            .into_iter()
            .flatten()
            .next()
            .filter(|_| self.data.has_shapes);
        let own = [
            ("currentShape", Some(batch.shape.node)),
            (SHAPES_GRAPH, graph),
        ];
        let own = own
            .into_iter()
            .filter_map(|(name, value)| Some((name.to_owned(), value?)));
        parameters.iter().cloned().chain(own).unzip()
    }

    fn select(
        &self,
        batch: Batch,
        select: &Select,
        parameters: &[(String, TermId)],
        mode: &mut Mode,
    ) -> Result<()> {
        let (mut variables, constants) = self.constants(batch, parameters);
        variables.push("this".to_owned());
        let Some(query) = self.parsed(select, &variables) else {
            return Ok(());
        };
        let rows = batch.nodes.iter().map(|node| {
            let mut row = constants.clone();
            row.push(*node);
            row
        });
        let values = Prebound {
            rows: rows.collect(),
            variables,
        };
        let index_of: FxHashMap<TermId, usize> = batch
            .nodes
            .iter()
            .enumerate()
            .map(|(index, node)| (*node, index))
            .collect();
        for solutions in self.evaluated(select, &query, &values)? {
            self.note(batch, &solutions, &index_of, mode)?;
        }
        Ok(())
    }

    fn note(
        &self,
        batch: Batch,
        solutions: &Solutions,
        index_of: &FxHashMap<TermId, usize>,
        mode: &mut Mode,
    ) -> Result<()> {
        let names: Vec<String> = solutions
            .variables()
            .iter()
            .map(|one| one.as_str().to_owned())
            .collect();
        let term = |name: &str, row: usize| {
            let id = *solutions.ids(name)?.get(row)?;
            Some((id, solutions.term_of(id)?))
        };
        let known = self.data.dictionary().len();
        let node = |(id, term): (TermId, Term)| match (id as usize) < known {
            true => Node::Known(id),
            false => Node::Made(term),
        };
        for (row, this) in given(solutions, "this")?.iter().enumerate() {
            let Some(index) = index_of.get(this).copied() else {
                return Err(Error::internal("a solution is of no focus node"));
            };
            let is_failure = term("failure", row).is_some_and(
                |(_, term)| matches!(&term, Term::Literal(literal) if literal.value() == "true"),
            );
            if is_failure {
                let problem = "the query reports a failure";
                let at = batch.constraint.statement;
                self.fault(Fault::new(FaultKind::Query, problem, at));
            }
            let own = batch.shape.path.is_none();
            let value = term("value", row).map(node);
            let path =
                term("path", row).filter(|(_, path)| own && matches!(path, Term::NamedNode(_)));
            let path = path.map(|(id, term)| match (id as usize) < known {
                true => ResultPath::Property(id),
                false => ResultPath::Other(term),
            });
            // The value of a node shape is the focus node, if the query gives none.
            let value = value.or_else(|| own.then_some(Node::Known(*this)));
            let others = names
                .iter()
                .filter(|name| !OF_RESULT.contains(&name.as_str()));
            let solution = others.filter_map(|name| Some((name.clone(), term(name, row)?.1)));
            let outcome = Outcome {
                value,
                path,
                solution: solution.collect(),
            };
            batch.found(mode, index, outcome);
        }
        Ok(())
    }

    /// Each value for which the query does not hold is wrong.
    fn ask(
        &self,
        batch: Batch,
        ask: &Select,
        parameters: &[(String, TermId)],
        mode: &mut Mode,
    ) -> Result<()> {
        let (mut variables, constants) = self.constants(batch, parameters);
        variables.extend(["this".to_owned(), "value".to_owned()]);
        let Some(query) = self.parsed(ask, &variables) else {
            return Ok(());
        };
        let rows = batch.values.iter().map(|(index, value)| {
            let mut row = constants.clone();
            row.extend([batch.nodes[index], value]);
            row
        });
        let values = Prebound {
            rows: rows.collect(),
            variables,
        };
        let mut holds: rustc_hash::FxHashSet<(TermId, TermId)> = rustc_hash::FxHashSet::default();
        for solutions in self.evaluated(ask, &query, &values)? {
            let (this, value) = (given(&solutions, "this")?, given(&solutions, "value")?);
            holds.extend(this.iter().copied().zip(value.iter().copied()));
        }
        for (index, value) in batch.values.iter() {
            let this = batch.nodes.get(index).copied();
            if !this.is_some_and(|this| holds.contains(&(this, value))) {
                batch.wrong_value(mode, index, value);
            }
        }
        Ok(())
    }
}

/// Returns the values that a variable which is bound before has in solutions.
fn given<'s>(solutions: &'s Solutions, name: &str) -> Result<&'s [TermId]> {
    let ids = solutions.ids(name);
    ids.ok_or_else(|| {
        Error::internal(format!(
            "solutions lack the column `{name}`, which was given"
        ))
    })
}
