//! Asks engines elsewhere for the solutions of [`SERVICE`](https://www.w3.org/TR/sparql11-federated-query/): in blocks of the values
//! that the solutions are joined with (bound joins,
//! [Schwarte et al. 2011](https://doi.org/10.1007/978-3-642-25073-6_38)), or for all of them at once.

use super::batches::{Consumer, Flow};
use super::{Demand, Execution};
use crate::dictionary::TermId;
use crate::error::{EngineError, Error, QueryError, Result};
use crate::query::batch::table::{Table, UNBOUND};
use crate::query::inspect::REFUSED;
use crate::query::limits::Reservation;
use crate::query::logical::{Service, Var};
use crate::query::operators;
use crate::query::physical::Node;
use crate::query::service::{Answered, BLOCK, MANY_VALUES, MOST_SOLUTIONS};
use crate::query::warning::{Subject, Warning};
use crate::rdf::{BlankNode, NamedOrBlankNode, Term, Triple, Variable};
use rustc_hash::FxHashMap;
use spargebra::term::GroundTerm;
use std::collections::BTreeMap;

/// The answers that a query has got, by engine and request: the same is not asked twice.
pub type Asked = FxHashMap<(String, String), (Table, Reservation)>;

/// The rows of values that solutions are joined with.
struct Values {
    names: Vec<Variable>,
    /// Distinct, and in the order of their text.
    rows: Vec<Vec<GroundTerm>>,
    _memory: Reservation,
}

impl Execution<'_, '_> {
    /// Gives the solutions of an engine.
    pub(super) fn service(
        &mut self,
        node: &Node,
        service: &Service,
        demand: Demand,
        consumer: Consumer,
    ) -> Result<Flow> {
        self.budget.enter(operators::SERVICE);
        if !service.is_silent {
            return self.each_answer(node, service, demand, consumer);
        }
        // Without all of the answers there is one solution, so none is given before.
        let (mut rows, mut memory) = (Table::empty(&node.columns), self.budget.reservation());
        let done = self.each_answer(node, service, demand, &mut |_, batch| {
            rows.append(batch);
            memory.set(rows.bytes());
            Ok(Flow::Continue(()))
        });
        match done {
            Ok(_) => consumer(self, rows),
            Err(error) => {
                self.warnings.push(silenced(service, error)?);
                let mut one = Table::unit();
                for variable in node.columns.iter() {
                    one.add(variable, vec![UNBOUND]);
                }
                consumer(self, one)
            }
        }
    }

    /// Asks an engine, and gives its answers.
    fn each_answer(
        &mut self,
        node: &Node,
        service: &Service,
        demand: Demand,
        consumer: Consumer,
    ) -> Result<Flow> {
        let keys = self.keys_for(service, demand)?;
        if let Some(keys) = keys.as_ref().filter(|keys| keys.rows > MANY_VALUES) {
            let _keys = self.budget.reserve(keys.bytes())?;
            let all = self.answer(node, service, None, Some(MOST_SOLUTIONS))?;
            if all.rows < MOST_SOLUTIONS {
                return consumer(self, all);
            }
        }
        let values = keys
            .map(|keys| self.values_of(service, &keys))
            .transpose()?;
        let Some(values) = values.flatten() else {
            let is_free = demand.keys.is_none() && demand.outer.is_none();
            let answer = self.answer(node, service, None, demand.limit.filter(|_| is_free))?;
            return consumer(self, answer);
        };
        for block in values.rows.chunks(BLOCK) {
            let values = Some((values.names.as_slice(), block));
            let answer = self.answer(node, service, values, None)?;
            if consumer(self, answer)?.is_break() {
                return Ok(Flow::Break(()));
            }
        }
        Ok(Flow::Continue(()))
    }

    /// Returns the rows that solutions are joined with, of variables that all solutions bind.
    fn keys_for(&self, service: &Service, demand: Demand) -> Result<Option<Table>> {
        if !service.request.takes_values {
            return Ok(None);
        }
        let outer = demand.outer.map(|outer| &outer.table);
        for table in demand.keys.into_iter().chain(outer) {
            let keys = self.keys_of(table, &service.certain)?;
            if keys.is_some() {
                return Ok(keys);
            }
        }
        Ok(None)
    }

    /// Returns the values of rows that solutions are joined with; nothing if none can be sent. A blank node is none of the engine's
    /// terms, so that no solution fits its row.
    fn values_of(&self, service: &Service, keys: &Table) -> Result<Option<Values>> {
        let (mut names, mut columns) = (Vec::new(), Vec::new());
        for (name, variable) in &service.variables {
            if let Some(column) = keys.column(*variable)
                && let Some(terms) = self.sendable(column)?
            {
                names.push(name.clone());
                columns.push(terms);
            }
        }
        if columns.is_empty() {
            return Ok(None);
        }
        let (mut memory, pace) = (self.budget.reservation(), self.budget.pace());
        let mut rows = BTreeMap::new();
        for row in 0..keys.rows {
            pace.step(columns.len())?;
            let terms = columns.iter().map(|column| column.get(row)?.clone());
            if let Some(terms) = terms.collect::<Option<Vec<GroundTerm>>>() {
                let text: Vec<String> = terms.iter().map(ToString::to_string).collect();
                let length: usize = text.iter().map(String::len).sum();
                memory.set(memory.bytes() + 2 * length as u64);
                rows.insert(text, terms);
            }
        }
        Ok(Some(Values {
            names,
            rows: rows.into_values().collect(),
            _memory: memory,
        }))
    }

    /// Returns the terms of a column, or nothing for a blank node; no column if an engine may hold an equal term otherwise: text with
    /// a language, whose tag it may write in another case, and triple terms, which not all engines have.
    fn sendable(&self, column: &[TermId]) -> Result<Option<Vec<Option<GroundTerm>>>> {
        let pace = self.budget.pace();
        let mut terms = Vec::with_capacity(column.len());
        for id in column {
            pace.step(1)?;
            terms.push(match self.terms.term(*id) {
                Some(Term::NamedNode(iri)) => Some(iri.into()),
                Some(Term::BlankNode(_)) => None,
                Some(Term::Literal(literal)) if literal.language().is_none() => {
                    Some(literal.into())
                }
                _ => return Ok(None),
            });
        }
        Ok(Some(terms))
    }

    /// Asks an engine once, unless it was asked the same before.
    fn answer(
        &mut self,
        node: &Node,
        service: &Service,
        values: Option<(&[Variable], &[Vec<GroundTerm>])>,
        most: Option<usize>,
    ) -> Result<Table> {
        self.budget.look()?;
        let wanted = service.variables.iter();
        let wanted = wanted.filter(|(_, variable)| node.columns.contains(*variable));
        let wanted: Vec<(Variable, Var)> = wanted.cloned().collect();
        let names: Vec<Variable> = wanted.iter().map(|(name, _)| name.clone()).collect();
        let text = service.request.text(&names, values, most);
        let request = (service.engine.clone(), text);
        if let Some((known, _)) = self.asked.get(&request) {
            return Ok(known.clone());
        }
        let engines = self.budget.engines();
        let engines = engines.ok_or_else(|| Error::internal("there are no engines to ask"))?;
        let answered = engines.ask(&request.0, &request.1, self.budget.left());
        // A limit that was passed meanwhile is what ends the query.
        self.budget.look()?;
        let answered = answered.map_err(|error| of_service(service, error))?;
        let taken = bytes(&answered);
        self.trace.note_request(taken);
        let _answered = self.budget.reserve(taken)?;
        let table = self.table_of(service, &wanted, answered)?;
        let memory = self.budget.reserve(table.bytes())?;
        self.asked.insert(request, (table.clone(), memory));
        Ok(table)
    }

    /// Returns the solutions of an answer; its blank nodes are those of no other answer.
    fn table_of(
        &mut self,
        service: &Service,
        wanted: &[(Variable, Var)],
        answered: Answered,
    ) -> Result<Table> {
        let number = self.asked.len();
        let mut labels: FxHashMap<String, BlankNode> = FxHashMap::default();
        let places: Vec<Option<usize>> = wanted
            .iter()
            .map(|(name, _)| answered.variables.iter().position(|other| other == name))
            .collect();
        let mut columns = vec![Vec::with_capacity(answered.rows.len()); wanted.len()];
        let pace = self.budget.pace();
        let rows = answered.rows.len();
        for mut row in answered.rows {
            pace.step(wanted.len() + 1)?;
            for ((column, place), (name, variable)) in columns.iter_mut().zip(&places).zip(wanted) {
                let term = place.and_then(|at| row.get_mut(at)?.take());
                column.push(match term {
                    Some(term) => {
                        let term = with_own_blank_nodes(term, number, &mut labels);
                        self.terms.intern(&term)
                    }
                    None if service.certain.contains(*variable) => {
                        return Err(without_value(service, name));
                    }
                    None => UNBOUND,
                });
            }
        }
        Ok(Table {
            variables: wanted.iter().map(|(_, variable)| *variable).collect(),
            columns,
            rows,
            multiplicities: None,
        })
    }
}

fn with_own_blank_nodes(
    term: Term,
    answer: usize,
    labels: &mut FxHashMap<String, BlankNode>,
) -> Term {
    let mut own = |node: &BlankNode| {
        let next = format!("service-{answer}-{}", labels.len());
        let own = labels.entry(node.as_str().to_owned());
        own.or_insert_with(|| BlankNode::new_unchecked(next))
            .clone()
    };
    match term {
        Term::BlankNode(node) => own(&node).into(),
        Term::Triple(triple) => {
            let Triple {
                subject,
                predicate,
                object,
            } = *triple;
            let subject = match subject {
                NamedOrBlankNode::BlankNode(node) => own(&node).into(),
                named @ NamedOrBlankNode::NamedNode(_) => named,
            };
            let object = with_own_blank_nodes(object, answer, labels);
            Triple::new(subject, predicate, object).into()
        }
        other => other,
    }
}

/// Returns the bytes of the terms of an answer.
fn bytes(answered: &Answered) -> u64 {
    let terms = answered.rows.iter().flatten().flatten();
    let lengths = terms.map(|term| match term {
        Term::NamedNode(iri) => iri.as_str().len(),
        Term::BlankNode(node) => node.as_str().len(),
        Term::Literal(literal) => literal.value().len(),
        Term::Triple(triple) => triple.to_string().len(),
    });
    lengths.sum::<usize>() as u64
}

/// Returns an error of an engine as one of the `SERVICE` that asked it.
fn of_service(service: &Service, error: Error) -> Error {
    let Error::Engine(error) = error else {
        return error;
    };
    Error::from(QueryError::Engine {
        service: service.named.clone(),
        number: service.number,
        error,
        fault: None,
    })
}

fn without_value(service: &Service, name: &Variable) -> Error {
    let error = EngineError::NotReadable {
        engine: service.engine.clone(),
        problem: format!("a solution has no value for `{name}`, which the pattern always binds"),
    };
    of_service(service, error.into())
}

/// Returns what to say of a `SERVICE SILENT` without an answer; an error that is not of the engine remains one.
fn silenced(service: &Service, error: Error) -> Result<Warning> {
    let Error::Query(inner) = &error else {
        return Err(error);
    };
    match &**inner {
        QueryError::Engine { error: of, .. }
            if !matches!(**of, EngineError::NotRecorded { .. }) =>
        {
            let named = &service.named;
            let message = format!(
                "`SERVICE SILENT {named}` has no answer, so that its solution binds nothing: {of}"
            );
            let iri = named.trim_matches(['<', '>']).to_owned();
            Ok(Warning::slip(REFUSED, Subject::Iri(iri), message))
        }
        _ => Err(error),
    }
}
